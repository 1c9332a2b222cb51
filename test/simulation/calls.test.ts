import { describe, expect, it } from 'vitest';
import { type CallHistory, playCalls } from './calls/history.ts';

/** Three kinds of histories: without mistakes, with one kind of them, and with all kinds. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

describe('simulated calls', () => {
  it('break no rule, whatever people do and whatever goes wrong', { timeout: 240_000 }, async () => {
    const histories: CallHistory[] = [];
    for (const seed of SEEDS) histories.push(await playCalls(seed));

    expect(histories.flatMap(({ breaches, seed }) => breaches.map(breach => ({ seed, ...breach })))).toEqual([]);
    const done = (what: string) => histories.reduce((sum, one) => sum + (one.done[what] ?? 0), 0);
    expect(histories.reduce((sum, { calls }) => sum + calls, 0)).toBeGreaterThan(200);
    expect(done('POST /v1/offers/*/acceptance')).toBeGreaterThan(50);
    expect(done('POST /v1/interactions/*/hold')).toBeGreaterThan(10);
    expect(done('POST /v1/interactions/*/consult')).toBeGreaterThan(10);
    expect(done('POST /v1/interactions/*/transfer')).toBeGreaterThan(10);
  });

  it('take the same course with the same seed, and another with another', { timeout: 60_000 }, async () => {
    const first = await playCalls(8);
    const again = await playCalls(8);
    const other = await playCalls(11);

    expect(again.trace).toBe(first.trace);
    expect(other.trace).not.toBe(first.trace);
  });
});
