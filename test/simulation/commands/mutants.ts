import { parseArgs } from 'node:util';
import { MUTANTS } from '../mutants/all.ts';
import type { Caught } from '../mutants/hunt.ts';
import { inapplicable } from '../mutants/mutant.ts';
import { progress } from './progress.ts';
import { inWorkers } from './workers.ts';

const { values } = parseArgs({
  options: {
    'max-seeds': { type: 'string', default: '400' },
    only: { type: 'string' },
    workers: { type: 'string' },
    help: { type: 'boolean' },
  },
});

async function huntAll(maxSeeds: number, only: string | undefined): Promise<void> {
  const wrong = inapplicable(MUTANTS);
  if (wrong.length > 0) throw new Error(`these mutants say nothing:\n${wrong.join('\n')}`);
  const jobs = MUTANTS.filter(({ name }) => !only || name === only).map(({ name }) => ({ name, maxSeeds }));
  const module = new URL('./mutant-worker.ts', import.meta.url).href;
  const workers = values.workers === undefined ? {} : { workers: Number(values.workers) };
  const said = progress(jobs.length, 'mutants');
  const caught: Caught[] = [];
  for await (const one of inWorkers<(typeof jobs)[number], Caught>({ jobs, module, oneJobEach: true, ...workers })) {
    caught.push(one);
    console.log(line(one, maxSeeds));
    said(caught.length);
  }
  const count = caught.filter(({ seeds }) => seeds !== null).length;
  console.log(`caught ${count} of ${caught.length}`);
  process.exitCode = count < caught.length ? 1 : 0;
}

const line = ({ name, rule, seeds }: Caught, maxSeeds: number): string =>
  seeds === null ? `SURVIVED ${maxSeeds} seeds: ${name}` : `${String(seeds).padStart(3)} seeds: ${name} (${rule})`;

if (values.help) console.log('npm run sim:mutants -- --max-seeds 400 --only "ignore the lease"');
else await huntAll(Number(values['max-seeds']), values.only);
