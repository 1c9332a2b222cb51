import { ChangeEntity, ContactEntity, InteractionEntity } from '#schemas/interactions/entity.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { FeedEntity } from '#schemas/realtime/entity.ts';
import type { EventEnvelope } from '#schemas/realtime/model.ts';
import {
  QueueProfileEntity,
  ReservationEntity,
  RosterEntity,
  RoutableEntity,
  WaitingEntity,
} from '#schemas/routing/entity.ts';
import { AgentEntity, LeaseEntity } from '#schemas/sessions/entity.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { CallEntity, RecordingFileEntity } from '#schemas/voice/entity.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import { put, remove, type Write } from '#shared/adapters/store/store.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { archiveKeys } from '#shared/domain/interactions/customer-details.ts';
import type { Change, Moved, NewEvent } from '#shared/domain/kit/change.ts';
import { type FedEvent, feedRows } from '#shared/domain/kit/feed.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { isSame } from '#shared/domain/kit/is-same.ts';
import { eventId } from '#shared/domain/kit/outbox.ts';
import { profilesOf, type QueueProfile } from '#shared/domain/routing/derived-rows.ts';
import { reservationOf, rosterOf, routableOf, waitingOf } from '#shared/domain/routing/projection.ts';
import { type RecordingFile, recordingFiles } from '#shared/domain/voice/recording.ts';
import type { RoutablePartition } from './routable-rows.ts';

/** The rows that a change becomes: the aggregates and everything that follows from them. */

const DAY_SECONDS = 86_400;

export interface EnvelopedEvent {
  readonly event: NewEvent;
  readonly envelope: EventEnvelope;
}

/** The queues that the routable agents of a change serve, each once with a profile it must know. */
export function servedQueues(sealed: Change): QueueProfile[] {
  const served = sealed.agents.flatMap(({ after }) => profilesOf(after));
  return [...new Map(served.map(one => [`${one.queueId} ${one.routingProfileId} ${one.shard}`, one])).values()];
}

/** Whether a partition of routable rows is among those of a list. */
export const isListed = (one: RoutablePartition, list: readonly RoutablePartition[]): boolean =>
  list.some(other => other.routingProfileId === one.routingProfileId && other.shard === one.shard);

/**
 * Queues must know the routing profiles that serve them, and their shards, before an agent can be found there, so the
 * row goes into the transaction that makes him routable.
 *
 * @param known the partitions this process has seen serve a queue
 */
export const queueProfileWrites = (sealed: Change, known: (queueId: string) => readonly RoutablePartition[]): Write[] =>
  servedQueues(sealed)
    .filter(served => !isListed(served, known(served.queueId)))
    .map(row => put(QueueProfileEntity, { ...row, version: 1 }, 'any'));

/** The state, and with it the waiting row that follows from it. */
export function interactionWrites(move: Moved<InteractionRecord>): Write[] {
  const before = move.before && waitingOf(move.before);
  const after = waitingOf(move.after);
  const moved = before && (!after || JSON.stringify(waitingKey(before)) !== JSON.stringify(waitingKey(after)));
  return [
    put(InteractionEntity, move.after, move.before?.version || 'absent'),
    ...(moved ? [remove(WaitingEntity, waitingKey(before))] : []),
    ...(after ? [put(WaitingEntity, after, 'any')] : []),
    ...reservationWrites(move),
    ...contactWrites(move),
  ];
}

/** A place among the reservations of a lane is taken only where nobody has it, and given back. */
function reservationWrites(move: Moved<InteractionRecord>): Write[] {
  const before = move.before && reservationOf(move.before);
  const after = reservationOf(move.after);
  if (isSame(before, after)) return [];
  return [
    ...(before ? [remove(ReservationEntity, before)] : []),
    ...(after ? [put(ReservationEntity, after, 'absent')] : []),
  ];
}

/** Rows by which the contact is found again, for every way to name its customer that is new. */
function contactWrites({ after, before }: Moved<InteractionRecord>): Write[] {
  const known = before ? archiveKeys(before) : [];
  return archiveKeys(after)
    .filter(key => !known.includes(key))
    .map(customerKey =>
      put(ContactEntity, { customerKey, at: after.firstEnqueuedAt, interactionId: after.id, version: 1 }, 'any'),
    );
}

const waitingKey = (row: NonNullable<ReturnType<typeof waitingOf>>) => ({
  lane: row.lane,
  shard: row.shard,
  class: row.class,
  rank: row.rank,
  interactionId: row.interactionId,
});

/** The agent, and with him the routable row that follows from him. */
export function agentWrites(move: Moved<AgentRecord>): Write[] {
  const before = move.before && routableOf(move.before);
  const after = routableOf(move.after);
  const moved = before && (!after || JSON.stringify(routableKey(before)) !== JSON.stringify(routableKey(after)));
  // A change of nothing is how the sweeper has the derived rows written again.
  const same =
    before &&
    after &&
    JSON.stringify({ ...before, version: 0 }) === JSON.stringify({ ...after, version: 0 }) &&
    !isSame({ ...move.before, version: 0 }, { ...move.after, version: 0 });
  return [
    put(AgentEntity, move.after, move.before?.version || 'absent'),
    ...(moved ? [remove(RoutableEntity, routableKey(before))] : []),
    ...(after && !same ? [put(RoutableEntity, after, 'any')] : []),
    ...rosterWrites(move),
  ];
}

/** Who signs in or out, or serves other queues from now on. */
function rosterWrites(move: Moved<AgentRecord>): Write[] {
  const before = move.before && rosterOf(move.before);
  const after = rosterOf(move.after);
  if (isSame(before && { ...before, version: 0 }, after && { ...after, version: 0 })) return [];
  const moved = before && (before.routingProfileId !== after?.routingProfileId || before.shard !== after.shard);
  return [...(moved ? [remove(RosterEntity, before)] : []), ...(after ? [put(RosterEntity, after, 'any')] : [])];
}

/** The call, and with it the rows of its files. */
export function callWrites({ after, before }: Moved<CallRecord>): Write[] {
  const known = before ? recordingFiles(before) : [];
  const files = recordingFiles(after);
  const isIn = (list: readonly RecordingFile[], one: RecordingFile) => list.some(other => isSame(one, other));
  return [
    put(CallEntity, after, before?.version || 'absent'),
    ...known.filter(one => !isIn(files, one)).map(one => remove(RecordingFileEntity, one)),
    ...files.filter(one => !isIn(known, one)).map(one => put(RecordingFileEntity, { ...one, version: 1 }, 'any')),
  ];
}

/** A new session has its lease from the moment it exists, so that it can be offered work at once. */
export const leaseWrites = (sealed: Change, now: string, leaseSeconds: number): Write[] =>
  sealed.agents.flatMap(({ after, before }) => {
    const { epoch, id: agentId, session } = after;
    if (session === null || session.id === before?.session?.id) return [];
    const leaseUntil = plusSeconds(now, leaseSeconds);
    return [
      put(LeaseEntity, { agentId, sessionId: session.id, epoch, beatAt: now, leaseUntil, version: epoch }, 'any'),
    ];
  });

const routableKey = (row: NonNullable<ReturnType<typeof routableOf>>) => ({
  routingProfileId: row.routingProfileId,
  shard: row.shard,
  idleSince: row.idleSince,
  agentId: row.agentId,
});

/** One timeline row per changed interaction, with the events about it: the outbox that the table stream carries. */
export const changeRows = (sealed: Change, ctx: Context): Write[] =>
  sealed.interactions.map(({ after }) =>
    put(
      ChangeEntity,
      {
        version: after.version,
        interactionId: after.id,
        at: ctx.now,
        actor: ctx.actor,
        events: sealed.events
          .map(({ data, subject, type }, number) => ({ number, type, data, subject }))
          .filter(({ subject }) => subject === `interaction/${after.id}`)
          .map(({ data, number, type }) => ({ number, type, data })),
        evaluation: sealed.evaluation,
      },
      'absent',
    ),
  );

export function envelopeOf(event: NewEvent, sealed: Change, at: number, ctx: Context): EventEnvelope {
  const id = event.subject.slice(event.subject.indexOf('/') + 1);
  const moved = [...sealed.interactions, ...sealed.agents].find(move => move.after.id === id);
  const aggregateVersion = moved?.after.version ?? 0;
  return {
    id: eventId(id, aggregateVersion, at),
    type: event.type,
    time: ctx.now,
    subject: event.subject,
    aggregateVersion,
    actor: ctx.actor,
    data: event.data,
  };
}

/** The rows that put events into feeds; a number is taken only where nobody has it. */
export const feedWrites = (fed: readonly FedEvent[], now: string): Write[] =>
  feedRows(fed).map(row => put(FeedEntity, { ...row, version: 1, expiresAt: plusSeconds(now, DAY_SECONDS) }, 'absent'));
