import { Channel } from '#schemas/interactions/channel.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { ReservationRecord, RosterRecord, RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Change } from '#shared/domain/kit/change.ts';
import { isSame } from '#shared/domain/kit/is-same.ts';
import { hash } from '#shared/domain/kit/shard.ts';
import { freeCapacity, liveCounts, possibleCosts, usedCapacity } from './capacity.ts';
import type { Candidate, Contact } from './eligibility.ts';
import { interruptibleUnits, interruptibleWork } from './interruption.ts';

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
  ...(interaction.reservation && { keptUntil: interaction.reservation.until }),
});

/** The waiting row of an interaction; null unless it is queued. */
export const waitingOf = (interaction: InteractionRecord): Omit<WaitingRecord, 'tenantId'> | null =>
  interaction.status === 'queued'
    ? { ...contactOf(interaction), shard: interaction.shard, version: interaction.version }
    : null;

/** What the matcher compares of an agent; null for one who could not take anything now. */
export const candidateOf = (agent: AgentRecord): Candidate | null =>
  isTakingWork(agent) && hasRoom(agent) ? comparedOf(agent) : null;

/** Whether an agent takes work, however much of it he has. */
export const isTakingWork = ({ coolingUntil, presence, session }: AgentRecord): boolean =>
  session?.status === 'online' && presence.status === 'ready' && presence.pending === null && coolingUntil === null;

/** Whether there is anything that would fit beside the present work, or interrupt it. */
function hasRoom(agent: AgentRecord): boolean {
  const free = freeCapacity(agent);
  const held = interruptibleWork(agent.work) ?? [];
  return Channel.options.some(channel =>
    possibleCosts(agent.profile, channel).some(cost => cost <= free + interruptibleUnits(held, channel, cost)),
  );
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
  ...withInterruptible(interruptibleWork(agent.work)),
  ...(agent.reservedFor && { reservedFor: agent.reservedFor }),
});

const withInterruptible = (interruptible: Candidate['interruptible']) => (interruptible ? { interruptible } : {});

/** The routable row of an agent; null for one who could not take anything now. */
export function routableOf(agent: AgentRecord): Omit<RoutableRecord, 'tenantId'> | null {
  const candidate = candidateOf(agent);
  return candidate && { ...candidate, ...routablePartition(agent), version: agent.version };
}

/** The row that makes an agent known while his session is open, with room or without. */
export const rosterOf = (agent: AgentRecord): Omit<RosterRecord, 'tenantId'> | null =>
  agent.session && { ...routablePartition(agent), agentId: agent.id, version: agent.epoch };

/** The row that counts the reservation of a contact among those of its lane. */
export const reservationOf = ({
  id: interactionId,
  lane,
  reservation,
}: InteractionRecord): Omit<ReservationRecord, 'tenantId'> | null =>
  reservation ? { lane, slot: reservation.slot, interactionId, version: 1 } : null;

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
    // Who signs in anew may have been passed over while his lease had lapsed.
    after.epoch > before.epoch ||
    now.free > then.free ||
    (then.reservedFor !== undefined && now.reservedFor === undefined) ||
    (now.interruptible !== undefined && !isSame(now.interruptible, then.interruptible ?? null)) ||
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
