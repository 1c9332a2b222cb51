import { describe, expect, it } from 'vitest';
import { inWorkers } from './commands/workers.ts';
import { MUTANTS } from './mutants/all.ts';
import type { Caught } from './mutants/hunt.ts';
import { inapplicable } from './mutants/mutant.ts';

describe('the mutants', () => {
  it('are sixty at least, with names of their own', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it('each change text that stands in the source exactly once', () => {
    expect(inapplicable(MUTANTS)).toEqual([]);
  });

  it('are caught, here two of them', { timeout: 90_000 }, async () => {
    const jobs = ['leave a waiting row', 'give a session no epoch'].map(name => ({ name, maxSeeds: 5 }));
    const module = new URL('./commands/mutant-worker.ts', import.meta.url).href;

    const caught: Caught[] = [];
    for await (const one of inWorkers<(typeof jobs)[number], Caught>({ jobs, module, oneJobEach: true })) {
      caught.push(one);
    }

    expect(caught.map(({ rule }) => rule).sort()).toEqual(['an-epoch-for-each-session', 'waiting-row-iff-queued']);
  });
});
