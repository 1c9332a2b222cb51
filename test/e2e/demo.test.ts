import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoResult, runDemo } from '#local/demo/run.ts';
import { type System, startSystem } from '#local/system.ts';

const SMALL = { agents: 4, customers: 12, arrivalMs: 4000, speed: 2, longestMs: 45_000 };
const TIMEOUT_MS = 90_000;

const contradictions = ({ verdicts }: DemoResult) => verdicts.filter(({ offenders }) => offenders.length > 0);

describe('the demo', () => {
  it(
    'plays a small day on a system of its own and finds every claim true',
    async () => {
      const result = await runDemo({ ...SMALL, seed: 7 });

      const { figures, memory } = result;
      expect(contradictions(result)).toEqual([]);
      expect(figures.offered).toBe(12);
      expect(figures.answered + figures.abandoned).toBe(12);
      expect(figures.offers.made).toBe(
        figures.offers.accepted + figures.offers.expired + figures.offers.rejected + figures.offers.revoked,
      );
      expect(figures.offerLatencyMs.count).toBe(figures.offers.made);
      expect(memory?.maxRssBytes).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  describe('at a system that runs already', () => {
    let system: System;
    beforeAll(async () => {
      system = await startSystem({ port: 0, fresh: true, sink: { count: () => undefined, report: () => undefined } });
    });
    afterAll(() => system.stop());

    it(
      'can be played twice at once, each with people and queues of its own',
      async () => {
        const few = { ...SMALL, url: system.url, customers: 6, agents: 2 };

        const results = await Promise.all([runDemo({ ...few, seed: 1 }), runDemo({ ...few, seed: 2 })]);

        expect(results.flatMap(contradictions)).toEqual([]);
        expect(results.map(({ figures }) => figures.offered)).toEqual([6, 6]);
        expect(results.map(({ memory }) => memory)).toEqual([null, null]);
      },
      TIMEOUT_MS,
    );
  });
});
