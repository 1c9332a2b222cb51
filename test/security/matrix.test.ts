import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '#schemas/index.ts';
import type { Role } from '#schemas/kit/route.ts';
import type { Faults } from '#shared/adapters/store/memory.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { actionExamples } from '../../docs/generate/examples.ts';
import { asContracted, expectContractedReply } from '../support/contract.ts';
import { type Operation, operations, parameterNames, type Request, ROLES, requestFor } from '../support/operations.ts';
import type { Frame, Listener, Reply } from '../support/world.ts';
import { type Belongings, type Households, households, idsOf, UNKNOWN } from './households.ts';

/*
 * Every route and socket action, every role, and every circumstance (goal S1). References inside bodies and queries have
 * their own matrix in `test/e2e/stories/two-tenants.test.ts`.
 */
const CIRCUMSTANCES = ['none', 'expired', 'other tenant', 'other queue', 'own'] as const;
/** Words that a caller chooses for things of his own: nobody else has anything under them. */
const OWN_WORDS: ReadonlySet<string> = new Set(['shortTerm']);
type Circumstance = (typeof CIRCUMSTANCES)[number];

const faults: Faults = {};
let h: Households;
const visited = new Set<string>();
const succeeded = new Set<string>();
beforeAll(async () => {
  h = await households({ faults });
});
afterAll(() => {
  expect(h.w.defects).toEqual([]);
});

const thingsOf = (circumstance: Circumstance): Belongings =>
  circumstance === 'other tenant' ? h.otherTenant : circumstance === 'other queue' ? h.otherQueue : h.own;

function tokenOf(circumstance: Circumstance, role: Role): string | undefined {
  if (circumstance === 'none') return undefined;
  return circumstance === 'expired' ? h.expired[role] : h.people[role];
}

const exchange = (request: Request): Promise<Reply> => {
  const search = new URLSearchParams(request.query as Record<string, string>);
  return h.w.exchange({
    ...{ method: request.method, path: search.size > 0 ? `${request.path}?${search}` : request.path },
    headers: { ...request.headers, ...(request.token !== undefined && { authorization: `Bearer ${request.token}` }) },
    body: request.body,
  });
};

/** An answer without what differs by nature: the request's own id and the ids that were asked for. */
function anonymous({ body, status }: Reply, ids: Readonly<Record<string, string>>) {
  const { requestId: _, ...rest } = body ?? {};
  let text = JSON.stringify(rest);
  for (const id of Object.values(ids)) text = text.replaceAll(id, '<id>');
  return { status, text };
}

const secretsFrom = (role: Role, circumstance: Circumstance): readonly string[] => {
  const ofQueue = role === 'agent' || role === 'customer' ? h.otherQueue.secrets : [];
  return circumstance === 'none' || circumstance === 'expired'
    ? [...h.otherTenant.secrets, ...h.otherQueue.secrets, ...h.own.secrets]
    : [...h.otherTenant.secrets, ...ofQueue];
};

describe.each(CIRCUMSTANCES)('a request about what is of: %s', circumstance => {
  test.each(operations.map(operation => [operation.id, operation] as const))('%s', async (id, operation) => {
    for (const role of ROLES) await visit(operation, role);

    async function visit({ route }: Operation, role: Role) {
      const ids = idsOf(thingsOf(circumstance), route.path);
      const request = requestFor(operation, { token: tokenOf(circumstance, role), ids });
      const reply = await exchange(request);
      const where = `${id} as ${role}: ${reply.status} ${JSON.stringify(reply.body)}`;
      expectContractedReply(reply, operation);
      for (const secret of secretsFrom(role, circumstance)) expect(where).not.toContain(secret);
      visited.add(`${id} ${role} ${circumstance}`);
      if (reply.status < 300) succeeded.add(`${id} ${circumstance}`);
      if (route.auth === 'public') return;

      if (circumstance === 'none' || circumstance === 'expired') expect(reply.body.code, where).toBe('TOKEN_INVALID');
      else if (!route.auth.includes(role)) expect(reply.body.code, where).toBe('FORBIDDEN');
      else if (circumstance === 'other tenant' && parameterNames(route).some(name => !OWN_WORDS.has(name))) {
        const unknown = await exchange(requestFor(operation, { token: h.people[role], ids: UNKNOWN }));
        expect(anonymous(reply, ids), where).toEqual(anonymous(unknown, UNKNOWN));
        expect(reply.status, where).toBeGreaterThanOrEqual(400);
      }
    }
  });
});

describe.each(CIRCUMSTANCES)('a frame about what is of: %s', circumstance => {
  const actions = Object.keys(registry.realtime.actions);
  const framesFor = (action: string, interactionId: string, queueId: string): unknown[] => {
    const example = actionExamples[action] as Record<string, unknown>;
    const topics = [`interaction:${interactionId}`, `queue:${queueId}`, `dashboard:${queueId}`];
    if ('topics' in example) return topics.map(topic => ({ ...example, topics: [topic] }));
    return ['interactionId' in example ? { ...example, interactionId } : example];
  };
  async function answers(socket: Listener, frames: readonly unknown[]): Promise<Frame[]> {
    const from = socket.frames.length;
    for (const frame of frames) socket.send(frame);
    await h.w.settled();
    return socket.frames.slice(from);
  }
  const plain = (frames: readonly Frame[], ...ids: string[]) =>
    ids.reduce((text, id) => text.replaceAll(id, '<id>'), JSON.stringify(frames)).replace(/"requestId":"[^"]*"/g, '');

  test.each(actions.flatMap(action => ROLES.map(role => [action, role] as const)))('%s as %s', async (action, role) => {
    visited.add(`${action} ${role} ${circumstance}`);
    const token = tokenOf(circumstance, role);
    if (token === undefined || circumstance === 'expired') {
      const ticket = await h.w.api(token).post('/v1/socket-tickets');
      expect([ticket.status, ticket.body.code]).toEqual([401, 'TOKEN_INVALID']);
      return;
    }
    const things = thingsOf(circumstance);
    const socket = await h.w.socket(token);

    const frames = await answers(socket, framesFor(action, things.active.chatId, things.queueId));

    for (const frame of frames) expect(frame).toEqual(asContracted(frame));
    for (const secret of secretsFrom(role, circumstance)) expect(JSON.stringify(frames)).not.toContain(secret);
    if (circumstance === 'other tenant' && !['resume', 'ping'].includes(action)) {
      const unknown = await answers(socket, framesFor(action, String(UNKNOWN['interactionId']), 'nobody-has-this'));
      const nothing = plain(unknown, String(UNKNOWN['interactionId']), 'nobody-has-this');
      expect(plain(frames, things.active.chatId, things.queueId)).toBe(nothing);
    }
    await socket.close();
  });
});

describe('a store that refuses every write', () => {
  test.each(Object.keys(registry.realtime.actions))('is answered with a refusal of the contract: %s', async action => {
    const things = h.own;
    const socket = await h.w.socket(h.people.supervisor);
    const example = actionExamples[action] as Record<string, unknown>;
    const frame = 'interactionId' in example ? { ...example, interactionId: things.active.chatId } : example;
    faults.before = ({ operation }) => {
      if (operation === 'commit') throw new AppError('WRITE_CONFLICT');
    };

    socket.send(frame);
    await h.w.sockets.idle();
    faults.before = undefined;

    for (const answer of socket.frames) expect(answer).toEqual(asContracted(answer));
    expect(h.w.defects).toEqual([]);
    await socket.close();
  });
});

describe('the matrix', () => {
  test('is complete: every route and action, for every role, in every circumstance', () => {
    const all = [...operations.map(({ id }) => id), ...Object.keys(registry.realtime.actions)];

    const missed = all
      .flatMap(id => ROLES.flatMap(role => CIRCUMSTANCES.map(circumstance => `${id} ${role} ${circumstance}`)))
      .filter(cell => !visited.has(cell));

    expect(missed).toEqual([]);
  });

  test('is no wall: most operations work on what is the caller’s own', () => {
    const working = operations.filter(({ id }) => succeeded.has(`${id} own`));

    // What the caller has are chats; commands of calls work on calls (`test/functions/voice`).
    const ofChats = operations.filter(({ domain }) => domain !== 'voice');
    expect(working.length).toBeGreaterThan(ofChats.length / 2);
  });
});
