import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { QueueProfileRecord, RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { isSame } from '#shared/domain/kit/is-same.ts';
import { routableOf, waitingOf } from './projection.ts';

/** That a profile serves a queue, with a shard in which its agents may be. */
export type QueueProfile = Omit<QueueProfileRecord, 'tenantId' | 'version'>;

/** What is stored beside the aggregates and follows from them. */
export interface DerivedRows {
  readonly waiting: readonly WaitingRecord[];
  readonly routable: readonly RoutableRecord[];
  readonly profiles: readonly QueueProfile[];
}

/** Derived rows that do not say what their aggregates say (I3): too many, and missing. */
export interface DerivedFlaws {
  readonly ghostWaiting: readonly WaitingRecord[];
  readonly lostWaiting: readonly InteractionRecord[];
  readonly ghostRoutable: readonly RoutableRecord[];
  readonly lostRoutable: readonly AgentRecord[];
  /** Queues that do not know of a profile with somebody routable in it. */
  readonly lostProfiles: DerivedRows['profiles'];
}

/** @param rows all derived rows that these aggregates should have, and those that may be too many */
export function derivedFlaws(
  rows: DerivedRows,
  interactions: readonly InteractionRecord[],
  agents: readonly AgentRecord[],
): DerivedFlaws {
  const waits = new Map(interactions.map(one => [one.id, waitingOf(one)] as const));
  const serves = new Map(agents.map(one => [one.id, routableOf(one)] as const));
  const isTrueWaiting = (row: WaitingRecord) => isRowOf(row, waits.get(row.interactionId));
  const isTrueRoutable = (row: RoutableRecord) => isRowOf(row, serves.get(row.agentId));
  const listed = new Set(rows.waiting.filter(isTrueWaiting).map(row => row.interactionId));
  const found = new Set(rows.routable.filter(isTrueRoutable).map(row => row.agentId));
  const known = new Set(rows.profiles.map(profileText));
  const serving = agents.flatMap(profilesOf);
  return {
    ghostWaiting: rows.waiting.filter(row => !isTrueWaiting(row)),
    lostWaiting: interactions.filter(one => waits.get(one.id) && !listed.has(one.id)),
    ghostRoutable: rows.routable.filter(row => !isTrueRoutable(row)),
    lostRoutable: agents.filter(one => serves.get(one.id) && !found.has(one.id)),
    lostProfiles: serving.filter(profile => !known.has(profileText(profile))),
  };
}

/** The queues that an agent who could take something now serves, each with the profile it must know. */
export function profilesOf(agent: AgentRecord): QueueProfile[] {
  const routable = routableOf(agent);
  if (!routable) return [];
  const { profile, routingProfileId, shard } = routable;
  return profile.queues.map(({ queueId }) => ({ queueId, routingProfileId, shard }));
}

const profileText = ({ queueId, routingProfileId, shard }: QueueProfile): string =>
  `${queueId} ${routingProfileId} ${shard}`;

/** A row may have been left as it was by a change that did not concern it: its version says only when it was written. */
const isRowOf = (row: WaitingRecord | RoutableRecord, wanted: object | null | undefined): boolean =>
  wanted !== null &&
  wanted !== undefined &&
  isSame({ ...row, tenantId: '', version: 0 }, { ...wanted, tenantId: '', version: 0 });
