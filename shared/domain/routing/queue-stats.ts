import type { PresenceReason, Queue } from '#schemas/admin/model.ts';
import type { Channel } from '#schemas/interactions/channel.ts';
import type { Assignment, InteractionRecord } from '#schemas/interactions/model.ts';
import type { QueueLive, QueueStatsRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { msBetween } from '#shared/domain/kit/instant.ts';
import { freeSlots, slots } from './capacity.ts';
import { candidateOf } from './projection.ts';

/*
 * Counters of a queue are sums over what rows were before and after each change, in the order of the table's stream.
 * Every figure carries the stream position it includes, so that a repeated batch changes nothing.
 */

const SAMPLES = 50;

type Counter = {
  [K in keyof QueueStatsRecord]: QueueStatsRecord[K] extends number ? K : never;
}[keyof QueueStatsRecord];

/** What one change adds to one queue. */
export interface Delta {
  readonly queueId: string;
  readonly counters: Partial<Record<Counter, number>>;
  readonly power: Partial<Record<Channel, number>>;
  readonly readySlots: Partial<Record<Channel, number>>;
  /** Agents who are not ready, by reason. */
  readonly away: Readonly<Record<string, number>>;
  readonly handleMs: readonly number[];
  readonly waitRatios: readonly number[];
}

const delta = (queueId: string, parts: Partial<Omit<Delta, 'queueId'>>): Delta => ({
  queueId,
  counters: {},
  power: {},
  readySlots: {},
  away: {},
  handleMs: [],
  waitRatios: [],
  ...parts,
});

export const emptyStats = (queueId: string, day: string): Omit<QueueStatsRecord, 'tenantId'> => ({
  version: 0,
  queueId,
  day,
  offered: 0,
  answered: 0,
  abandoned: 0,
  shortAbandoned: 0,
  answeredInTarget: 0,
  waitMsTotal: 0,
  queued: 0,
  ringing: 0,
  active: 0,
  wrapUp: 0,
  agentsLoggedIn: 0,
  agentsReady: 0,
  agentsAway: {},
  power: {},
  readySlots: {},
  positions: {},
  handleMs: [],
  waitRatios: [],
});

const STATE: Partial<Record<InteractionRecord['status'], Counter>> = {
  queued: 'queued',
  offered: 'ringing',
  connecting: 'active',
  active: 'active',
  parked: 'active',
};

/**
 * What the change of an interaction adds. A visit is offered once, answered when an agent is connected, abandoned when
 * the customer leaves before that; short abandons count apart (4.8).
 *
 * @param targetMs the service level target of a queue
 */
export function interactionDeltas(
  before: InteractionRecord | undefined,
  after: InteractionRecord,
  targetMs: (queueId: string) => number,
): Delta[] {
  const deltas = [...present(before, -1), ...present(after, 1)];
  if (after.queueVisits > (before?.queueVisits ?? 0)) deltas.push(delta(after.queueId, { counters: { offered: 1 } }));
  else if (before && before.status !== 'created' && before.queueId !== after.queueId)
    deltas.push(...visitTaken(before.queueId, after.queueId));
  if (before && isLedOut(before, after)) deltas.push(delta(before.queueId, { counters: { offered: -1 } }));
  // Who was called into a conversation has answered nobody.
  const taken =
    after.queueVisits === 0 ? [] : after.assignments.filter((one, at) => isAnswer(one, before?.assignments[at]));
  deltas.push(...taken.map(({ acceptedAt }) => answered(after, acceptedAt, targetMs)));
  const waited = after.queueVisits > 0 && !CONNECTED.has(before?.status) && !IN_FLOW.has(after.endReason);
  if (after.endedAt !== null && (before?.endedAt ?? null) === null && waited) {
    const short = after.endReason === 'short-abandon';
    deltas.push(delta(after.queueId, { counters: short ? { shortAbandoned: 1 } : { abandoned: 1 } }));
  }
  const all = [...deltas, ...handled(before, after)];
  return isNaught(all) ? [] : all;
}

/** A change that leaves an interaction where it is takes it from a counter and puts it back: nobody need store that. */
function isNaught(deltas: readonly Delta[]): boolean {
  if (deltas.some(({ handleMs, waitRatios }) => handleMs.length + waitRatios.length > 0)) return false;
  const sums = new Map<string, number>();
  for (const { counters, queueId } of deltas) {
    for (const [name, by] of Object.entries(counters)) {
      sums.set(`${queueId} ${name}`, (sums.get(`${queueId} ${name}`) ?? 0) + by);
    }
  }
  return [...sums.values()].every(sum => sum === 0);
}

const CONNECTED: ReadonlySet<InteractionRecord['status'] | undefined> = new Set(['active', 'parked', 'handed-over']);

/** Ends by which nobody is lost to a queue: the call flow had taken the caller out of it. */
const IN_FLOW: ReadonlySet<InteractionRecord['endReason']> = new Set([
  'abandoned-in-flow',
  'flow-ended',
  'callback-requested',
]);

/** A call flow takes a caller out of a queue that has neither answered nor lost him: the visit does not count. */
function isLedOut(before: InteractionRecord, after: InteractionRecord): boolean {
  if (before.status !== 'queued') return false;
  const isElsewhere = after.status === 'queued' && after.queueVisits > before.queueVisits;
  return isElsewhere || after.status === 'created' || after.status === 'handed-over' || IN_FLOW.has(after.endReason);
}

const isAnswer = (after: Assignment, before: Assignment | undefined): boolean =>
  after.role === 'primary' && after.connectedAt !== null && (before?.connectedAt ?? null) === null;

/** A transfer that goes back takes its visit along, so that each queue has offered what it has answered or lost. */
const visitTaken = (from: string, to: string): Delta[] => [
  delta(from, { counters: { offered: -1 } }),
  delta(to, { counters: { offered: 1 } }),
];

function present(interaction: InteractionRecord | undefined, sign: 1 | -1): Delta[] {
  if (!interaction) return [];
  const state = STATE[interaction.status];
  const wrapping = interaction.assignments.filter(assignment => assignment.status === 'wrap-up');
  return [
    ...(state ? [delta(interaction.queueId, { counters: { [state]: sign } })] : []),
    ...wrapping.map(assignment => delta(assignment.queueId, { counters: { wrapUp: sign } })),
  ];
}

function answered(after: InteractionRecord, acceptedAt: string, targetMs: (queueId: string) => number): Delta {
  const waitedMs = msBetween(after.enqueuedAt, acceptedAt);
  const { predictedMs } = after;
  return delta(after.queueId, {
    counters: {
      answered: 1,
      answeredInTarget: waitedMs <= targetMs(after.queueId) ? 1 : 0,
      waitMsTotal: waitedMs,
    },
    waitRatios: predictedMs !== null && predictedMs > 0 && after.queueVisits === 1 ? [waitedMs / predictedMs] : [],
  });
}

/** Handle times of the parts that are now over: conversation and wrap-up. */
function handled(before: InteractionRecord | undefined, after: InteractionRecord): Delta[] {
  return after.assignments.flatMap((assignment, at) => {
    if (assignment.status !== 'done' || before?.assignments[at]?.status === 'done') return [];
    const over = assignment.wrapUp?.completedAt ?? assignment.endedAt;
    return over && assignment.connectedAt
      ? [delta(assignment.queueId, { handleMs: [msBetween(assignment.connectedAt, over)] })]
      : [];
  });
}

/** What the change of an agent adds to each queue: presence, and the power that staffs it. */
export const agentDeltas = (before: AgentRecord | undefined, after: AgentRecord | undefined): Delta[] => [
  ...staffing(before, -1),
  ...staffing(after, 1),
];

/**
 * An agent's parallel power is shared evenly between the queues logged in to; people on a break staff nothing, those
 * who merely have no room at the moment do.
 */
function staffing(agent: AgentRecord | undefined, sign: 1 | -1): Delta[] {
  if (agent?.session?.status !== 'online') return [];
  const ready = agent.presence.status === 'ready';
  const free = candidateOf(agent) !== null;
  const channels = Object.keys(agent.profile.weights) as Channel[];
  const each = (count: (channel: Channel) => number): Partial<Record<Channel, number>> =>
    Object.fromEntries(channels.map(channel => [channel, sign * count(channel)]));
  return agent.queueIds.map(queueId =>
    delta(queueId, {
      counters: { agentsLoggedIn: sign, agentsReady: ready ? sign : 0 },
      power: ready ? each(channel => Math.round((1000 * slots(agent.profile, channel)) / agent.queueIds.length)) : {},
      readySlots: free ? each(channel => freeSlots(agent, channel)) : {},
      away: agent.presence.reasonId === null ? {} : { [agent.presence.reasonId]: sign },
    }),
  );
}

/** Adds deltas to a queue's figures; the daily ones begin anew with the UTC day. */
export function addDeltas(
  stats: Omit<QueueStatsRecord, 'tenantId'>,
  deltas: readonly Delta[],
  day: string,
): Omit<QueueStatsRecord, 'tenantId'> {
  const today = stats.day === day ? stats : { ...stats, ...DAILY_ZEROS, day };
  const sum = { ...today };
  for (const one of deltas) {
    for (const [counter, by] of Object.entries(one.counters)) sum[counter as Counter] += by;
    sum.power = plus(sum.power, one.power);
    sum.readySlots = plus(sum.readySlots, one.readySlots);
    sum.agentsAway = withoutZeros(plus(sum.agentsAway, one.away));
    sum.handleMs = [...sum.handleMs, ...one.handleMs].slice(-SAMPLES);
    sum.waitRatios = [...sum.waitRatios, ...one.waitRatios].slice(-SAMPLES);
  }
  return sum;
}

const DAILY_ZEROS = { offered: 0, answered: 0, abandoned: 0, shortAbandoned: 0, answeredInTarget: 0, waitMsTotal: 0 };

const plus = <Key extends string>(
  a: Readonly<Partial<Record<Key, number>>>,
  b: Readonly<Partial<Record<Key, number>>>,
): Partial<Record<Key, number>> => {
  const sum: Partial<Record<Key, number>> = { ...a };
  for (const [key, by] of Object.entries(b) as [Key, number][]) sum[key] = (sum[key] ?? 0) + by;
  return sum;
};

/** Reasons come and go; those that nobody gives are not kept. */
const withoutZeros = (counts: Readonly<Partial<Record<string, number>>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).flatMap(([key, count]) => (count ? [[key, count]] : [])));

/** Answered within the target, of answered and abandoned; short abandons do not count; null before the first (4.8). */
export const serviceLevel = (stats: Pick<QueueStatsRecord, 'answered' | 'abandoned' | 'answeredInTarget'>) =>
  stats.answered + stats.abandoned > 0 ? stats.answeredInTarget / (stats.answered + stats.abandoned) : null;

/** How many agents of a queue are in release, which is counted on its own (PRES-08). */
export const released = (
  stats: Pick<QueueStatsRecord, 'agentsAway'> | undefined,
  reasons: ReadonlyMap<string, PresenceReason>,
): number =>
  Object.entries(stats?.agentsAway ?? {}).reduce(
    (sum, [reasonId, count]) => sum + (reasons.get(reasonId)?.kind === 'release' ? count : 0),
    0,
  );

/** The counters of a queue for people; `open` and `alerts` depend on the configuration and are added by the caller. */
export function queueLive(
  queue: Queue,
  stats: QueueStatsRecord | undefined,
  oldestSince: string | null,
  reasons: ReadonlyMap<string, PresenceReason>,
  now: string,
): Omit<QueueLive, 'open' | 'alerts'> {
  const figures = stats ?? emptyStats(queue.id, now.slice(0, 10));
  const today = addDeltas(figures, [], now.slice(0, 10));
  return {
    queueId: queue.id,
    name: queue.name,
    waiting: figures.queued,
    longestWaitMs: oldestSince === null ? null : Math.max(0, msBetween(oldestSince, now)),
    offered: figures.ringing,
    active: figures.active,
    wrapUp: figures.wrapUp,
    agents: {
      loggedIn: figures.agentsLoggedIn,
      ready: figures.agentsReady,
      notReady: figures.agentsLoggedIn - figures.agentsReady,
      released: released(stats, reasons),
    },
    today: {
      offered: today.offered,
      answered: today.answered,
      abandoned: today.abandoned,
      shortAbandoned: today.shortAbandoned,
      answeredInTarget: today.answeredInTarget,
      waitMsTotal: today.waitMsTotal,
    },
    serviceLevel: serviceLevel(today),
    asOf: now,
  };
}
