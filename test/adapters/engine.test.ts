import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startEngine } from '#local/engine.ts';
import { engineClient } from '#local/engine-client.ts';
import { dynamoDb } from '#shared/adapters/aws/clients.ts';
import { jsonClient } from '#shared/adapters/aws/json-client.ts';
import { ensureTable } from '#shared/adapters/store/create-table.ts';
import { connectionTo } from '#test/support/connection.ts';

type Listing = { ListTables: { input: object; output: { TableNames?: string[] } } };
const service = { name: 'dynamodb', target: 'DynamoDB_20120810', version: '1.0' } as const;

const tablesAt = async (endpoint: string) => {
  const reply = await jsonClient<Listing>(service, connectionTo(endpoint)).call('ListTables', {});
  return reply.TableNames;
};

const isUp = (endpoint: string) =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

const goesDown = async (endpoint: string) => {
  for (let tries = 0; tries < 150; tries += 1) {
    if (!(await isUp(endpoint))) return true;
    await pause(20);
  }
  return false;
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-engine-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('the embedded engine', () => {
  test('answers on loopback and is gone after stop', async () => {
    const engine = await startEngine();
    const tables = await tablesAt(engine.endpoint);

    await engine.stop();
    await engine.stop();

    expect(engine.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(tables).toEqual([]);
    expect(await isUp(engine.endpoint)).toBe(false);
  });

  test('runs several times side by side', async () => {
    const engines = await Promise.all([startEngine(), startEngine(), startEngine()]);

    const endpoints = new Set(engines.map(engine => engine.endpoint));
    await Promise.all(engines.map(engine => engine.stop()));

    expect(endpoints.size).toBe(3);
  });

  test('keeps its data in a file', async () => {
    const file = join(folder, 'deep', 'tandem.db');
    const first = await startEngine({ file });
    await ensureTable(dynamoDb(connectionTo(first.endpoint)), 'kept');
    await first.stop();

    const second = await startEngine({ file });
    const tables = await tablesAt(second.endpoint);
    await second.stop();

    expect(tables).toEqual(['kept']);
  });

  test('answers the client that signs nothing, and refuses it by name', async () => {
    const engine = await startEngine();
    const client = engineClient(engine.endpoint);
    await ensureTable(client, 'lean');
    const item = { TableName: 'lean', Item: { pk: { S: 'a' }, sk: { S: 'b' } } };
    const onlyOnce = { ConditionExpression: 'attribute_not_exists(pk)' };

    await client.call('PutItem', item);
    const again = client.call('PutItem', { ...item, ...onlyOnce });

    await expect(again).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', status: 400 });
    await engine.stop();
    await expect(client.call('PutItem', item)).rejects.toMatchObject({ name: 'NetworkError', status: 0 });
  });

  test('stops when the signal aborts', async () => {
    const stopping = new AbortController();
    const engine = await startEngine({ signal: stopping.signal });

    stopping.abort();

    expect(await goesDown(engine.endpoint)).toBe(true);
  });

  test('does not start when the signal has aborted', async () => {
    const starting = startEngine({ signal: AbortSignal.abort(new Error('no more')) });

    await expect(starting).rejects.toThrow('no more');
  });

  test('says why it did not start', async () => {
    const file = join(folder, 'not-a-database');
    await writeFile(file, 'text '.repeat(1000));

    const starting = startEngine({ file });

    await expect(starting).rejects.toThrow(/The embedded engine did not start: .*database/s);
  });

  test('says what to do on a platform without one', async () => {
    const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('aix');

    const starting = startEngine();

    await expect(starting).rejects.toThrow(
      /no embedded engine for this platform \(aix-.*DYNAMODB_ENDPOINT.*docker run -p 8000:8000 amazon\/dynamodb-local/,
    );
    platform.mockRestore();
  });
});

describe('an endpoint from outside', () => {
  test('is used as it is and left alone by stop', async () => {
    const outside = await startEngine();
    vi.stubEnv('DYNAMODB_ENDPOINT', outside.endpoint);

    const engine = await startEngine();
    await engine.stop();
    const upAfterStop = await isUp(outside.endpoint);
    await outside.stop();

    expect(engine.endpoint).toBe(outside.endpoint);
    expect(upAfterStop).toBe(true);
  });

  test('is named with what to do when nothing answers', async () => {
    vi.stubEnv('DYNAMODB_ENDPOINT', 'http://127.0.0.1:1');

    const starting = startEngine();

    await expect(starting).rejects.toThrow(/DYNAMODB_ENDPOINT is http:\/\/127\.0\.0\.1:1, but nothing answers there/);
  });
});

describe('a parent that ends', () => {
  const node = createRequire(import.meta.url).resolve('node/bin/node');
  const launcher = `import { startEngine } from '${new URL('../../local/engine.ts', import.meta.url)}';
    const { endpoint } = await startEngine();
    process.stdout.write(endpoint);`;

  const startParent = async (ending: string): Promise<{ parent: ChildProcess; endpoint: string }> => {
    const parent = spawn(node, ['--input-type=module', '-e', launcher + ending], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const endpoint = await new Promise<string>(resolve => parent.stdout?.once('data', data => resolve(String(data))));
    return { parent, endpoint };
  };

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('by %s takes the engine along', async signal => {
    const { parent, endpoint } = await startParent('setInterval(() => undefined, 1000);');

    parent.kill(signal);

    expect(await goesDown(endpoint)).toBe(true);
  });

  test.each([
    ['by exit', 'process.exit(0);'],
    ['by an uncaught error', 'setTimeout(() => { throw new Error(); }, 50);'],
    ['because nothing is left to do', ''],
  ])('%s takes the engine along', async (_, ending) => {
    const { endpoint } = await startParent(ending);

    const down = await goesDown(endpoint);

    expect(down).toBe(true);
  });
});
