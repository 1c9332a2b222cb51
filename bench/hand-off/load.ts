import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#local/demo/random.ts';

/** Both sides get the same work: ten places, each busy four fifths of the time. */
export const PLACES = 10;
export const SERVICE_MS = 500;
const LOAD = 0.8;

export const serviceMs = (random: Random): number => -Math.log(1 - random()) * SERVICE_MS;

/** Calls `arrive` at random times, so that the places are used to the load, for so long. */
export async function arrivals(random: Random, ms: number, arrive: () => void): Promise<void> {
  const until = performance.now() + ms;
  let at = performance.now();
  for (;;) {
    at += (-Math.log(1 - random()) * SERVICE_MS) / (PLACES * LOAD);
    if (at > until) return;
    await pause(Math.max(0, at - performance.now()));
    arrive();
  }
}

/** Something that hands work to whoever has become free, with the times this took, in ms. */
export interface Side {
  readonly name: string;
  /** Works for a while and answers what it measured. */
  run(random: Random, ms: number): Promise<number[]>;
  stop(): Promise<void>;
}
