import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Engine {
  /** URL for the endpoint option of a DynamoDB client. */
  readonly endpoint: string;
  /** Whether it is the engine that comes with the system, which checks no signatures. */
  readonly embedded: boolean;
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** Keeps the data in this file; in memory when left out. */
  readonly file?: string;
  readonly signal?: AbortSignal;
}

const START_TRIES = 3;
const ANSWER_WITHIN_MS = 10_000;
const OUTSIDE_ANSWER_WITHIN_MS = 3000;
const STOP_WITHIN_MS = 3000;

/**
 * Starts the embedded DynamoDB engine on a free loopback port and waits until it answers. It ends with this process,
 * however that ends. With `DYNAMODB_ENDPOINT` in the environment that endpoint is used instead.
 *
 * @throws Error that says what to do when there is no engine for this platform, or none answers.
 */
export async function startEngine({ file, signal }: EngineOptions = {}): Promise<Engine> {
  signal?.throwIfAborted();
  const outside = process.env['DYNAMODB_ENDPOINT'];
  if (outside) return outsideEngine(outside);

  const binary = findBinary();
  if (file) await mkdir(dirname(file), { recursive: true });
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    try {
      return await launch(binary, port, file, signal);
    } catch (thrown) {
      if (tries === START_TRIES || signal?.aborted) throw thrown;
    }
  }
}

async function outsideEngine(endpoint: string): Promise<Engine> {
  if (!(await answers(endpoint, AbortSignal.timeout(OUTSIDE_ANSWER_WITHIN_MS)))) {
    throw new Error(
      `DYNAMODB_ENDPOINT is ${endpoint}, but nothing answers there. Start it, correct the address, ` +
        'or unset DYNAMODB_ENDPOINT to use the embedded engine.',
    );
  }
  return { endpoint, embedded: false, stop: async () => undefined };
}

function findBinary(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${platform}/dynoxide`);
  } catch (cause) {
    throw new Error(
      `There is no embedded engine for this platform (${platform}). Set DYNAMODB_ENDPOINT to the endpoint of a ` +
        'DynamoDB Local or of real DynamoDB. To get a DynamoDB Local, run "docker run -p 8000:8000 amazon/dynamodb-local" ' +
        'and set DYNAMODB_ENDPOINT=http://127.0.0.1:8000.',
      { cause },
    );
  }
}

/**
 * Runs the engine and waits on standard input as well. Its other end belongs to the parent alone, so the operating
 * system closes it however the parent ends, even by SIGKILL; then the engine is ended, too.
 */
const WATCHDOG = `
exec 3<&0
"$@" 3<&- </dev/null &
engine=$!
( cat <&3 >/dev/null; kill $engine; sleep 2; kill -KILL $engine ) >/dev/null 2>&1 &
watchdog=$!
exec 3<&-
wait $engine
status=$?
kill $watchdog 2>/dev/null
exit $status
`;

async function launch(binary: string, port: number, file: string | undefined, signal: AbortSignal | undefined) {
  const address = ['serve', '--host', '127.0.0.1', '--port', String(port)];
  const storage = file ? ['--db-path', file] : [];
  // Its own process group keeps Ctrl-C away from it, so that the parent can finish its work first.
  const child = spawn('/bin/sh', ['-c', WATCHDOG, 'engine', binary, ...address, ...storage], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const complaints = collect(child);
  const exited = new Promise<void>(resolve => child.once('close', () => resolve()));
  const stop = () => stopChild(child, exited);
  const abort = () => void stop();
  signal?.addEventListener('abort', abort, { once: true });
  void exited.then(() => signal?.removeEventListener('abort', abort));

  const endpoint = `http://127.0.0.1:${port}`;
  const gone = new AbortController();
  void exited.then(() => gone.abort());
  const ready = await answers(endpoint, AbortSignal.any([gone.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]));
  if (!ready || child.exitCode !== null) {
    await stop();
    signal?.throwIfAborted();
    throw new Error(`The embedded engine did not start: ${complaints() || 'it does not answer'}`);
  }
  letGo(child);
  return { endpoint, embedded: true, stop };
}

const COMPLAINTS_LENGTH = 2000;

function collect(child: ChildProcess): () => string {
  let text = '';
  child.once('error', error => {
    text += error.message;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-COMPLAINTS_LENGTH);
  });
  return () => text.trim();
}

/** The engine alone does not keep the process alive. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const pipe of pipesOf(child)) pipe.unref();
}

/** The end of the engine does, once it is waited for: it is over when its pipes are, too. */
function hold(child: ChildProcess): void {
  child.ref();
  for (const pipe of pipesOf(child)) pipe.ref();
}

const pipesOf = ({ stdin, stderr }: ChildProcess): Socket[] => [stdin, stderr].filter(pipe => pipe instanceof Socket);

async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  hold(child);
  child.stdin?.end();
  const stopped = await Promise.race([exited.then(() => true), pause(STOP_WITHIN_MS, false, { ref: false })]);
  if (!stopped) process.kill(-child.pid, 'SIGKILL');
  await exited;
}

async function answers(endpoint: string, until: AbortSignal): Promise<boolean> {
  while (!until.aborted) {
    try {
      await fetch(endpoint, { signal: until });
      return true;
    } catch {
      await pause(20);
    }
  }
  return false;
}

/** A port that nothing listens on now; somebody else may still take it before the engine does. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
