import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** What a server under load says of itself. */
export interface Report {
  readonly maxRssBytes: number;
  readonly maxHeapBytes: number;
  /** Processor time of this process alone. */
  readonly processorMs: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** What went wrong inside. */
  readonly defects: readonly string[];
}

/** A server in a process of its own, so that its memory and processor time are its own, too. */
export interface Server {
  readonly url: string;
  /** What has happened since the last report. */
  report(): Promise<Report>;
  stop(): Promise<void>;
}

export async function startServer(script: string): Promise<Server> {
  const child = fork(join(import.meta.dirname, script), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { url } = await answer<{ url: string }>(child);
  return {
    url,
    report() {
      const reported = answer<Report>(child);
      child.send('report');
      return reported;
    },
    async stop() {
      const over = new Promise(resolve => child.once('exit', resolve));
      child.send('stop');
      const killer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await over;
      clearTimeout(killer);
    },
  };
}

function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`the server ended with ${code}`));
    child.once('exit', gone);
    child.once('message', message => {
      child.off('exit', gone);
      resolve(message as T);
    });
  });
}

const SAMPLE_MS = 500;

/** Inside the child: tells the address, answers `report`, and ends on `stop` and with its parent. */
export function serve(
  url: string,
  take: () => Omit<Report, 'maxRssBytes' | 'maxHeapBytes' | 'processorMs'>,
  stop: () => Promise<void>,
): void {
  let maxRssBytes = 0;
  let maxHeapBytes = 0;
  let spent = process.cpuUsage();
  const sampling = setInterval(() => {
    const { heapUsed, rss } = process.memoryUsage();
    maxRssBytes = Math.max(maxRssBytes, rss);
    maxHeapBytes = Math.max(maxHeapBytes, heapUsed);
  }, SAMPLE_MS);
  process.on('message', message => {
    if (message === 'report') {
      const { system, user } = process.cpuUsage(spent);
      spent = process.cpuUsage();
      process.send?.({ maxRssBytes, maxHeapBytes, processorMs: (system + user) / 1000, ...take() });
      maxRssBytes = 0;
      maxHeapBytes = 0;
    }
    if (message === 'stop') void end();
  });
  process.on('disconnect', () => process.exit(1));
  async function end(): Promise<void> {
    clearInterval(sampling);
    await stop();
    process.exit(0);
  }
  process.send?.({ url });
}
