import type { dispositionTasks } from '#schemas/dispositions/tasks.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { TaskInput } from '#schemas/kit/task.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { changeInteraction, ownCampaign } from '#shared/app/work/change-interaction.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { chooseCodes, dispose, type Outcome } from '#shared/domain/dispositions/dispose.ts';
import * as wrapUp from '#shared/domain/dispositions/wrap-up.ts';
import { nothing } from '#shared/domain/kit/change.ts';

export const setWrapUpCodes = (
  ports: WorkPorts,
  interactionId: string,
  codeIds: readonly string[],
): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, (interaction, agent, configuration) =>
    chooseCodes(interaction, agent.id, schemeOf(configuration, interaction, agent.id), codeIds),
  );

export const extendWrapUp = (ports: WorkPorts, interactionId: string): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, (interaction, agent) => wrapUp.extendWrapUp(interaction, agent.id));

export const completeWrapUp = (ports: WorkPorts, interactionId: string): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, (interaction, agent, configuration) =>
    wrapUp.completeWrapUp(
      interaction,
      agent,
      ownCampaign(configuration, interaction, agent.id),
      schemeOf(configuration, interaction, agent.id),
      ports.ctx.now,
    ),
  );

export const disposeInteraction = (
  ports: WorkPorts,
  interactionId: string,
  outcome: Outcome,
): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, (interaction, agent, configuration) =>
    dispose(interaction, agent, schemeOf(configuration, interaction, agent.id), outcome, ports.ctx.now),
  );

/** The wrap-up time is over; carried by the Step Functions definition. */
export async function expireWrapUp(
  ports: WorkPorts,
  input: TaskInput<typeof dispositionTasks.expireWrapUp>,
): Promise<void> {
  await carryOut(ports, async () => {
    const [conversation, atWork, configuration] = await Promise.all([
      ports.interaction(input.interactionId),
      ports.agent(input.agentId),
      ports.configuration(),
    ]);
    if (!conversation || !atWork) return { change: nothing, answer: () => null };
    const { interaction } = conversation;
    const campaign = ownCampaign(configuration, interaction, input.agentId);
    return {
      change: wrapUp.expireWrapUp(interaction, atWork.agent, campaign, input.deadline, ports.ctx.now),
      answer: () => null,
    };
  });
}

const schemeOf = (configuration: Configuration, interaction: InteractionRecord, agentId: string) =>
  configuration.outcomeSchemes.get(ownCampaign(configuration, interaction, agentId).outcomeSchemeId ?? '');
