import { type Step, stepsOf } from './people/steps.ts';
import { type Run, type RunOptions, runSeed, STEPS } from './run-seed.ts';

/** The smallest history found that breaks the same rule. */
export interface Shrunk {
  readonly steps: readonly Step[];
  readonly run: Run;
}

/**
 * Leaves out as many steps as it can while the same rule breaks: halves first, then ever smaller parts, down to single
 * steps. @param tries how many histories are played at most
 */
export async function shrink(failed: Run, options: RunOptions, tries = 150): Promise<Shrunk> {
  const rule = failed.findings[0]?.rule;
  let best: Shrunk = { steps: options.steps ?? stepsOf(options.seed, STEPS), run: failed };
  let left = tries;
  for (let size = Math.ceil(best.steps.length / 2); size >= 1 && left > 0; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let from = 0; from < best.steps.length && left > 0; ) {
      const steps = best.steps.toSpliced(from, size);
      left -= 1;
      const run = await runSeed({ ...options, steps });
      if (run.findings[0]?.rule === rule) best = { steps, run };
      else from += size;
    }
  }
  return best;
}
