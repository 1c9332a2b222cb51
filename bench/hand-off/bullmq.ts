import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Job, Queue, Worker } from 'bullmq';
import type { Random } from '#local/demo/random.ts';
import { arrivals, PLACES, type Side, serviceMs } from './load.ts';

/**
 * The control: a job queue that pushes, on a Redis of its own that keeps nothing. Ten workers of one job each stand for
 * the agents. Undefined where there is no `redis-server`.
 */
export async function bullmq(): Promise<Side | undefined> {
  const port = await freePort();
  const redis = await startRedis(port);
  if (!redis) return undefined;
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
  const queue = new Queue('hand-off', { connection });
  let random: Random = Math.random;
  let measured: number[] = [];

  const workers = Array.from({ length: PLACES }, () => {
    let freed: { readonly at: number; readonly date: number } | undefined;
    const serve = async (job: Job) => {
      if (freed && job.timestamp < freed.date) measured.push(performance.now() - freed.at);
      await pause(serviceMs(random));
      freed = { at: performance.now(), date: Date.now() };
    };
    return new Worker('hand-off', serve, { connection, concurrency: 1 });
  });
  await Promise.all(workers.map(worker => worker.waitUntilReady()));

  return {
    name: 'BullMQ',
    async run(seeded, ms) {
      random = seeded;
      measured = [];
      const adding: Promise<unknown>[] = [];
      await arrivals(seeded, ms, () => {
        adding.push(queue.add('contact', {}, { removeOnComplete: true }));
      });
      await Promise.all(adding);
      await pause(2000);
      return measured;
    },
    async stop() {
      await Promise.all(workers.map(worker => worker.close()));
      await queue.close();
      redis.kill();
    },
  };
}

async function startRedis(port: number): Promise<ChildProcess | undefined> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
  process.once('exit', () => redis.kill());
  return new Promise(resolve => {
    redis.once('error', () => resolve(undefined));
    redis.stdout.on('data', text => /Ready to accept/i.test(String(text)) && resolve(redis));
  });
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
