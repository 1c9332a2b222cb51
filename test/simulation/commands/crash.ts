import { parseArgs } from 'node:util';
import { CRASHES, type Crash } from '../crash-points.ts';
import type { CrashAnswer, CrashJob } from './crash-worker.ts';
import { progress } from './progress.ts';
import { inWorkers } from './workers.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '200' } },
});

const module = new URL('./crash-worker.ts', import.meta.url).href;
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => at + 1);

/** All awaits that the histories come to, and the histories that come to them. */
async function findPoints(): Promise<Map<string, number[]>> {
  const jobs = seeds.map((seed): CrashJob => ({ kind: 'points', seed }));
  const said = progress(jobs.length, 'histories');
  const seedsOf = new Map<string, number[]>();
  let done = 0;
  for await (const { job, points } of inWorkers<CrashJob, CrashAnswer>({ jobs, module })) {
    for (const point of points) seedsOf.set(point, [...(seedsOf.get(point) ?? []), job.seed]);
    said(++done);
  }
  return seedsOf;
}

/**
 * Disturbs every point in every way, in rounds: what one round did not come to, because an earlier disturbance changed the
 * course of things, the next does. Up to the first disturbance a history is as it was when the points were found, so that
 * each of them visits one point at least.
 */
async function visitAll(seedsOf: ReadonlyMap<string, readonly number[]>): Promise<void> {
  const left = new Map<Crash, Set<string>>(CRASHES.map(crash => [crash, new Set(seedsOf.keys())]));
  const wrong: string[] = [];
  const total = seedsOf.size * CRASHES.length;
  const said = progress(total, 'crash points');
  const visited = () => total - [...left.values()].reduce((sum, points) => sum + points.size, 0);
  for (let round = 0; round < Number(values.rounds) && visited() < total; round++) {
    const jobs = seeds.flatMap(seed =>
      CRASHES.map((crash): CrashJob => {
        const points = [...(left.get(crash) ?? [])].filter(point => seedsOf.get(point)?.includes(seed));
        return { kind: 'crash', seed, crash, points };
      }),
    );
    const worthwhile = jobs.filter(job => job.kind === 'crash' && job.points.length > 0);
    for await (const answer of inWorkers<CrashJob, CrashAnswer>({ jobs: worthwhile, module })) {
      if (answer.job.kind === 'crash') for (const point of answer.points) left.get(answer.job.crash)?.delete(point);
      if (answer.wrong) wrong.push(answer.wrong);
      said(visited(), `${wrong.length} violations`);
    }
  }
  for (const [crash, points] of left) for (const point of points) console.log(`not visited: ${crash} at ${point}`);
  for (const one of wrong) console.log(one);
  console.log(`visited ${visited()} of ${total} crash points of ${seedsOf.size} awaits, violations ${wrong.length}`);
  process.exitCode = wrong.length > 0 || visited() < total ? 1 : 0;
}

await visitAll(await findPoints());
