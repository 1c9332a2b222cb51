import { parseArgs } from 'node:util';
import { hash } from '../engine/chance.ts';
import { BEGIN } from '../engine/scheduler.ts';
import { type Step, stepsOf } from '../people/steps.ts';
import { type Run, runSeed, STEPS } from '../run-seed.ts';
import { shrink } from '../shrink.ts';
import { progress } from './progress.ts';
import { inWorkers } from './workers.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    /** Replays one seed. */
    seed: { type: 'string' },
    /** The ids of the steps to play, with `--seed`; all when left out. */
    steps: { type: 'string' },
    /** How many processes; as many as there are cores when left out. */
    workers: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `npm run sim -- --seeds 1000 --from 1     plays that many histories, on all cores
npm run sim -- --seed 7                  plays one again and says what happened
npm run sim -- --seed 7 --steps 1,4,9    plays only these steps of it`;

async function play(from: number, count: number): Promise<void> {
  const seeds = Array.from({ length: count }, (_, at) => from + at);
  const module = new URL('./seed-worker.ts', import.meta.url).href;
  const said = progress(count, 'seeds');
  const runs: Run[] = [];
  const workers = values.workers === undefined ? {} : { workers: Number(values.workers) };
  for await (const run of inWorkers<number, Run>({ jobs: seeds, module, ...workers })) {
    runs.push(run);
    if (run.findings.length > 0) console.log(`seed ${run.seed}: ${firstOf(run)}`);
    const failed = runs.filter(one => one.findings.length > 0).length;
    said(runs.length, `${failed} violations`);
  }
  runs.sort((a, b) => a.seed - b.seed);
  const sum = (of: (run: Run) => number) => runs.reduce((total, run) => total + of(run), 0);
  const failed = runs.filter(run => run.findings.length > 0);
  if (failed[0]) await explain(failed[0]);
  console.log(
    `${count} seeds, ${sum(run => run.commands)} commands, ${sum(run => run.interactions)} interactions, ` +
      `${sum(run => run.commits)} commits, ${sum(run => run.events)} pauses, ${sum(run => run.repairs.length)} repairs by the sweeper`,
  );
  console.log(`trace ${hash(runs.map(run => run.hash).join()).toString(16)}, violations ${failed.length}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

async function replay(seed: number, steps: string | undefined): Promise<void> {
  const wanted = steps?.split(',').map(Number);
  const all = stepsOf(seed, STEPS);
  const run = await runSeed({ seed, steps: wanted ? all.filter(({ id }) => wanted.includes(id)) : all });
  console.log(
    `seed ${seed}: trace ${run.hash}, ${run.commands} commands, ${run.commits} commits, ${run.events} pauses`,
  );
  for (const finding of run.findings) console.log(`  ${finding.rule}: ${finding.subject}: ${finding.detail}`);
  if (run.findings.length > 0 && !wanted) await explain(run);
  process.exitCode = run.findings.length > 0 ? 1 : 0;
}

/** The smallest history that was found, and how to see it again. */
async function explain(failed: Run): Promise<void> {
  const { run, steps } = await shrink(failed, { seed: failed.seed });
  console.log(`\nseed ${failed.seed} in ${steps.length} steps: ${firstOf(run)}`);
  for (const step of steps) console.log(`  ${shown(step)}`);
  console.log(`npm run sim -- --seed ${failed.seed} --steps ${steps.map(({ id }) => id).join()}\n`);
}

const firstOf = ({ findings: [first] }: Run): string =>
  first ? `${first.rule} at pause ${first.step}: ${first.subject}: ${first.detail.slice(0, 400)}` : 'nothing wrong';

const shown = ({ actor, at, id, tenantId, who }: Step): string =>
  `${String(id).padStart(3)} ${((at - BEGIN) / 1000).toFixed(3)} s ${tenantId} ${actor} ${actor === 'agent' ? who : ''}`;

if (values.help) console.log(HELP);
else if (values.seed !== undefined) await replay(Number(values.seed), values.steps);
else await play(Number(values.from), Number(values.seeds));
