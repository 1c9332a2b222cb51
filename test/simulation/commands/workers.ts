import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface WorkersOptions<Job> {
  readonly jobs: readonly Job[];
  /** The module that a worker runs, as a URL. */
  readonly module: string;
  readonly workers?: number;
  /** Whether each job gets a process of its own. */
  readonly oneJobEach?: boolean;
}

/** Most of what a history makes is soon forgotten: with room for it the collector has less to do (MiB). */
const ROOM = ['--max-semi-space-size=64'];

/**
 * Has processes carry out jobs, each the next one when it is done with one, and yields what they answer in the order in
 * which it comes. Ends the processes when nobody wants more.
 */
export async function* inWorkers<Job, Result>(options: WorkersOptions<Job>): AsyncGenerator<Result> {
  const { jobs, module, oneJobEach = false, workers = availableParallelism() } = options;
  const left = [...jobs];
  const results: Result[] = [];
  const children = new Set<ChildProcess>();
  let running = 0;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;

  function start(): void {
    const child = fork(fileURLToPath(module), { execArgv: ROOM });
    children.add(child);
    child.on('message', result => {
      running -= 1;
      results.push(result as Result);
      if (oneJobEach) replace(child);
      else give(child);
      wake?.();
    });
    child.on('exit', code => {
      failure ??= new Error(`a worker ended with ${code}`);
      wake?.();
    });
    give(child);
  }

  function give(child: ChildProcess): void {
    const job = left.shift();
    if (job === undefined) return;
    running += 1;
    child.send(job as never);
  }

  function replace(child: ChildProcess): void {
    children.delete(child);
    child.removeAllListeners('exit').kill();
    if (left.length > 0) start();
  }

  for (let at = 0; at < Math.min(workers, jobs.length); at++) start();
  try {
    for (;;) {
      if (results.length > 0) yield results.shift() as Result;
      else if (failure) throw failure;
      else if (running === 0 && left.length === 0) return;
      else
        await new Promise<void>(resolve => {
          wake = resolve;
        });
    }
  } finally {
    for (const child of children) child.removeAllListeners('exit').kill();
  }
}

/** Answers each job with what the work makes of it. */
export function serve<Job, Result>(work: (job: Job) => Promise<Result>): void {
  process.on('message', (job: Job) => {
    void work(job).then(result => process.send?.(result));
  });
}
