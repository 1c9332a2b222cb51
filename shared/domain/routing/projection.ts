import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Change } from '#shared/domain/kit/change.ts';
import { isSame } from '#shared/domain/kit/is-same.ts';
import { hash } from '#shared/domain/kit/shard.ts';
import { freeCapacity, liveCounts, usedCapacity } from './capacity.ts';
import type { Candidate, Contact } from './eligibility.ts';

/*
 * Waiting and routable rows are pure functions of the aggregates, written in the same transaction. They exist exactly
 * while the aggregate says so (invariant I3), because nobody writes them by hand.
 */

/** What the matcher compares of an interaction. */
export const contactOf = (interaction: InteractionRecord): Contact => ({
  lane: interaction.lane,
  class: interaction.class,
  rank: interaction.rank,
  interactionId: interaction.id,
  channel: interaction.channel,
  queueId: interaction.queueId,
  campaignId: interaction.campaignId,
  cost: interaction.cost,
  enqueuedAt: interaction.enqueuedAt,
  steps: interaction.steps,
  stepStartedAt: interaction.stepStartedAt,
  excluded: interaction.excluded,
  sticky: interaction.sticky,
});

/** The waiting row of an interaction; null unless it is queued. */
export const waitingOf = (interaction: InteractionRecord): Omit<WaitingRecord, 'tenantId'> | null =>
  interaction.status === 'queued'
    ? { ...contactOf(interaction), shard: interaction.shard, version: interaction.version }
    : null;

/** What the matcher compares of an agent; null for one who could not take anything now. */
export function candidateOf(agent: AgentRecord): Candidate | null {
  const free = freeCapacity(agent);
  const takesWork =
    agent.session?.status === 'online' &&
    agent.presence.status === 'ready' &&
    agent.presence.pending === null &&
    agent.coolingUntil === null &&
    Object.values(agent.profile.weights).some(weight => weight <= free);
  return takesWork ? comparedOf(agent) : null;
}

/** The same facts, whether or not he takes work: for saying why not. */
export const comparedOf = (agent: AgentRecord): Candidate => ({
  load: agent.profile.total > 0 ? Math.round((usedCapacity(agent.work) / agent.profile.total) * 1000) : 1000,
  idleSince: agent.idleSince,
  agentId: agent.id,
  queueIds: agent.queueIds,
  campaignIds: agent.session?.campaignIds ?? [],
  profile: agent.profile,
  free: freeCapacity(agent),
  live: liveCounts(agent.work),
});

/** The routable row of an agent; null for one who could not take anything now. */
export function routableOf(agent: AgentRecord): Omit<RoutableRecord, 'tenantId'> | null {
  const candidate = candidateOf(agent);
  return candidate && { ...candidate, ...routablePartition(agent), version: agent.version };
}

/** Where the routable row of an agent is, when there is one. */
export const routablePartition = (agent: AgentRecord): { routingProfileId: string; shard: number } => ({
  routingProfileId: routingProfileId(agent),
  shard: agent.profile.shard ?? 0,
});

/** Agents with the same assigned queues share a profile, whatever their tiers: the row carries the rest. */
export const routingProfileId = (agent: AgentRecord): string =>
  `rp${hash(
    agent.profile.queues
      .map(queue => queue.queueId)
      .sort()
      .join(' '),
  ).toString(36)}`;

/** Who should look for whom after a change: contacts that began to wait, agents who gained room. */
export function opportunities(sealed: Change): { interactions: InteractionRecord[]; agents: AgentRecord[] } {
  return {
    interactions: sealed.interactions
      .filter(({ before, after }) => after.status === 'queued' && !waitedAlike(before, after))
      .map(move => move.after),
    agents: sealed.agents.filter(({ before, after }) => gainedRoom(before, after)).map(move => move.after),
  };
}

const waitedAlike = (before: InteractionRecord | null, after: InteractionRecord): boolean =>
  before?.status === 'queued' && JSON.stringify(contactOf(before)) === JSON.stringify(contactOf(after));

function gainedRoom(before: AgentRecord | null, after: AgentRecord): boolean {
  const now = candidateOf(after);
  if (now === null) return false;
  const then = before && candidateOf(before);
  if (!before || !then) return true;
  return (
    now.free > then.free ||
    dropped(before, after) ||
    now.queueIds.some(queueId => !then.queueIds.includes(queueId)) ||
    now.campaignIds.some(campaignId => !then.campaignIds.includes(campaignId)) ||
    Object.entries(then.live).some(([channel, count]) => (now.live[channel as keyof typeof now.live] ?? 0) < count) ||
    !isSame(now.profile, then.profile)
  );
}

/** An interaction that he has let go, even one that took nothing, may come to him again. */
const dropped = (before: AgentRecord, after: AgentRecord): boolean =>
  before.work.some(one => after.work.every(other => other.interactionId !== one.interactionId));
