import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { realClock } from '#local/clock.ts';
import { localCalls } from '#local/sma/local-calls.ts';
import type { InvocationEvent } from '#local/sma/model.ts';
import { createSma } from '#local/sma/sma.ts';

const NUMBER = '+15550100';
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise(resolve => server.close(resolve));
});

const play = (Key: string, more: object = {}) => ({
  Type: 'PlayAudio',
  Parameters: { AudioSource: { Type: 'S3', BucketName: 'prompts', Key }, ...more },
});

/** Music until 1 is pressed, then a message and the end. */
function answerTo({ InvocationEventType: type, ActionData }: InvocationEvent): object {
  const isOver = JSON.stringify(ActionData ?? {}).includes('goodbye.wav');
  if (type === 'NEW_INBOUND_CALL') return { Actions: [play('music.wav', { Repeat: 100, PlaybackTerminators: ['1'] })] };
  if (type !== 'ACTION_SUCCESSFUL') return { Actions: [] };
  return { Actions: isOver ? [{ Type: 'Hangup', Parameters: {} }] : [play('goodbye.wav')] };
}

async function localSystem(): Promise<string> {
  const sma = createSma({
    clock: realClock(),
    owns: number => number === NUMBER,
    prompts: { durationMs: () => 300 },
    invoke: async event => ({ SchemaVersion: '1.0', ...answerTo(event) }),
  });
  const page = localCalls(sma);
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const reply = await page({ method, path: url, requestId: 'req_1', body: await text(request) });
    response.writeHead(reply?.status ?? 404, reply?.headers);
    response.end(reply?.body);
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The terminal telephone in a process of its own; keys are what is written to it when it has said something. */
async function phone(args: readonly string[], keys: Readonly<Record<string, string>> = {}) {
  const main = join(import.meta.dirname, '..', '..', 'local', 'phone', 'main.ts');
  const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const left = new Map(Object.entries(keys));
  let out = '';
  child.stdout.on('data', chunk => {
    out += chunk;
    for (const [when, key] of left) {
      if (!out.includes(when)) continue;
      left.delete(when);
      child.stdin.write(key);
    }
  });
  const errors = text(child.stderr);
  const code = await new Promise(resolve => child.once('exit', resolve));
  return { code, out, errors: await errors };
}
/** What was heard, without the times. */
const heard = (out: string) => [...out.matchAll(/^ +[\d.]+ s {2}(.*)$/gm)].map(([, what]) => what);

describe('the terminal telephone', () => {
  test('does the steps of a script and says what it hears', async () => {
    const url = await localSystem();

    const { code, out, errors } = await phone([NUMBER, '--url', url, '--script', 'wait 0.5; digits 1; wait 9; hangup']);

    expect([code, errors]).toEqual([0, '']);
    expect(heard(out).filter(what => what?.startsWith('♪'))).toEqual(['♪ music.wav', '♪ goodbye.wav']);
    expect(heard(out).at(-1)).toBe('silence');
    expect(out).toContain('the call is over');
  });

  test('presses and hangs up by keys', async () => {
    const url = await localSystem();

    const { code, out } = await phone([NUMBER, '--url', url], { 'music.wav': '1', 'goodbye.wav': 'h' });

    expect(code).toBe(0);
    expect(heard(out)).toContain('♪ goodbye.wav');
  });

  test.each([
    [['+19995550100'], 'to is no number of this system'],
    [[NUMBER, '--script', 'dance'], '"dance" is no step.'],
    [[], 'Say which number to call.'],
  ])('with %j explains itself and fails', async (args, why) => {
    const url = await localSystem();

    const { code, errors } = await phone([...args, '--url', url]);

    expect(code).toBe(1);
    expect(errors).toContain(why);
  });

  test('says so when there is no local system', async () => {
    const { code, errors } = await phone([NUMBER, '--url', 'http://127.0.0.1:9']);

    expect(code).toBe(1);
    expect(errors).toContain('Start it with npm start');
  });
});
