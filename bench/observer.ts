import type { Observation } from '#local/system.ts';
import type { Consumed, TableEngine } from '#shared/adapters/store/table-engine.ts';

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** What happened inside the system since the last look. */
export interface Seen {
  /** Round trips to the store that had to wait for each other. */
  readonly sequentialTrips: number;
  readonly trips: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly commits: number;
  readonly framesPushed: number;
  readonly tasks: Readonly<Record<'workflow' | 'delay', number>>;
}

/** Watches the store, the timers and the sockets of a system from inside. */
export function observer(): { readonly observation: Observation; take(): Seen } {
  let intervals: Interval[] = [];
  let consumed: Consumed[] = [];
  let framesPushed = 0;
  let tasks = { workflow: 0, delay: 0 };

  const timed =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      const from = performance.now();
      try {
        return await call(...given);
      } finally {
        intervals.push({ from, to: performance.now() });
      }
    };

  return {
    observation: {
      meter: one => consumed.push(one),
      engine: (engine: TableEngine) => ({
        get: timed(engine.get),
        batchGet: timed(engine.batchGet),
        query: timed(engine.query),
        commit: timed(engine.commit),
      }),
      timers: timers => ({
        schedule(scheduled) {
          for (const task of scheduled) tasks[task.carrier] += 1;
          return timers.schedule(scheduled);
        },
      }),
      sockets: sockets => ({
        post(connectionId, frame) {
          framesPushed += 1;
          return sockets.post(connectionId, frame);
        },
      }),
    },
    take() {
      // The local stream reads what a write replaces; DynamoDB's stream has that image by itself.
      const charged = consumed.filter(one => one.operation !== 'commit' || one.writeUnits > 0);
      const seen: Seen = {
        sequentialTrips: longestChain(intervals),
        trips: intervals.length,
        readUnits: charged.reduce((sum, one) => sum + one.readUnits, 0),
        writeUnits: charged.reduce((sum, one) => sum + one.writeUnits, 0),
        commits: charged.filter(one => one.operation === 'commit').length,
        framesPushed,
        tasks,
      };
      intervals = [];
      consumed = [];
      framesPushed = 0;
      tasks = { workflow: 0, delay: 0 };
      return seen;
    },
  };
}

/** The largest number of intervals that follow each other without overlapping. */
export function longestChain(intervals: readonly Interval[]): number {
  let length = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...intervals].sort((a, b) => a.to - b.to)) {
    if (from < end) continue;
    length += 1;
    end = to;
  }
  return length;
}
