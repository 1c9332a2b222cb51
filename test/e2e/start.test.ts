import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'local', 'main.ts');

/** A system in a process of its own. */
interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** The status it ended with, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

const started = new Set<Started>();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-'));
});
afterEach(async () => {
  for (const one of started) {
    one.child.kill('SIGKILL');
    await one.ended;
  }
  started.clear();
});
afterAll(() => rm(folder, { recursive: true }));

function run(
  args: readonly string[],
  {
    env = {},
    command = process.execPath,
    script = [MAIN],
  }: { readonly env?: Record<string, string>; readonly command?: string; readonly script?: readonly string[] } = {},
): Started {
  const { DYNAMODB_ENDPOINT: _, PORT: __, ...clean } = process.env;
  const child = spawn(command, [...script, ...args], { cwd: ROOT, env: { ...clean, ...env }, detached: true });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | string>(resolve =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? '')),
  );
  const one = { child, ended, output: () => text };
  started.add(one);
  return one;
}

/** The address it says to run at, as soon as it has said all that it says. */
async function ready({ child, output, ended }: Started): Promise<string> {
  const said = new Promise<void>(resolve => {
    child.stdout?.on('data', () => output().includes('Ctrl-C ends it') && resolve());
  });
  await Promise.race([said, ended]);
  const url = /Tandem runs at (\S+)/.exec(output())?.[1];
  if (!url) throw new Error(`it did not start: ${output()}`);
  return url;
}

const PORT_0 = ['--port', '0'];
const FRESH = [...PORT_0, '--fresh'];
const at = (name: string) => [...PORT_0, '--data', join(folder, name)];

/** Every process that descends from one. */
function descendants(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number));
  const children = table.filter(([, parent]) => parent === pid).map(([child]) => Number(child));
  return children.flatMap(child => [child, ...descendants(child)]);
}

const isAlive = (pid: number): boolean => {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
};

async function tokenOf(url: string, user: string): Promise<string> {
  const reply = await fetch(`${url}/local/tokens`, { method: 'POST', body: JSON.stringify({ tenant: 'demo', user }) });
  return ((await reply.json()) as { accessToken: string }).accessToken;
}

const asked = (url: string, token: string, path: string, body?: unknown) =>
  fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

describe('npm start', () => {
  test('is ready within five seconds and says what there is', async () => {
    const before = performance.now();
    const system = run(FRESH);

    const url = await ready(system);

    expect(performance.now() - before).toBeLessThan(5000);
    for (const said of [`${url}/docs`, '/socket', 'ana (agent)', 'ada (admin)', 'acme', 'curl', 'Ctrl-C']) {
      expect(system.output()).toContain(said);
    }
    expect(system.output().split('\n').length).toBeLessThan(30);
  });

  test('runs from the command that people type, and Ctrl-C ends all of it', async () => {
    const npm = run(['start', '--', ...FRESH], { command: 'npm', script: [] });
    const url = await ready(npm);
    const family = descendants(npm.child.pid!);

    process.kill(-npm.child.pid!, 'SIGINT');
    await npm.ended;

    expect(family.length).toBeGreaterThan(2);
    await expect.poll(() => family.filter(isAlive)).toEqual([]);
    await expect(fetch(url)).rejects.toThrow();
  });

  test('serves the start page, the API reference with every part of it, and the documents', async () => {
    const url = await ready(run(FRESH));
    const page = await (await fetch(`${url}/docs`)).text();
    const parts = [...page.matchAll(/(?:src|href)="([^"]+)"|url: '([^']+)'/g)].map(found => found[1] ?? found[2] ?? '');
    const paths = ['/', '/docs', '/docs/asyncapi.json', '/docs/errors', '/.well-known/openid-configuration', ...parts];

    const replies = await Promise.all(paths.map(async path => (await fetch(new URL(path, url))).status));

    expect(parts).toContain('/docs/openapi.json');
    expect(replies).toEqual(paths.map(() => 200));
  });
});

describe('a start that cannot be', () => {
  test('says that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    const { port } = other.address() as { port: number };

    const system = run(['--fresh', '--port', String(port)]);

    expect(await system.ended).toBe(1);
    expect(system.output()).toBe(`Port ${port} is taken. Stop what uses it, or choose another one with --port.\n`);
    await new Promise(resolve => other.close(resolve));
  });

  test('says that nothing answers at DYNAMODB_ENDPOINT', async () => {
    const endpoints = ['http://127.0.0.1:9', 'nonsense'];
    const systems = endpoints.map(endpoint => run(FRESH, { env: { DYNAMODB_ENDPOINT: endpoint } }));

    const ends = await Promise.all(systems.map(system => system.ended));

    expect(ends).toEqual([1, 1]);
    for (const [at, { output }] of systems.entries()) {
      expect(output()).toContain(`DYNAMODB_ENDPOINT is ${endpoints[at]}, but nothing answers there.`);
      expect(output().trim().split('\n')).toHaveLength(1);
    }
  });

  test('says what to do where there is no engine for the platform', async () => {
    const elsewhere = `data:text/javascript,Object.defineProperty(process,'arch',{value:'mips'})`;
    const system = run(FRESH, { script: ['--import', elsewhere, MAIN] });

    expect(await system.ended).toBe(1);
    expect(system.output()).toContain(`There is no embedded engine for this platform (${process.platform}-mips).`);
    expect(system.output()).toContain('docker run -p 8000:8000 amazon/dynamodb-local');
    expect(system.output()).toContain('DYNAMODB_ENDPOINT=http://127.0.0.1:8000');
  });

  test('says what is wrong with an option, and which ones there are', async () => {
    const wrong = [
      [['--port', 'many'], 'many is no port.'],
      [['--port', '70000'], '70000 is no port.'],
      [['--clock', 'sundial'], 'There is no clock sundial.'],
      [['--colour'], "Unknown option '--colour'"],
    ] as const;
    const systems = wrong.map(([args]) => run(args));
    const help = run(['--help']);

    const ends = await Promise.all([...systems, help].map(system => system.ended));

    expect(ends).toEqual([1, 1, 1, 1, 0]);
    for (const [at, { output }] of systems.entries()) {
      expect(output()).toContain(wrong[at]?.[1]);
      expect(output()).not.toContain('    at ');
    }
    for (const option of ['--port', '--fresh', '--data', '--clock manual']) expect(help.output()).toContain(option);
  });
});

describe('the end', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s leaves no process behind, also while a customer waits for news',
    async signal => {
      const system = run(FRESH);
      const url = await ready(system);
      const engine = descendants(system.child.pid!);
      const chat = (await (await asked(url, '', '/v1/chats', { tenantId: 'demo', queueId: 'support' })).json()) as {
        chatId: string;
        token: string;
      };
      const poll = asked(url, chat.token, `/v1/chats/${chat.chatId}/events?after=1&waitMs=25000`).catch(() => 'cut');

      system.child.kill(signal);

      expect(await system.ended).toBe(0);
      await poll;
      expect(engine.length).toBeGreaterThan(0);
      expect(engine.filter(isAlive)).toEqual([]);
    },
  );

  test('by a crash leaves no engine behind', async () => {
    const system = run(FRESH);
    await ready(system);
    const engine = descendants(system.child.pid!);

    system.child.kill('SIGKILL');

    expect(await system.ended).toBe('SIGKILL');
    await expect.poll(() => engine.filter(isAlive), { timeout: 5000 }).toEqual([]);
  });
});

describe('data', () => {
  test.each(['SIGINT', 'SIGKILL'] as const)(
    'survive a restart after %s, with the tokens that were given',
    async signal => {
      const first = run(at(signal));
      const url = await ready(first);
      const ada = await tokenOf(url, 'ada');
      await asked(url, ada, '/v1/admin/skills', { id: 'french', name: 'French' });
      const chat = (await (
        await asked(url, '', '/v1/chats', { tenantId: 'demo', queueId: 'support', initialMessage: 'Hi' })
      ).json()) as { chatId: string; token: string };
      first.child.kill(signal);
      await first.ended;

      const again = await ready(run([...at(signal), '--port', new URL(url).port]));
      const skill = await asked(again, ada, '/v1/admin/skills/french');
      const events = await asked(again, chat.token, `/v1/chats/${chat.chatId}/events`);

      expect([skill.status, events.status]).toEqual([200, 200]);
      expect(((await events.json()) as { items: { text: string }[] }).items.map(one => one.text)).toEqual([null, 'Hi']);
    },
  );

  test('are left alone by a fresh start, which keeps none', async () => {
    const kept = run(at('kept'));
    const url = await ready(kept);
    await asked(url, await tokenOf(url, 'ada'), '/v1/admin/skills', { id: 'french', name: 'French' });
    kept.child.kill('SIGINT');
    await kept.ended;

    const fresh = run([...at('kept'), '--fresh']);
    const freshUrl = await ready(fresh);
    const unknown = await asked(freshUrl, await tokenOf(freshUrl, 'ada'), '/v1/admin/skills/french');
    fresh.child.kill('SIGINT');
    await fresh.ended;
    const again = await ready(run(at('kept')));
    const known = await asked(again, await tokenOf(again, 'ada'), '/v1/admin/skills/french');

    expect([unknown.status, known.status]).toEqual([404, 200]);
  });
});

describe('the clock', () => {
  const moved = (url: string, body: unknown) =>
    fetch(`${url}/local/clock`, { method: 'POST', body: JSON.stringify(body) });

  test('stands still with --clock manual until it is moved', async () => {
    const url = await ready(run([...FRESH, '--clock', 'manual']));
    const ana = await tokenOf(url, 'ana');
    await asked(url, ana, '/v1/sessions', {});
    const before = (await (await moved(url, { advanceSeconds: 0 })).json()) as { now: string };

    const after = (await (await moved(url, { advanceSeconds: 40 })).json()) as { now: string };
    const session = (await (await asked(url, ana, '/v1/sessions/current')).json()) as { status: string };

    expect(Date.parse(after.now) - Date.parse(before.now)).toBe(40_000);
    expect(session.status).toBe('grace');
    expect((await moved(url, { advanceSeconds: -1 })).status).toBe(400);
    expect((await moved(url, {})).status).toBe(400);
  });

  test('cannot be moved otherwise', async () => {
    const url = await ready(run(FRESH));

    expect((await moved(url, { advanceSeconds: 1 })).status).toBe(404);
  });
});
