import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { type Configuration, rulesOf } from '#shared/domain/admin/configuration.ts';
import { type Change, outcome } from '#shared/domain/kit/change.ts';
import { carryOut } from './carry-out.ts';
import { callerAndInteraction } from './load.ts';
import type { WorkPorts } from './ports.ts';

/** Decides something about an interaction of the caller and answers with the interaction as it is then. */
export const changeInteraction = (
  ports: WorkPorts,
  interactionId: string,
  decide: (
    interaction: InteractionRecord,
    agent: AgentRecord,
    configuration: Configuration,
  ) => Change | Promise<Change>,
): Promise<InteractionRecord> =>
  carryOut(ports, async () => {
    const [{ agent, conversation }, configuration] = await Promise.all([
      callerAndInteraction(ports, interactionId),
      ports.configuration(),
    ]);
    return {
      change: await decide(conversation.interaction, agent, configuration),
      answer: sealed => outcome(sealed.interactions, interactionId) ?? conversation.interaction,
    };
  });

/** The campaign under which an agent took an interaction: a transfer may since have moved it to another. */
export function ownCampaign(configuration: Configuration, interaction: InteractionRecord, agentId: string) {
  const assignment = interaction.assignments.findLast(one => one.agentId === agentId);
  return rulesOf(configuration, assignment ?? interaction).campaign;
}
