import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agent, administer, askForChat, signIn } from '../../support/journeys.ts';
import { exampleBody, expectProblem, type Operation, operations, UNLIMITED } from '../../support/operations.ts';
import { type Caller, type Reply, type World, world } from '../../support/world.ts';

/** A command that can be sent now, once. */
interface Command {
  readonly caller: Caller;
  readonly path: string;
  readonly body?: unknown;
  /** Another command of the same operation. */
  readonly other: { readonly path?: string; readonly body?: unknown };
  /** What the command is to change, and more of it when it is carried out again. */
  effect(): Promise<unknown>;
}

let w: World;
beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  const ada = await w.tenant('demo').as('ada');
  for (let desk = 1; desk <= DESKS; desk += 1) {
    const queueId = `queue-${desk}`;
    await ada.post('/v1/admin/queues', { id: queueId, name: queueId, campaignId: 'inbound', channels: ['chat'] });
    await ada.post('/v1/admin/users', {
      ...{ id: `agent-${desk}`, name: `Agent ${desk}`, roles: ['agent', 'admin'], permissions: ['pick-up'] },
      queues: [{ queueId }],
    });
  }
});
afterAll(() => w.stop());

/** Made before anybody signs in, because a change of a queue is looked at by everybody at work. */
const DESKS = 120;

let desks = 0;

/** An agent with a queue of his own, so that nothing done for one command concerns another. */
async function desk(
  session: { readonly ready: boolean } = { ready: true },
): Promise<Agent & { readonly queueId: string }> {
  const { userId, queueId } = employed();
  return { ...(await signIn(w, userId, session)), queueId };
}

function employed(): { readonly userId: string; readonly queueId: string } {
  desks += 1;
  if (desks > DESKS) throw new Error('more desks are needed');
  return { userId: `agent-${desks}`, queueId: `queue-${desks}` };
}

const timelineOf = (agent: Caller, interactionId: string) => async () =>
  (await agent.get(`/v1/interactions/${interactionId}/timeline`)).body.items.length;

/** Two chats that ring at an agent. */
async function ringing() {
  const agent = await desk();
  const chats = [await askForChat(w, agent.queueId), await askForChat(w, agent.queueId)];
  const offers = await agent.offers();
  const [first, second] = chats.map(({ chatId }) => offers.find(offer => offer.interactionId === chatId).id);
  return { agent, first, second, chatId: String(chats[0]?.chatId) };
}

async function talking() {
  const agent = await desk();
  const chats: string[] = [];
  for (const _ of ['first', 'second']) {
    chats.push((await askForChat(w, agent.queueId)).chatId);
    await agent.accept();
  }
  const [first = '', second = ''] = chats;
  return { agent, first, second, effect: timelineOf(agent, first) };
}

async function wrappingUp() {
  const talk = await talking();
  for (const id of [talk.first, talk.second]) await talk.agent.post(`/v1/interactions/${id}/end`);
  return talk;
}

/** How each keyed command comes to be. */
const commands: Readonly<Record<string, (operation: Operation) => Promise<Command>>> = {
  openSession: async () => {
    const { userId } = employed();
    const caller = w.api(await w.tokenFor(userId));
    const effect = async () => {
      const { epoch, id } = (await caller.get('/v1/sessions/current')).body;
      return { epoch, id };
    };
    return {
      caller,
      path: '/v1/sessions',
      body: { force: true },
      other: { body: { force: true, queueIds: [] } },
      effect,
    };
  },
  acceptOffer: async () => {
    const { agent, chatId, first, second } = await ringing();
    const path = `/v1/offers/${first}/acceptance`;
    return {
      caller: agent,
      path,
      other: { path: `/v1/offers/${second}/acceptance` },
      effect: timelineOf(agent, chatId),
    };
  },
  rejectOffer: async () => {
    const { agent, chatId, first } = await ringing();
    const path = `/v1/offers/${first}/rejection`;
    return {
      caller: agent,
      path,
      body: { reason: 'a' },
      other: { body: { reason: 'b' } },
      effect: timelineOf(agent, chatId),
    };
  },
  pickUp: async () => {
    const agent = await desk({ ready: false });
    const [first, second] = [await askForChat(w, agent.queueId), await askForChat(w, agent.queueId)];
    const path = (chatId: string) => `/v1/interactions/${chatId}/pickup`;
    const effect = timelineOf(agent, first.chatId);
    return { caller: agent, path: path(first.chatId), other: { path: path(second.chatId) }, effect };
  },
  transfer: async () => {
    const { agent, effect, first } = await talking();
    const { queueId } = employed();
    const body = { target: { kind: 'queue', id: queueId } };
    return {
      caller: agent,
      path: `/v1/interactions/${first}/transfer`,
      body,
      other: { body: { ...body, note: 'Hi' } },
      effect,
    };
  },
  addToConference: async () => {
    const { agent, effect, first } = await talking();
    const colleague = await desk();
    return {
      caller: agent,
      path: `/v1/interactions/${first}/conference`,
      body: { agentId: colleague.userId },
      other: { body: { agentId: agent.userId } },
      effect,
    };
  },
  endInteraction: async () => about(await talking(), 'end'),
  extendWrapUp: async () => about(await wrappingUp(), 'wrap-up/extension'),
  completeWrapUp: async () => about(await wrappingUp(), 'wrap-up/completion'),
  disposeInteraction: async () => ({
    ...about(await wrappingUp(), 'disposition'),
    ...{ body: { codeId: 'sold' }, other: { body: { codeId: 'not-interested' } } },
  }),
  requestChat: async () => {
    const { queueId } = employed();
    const sue = await w.tenant('demo').as('sue');
    const effect = async () => (await sue.get(`/v1/queues/${queueId}/waiting`)).body.items.length;
    const body = { tenantId: 'demo', queueId };
    return { caller: w.api(), path: '/v1/chats', body, other: { body: { ...body, initialMessage: 'Hi' } }, effect };
  },
};

const about = ({ agent, effect, first, second }: Awaited<ReturnType<typeof talking>>, what: string): Command => ({
  caller: agent,
  path: `/v1/interactions/${first}/${what}`,
  other: { path: `/v1/interactions/${second}/${what}` },
  effect,
});

/** Creating an object is the same for every kind. */
async function creation(operation: Operation): Promise<Command> {
  const { userId, queueId } = employed();
  const caller = w.api(await w.tokenFor(userId));
  const { path } = operation.route;
  const body = {
    ...(exampleBody(operation) as object),
    id: queueId,
    name: `Like ${queueId}`,
    ...references(operation),
  };
  const effect = async () =>
    (await caller.get('/v1/admin/audit', { query: { limit: 200 } })).body.items.filter(
      (entry: { actorId: string }) => entry.actorId === userId,
    ).length;
  const named =
    operation.id === 'createQueue' || operation.id === 'createUser' ? { ...body, id: `new-${queueId}` } : body;
  return { caller, path, body: named, other: { body: { ...named, name: `Unlike ${queueId}` } }, effect };
}

/** References of the example that the seed does not have. */
function references({ id }: Operation): object {
  const without: Readonly<Record<string, object>> = {
    createQueue: { alias: undefined, hoursId: undefined, steps: [], campaignId: 'inbound' },
    createCampaign: { alias: undefined, outcomeSchemeId: 'standard' },
    createUser: { skills: [], queues: [] },
    createPhoneNumber: { flowId: undefined, queueId: 'support', number: `+1555030${100 + desks}` },
    createFlow: { start: 'end', steps: { end: { kind: 'hang-up' } } },
  };
  return without[id] ?? {};
}

const commandOf = (operation: Operation): Promise<Command> => {
  const prepare = commands[operation.id] ?? creation;
  return prepare(operation);
};

/** Told over the real ports; `test/concurrency` repeats every keyed operation of the registry. */
const keyed = operations.filter(({ id, route }) => route.idempotent && (id in commands || id.startsWith('create')));
const named = keyed.map(operation => [operation.id, operation] as const);

const sent = ({ caller, path, body }: Pick<Command, 'caller' | 'path' | 'body'>, key: string): Promise<Reply> =>
  caller.post(path, body, { headers: { 'idempotency-key': key } });
const answer = ({ status, body }: Reply) => ({ status, body });

describe('a command with a key', () => {
  test.each(named)('has one effect and one answer, and refuses to be another one: %s', async (_, operation) => {
    const command = await commandOf(operation);

    const first = await sent(command, 'again');
    const once = await command.effect();
    const others = [];
    for (const _again of Array(4)) others.push(await sent(command, 'again'));
    const another = await sent({ ...command, ...command.other }, 'again');

    expect(first.status).toBe(operation.route.reply.status);
    expect(others.map(answer)).toEqual(Array(4).fill(answer(first)));
    expect(expectProblem(another, operation).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await command.effect()).toEqual(once);
  });

  /** Customers have no name of their own: two of them with one key at one address are one. */
  const keyOfSomebodyElse = ({ id }: Operation) => (id === 'requestChat' ? 'other' : 'at-once');
  test.each(named)(
    'has one effect when it is sent five times at once, also by two people: %s',
    async (_, operation) => {
      const [mine, theirs] = [await commandOf(operation), await commandOf(operation)];

      const [there, ...here] = await Promise.all([
        sent(theirs, keyOfSomebodyElse(operation)),
        ...Array.from({ length: 5 }, () => sent(mine, 'at-once')),
      ]);

      expect([there.status, here[0]?.status]).toEqual(Array(2).fill(operation.route.reply.status));
      expect(here.map(answer)).toEqual(Array(5).fill(answer(here[0]!)));
      expect(there.body).not.toEqual(here[0]?.body);
      const [effect, ofOne] = [await mine.effect(), await theirs.effect()];
      expect(effect).toEqual(operation.id === 'openSession' ? { id: here[0]?.body.id, epoch: 1 } : ofOne);
    },
  );

  test('does not meet the same key of another operation', async () => {
    const { agent, first } = await talking();
    const keep = { headers: { 'idempotency-key': 'one' } };

    const ended = await agent.post(`/v1/interactions/${first}/end`, undefined, keep);
    const extended = await agent.post(`/v1/interactions/${first}/wrap-up/extension`, undefined, keep);

    expect([ended.status, extended.status]).toEqual([200, 200]);
    expect(extended.body.assignments[0].wrapUp.endsAt).toBeNull();
  });

  test.each(['a#b', 'a%23b', '~!@$^&*()', 'x'.repeat(255)])('may have any visible key: %s', async key => {
    const command = await commandOf(operations.find(({ id }) => id === 'createSkill')!);

    const replies = [await sent(command, key), await sent(command, key)];

    expect(replies.map(reply => reply.status)).toEqual([201, 201]);
    expect(await command.effect()).toBe(1);
  });
});

describe('a refused command', () => {
  test('leaves its key free', async () => {
    const { userId } = employed();
    const caller = w.api(await w.tokenFor(userId));
    const create = (name: string) =>
      sent({ caller, path: '/v1/admin/queues', body: { name, campaignId: name, channels: ['chat'] } }, 'k');

    const refused = await create('nothing');
    const accepted = await create('inbound');

    expect([refused.status, accepted.status]).toEqual([422, 201]);
  });
});

describe('an answer that got lost', () => {
  test('is given again to a customer whose chat filled the queue', async () => {
    const { queueId } = employed();
    await administer(w, `queues/${queueId}`, { thresholds: { maxWaiting: 1 } });
    const kim = { caller: w.api(), path: '/v1/chats', body: { tenantId: 'demo', queueId } };

    const first = await sent(kim, `lost-${queueId}`);
    const again = await sent(kim, `lost-${queueId}`);
    const stranger = await sent(kim, `other-${queueId}`);

    expect(first.body.state).toBe('queued');
    expect(answer(again)).toEqual(answer(first));
    expect(stranger.body).toMatchObject({ chatId: null, reason: 'full' });
  });

  test('is given again to an agent, whose session goes on to get work', async () => {
    const { queueId, userId } = employed();
    const caller = w.api(await w.tokenFor(userId));
    const open = { caller, path: '/v1/sessions', body: { force: true } };
    const chat = await askForChat(w, queueId);

    const replies = [await sent(open, 'open'), ...(await Promise.all([sent(open, 'open'), sent(open, 'open')]))];
    await caller.put('/v1/sessions/current/presence', { status: 'ready' });

    expect(new Set(replies.map(reply => reply.body.id)).size).toBe(1);
    const { items } = (await caller.get('/v1/offers')).body;
    expect(items.map((offer: { interactionId: string }) => offer.interactionId)).toEqual([chat.chatId]);
  });

  test('does not cost the session its lease when the desk opens twice at once', async () => {
    const { queueId, userId } = employed();
    const caller = w.api(await w.tokenFor(userId));
    const chat = await askForChat(w, queueId);

    const replies = await Promise.all([caller.post('/v1/sessions', {}), caller.post('/v1/sessions', {})]);
    await caller.put('/v1/sessions/current/presence', { status: 'ready' });

    expect(replies.map(reply => reply.status).toSorted()).toEqual([201, 409]);
    const { items } = (await caller.get('/v1/offers')).body;
    expect(items.map((offer: { interactionId: string }) => offer.interactionId)).toEqual([chat.chatId]);
  });
});

test('a key is free again after a day', async () => {
  const quiet = await world();
  const ada = await quiet.tenant('demo').as('ada');
  const create = { caller: ada, path: '/v1/admin/skills', body: { name: 'Latin' } };

  const first = await sent(create, 'daily');
  await quiet.advance(86_399);
  const caller = await quiet.tenant('demo').as('ada');
  const within = await sent({ ...create, caller }, 'daily');
  await quiet.advance(1);
  const after = await sent({ ...create, caller }, 'daily');

  expect(within.body).toEqual(first.body);
  expect(after.status).toBe(201);
  expect(after.body.id).not.toBe(first.body.id);
  expect(quiet.defects).toEqual([]);
  await quiet.stop();
});

test('nothing broke', () => {
  expect(w.defects).toEqual([]);
});
