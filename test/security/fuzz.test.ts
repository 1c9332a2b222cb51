import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '#schemas/index.ts';
import type { Route } from '#schemas/kit/route.ts';
import { asContracted, asContractedForCustomer, expectContractedReply } from '../support/contract.ts';
import { type Operation, operations, parameterNames, ROLES, requestFor } from '../support/operations.ts';
import { mutated, nastyText, rawBody, valuesOf } from './arbitraries.ts';
import { type Households, households, idsOf, UNKNOWN } from './households.ts';

/** Requests for each operation and frames for each action; `FUZZ_RUNS=2000` looks longer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 60);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

let h: Households;
beforeAll(async () => {
  h = await households();
});

/** Nothing that came in may be part of what is said about it. */
function expectQuiet(): void {
  expect(h.w.defects).toEqual([]);
  for (const said of h.w.said.splice(0)) {
    expect(JSON.stringify(said)).not.toMatch(/\\n|\\r|\\u0000/);
    if (typeof said !== 'string') throw new Error(`something was reported: ${JSON.stringify(said)}`);
  }
}
afterAll(() => expectQuiet());

const bodyOf = ({ body }: Route): fc.Arbitrary<unknown> => {
  if (!body) return fc.oneof(fc.constant(undefined), rawBody);
  const value = valuesOf(body);
  return fc.oneof(value, mutated(value), rawBody);
};

const requestOf = (operation: Operation) => {
  const { route } = operation;
  const own = idsOf(h.own, route.path);
  const parameter = (name: string) =>
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(own[name] ?? '', UNKNOWN[name] ?? '', idsOf(h.otherTenant, route.path)[name] ?? ''),
      },
      { weight: 1, arbitrary: nastyText },
    );
  const queries = route.query ? fc.oneof(valuesOf(route.query), mutated(valuesOf(route.query))) : fc.constant({});
  return fc.record({
    ids: fc.record(Object.fromEntries(parameterNames(route).map(name => [name, parameter(name)]))),
    query: fc.oneof(fc.constant(requestFor(operation, {}).query ?? {}), queries),
    body: bodyOf(route),
    role: fc.constantFrom(...(route.auth === 'public' ? ROLES : route.auth)),
    headers: fc.record(
      {
        'if-match': fc.constantFrom('"1"', '1', '*', '"-1"', 'x'.repeat(300)),
        'idempotency-key': fc.oneof(fc.constantFrom('k', 'a#b'), nastyText),
        'session-id': fc.oneof(fc.constant(h.own.agent.sessionId), nastyText),
        'x-request-id': nastyText,
        'content-type': fc.constantFrom('application/json', 'text/plain', 'application/json; charset=x'),
      },
      { requiredKeys: [] },
    ),
  });
};

describe('whatever is sent', () => {
  test.each(operations.map(operation => [operation.id, operation] as const))(
    'is answered as the contract says: %s',
    async (_, operation) => {
      const { route } = operation;
      const property = fc.asyncProperty(requestOf(operation), async ({ body, headers, ids, query, role }) => {
        const search = new URLSearchParams();
        for (const [name, value] of Object.entries((query ?? {}) as object))
          search.append(name, typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
        const path = route.path.replace(/\{(\w+)\}/g, (_match, name: string) =>
          encodeURIComponent((ids[name] ?? '').toWellFormed()),
        );

        const reply = await h.w.exchange({
          ...{ method: route.method, path: `${path}?${search}`, body },
          headers: { ...headers, authorization: `Bearer ${h.people[role]}` },
        });

        if (reply.body?.code === 'ROUTE_NOT_FOUND') return;
        expectContractedReply(reply, operation);
        expectQuiet();
      });

      await fc.assert(property, { numRuns: RUNS, seed: SEED });
    },
  );

  test.each(Object.values(registry.realtime.actions).map(action => [action.action, action] as const))(
    'is answered as the contract says, as a frame: %s',
    async (_, action) => {
      const value = valuesOf(action.body);
      const frames = fc.oneof(value, mutated(value), rawBody, fc.constant('x'.repeat(40_000)));
      const sockets = await Promise.all(ROLES.map(role => h.w.socket(h.people[role])));
      const property = fc.asyncProperty(fc.nat(ROLES.length - 1), frames, async (at, frame) => {
        const socket = sockets[at];
        const from = socket?.frames.length ?? 0;

        socket?.send(frame ?? null);
        await h.w.sockets.idle();

        const contracted = ROLES[at] === 'customer' ? asContractedForCustomer : asContracted;
        for (const answer of socket?.frames.slice(from) ?? []) expect(answer).toEqual(contracted(answer));
        expectQuiet();
      });

      await fc.assert(property, { numRuns: RUNS * 5, seed: SEED });
      await Promise.all(sockets.map(socket => socket.close()));
    },
  );

  test('leaves the system working', async () => {
    const fresh = await h.w.api(h.people.admin).get('/v1/admin/queues');

    expect(fresh.status).toBe(200);
  });
});
