import { seededRandom } from '#local/demo/random.ts';
import { type Figure, keep, line, median, progress, quantile } from '../report.ts';
import { bullmq } from './bullmq.ts';
import type { Side } from './load.ts';
import { tandem } from './tandem.ts';

/*
 * P5: from the moment in which capacity is free to the moment in which the next one's offer is pushed, at 80 % load; the
 * control is a job queue on Redis with the same arrivals and service times. Both take turns in one process.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 11);
const ROUND_MS = 4000;
const P99_MS = 10;
const TIMES_CONTROL = 2;

const show = progress('hand-off');
const control = await bullmq();
if (!control)
  console.log('There is no redis-server here: the control is left out. On Debian: apt-get install redis-server');
const sides: readonly Side[] = [await tandem(), ...(control ? [control] : [])];
const rounds = new Map<string, number[][]>(sides.map(side => [side.name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const side of sides) {
    show(`${side.name}, round ${round} of ${ROUNDS}`);
    const measured = await side.run(seededRandom(round + 1), ROUND_MS);
    // The first round warms up.
    if (round > 0) rounds.get(side.name)?.push(measured);
  }
}
for (const side of sides) await side.stop();

const figuresOf = (name: string): Figure[] => {
  const all = rounds.get(name) ?? [];
  const goal = name === 'Tandem' ? { atMost: P99_MS } : {};
  return [
    {
      name: `${name}, freed to offered, p50, median of rounds`,
      value: median(all.map(one => median(one))),
      unit: 'ms',
    },
    { name: `${name}, freed to offered, p99 of all rounds`, value: quantile(all.flat(), 0.99), unit: 'ms', ...goal },
    { name: `${name}, hand-offs measured`, value: all.flat().length, unit: 'hand-offs' },
  ];
};
const figures = sides.flatMap(side => figuresOf(side.name));
const [ours, theirs] = sides.map(side => quantile((rounds.get(side.name) ?? []).flat(), 0.99));
if (ours !== undefined && theirs !== undefined) {
  figures.push({ name: 'p99 beside the control', value: ours / theirs, unit: 'times', atMost: TIMES_CONTROL });
}
for (const figure of figures) console.log(line(figure));
console.log(`\nwritten to ${keep('hand-off', { rounds: ROUNDS, control: control ? 'BullMQ' : null, figures })}`);
process.exit(0);
