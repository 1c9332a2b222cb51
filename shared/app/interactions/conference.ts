import type * as z from 'zod';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallTarget } from '#schemas/voice/target.ts';
import { changeInteraction, ownCampaign } from '#shared/app/work/change-interaction.ts';
import { invitedBy } from '#shared/app/work/invite.ts';
import type { DiallingPorts, WorkPorts } from '#shared/app/work/ports.ts';
import { callFor, directed } from '#shared/app/work/telephone.ts';
import { type Configuration, rulesOf } from '#shared/domain/admin/configuration.ts';
import { addToConference as add, leaveConference as leave } from '#shared/domain/interactions/conference.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { workRules } from '#shared/domain/routing/offer.ts';
import { confer } from '#shared/domain/voice/consult.ts';

/** One of the two: a colleague by id, or whom a target names. */
interface Guest {
  readonly agentId?: string | undefined;
  readonly target?: z.output<typeof CallTarget> | undefined;
}

/**
 * Calls a colleague in; into a call also whoever works at an extension, or a telephone.
 *
 * @throws AppError `AGENT_NOT_FOUND`, `TARGET_UNAVAILABLE`, `NOT_A_CALL` of telephones for other channels
 */
export const addToConference = (
  ports: DiallingPorts,
  interactionId: string,
  guest: Guest,
): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, async (interaction, host, configuration) => {
    const target = guest.target ?? { kind: 'agent' as const, id: guest.agentId ?? '' };
    if (interaction.channel !== 'voice' && target.kind === 'agent')
      return colleague(ports, configuration, interaction, host, target.id);
    const inHand = await callFor(ports, interaction);
    const invited = await invitedBy(ports, configuration, interaction, target);
    const moment = { now: ports.ctx.now, newId: ports.nextId };
    const campaign = ownCampaign(configuration, interaction, host.id);
    return directed(ports, confer(inHand, host, campaign, invited, moment), inHand);
  });

async function colleague(
  ports: WorkPorts,
  configuration: Configuration,
  interaction: InteractionRecord,
  host: Parameters<typeof add>[1],
  agentId: string,
) {
  const user = await ports.user(agentId);
  if (!user?.active || !user.roles.includes('agent')) throw new AppError('AGENT_NOT_FOUND');
  const { queue } = rulesOf(configuration, interaction);
  const rules = workRules(interaction.channel, queue, configuration.settings);
  return add(interaction, host, (await ports.agent(agentId))?.agent, ports.ctx.now, rules);
}

/** Leaves the conversation to the others. */
export const leaveConference = (ports: WorkPorts, interactionId: string): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, (interaction, agent, configuration) =>
    leave(interaction, agent, ownCampaign(configuration, interaction, agent.id), ports.ctx.now),
  );
