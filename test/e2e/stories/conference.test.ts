import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Agent,
  administer,
  askForChat,
  type ChatCustomer,
  caughtUp,
  customerSocket,
  pass,
  signIn,
  startChat,
} from '../../support/journeys.ts';
import { type World, world } from '../../support/world.ts';

/** Several agents in one conversation: whoever is in it reads and writes, and wraps up his own part. */

let w: World;
let ana: Agent;
let ben: Agent;
let kim: ChatCustomer;
beforeEach(async () => {
  w = await world();
  ana = await signIn(w, 'ana');
  kim = await startChat(w, ana);
  ben = await signIn(w, 'ben', { ready: false });
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const path = (what: string) => `/v1/interactions/${kim.chatId}/${what}`;
const callIn = (agentId: string) => ana.post(path('conference'), { agentId });
const says = (agent: Agent, text: string) =>
  agent.post(path('messages'), { text, clientMessageId: crypto.randomUUID() });
const parts = async () =>
  (await ana.get(`/v1/interactions/${kim.chatId}`)).body.assignments.map(
    (one: { agentId: string; role: string; status: string }) => `${one.agentId} ${one.role} ${one.status}`,
  );

describe('a colleague who is called in', () => {
  test('reads, writes and is heard by everybody', async () => {
    const page = await customerSocket(w, kim);

    const joined = await callIn('ben');
    await says(ben, 'Hello from Ben');
    await kim.says('Hello Ben');
    await ben.post(path('typing'));

    expect([joined.status, await parts()]).toEqual([200, ['ana primary active', 'ben conferenced active']]);
    expect((await caughtUp(w, ana.socket)).map(frame => frame.event?.data.text)).toEqual(
      expect.arrayContaining(['Hello from Ben', 'Hello Ben']),
    );
    expect((await caughtUp(w, ben.socket)).map(frame => frame.event?.data.text)).toContain('Hello Ben');
    expect((await caughtUp(w, ana.socket)).some(frame => frame.event?.type === 'typing.started.v1')).toBe(true);
    expect((await caughtUp(w, page)).some(frame => frame.event?.data.text === 'Hello from Ben')).toBe(true);
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'agent-joined', 'message', 'message']);
    expect((await kim.chat()).agentName).toBe('Ana');
  });

  test('takes capacity, wraps up on his own and owes no outcome', async () => {
    await callIn('ben');

    await ana.post(path('end'));

    expect(await parts()).toEqual(['ana primary wrap-up', 'ben conferenced wrap-up']);
    expect((await ben.session()).work).toMatchObject([{ state: 'wrap-up' }]);
    await w.advance(30);
    expect((await ana.get(`/v1/interactions/${kim.chatId}`)).body.status).toBe('closed');
  });

  test('is let go with everybody when the customer leaves', async () => {
    await callIn('ben');

    await kim.leaves();

    expect(await parts()).toEqual(['ana primary wrap-up', 'ben conferenced wrap-up']);
  });

  test('and everybody else when the customer falls silent', async () => {
    await callIn('ben');

    await pass(w, 900, [ana, ben]);

    expect((await ana.get(`/v1/interactions/${kim.chatId}`)).body).toMatchObject({ endReason: 'customer-idle' });
  });

  test('counts for no answered contact of the queue', async () => {
    await callIn('ben');
    await w.settled();

    const sue = await w.tenant('demo').as('sue');
    const support = (await sue.get('/v1/queues')).body.items.find(
      (one: { queueId: string }) => one.queueId === 'support',
    );

    expect(support).toMatchObject({ active: 1, today: { answered: 1, offered: 1 } });
  });
});

describe('who leaves', () => {
  test('leaves the conversation to the other, who holds it then', async () => {
    await callIn('ben');

    const left = await ana.delete(path('conference'));
    const late = await says(ana, 'One more thing');

    expect([left.status, late.body.code]).toEqual([200, 'INTERACTION_STATE']);
    expect(await parts()).toEqual(['ana primary wrap-up', 'ben primary active']);
    expect((await kim.chat()).agentName).toBe('Ben');
    expect((await ben.post(path('end'))).status).toBe(200);
  });

  test('may hand it on only alone', async () => {
    await callIn('ben');

    const refused = await ana.post(path('transfer'), { target: { kind: 'queue', id: 'sales' } });
    await ben.delete(path('conference'));
    const alone = await ana.post(path('transfer'), { target: { kind: 'queue', id: 'sales' } });

    expect(refused.body).toMatchObject({ code: 'INTERACTION_STATE', currentState: 'conference' });
    expect(alone.status).toBe(200);
  });

  test('may not be the last one', async () => {
    const refused = await ana.delete(path('conference'));

    expect(refused.body).toMatchObject({ code: 'INTERACTION_STATE', allowedCommands: ['transfer', 'endInteraction'] });
  });

  test('by a lost connection leaves it to the other, and nobody waits', async () => {
    await callIn('ben');
    await ana.socket.close();

    await pass(w, 180, [ben]);

    expect((await ben.get(`/v1/interactions/${kim.chatId}`)).body).toMatchObject({
      status: 'active',
      assignments: [
        { agentId: 'ana', status: 'done' },
        { agentId: 'ben', role: 'primary', status: 'active' },
      ],
    });
  });
});

describe('a call that is refused', () => {
  test.each([
    ['nobody', 404, 'AGENT_NOT_FOUND'],
    ['ada', 404, 'AGENT_NOT_FOUND'],
    ['cleo', 422, 'TARGET_UNAVAILABLE'],
    ['ana', 422, 'TARGET_UNAVAILABLE'],
    ['!', 400, 'REQUEST_INVALID'],
  ])('is one for %s: %i %s', async (agentId, status, code) => {
    const { body, status: answered } = await callIn(agentId);

    expect([answered, body.code]).toEqual([status, code]);
  });

  test('is one for somebody who has no room', async () => {
    await administer(w, 'users/ben', { capacity: { total: 100, caps: { chat: 0 } } });

    expect((await callIn('ben')).body.code).toBe('TARGET_UNAVAILABLE');
  });

  test('is one by somebody who takes no part', async () => {
    const { body } = await ben.post(path('conference'), { agentId: 'ben' });

    expect(body.code).toBe('NOT_YOUR_INTERACTION');
    await askForChat(w, 'support');
  });
});
