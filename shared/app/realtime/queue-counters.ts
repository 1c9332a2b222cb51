import { isConflict } from '#shared/app/work/store-change.ts';
import {
  addDeltas,
  agentDeltas,
  type Delta,
  emptyStats,
  interactionDeltas,
} from '#shared/domain/routing/queue-stats.ts';
import type { RowChange } from './fan-out.ts';
import type { RealtimePorts } from './ports.ts';

const ATTEMPTS = 5;

interface Counted {
  readonly delta: Delta;
  readonly shard: string;
  readonly sequence: string;
}

/**
 * Adds what a batch of changes means to the counters of the queues concerned, each once: a counter remembers the last
 * position of every shard it includes. Answers the queues whose counters moved.
 */
export async function countQueues(ports: RealtimePorts, changes: readonly RowChange[]): Promise<string[]> {
  const { queues } = await ports.configuration();
  const targetMs = (queueId: string) => (queues.get(queueId)?.thresholds.serviceLevelSeconds ?? 0) * 1000;
  const counted = changes.flatMap(change => deltasOf(change, targetMs).map(delta => ({ ...change, delta })));
  const byQueue = Map.groupBy(counted.filter(moves), ({ delta }) => delta.queueId);
  await Promise.all([...byQueue].map(([queueId, added]) => add(ports, queueId, added)));
  return [...byQueue.keys()];
}

function deltasOf(change: RowChange, targetMs: (queueId: string) => number): Delta[] {
  if (change.entityName === 'interaction' && change.after) {
    return interactionDeltas(change.before ?? undefined, change.after, targetMs);
  }
  if (change.entityName === 'agent') {
    return combined(agentDeltas(change.before ?? undefined, change.after ?? undefined));
  }
  return [];
}

/** Most changes of an agent take away and add the same: what remains is the difference. */
function combined(deltas: readonly Delta[]): Delta[] {
  const byQueue = Map.groupBy(deltas, delta => delta.queueId);
  return [...byQueue].map(([queueId, parts]) => {
    const sum = addDeltas(emptyStats(queueId, ''), parts, '');
    const { agentsAway, agentsLoggedIn, agentsReady, power, readySlots } = sum;
    const counters = { agentsLoggedIn, agentsReady };
    return { queueId, counters, power, readySlots, away: agentsAway, handleMs: [], waitRatios: [] };
  });
}

const moves = ({ delta }: Counted): boolean =>
  delta.handleMs.length + delta.waitRatios.length > 0 ||
  [delta.counters, delta.power, delta.readySlots, delta.away].flatMap(Object.values).some(by => by !== 0);

async function add(ports: RealtimePorts, queueId: string, added: readonly Counted[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const day = ports.ctx.now.slice(0, 10);
    const stats = (await ports.queueStats([queueId])).get(queueId) ?? emptyStats(queueId, day);
    const fresh = added.filter(one => one.sequence > (stats.positions[one.shard] ?? ''));
    if (fresh.length === 0) return;
    const sum = addDeltas(
      stats,
      fresh.map(one => one.delta),
      day,
    );
    try {
      return await ports.saveQueueStats({ ...sum, positions: advanced(stats.positions, fresh) });
    } catch (thrown) {
      if (!isConflict(thrown) || attempt >= ATTEMPTS) throw thrown;
    }
  }
}

/** Shards live for hours and records for a day: the newest few positions are all that can come again. */
const SHARDS = 24;

function advanced(positions: Readonly<Record<string, string>>, added: readonly Counted[]): Record<string, string> {
  const next = { ...positions };
  for (const { shard, sequence } of added) {
    delete next[shard];
    next[shard] = sequence;
  }
  return Object.fromEntries(Object.entries(next).slice(-SHARDS));
}
