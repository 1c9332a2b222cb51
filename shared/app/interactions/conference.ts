import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { changeInteraction, ownCampaign } from '#shared/app/work/change-interaction.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { addToConference as add, leaveConference as leave } from '#shared/domain/interactions/conference.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { workRules } from '#shared/domain/routing/offer.ts';

/** Calls a colleague in. @throws AppError `AGENT_NOT_FOUND`, `TARGET_UNAVAILABLE` */
export const addToConference = (ports: WorkPorts, interactionId: string, agentId: string): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, async (interaction, host, configuration) => {
    const user = await ports.user(agentId);
    if (!user?.active || !user.roles.includes('agent')) throw new AppError('AGENT_NOT_FOUND');
    const { queue } = rulesOf(configuration, interaction);
    const rules = workRules(interaction.channel, queue, configuration.settings);
    return add(interaction, host, (await ports.agent(agentId))?.agent, ports.ctx.now, rules);
  });

/** Leaves the conversation to the others. */
export const leaveConference = (ports: WorkPorts, interactionId: string): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, (interaction, agent, configuration) =>
    leave(interaction, agent, ownCampaign(configuration, interaction, agent.id), ports.ctx.now),
  );
