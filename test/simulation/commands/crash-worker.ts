import { type Crash, crashAt, pointsOf } from '../crash-points.ts';
import { serve } from './workers.ts';

export type CrashJob =
  | { readonly kind: 'points'; readonly seed: number }
  | { readonly kind: 'crash'; readonly seed: number; readonly crash: Crash; readonly points: readonly string[] };

export interface CrashAnswer {
  readonly job: CrashJob;
  /** Points found, or visited. */
  readonly points: readonly string[];
  /** What was found wrong. */
  readonly wrong: string | null;
}

serve(async (job: CrashJob): Promise<CrashAnswer> => {
  if (job.kind === 'points') return { job, points: [...(await pointsOf(job.seed)).keys()], wrong: null };
  const { run, visited } = await crashAt(job.seed, new Set(job.points), job.crash);
  const [first] = run.findings;
  const wrong = first ? `seed ${job.seed}, ${job.crash}: ${first.rule} ${first.subject} ${first.detail}` : null;
  return { job, points: [...visited], wrong };
});
