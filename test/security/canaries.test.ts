import { Logger } from '@aws-lambda-powertools/logger';
import { beforeEach, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { Faults } from '#shared/adapters/store/memory.ts';
import type { Call } from '#shared/adapters/store/table-engine.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { exampleBody, type Operation, operations, pathWith, ROLES } from '../support/operations.ts';
import type { Listener } from '../support/world.ts';
import { type Households, households, idsOf } from './households.ts';

/*
 * Goal S8: values that nobody but the two sides of a conversation may see go through every route and every way to fail;
 * what is logged and counted is then searched for them. The logger is the one that runs on Lambda.
 */
const COUNT = 200;
const canaries = Array.from({ length: COUNT }, (_, at) => `canary${String(at).padStart(3, '0')}q7x`);
const planted = new Set<string>();
let next = 0;
const canary = (): string => {
  const value = canaries[next++ % COUNT] as string;
  planted.add(value);
  return value;
};

let h: Households;
const faults: Faults = {};
/** Everything logged and counted. */
const lines: string[] = [];
let sockets: readonly Listener[];

/** The logger of the functions, which writes into a list instead of the standard output. */
const logger = new Logger({ serviceName: 'tandem' });
Reflect.set(logger, 'console', { ...console, error: (line: string) => lines.push(line) });

beforeEach(async () => {
  h = await households({
    faults,
    telemetry: {
      count: metric => lines.push(JSON.stringify({ metric })),
      report: (message, facts, thrown) =>
        logger.error(message, { ...facts, ...(thrown instanceof Error && { error: thrown }) }),
    },
  });
  sockets = await Promise.all(
    [h.people.supervisor, h.people.admin].map(async token => {
      const socket = await h.w.socket(token);
      socket.send({ action: 'subscribe', topics: ['dashboard:support', 'dashboard:vault'] });
      return socket;
    }),
  );
  await h.w.sockets.idle();
});

/** The example of a body with a canary in every text that takes one. */
function withCanaries(body: unknown, schema: z.ZodType | undefined): unknown {
  let planted = body;
  for (const path of textsOf(body, [])) {
    for (const value of [canary(), `${canary()}@example.com`, `+49${canary().replace(/\D/g, '')}30123456`]) {
      const changed = replaced(planted, path, value);
      if (!schema?.safeParse(changed).success) continue;
      planted = changed;
      break;
    }
  }
  return planted;
}

const textsOf = (value: unknown, path: readonly string[]): (readonly string[])[] => {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, [...path, key]));
};

function replaced(value: unknown, [key, ...rest]: readonly string[], inner: unknown): unknown {
  if (key === undefined) return inner;
  const changed = replaced((value as Record<string, unknown>)[key], rest, inner);
  return Array.isArray(value) ? value.with(Number(key), changed) : { ...(value as object), [key]: changed };
}

/** Requests of one operation that carry canaries: good ones, and all kinds of wrong ones. */
function requestsOf({ route, ...operation }: Operation) {
  const ids = idsOf(h.own, route.path);
  const good = withCanaries(exampleBody({ route, ...operation }), route.body);
  const path = pathWith(route, name => ids[name] ?? '');
  const strange = pathWith(route, () => encodeURIComponent(`${canary()} ${canary()}`));
  const tenant = route.auth === 'public' && route.query ? `tenantId=demo&queueId=${canary()}` : '';
  const bodies = [good, { ...(good as object), [canary()]: canary() }, `{"text":"${canary()}`, [canary()], canary()];
  return [
    ...bodies.map(body => ({ path: `${path}?${tenant}`, body })),
    { path: `${path}?${canary()}=${canary()}`, body: good },
    { path: `${strange}?${tenant}`, body: good },
  ].map(request => ({
    ...request,
    method: route.method,
    headers: { 'idempotency-key': canary(), 'if-match': route.conditional ? '"1"' : canary(), origin: canary() },
  }));
}

/** Ways in which the store fails. */
const FAILURES: Readonly<Record<string, (call: Call, nth: number) => void>> = {
  nothing: () => undefined,
  'a crash at the first call': (_, nth) => fail(nth === 1),
  'a crash at the second call': (_, nth) => fail(nth === 2),
  'a crash at every write': ({ operation }) => fail(operation === 'commit'),
  throttling: () => {
    throw new AppError('TRY_LATER');
  },
  'a conflict at every write': ({ operation }) => {
    if (operation === 'commit') throw new AppError('WRITE_CONFLICT');
  },
};
function fail(really: boolean): void {
  if (really) throw new Error('the store is gone');
}

describe.each(Object.keys(FAILURES))('canaries with %s', failure => {
  test('are in no line of a log and in no metric', async () => {
    const from = lines.length;
    for (const operation of operations) {
      for (const request of requestsOf(operation)) {
        let calls = 0;
        for (const when of ['before', 'after'] as const) {
          faults[when] = call => FAILURES[failure]?.(call, ++calls);
          const role =
            operation.route.auth === 'public' ? 'customer' : ROLES.find(one => operation.route.auth.includes(one));
          await h.w.exchange({
            ...request,
            headers: { ...request.headers, authorization: `Bearer ${h.people[role ?? 'agent']}` },
          });
          await h.w.exchange({ ...request, headers: { ...request.headers, authorization: `Bearer ${canary()}` } });
          faults[when] = undefined;
        }
      }
      for (const [at, socket] of sockets.entries()) {
        socket.send({ action: 'typing', interactionId: canary(), ref: canary() });
        socket.send(at === 0 ? `{"action":"${canary()}"` : { action: canary(), topics: [canary()] });
      }
      await h.w.sockets.idle();
    }
    faults.before = FAILURES[failure] && (call => FAILURES[failure]?.(call, 1));
    await h.w.settled();
    faults.before = undefined;
    await h.w.settled();

    const said = lines.slice(from);
    const secrets = [...Object.values(h.people), Buffer.from(h.w.keys.conversation).toString('base64')];
    for (const line of said) for (const value of [...canaries, ...secrets]) expect(line).not.toContain(value);
    for (const line of said) expect(line).not.toContain('\n');
    for (const line of said) expect(() => JSON.parse(line)).not.toThrow();
    if (failure.startsWith('a crash')) expect(said.length).toBeGreaterThan(20);
    for (const { frames } of sockets) {
      const events = frames.filter(frame => 'topic' in frame);
      expect(events.length).toBeGreaterThan(0);
      for (const value of canaries) expect(JSON.stringify(events)).not.toContain(value);
    }
  });
});

test('all canaries have flown', () => {
  expect(planted.size).toBe(COUNT);
});

test('a canary in a log would be seen', () => {
  const value = canary();

  logger.error('seen', { error: new Error(value) });

  expect(lines.at(-1)).toContain(value);
});
