import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type System, type SystemOptions, startSystem } from '#local/system.ts';
import { InteractionEntity } from '#schemas/interactions/entity.ts';

const running: System[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const system of running.splice(0)) await system.stop();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const sink = { count: () => undefined, report: () => undefined };
async function start(options: Partial<SystemOptions> = {}): Promise<System> {
  const system = await startSystem({ port: 0, sink, ...options });
  running.push(system);
  return system;
}
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'tandem-'));
  folders.push(made);
  return made;
}
const call = (system: System, token: string, path: string, body?: unknown) =>
  fetch(`${system.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

describe('a system with a folder', () => {
  test('has its data, its keys and its seed once after a restart', async () => {
    const dataDir = await folder();
    const first = await start({ dataDir });
    const port = Number(new URL(first.url).port);
    const token = await first.tokenFor('demo', 'ada');
    const created = await call(first, token, '/v1/admin/skills', { id: 'french', name: 'French' });
    await first.stop();

    const second = await start({ dataDir, port });
    const skills = (await (await call(second, token, '/v1/admin/skills')).json()) as { items: { id: string }[] };

    expect(created.status).toBe(201);
    expect(skills.items.map(skill => skill.id)).toEqual(['billing', 'english', 'french', 'german']);
  });

  test('goes on with the deadlines that were pending when it stopped', async () => {
    const dataDir = await folder();
    const first = await start({ dataDir, clock: 'manual' });
    const port = Number(new URL(first.url).port);
    const token = await first.tokenFor('demo', 'ana');
    await call(first, token, '/v1/sessions', {});
    await fetch(`${first.url}/v1/sessions/current/presence`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"status":"ready"}',
    });
    const chat = await call(first, token, '/v1/chats', { tenantId: 'demo', queueId: 'support' });
    const { chatId } = (await chat.json()) as { chatId: string };
    const state = async (system: System) => {
      const row = await system.openStore('demo').get(InteractionEntity, { id: chatId });
      return row?.status;
    };
    const before = await state(first);
    await first.stop();

    const second = await start({ dataDir, port, clock: 'manual' });
    const restarted = await state(second);
    await second.advance(21);

    expect([before, restarted, await state(second)]).toEqual(['offered', 'offered', 'queued']);
  });

  test('starts with nothing but the seed when it is to be fresh', async () => {
    const dataDir = await folder();
    const first = await start({ dataDir });
    await call(first, await first.tokenFor('demo', 'ada'), '/v1/admin/skills', { id: 'french', name: 'French' });
    await first.stop();

    const second = await start({ dataDir, fresh: true });
    const reply = await call(second, await second.tokenFor('demo', 'ada'), '/v1/admin/skills/french');

    expect(reply.status).toBe(404);
  });
});

describe('a system', () => {
  test('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    const { port } = other.address() as { port: number };

    await expect(start({ port })).rejects.toThrow(`Port ${port} is taken`);
    await new Promise(resolve => other.close(resolve));
  });

  test('does not move a clock that runs by itself', async () => {
    const system = await start({ fresh: true });

    const reply = await fetch(`${system.url}/local/clock`, { method: 'POST', body: '{"advanceSeconds":1}' });

    expect(reply.status).toBe(404);
    await expect(system.advance(1)).rejects.toThrow('runs by itself');
  });

  test('serves nobody any more when it is stopped', async () => {
    const system = await start({ fresh: true });

    await system.stop();

    await expect(fetch(`${system.url}/docs`)).rejects.toThrow();
  });
});
