import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdminKind } from '#schemas/admin/model.ts';
import { registry } from '#schemas/index.ts';
import type { Role } from '#schemas/kit/route.ts';
import { actionExamples } from '../../../docs/generate/examples.ts';
import { shapeOf } from '../../../docs/generate/operations.ts';
import { type Agent, askForChat, type ChatCustomer, caughtUp, establish, signIn } from '../../support/journeys.ts';
import {
  everythingListed,
  type Operation,
  operations,
  parameterNames,
  peopleOf,
  type Request,
  ROLES,
  requestFor,
  send,
  UNKNOWN_IDS,
  UNLIMITED,
} from '../../support/operations.ts';
import { type Frame, type Listener, listen, type Reply, type World, world } from '../../support/world.ts';

/** What one tenant has, with the same names in both. */
interface Household {
  readonly people: Readonly<Record<Role, string>>;
  readonly ana: Agent;
  /** Ana's conversation, and chats that ring and wait. */
  readonly chats: Readonly<Record<'active' | 'offered' | 'queued', ChatCustomer>>;
  readonly offerId: string;
}

/** Objects that demo alone has. */
const FOREIGN: Readonly<Record<AdminKind, string>> = {
  users: 'ben',
  skills: 'english',
  queues: 'sales',
  campaigns: 'outbound',
  'presence-reasons': 'coffee',
  'outcome-schemes': 'standard',
  'business-hours': 'office',
  'chat-widgets': 'shop',
  snippets: 'answers',
  'phone-numbers': 'hotline',
  extensions: 'desk-4',
  flows: 'reception',
};
const FOREIGN_CODE = 'resolved';

let w: World;
let demo: Household;
let acme: Household;

beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  await establish(w, 'campaigns', { id: FOREIGN.campaigns, name: 'Outbound' });
  await establish(w, 'business-hours', { id: FOREIGN['business-hours'], name: 'Office', timeZone: 'UTC', week: {} });
  await establish(w, 'chat-widgets', { id: FOREIGN['chat-widgets'], name: 'Shop', queueId: 'sales' });
  await establish(w, 'snippets', { id: FOREIGN.snippets, name: 'Answers', queueIds: ['sales'], texts: [] });
  await establish(w, 'extensions', { id: FOREIGN.extensions, name: 'Desk 4', kind: 'sip', user: 'desk-4' });
  await establish(w, 'flows', {
    id: FOREIGN.flows,
    name: 'Reception',
    start: 'sales',
    steps: { sales: { kind: 'queue', queueId: 'sales', closed: 'end' }, end: { kind: 'hang-up' } },
  });
  demo = await household('demo');
  acme = await household('acme');
  await w.settled();
});
afterAll(() => w.stop());

async function household(tenantId: string): Promise<Household> {
  const people = await peopleOf(w, tenantId);
  const waiting = await w.tenant(tenantId).as('ana');
  const ana = await signIn(w, 'ana', { tenantId });
  const first = await ana.offers();
  await ana.accept();
  const active = await askForChat(w, 'support', { tenantId });
  await ana.accept();
  const offered = await askForChat(w, 'support', { tenantId });
  const [offer] = await ana.offers();
  const queued = await askForChat(w, 'support', { tenantId });
  await waiting.post(`/v1/interactions/${active.chatId}/messages`, {
    text: `only ${tenantId} may read this`,
    clientMessageId: 'm',
  });
  await signIn(w, 'sue', { tenantId, ready: false });
  expect([first.length, offer.interactionId]).toEqual([1, offered.chatId]);
  return { people, ana, chats: { active, offered, queued }, offerId: offer.id };
}

/** Ids of demo for a parameter of a path, a body or a query; several where things differ by their state. */
function foreignIds(name: string, path: string): readonly string[] {
  const kind = /^\/v1\/admin\/([\w-]+)\//.exec(path)?.[1] as AdminKind | undefined;
  const interactions = () => Object.values(demo.chats).map(chat => chat.chatId);
  const known: Readonly<Record<string, () => readonly string[]>> = {
    interactionId: interactions,
    chatId: interactions,
    offerId: () => [demo.offerId],
    objectId: () => [FOREIGN[kind ?? 'users']],
    userId: () => [FOREIGN.users],
    agentId: () => [FOREIGN.users],
    queueId: () => [FOREIGN.queues],
    skillId: () => [FOREIGN.skills],
    campaignId: () => [FOREIGN.campaigns],
    reasonId: () => [FOREIGN['presence-reasons']],
    outcomeSchemeId: () => [FOREIGN['outcome-schemes']],
    hoursId: () => [FOREIGN['business-hours']],
    widgetId: () => [FOREIGN['chat-widgets']],
    flowId: () => [FOREIGN.flows],
    // Steps are named inside their flow.
    stepId: () => [],
    rejectedQueueIds: () => [FOREIGN.queues],
    queueIds: () => [FOREIGN.queues],
    campaignIds: () => [FOREIGN.campaigns],
    attachmentId: () => ['att_01K9ZQ6P8W0T4X7Y9A2B3C4D5E'],
    recordingId: () => ['act_01K9ZQ6P8W0T4X7Y9A2B3C4D5E'],
    // The web site's own name for somebody, and a word of one's own: neither is a thing of a tenant.
    customerId: () => ['k-1'],
    shortTerm: () => [],
    codeId: () => [FOREIGN_CODE],
    targetId: () => [FOREIGN.users, FOREIGN.queues],
  };
  const ids = known[name];
  if (!ids) throw new Error(`say what ${name} of ${path} is in the other tenant`);
  return ids();
}

/** An id of the same form that nobody has. */
const unknownLike = (id: string): string =>
  /^(int|off|att|act)_/.test(id) ? id.replace(/_[0-9A-Z]{26}/, '_00000000000000000000000000') : 'nobody-has-this';

/** One request in two forms: with an id of the other tenant, and with an id that nobody has. */
interface Twins {
  readonly what: string;
  readonly id: string;
  readonly foreign: Request;
  readonly unknown: Request;
}

/** Every way to name something in a request of an operation. */
function twinsOf(operation: Operation, token: string): Twins[] {
  const own = ownIds(operation);
  const request = {
    ...requestFor(operation, { token, ids: own }),
    query: ownQuery(operation),
    headers: operation.route.conditional ? { 'if-match': '"1"' } : {},
  };
  return [...inPath(operation, token), ...inQuery(operation, request), ...inBody(operation, request)];
}

const ownQuery = ({ route }: Operation): Record<string, string> =>
  route.auth === 'public' && route.query ? { tenantId: 'acme', queueId: 'support' } : {};

const ownIds = (operation: Operation): Record<string, string> => ({
  interactionId: acme.chats.active.chatId,
  chatId: acme.chats.active.chatId,
  offerId: acme.offerId,
  queueId: 'support',
  campaignId: 'inbound',
  objectId: /users/.test(operation.route.path) ? 'ana' : /campaigns/.test(operation.route.path) ? 'inbound' : 'support',
});

function inPath(operation: Operation, token: string): Twins[] {
  return parameterNames(operation.route).flatMap(name =>
    foreignIds(name, operation.route.path).map(id => {
      const about = (ids: Record<string, string>) =>
        requestFor(operation, { token, ids: { ...ownIds(operation), ...ids } });
      return { what: name, id, foreign: about({ [name]: id }), unknown: about({ [name]: unknownLike(id) }) };
    }),
  );
}

const NO_REFERENCES: ReadonlySet<string> = new Set(['clientMessageId', 'tenantId']);
const isReference = (name: string) => /Ids?$/.test(name) && !NO_REFERENCES.has(name);

function inQuery({ route }: Operation, request: Request): Twins[] {
  return Object.keys(shapeOf(route.query))
    .filter(isReference)
    .flatMap(name =>
      foreignIds(name === 'objectId' ? 'userId' : name, route.path).map(id => ({
        what: `?${name}`,
        id,
        foreign: { ...request, query: { ...request.query, [name]: id } },
        unknown: { ...request, query: { ...request.query, [name]: unknownLike(id) } },
      })),
    );
}

/** References anywhere in a body, one at a time; a transfer's in every kind of target. */
function inBody(operation: Operation, request: Request): Twins[] {
  if (request.body === undefined) return [];
  return bodiesOf(operation, request.body).flatMap(body =>
    referencesIn(body, []).flatMap(({ path, name }) =>
      foreignIds(name, operation.route.path).map(id => ({
        what: path.join('.'),
        id,
        foreign: { ...request, body: withValue(body, path, id) },
        unknown: { ...request, body: withValue(body, path, unknownLike(id)) },
      })),
    ),
  );
}

/** Bodies that nothing but their references keeps from being accepted. */
function bodiesOf({ id, route }: Operation, body: unknown): object[] {
  const accepted: Record<string, unknown> = {
    ...(body as object),
    ...(id === 'openSession' && { force: true }),
    ...(id === 'requestChat' && { tenantId: 'acme' }),
    ...('name' in (body as object) && { name: 'Newcomer', alias: 77 }),
    ...(route.method === 'POST' && 'id' in (body as object) && { id: 'newcomer' }),
  };
  if (!('alias' in (body as object))) delete accepted.alias;
  if (!('target' in accepted)) return [accepted];
  return ['agent', 'queue', 'personal-queue'].map(kind => ({ ...accepted, target: { kind, id: '' } }));
}

interface Place {
  readonly path: readonly string[];
  readonly name: string;
}

function referencesIn(value: unknown, path: readonly string[]): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    const parent = path.at(-1) ?? '';
    if (key === 'id' && parent === 'target') return [{ path: here, name: 'targetId' }];
    if (isReference(key) && !Array.isArray(inner)) return [{ path: here, name: key }];
    if (isReference(parent) && Array.isArray(value)) return [{ path: here, name: parent.replace(/s$/, '') }];
    return referencesIn(inner, here);
  });
}

function withValue(value: unknown, [key, ...rest]: readonly string[], inner: string): unknown {
  if (key === undefined) return inner;
  const changed = withValue((value as Record<string, unknown>)[key], rest, inner);
  return Array.isArray(value) ? value.with(Number(key), changed) : { ...(value as object), [key]: changed };
}

/** An answer without what differs by nature: the request's own id, and the id that was asked for. */
function anonymous(reply: Pick<Reply, 'body' | 'status'>, id: string) {
  const { requestId: _, ...body } = reply.body ?? {};
  return { status: reply.status, body: JSON.parse(JSON.stringify(body).replaceAll(id, '<id>')) };
}

/** Text that can only come from demo. */
const belongsToDemo = () => [
  'only demo may read this',
  demo.offerId,
  demo.ana.sessionId,
  ...Object.values(demo.chats).map(chat => chat.chatId),
];

const named = (chosen: (operation: Operation) => boolean) =>
  operations.filter(chosen).map(operation => [`${operation.route.method} ${operation.route.path}`, operation] as const);

describe('ids of the other tenant', () => {
  let before: unknown;
  beforeAll(async () => {
    before = [await everythingListed(w, demo.people), await everythingListed(w, acme.people)];
  });

  test.each(named(() => true))('are like ids that nobody has, whoever asks: %s', async (_, operation) => {
    const all = ROLES.flatMap(role => twinsOf(operation, acme.people[role]).map(twins => ({ ...twins, role })));

    const answers = await Promise.all(
      all.map(({ foreign, unknown }) => Promise.all([send(w, foreign), send(w, unknown)])),
    );

    for (const [at, [foreign, unknown]] of answers.entries()) {
      const { id, role, what } = all[at]!;
      expect({ role, what, ...anonymous(foreign, id) }).toEqual({ role, what, ...anonymous(unknown, unknownLike(id)) });
      const text = JSON.stringify(foreign.body).replaceAll(id, '');
      for (const secret of belongsToDemo()) expect(text).not.toContain(secret);
    }
  });

  test('are in every request that names anything', () => {
    const naming = operations.filter(operation => twinsOf(operation, '').length > 0).map(operation => operation.id);

    const nameless = operations.map(operation => operation.id).filter(id => !naming.includes(id));

    expect(
      nameless.filter(
        id =>
          // The documented chat service names tenants by integers and chats by their tokens: `test/compat`.
          !/^(chatService|list|(save|delete)Acronym|get(RoutingSettings|Session$)|create(Skill|PresenceReason|OutcomeScheme|BusinessHours|Extension)$)/.test(
            id,
          ),
      ),
    ).toEqual([
      'closeSession',
      'heartbeat',
      'setAutoCall',
      'selectExtension',
      'issueSocketTicket',
      'replaceRoutingSettings',
    ]);
  });

  test.each(named(({ route }) => route.path.startsWith('/v1/sessions/current')))(
    'are like sessions that nobody has: %s',
    async (_, operation) => {
      const request = requestFor(operation, { token: acme.people.agent, ids: ownIds(operation) });
      const inSession = (id: string) => send(w, { ...request, headers: { 'session-id': id } });
      const nobodys = 'ses_00000000000000000000000000';

      const [foreign, unknown] = await Promise.all([inSession(demo.ana.sessionId), inSession(nobodys)]);

      expect(foreign.body.code).toBe('SESSION_SUPERSEDED');
      expect(anonymous(foreign, demo.ana.sessionId)).toEqual(anonymous(unknown, nobodys));
    },
  );

  test('have changed nothing anywhere', async () => {
    await w.settled();

    expect([await everythingListed(w, demo.people), await everythingListed(w, acme.people)]).toEqual(before);
  });
});

describe('lists', () => {
  test.each(named(({ route }) => route.method === 'GET' && parameterNames(route).length === 0))(
    'show the own tenant alone: %s',
    async (_, operation) => {
      const request = (token: string) => ({ ...requestFor(operation, { token }), query: ownQuery(operation) });

      const replies = await Promise.all(ROLES.map(role => send(w, request(acme.people[role]))));

      for (const { body } of replies) {
        for (const secret of belongsToDemo()) expect(JSON.stringify(body)).not.toContain(secret);
      }
    },
  );

  test('of who waits hold one Kim each', async () => {
    const waiting = (household: Household) => household.ana.get('/v1/queues/support/waiting');

    const [here, there] = await Promise.all([waiting(demo), waiting(acme)]);

    const ids = ({ body }: Reply) => body.items.map((one: { interactionId: string }) => one.interactionId);
    expect(ids(here)).toEqual([demo.chats.queued.chatId]);
    expect(ids(there)).toEqual([acme.chats.queued.chatId]);
  });

  test.each(['users', 'audit', 'skills'])('do not go on from a cursor of the other tenant: %s', async list => {
    const page = await w.api(demo.people.admin).get(`/v1/admin/${list}`, { query: { limit: 1 } });
    const goOn = (cursor: string) => w.api(acme.people.admin).get(`/v1/admin/${list}`, { query: { cursor } });

    const [foreign, garbage] = await Promise.all([goOn(page.body.nextCursor), goOn('garbage')]);

    expect(foreign.status).toBe(400);
    expect(anonymous(foreign, '-')).toEqual(anonymous(garbage, '-'));
  });
});

describe('the same names in two tenants', () => {
  test('are different people, queues and objects', async () => {
    const [ours, theirs] = [w.api(acme.people.admin), w.api(demo.people.admin)];

    const created = await ours.post('/v1/admin/users', { id: 'ben', name: 'Ben of Acme', roles: ['agent'] });
    const twice = await ours.post('/v1/admin/skills', { id: 'english', name: 'English of Acme' });
    const [ben, english] = await Promise.all([
      theirs.get('/v1/admin/users/ben'),
      theirs.get('/v1/admin/skills/english'),
    ]);
    const audit = await theirs.get('/v1/admin/audit', { query: { objectId: 'ben' } });
    for (const kind of ['users/ben', 'skills/english']) {
      await ours.delete(`/v1/admin/${kind}`, { headers: { 'if-match': '"1"' } });
    }

    expect([created.status, twice.status]).toEqual([201, 201]);
    expect([ben.body.name, ben.body.version, english.body.name]).toEqual(['Ben', 1, 'English']);
    expect(audit.body.items).toEqual([]);
  });

  test('may have the same key for the same request', async () => {
    const create = (token: string) =>
      w.api(token).post('/v1/admin/skills', { id: 'latin', name: 'Latin' }, { headers: { 'idempotency-key': 'same' } });
    const chat = (tenantId: string) =>
      w.api().post('/v1/chats', { tenantId, queueId: 'support' }, { headers: { 'idempotency-key': 'same' } });

    const skills = await Promise.all([create(demo.people.admin), create(acme.people.admin)]);
    const [here, there] = await Promise.all([chat('demo'), chat('acme')]);
    const audit = await Promise.all(
      [demo, acme].map(({ people }) => w.api(people.admin).get('/v1/admin/audit?objectId=latin')),
    );
    await Promise.all([here, there].map(({ body }) => w.api(body.token).delete(`/v1/chats/${body.chatId}`)));

    expect(skills.map(reply => reply.status)).toEqual([201, 201]);
    expect(audit.map(reply => reply.body.items.length)).toEqual([1, 1]);
    expect(here.body.chatId).not.toBe(there.body.chatId);
  });

  test('ring at the agent of the own tenant alone', async () => {
    const max = await establish(
      w,
      'users',
      { id: 'max', name: 'Max', roles: ['agent'], queues: [{ queueId: 'support' }] },
      'acme',
    ).then(() => signIn(w, 'max', { tenantId: 'acme' }));

    const offers = await max.offers();

    expect(offers.map(offer => offer.interactionId)).toEqual([acme.chats.queued.chatId]);
    await max.reject();
    await max.notReady('nothing');
    await max.delete('/v1/sessions/current');
  });
});

describe('tickets and conversation tokens', () => {
  test('open nothing in the other tenant', async () => {
    const { url } = (await w.api(demo.people.agent).post('/v1/socket-tickets')).body;
    const theirs = url.replace('ticket=demo.', 'ticket=acme.');

    await expect(listen(theirs)).rejects.toThrow('401');
    await expect(listen(theirs.replace('acme.', 'platform.'))).rejects.toThrow('401');
    await (await listen(url)).close();
  });

  test('reach one chat alone', async () => {
    const chatRoutes = operations.filter(({ route }) => route.path.startsWith('/v1/chats/'));
    const ask = (operation: Operation, chatId: string) =>
      send(w, requestFor(operation, { token: demo.chats.active.token, ids: { ...UNKNOWN_IDS, chatId } }));

    const answers = await Promise.all(
      chatRoutes.map(async operation => [
        await ask(operation, acme.chats.active.chatId),
        await ask(operation, demo.chats.queued.chatId),
        await ask(operation, 'int_00000000000000000000000000'),
      ]),
    );

    for (const [first, ...others] of answers) {
      expect([first?.status, first?.body.code]).toEqual([404, 'CHAT_NOT_FOUND']);
      for (const other of others) expect(anonymous(other, '-')).toEqual(anonymous(first!, '-'));
    }
  });
});

describe('sockets', () => {
  /** Sends frames and gives everything that came until the pong behind them; events may have come after it already. */
  async function answersTo(socket: Listener, frames: readonly unknown[]): Promise<Frame[]> {
    const from = socket.frames.length;
    for (const frame of frames) socket.send(frame);
    socket.send({ action: 'ping' });
    const pong = await socket.next('pong');
    return socket.frames.slice(from, socket.frames.indexOf(pong));
  }
  const framesFor = (
    action: string,
    id: { readonly interaction: string; readonly queue: string },
  ): readonly unknown[] => {
    const topics = [`interaction:${id.interaction}`, `queue:${id.queue}`, `dashboard:${id.queue}`];
    const example = actionExamples[action] as Record<string, unknown>;
    if ('topics' in example) return topics.map(topic => ({ ...example, topics: [topic] }));
    if ('interactionId' in example) return [{ ...example, interactionId: id.interaction }];
    return [];
  };

  /** Agents hear of the sockets that the tests open and close for their own customers. */
  const isNoPresence = (frame: Frame) => frame.event?.type !== 'customer.presence.v1';

  test.each(Object.keys(registry.realtime.actions).flatMap(action => ROLES.map(role => [action, role] as const)))(
    'answer %s with ids of the other tenant as if nobody had them: %s',
    async (action, role) => {
      const socket = await w.socket(acme.people[role]);
      const foreign = { interaction: demo.chats.active.chatId, queue: FOREIGN.queues };
      const unknown = { interaction: unknownLike(foreign.interaction), queue: 'nobody-has-this' };

      const here = await answersTo(socket, framesFor(action, foreign));
      const there = await answersTo(socket, framesFor(action, unknown));

      const plain = (frames: readonly Frame[], { interaction, queue }: typeof foreign) =>
        frames.filter(isNoPresence).map(frame =>
          JSON.parse(
            JSON.stringify(frame)
              .replace(/"requestId":"[^"]*"/, '"requestId":""')
              .replaceAll(interaction, '<id>')
              .replaceAll(queue, '<id>'),
          ),
        );
      expect(plain(here, foreign)).toEqual(plain(there, unknown));
      await socket.close();
    },
  );

  test('hear nothing of the other tenant, whatever they follow by the same name', async () => {
    const listeners = await Promise.all(ROLES.map(role => w.socket(acme.people[role])));
    for (const socket of listeners) {
      await answersTo(socket, [
        { action: 'resume' },
        { action: 'subscribe', topics: ['me', 'queue:support', 'dashboard:support'] },
      ]);
    }
    await w.advance(2);
    await Promise.all(listeners.map(socket => caughtUp(w, socket)));
    const from = listeners.map(socket => socket.frames.length);

    await demo.chats.active.says('only demo may read this');
    await demo.ana.post(`/v1/interactions/${demo.chats.active.chatId}/typing`);
    await demo.ana.accept();
    await demo.chats.queued.leaves();
    await demo.ana.post(`/v1/interactions/${demo.chats.active.chatId}/end`);
    await w.settled();
    await w.advance(2);

    const heard = listeners.map((socket, at) => socket.frames.slice(from[at]));
    expect(heard).toEqual(ROLES.map(() => []));
    expect(demo.ana.socket.frames.length).toBeGreaterThan(5);
  });

  test('resume the own feed from whatever number the other one has', async () => {
    demo.ana.socket.send({ action: 'ping' });
    const { pong } = await demo.ana.socket.next('pong');
    const socket = await w.socket(acme.people.agent);

    const frames = await answersTo(socket, [
      { action: 'resume', after: 0 },
      { action: 'resume', after: pong.seq + 1000 },
    ]);

    for (const secret of belongsToDemo()) expect(JSON.stringify(frames)).not.toContain(secret);
    expect(JSON.stringify(frames)).toContain(acme.chats.active.chatId);
  });
});

test('nothing broke', () => {
  expect(w.defects).toEqual([]);
});
