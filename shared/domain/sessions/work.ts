import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { costFor } from '#shared/domain/routing/eligibility.ts';
import { goOn } from '#shared/domain/routing/interruption.ts';
import { lapsed } from '#shared/domain/routing/reservation.ts';
import { followQueues, systemPresence } from './system-presence.ts';

/** Takes an interaction off an agent's hands: from here on he has been idle, and a presence that waited applies. */
export const dropWork = (agent: AgentRecord, interactionId: string, now: string): AgentRecord =>
  settlePresence(
    goOn({ ...agent, work: agent.work.filter(one => one.interactionId !== interactionId), idleSince: now }),
    now,
  );

/** Puts a part that the agent has in an interaction back into his hands, however little room he has. */
export function regainWork(agent: AgentRecord, interaction: InteractionRecord): AgentRecord {
  const { assignments, channel, id } = interaction;
  const part = assignments.findLast(one => one.agentId === agent.id && one.status !== 'done');
  if (!part || part.status === 'done') return agent;
  const { campaignId, queueId, status } = part;
  const cost = status === 'active' ? costFor(agent, interaction) : agent.profile.wrapUpWeights[channel];
  const since = part.wrapUp?.startedAt ?? part.acceptedAt;
  const others = agent.work.filter(one => one.interactionId !== id);
  const work = { interactionId: id, channel, queueId, campaignId, state: status, cost, since, offerId: null };
  return { ...agent, work: [...others, work] };
}

/** The same for an offer that came to nothing: having been asked is no activity, the place in line stays. */
export const dropOffer = (agent: AgentRecord, interactionId: string, now: string): AgentRecord => ({
  ...dropWork(agent, interactionId, now),
  idleSince: agent.idleSince,
});

/** Applies a presence that waited for the current work to be done (4.1, axis B). */
export function settlePresence(agent: AgentRecord, now: string): AgentRecord {
  const { pending } = agent.presence;
  if (pending === null || agent.work.length > 0) return agent;
  const wished: AgentRecord['presence'] = {
    status: pending.status,
    reasonId: pending.reasonId,
    kind: 'user',
    cause: null,
    since: now,
    pending: null,
    returnsAt: null,
  };
  return { ...agent, presence: followQueues(wished, agent.queueIds, now) };
}

/** Clears a cool-down, an automatic not-ready or a reservation whose time is over. */
export function thaw(agent: AgentRecord, now: string): AgentRecord {
  const cooled =
    agent.coolingUntil !== null && agent.coolingUntil <= now
      ? { ...lapsed(agent, now), coolingUntil: null }
      : lapsed(agent, now);
  const { pending, returnsAt } = cooled.presence;
  if (returnsAt === null || returnsAt > now) return cooled;
  const back = systemPresence('ready', null, pending, now);
  return { ...cooled, misses: 0, presence: followQueues(back, agent.queueIds, now) };
}
