import { describe, expect, it } from 'vitest';
import { stepsOf } from './people/steps.ts';
import { type RunOptions, runSeed, STEPS } from './run-seed.ts';
import { shrink } from './shrink.ts';

describe('a simulated contact center', () => {
  it.each([1, 2, 3, 4])('breaks no rule with seed %i', { timeout: 60_000 }, async seed => {
    const run = await runSeed({ seed });

    expect(run.findings).toEqual([]);
    expect(run.interactions).toBeGreaterThan(5);
    expect(run.commands).toBeGreaterThan(60);
  });

  it('takes the same course with the same seed, and another with another', { timeout: 60_000 }, async () => {
    const first = await runSeed({ seed: 11 });
    const again = await runSeed({ seed: 11 });
    const other = await runSeed({ seed: 12 });

    expect(again.hash).toBe(first.hash);
    expect(other.hash).not.toBe(first.hash);
  });

  it('leaves out what a violation does not need', { timeout: 60_000 }, async () => {
    const options: RunOptions = {
      seed: 9,
      atRest: async ({ ledger, table }) => {
        if (table.rows('interaction').size > 2) ledger.breach('more-than-two', 'chats', '');
      },
    };
    const failed = await runSeed(options);

    const { run, steps } = await shrink(failed, options, 10);

    expect(run.findings[0]?.rule).toBe('more-than-two');
    expect(steps.length).toBeLessThan(stepsOf(9, STEPS).length);
  });
});
