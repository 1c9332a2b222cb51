import type { Channel } from '#schemas/interactions/channel.ts';
import type { AgentProfile, AgentRecord, Work } from '#schemas/sessions/model.ts';

/** Units taken by offers, conversations and wrap-ups (ROUT-08, invariant I1). */
export const usedCapacity = (work: readonly Work[]): number => work.reduce((sum, one) => sum + one.cost, 0);

/** Units left; negative after an administrator has lowered the limit, because live work is never dropped. */
export const freeCapacity = (agent: Pick<AgentRecord, 'profile' | 'work'>): number =>
  agent.profile.total - usedCapacity(agent.work);

/** Live interactions of a channel, offers included, wrap-ups and parked calls not (ROUT-09). */
export function liveCounts(work: readonly Work[]): Partial<Record<Channel, number>> {
  const counts: Partial<Record<Channel, number>> = {};
  for (const one of work)
    if (one.state !== 'wrap-up' && !one.parked) counts[one.channel] = (counts[one.channel] ?? 0) + 1;
  return counts;
}

/** Units that a contact of a channel may take of a person: his own weight, or those of his queues and the tenant. */
export function possibleCosts({ ownWeights, queues, weights }: AgentProfile, channel: Channel): number[] {
  const own = ownWeights?.[channel];
  return own === undefined ? [weights[channel], ...queues.flatMap(queue => queue.weights?.[channel] ?? [])] : [own];
}

/** How many interactions of a channel a person can hold at once. */
export function slots(profile: AgentProfile, channel: Channel): number {
  const cost = profile.weights[channel];
  const byWeight = cost === 0 ? Number.POSITIVE_INFINITY : Math.floor(profile.total / cost);
  return Math.min(byWeight, profile.caps[channel] ?? Number.POSITIVE_INFINITY, 100);
}

/** How many more of a channel fit beside the present work. */
export function freeSlots(agent: Pick<AgentRecord, 'profile' | 'work'>, channel: Channel): number {
  const cost = agent.profile.weights[channel];
  const byWeight = cost === 0 ? 100 : Math.floor(Math.max(0, freeCapacity(agent)) / cost);
  const cap = agent.profile.caps[channel] ?? 100;
  return Math.max(0, Math.min(byWeight, cap - (liveCounts(agent.work)[channel] ?? 0)));
}
