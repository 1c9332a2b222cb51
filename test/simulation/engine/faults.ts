import type { Chance } from './chance.ts';
import { chance } from './chance.ts';

/** What can go wrong at one await on a port. */
export type Fault =
  | 'crash-before'
  | 'crash-after'
  | 'lost-reply'
  /** The engine was asked again after a lost reply and met its own first write. */
  | 'own-conflict'
  | 'throttled'
  | 'conflict'
  | 'slow'
  /** Somebody else changes what the invocation has read before it goes on. */
  | 'overtaken';

/** An await on a port, as faults are chosen for it. */
export interface CallPoint {
  /** Name of the invocation, for example `acceptOffer` or `expire-offer`. */
  readonly invocation: string;
  /** How often the invocation has waited before. */
  readonly number: number;
  /** `commit`, `get`, `schedule`, `post` ... */
  readonly operation: string;
}

/** How a seed's world misbehaves. All durations in ms. */
export interface Faults {
  at(point: CallPoint, by: Chance): Fault | undefined;
  /** How long an index takes to know of a write. */
  readonly indexLagMs: number;
  /** How far a new process's clock is off. */
  skewMs(by: Chance): number;
  /** How much later (or, negative, earlier) than due a timer comes. */
  timerDelayMs(by: Chance): number;
  readonly timerTwice: number;
  readonly streamTwice: number;
  readonly streamDelayMs: number;
  /** Whether nothing goes wrong: then nobody waits in vain at any time, and the sweeper has nothing to do. */
  readonly none: boolean;
  /** Probability that a socket turns out to be gone. */
  readonly socketGone: number;
}

export const noFaults: Faults = {
  at: () => undefined,
  indexLagMs: 0,
  skewMs: () => 0,
  timerDelayMs: () => 0,
  timerTwice: 0,
  streamTwice: 0,
  // Batches of some size, as the real stream makes them: with one for each commit half of all calls would be its own.
  streamDelayMs: 400,
  none: true,
  socketGone: 0,
};

/** Per call, before the intensity of the seed. */
const RATES: Readonly<Record<Exclude<Fault, 'overtaken'>, number>> = {
  'crash-before': 0.003,
  'crash-after': 0.004,
  'lost-reply': 0.004,
  'own-conflict': 0.004,
  throttled: 0.004,
  conflict: 0.008,
  slow: 0.015,
};
/**
 * Per call of a command or timer in half of the seeds with faults. Most mistakes of a protocol show only when two things
 * happen within milliseconds; by chance alone that would take thousands of seeds.
 */
const OVERTAKEN = 0.04;
/** More often where somebody is read on whom the next step is decided. */
const OVERTAKEN_READING = 0.1;
const WRITES_ONLY: ReadonlySet<Fault> = new Set(['conflict', 'own-conflict', 'lost-reply']);

/** One seed of five has no faults, so that what is wrong without any is found soon; the others have some or many. */
export function faultsOf(seed: number): Faults {
  const by = chance(seed, 'faults');
  const intensity = by.pick([0, 0, 0.5, 0.5, 1, 1, 1, 2, 2, 4] as const);
  const skewed = intensity > 0 && by.happens(0.3);
  const racing = intensity > 0 && chance(seed, 'races').happens(0.5);
  const kinds = (Object.keys(RATES) as (keyof typeof RATES)[]).filter(() => by.happens(0.8));
  const weights = { none: 1 / intensity - total(kinds), ...Object.fromEntries(kinds.map(kind => [kind, RATES[kind]])) };
  return {
    at: ({ invocation, operation }, from) => {
      const overtaken = operation === 'collection' ? OVERTAKEN_READING : OVERTAKEN;
      if (racing && invocation !== 'stream' && from.happens(overtaken)) return 'overtaken';
      const fault = intensity === 0 ? 'none' : from.weighted(weights);
      if (fault === 'none') return undefined;
      return WRITES_ONLY.has(fault as Fault) && operation !== 'commit' ? undefined : (fault as Fault);
    },
    indexLagMs: intensity === 0 ? 0 : by.between(0, 5000),
    skewMs: from => (skewed ? from.between(-1500, 1500) : 0),
    timerDelayMs: from => (intensity === 0 ? from.between(0, 100) : delayOf(from)),
    timerTwice: intensity === 0 ? 0 : 0.15,
    streamTwice: intensity === 0 ? 0 : 0.15,
    // Slow where nothing else goes wrong: what should happen at once must not wait for the safety net.
    streamDelayMs: intensity === 0 ? 4000 : by.pick([200, 800, 2000, 4000] as const),
    none: intensity === 0,
    socketGone: intensity === 0 ? 0 : 0.03,
  };
}

const total = (kinds: readonly (keyof typeof RATES)[]): number => kinds.reduce((sum, kind) => sum + RATES[kind], 0);

function delayOf(from: Chance): number {
  const kind = from.weighted({ prompt: 8, late: 1, early: 1 });
  if (kind === 'late') return from.between(500, 20_000);
  return kind === 'early' ? -from.between(1, 2000) : from.between(0, 300);
}
