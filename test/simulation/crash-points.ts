import type { CallPoint, Fault, Faults } from './engine/faults.ts';
import { noFaults } from './engine/faults.ts';
import { type Run, runSeed } from './run-seed.ts';

/** What happens at a crash point: the process ends before or after the call, or the reply is lost. */
export const CRASHES = ['crash-before', 'crash-after', 'lost-reply'] as const satisfies readonly Fault[];
export type Crash = (typeof CRASHES)[number];

/** One await on a port: the nth of an invocation of this name. */
export type Point = Pick<CallPoint, 'invocation' | 'number' | 'operation'>;

export const pointName = ({ invocation, number, operation }: Point): string => `${invocation} ${number} ${operation}`;

/** Nothing goes wrong by chance; looked at as a history in which something does, so that both take the same course. */
const UNDISTURBED: Faults = { ...noFaults, none: false };

/** Every await that an undisturbed history comes to until it is left in peace, each with how often. */
export async function pointsOf(seed: number): Promise<Map<string, number>> {
  const points = new Map<string, number>();
  const faults: Faults = {
    ...UNDISTURBED,
    at(point) {
      points.set(pointName(point), (points.get(pointName(point)) ?? 0) + 1);
      return undefined;
    },
  };
  await runSeed({ seed, faults });
  return points;
}

/**
 * Plays the history with one disturbance at each of these points, the first time it comes there after the last
 * disturbance has been dealt with; so one run visits many points, and never two in the same invocation.
 */
export async function crashAt(
  seed: number,
  points: ReadonlySet<string>,
  crash: Crash,
): Promise<{ readonly run: Run; readonly visited: ReadonlySet<string> }> {
  const visited = new Set<string>();
  let crashedAt = 0;
  let calls = 0;
  const faults: Faults = {
    ...UNDISTURBED,
    at(point) {
      calls += 1;
      const name = pointName(point);
      if (!points.has(name) || visited.has(name) || calls < crashedAt + APART) return undefined;
      visited.add(name);
      crashedAt = calls;
      return crash;
    },
  };
  return { run: await runSeed({ seed, faults }), visited };
}

/** Calls between two disturbances. */
const APART = 10;
