import { describe, expect, it } from 'vitest';
import { CRASHES, crashAt, pointsOf } from './crash-points.ts';

/** What people and timers do most. */
const MAIN = ['requestChat', 'acceptOffer', 'endInteraction', 'disposeInteraction', 'openSession', 'expire-offer'];

describe('every await of the main operations', () => {
  it.each(CRASHES)('recovers from %s', { timeout: 60_000 }, async crash => {
    const points = [...(await pointsOf(3)).keys()].filter(name => MAIN.includes(name.split(' ')[0]!));

    const { run, visited } = await crashAt(3, new Set(points), crash);

    expect(run.findings).toEqual([]);
    expect(visited.size).toBeGreaterThan(20);
  });
});
