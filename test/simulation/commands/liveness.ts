import { parseArgs } from 'node:util';
import type { Recovery } from '../corruption/corrupt.ts';
import { progress } from './progress.ts';
import { inWorkers } from './workers.ts';

const { values } = parseArgs({
  options: { states: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' } },
});

/** Plays histories until so many of them had rows spoilt; what has nothing to spoil does not count. */
async function recoverAll(states: number, from: number): Promise<void> {
  const jobs = Array.from({ length: Math.ceil(states * 1.5) + 10 }, (_, at) => from + at);
  const module = new URL('./liveness-worker.ts', import.meta.url).href;
  const said = progress(states, 'corrupted states');
  const kinds = new Map<string, number>();
  const failed: Recovery[] = [];
  let done = 0;
  for await (const recovery of inWorkers<number, Recovery>({ jobs, module })) {
    if (recovery.corruptions.length === 0) continue;
    for (const name of recovery.corruptions) kinds.set(name, (kinds.get(name) ?? 0) + 1);
    if (recovery.run.findings.length > 0) failed.push(recovery);
    said(++done, `${failed.length} not repaired`);
    if (done === states) break;
  }
  for (const [name, count] of [...kinds].sort()) console.log(`${String(count).padStart(5)} ${name}`);
  for (const { corruptions, run, seed } of failed.slice(0, 20)) {
    const [first] = run.findings;
    console.log(
      `seed ${seed}, ${corruptions.join(' and ')}: ${first?.rule} ${first?.subject} ${first?.detail.slice(0, 300)}`,
    );
  }
  console.log(`repaired ${done - failed.length} of ${done} corrupted states within 60 s`);
  process.exitCode = failed.length > 0 || done < states ? 1 : 0;
}

await recoverAll(Number(values.states), Number(values.from));
