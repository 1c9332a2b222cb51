import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, administer, askForChat, establish, signIn } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const QUEUES = '/v1/sessions/current/queues';

const loggedIn = async (agent: Agent): Promise<string[]> =>
  (await agent.session()).queues
    .filter((queue: { loggedIn: boolean }) => queue.loggedIn)
    .map((queue: { queueId: string }) => queue.queueId);

describe('all queues and no queues', () => {
  test('no queues makes not ready, all queues makes available again', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();

    const out = await ana.put(QUEUES, { queueIds: [] });
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    const meanwhile = await ana.offers();
    const back = await ana.put(QUEUES, { queueIds: ['sales', 'support'] });

    expect(out.body).toMatchObject({ presence: { status: 'not-ready', kind: 'system', cause: 'no-queues' } });
    expect(out.body.work).toMatchObject([{ interactionId: kim.chatId, state: 'active' }]);
    expect(meanwhile).toEqual([]);
    expect(back.body.presence).toMatchObject({ status: 'ready', cause: null });
    expect(await ana.offers()).toMatchObject([{ interactionId: lee.chatId }]);
  });

  test('leave a break that the agent chose a break', async () => {
    const ana = await signIn(w, 'ana');
    await ana.notReady('lunch');

    const out = await ana.put(QUEUES, { queueIds: [] });
    const back = await ana.put(QUEUES, { queueIds: ['sales', 'support'] });

    expect(out.body.presence).toMatchObject({ status: 'not-ready', reasonId: 'lunch' });
    expect(back.body.presence).toMatchObject({ status: 'not-ready', reasonId: 'lunch' });
  });

  test('nobody goes ready without a queue', async () => {
    const ana = await signIn(w, 'ana');
    await ana.put(QUEUES, { queueIds: [] });

    const refused = await ana.ready();

    expect(refused).toMatchObject({ status: 409, body: { code: 'PRESENCE_NOT_ALLOWED' } });
    expect(refused.body.allowedCommands).toContain('setQueueLogins');
  });

  test('are all that is left to somebody without the right to choose', async () => {
    await administer(w, 'users/ana', { permissions: [] });
    const ana = await signIn(w, 'ana');

    const one = await ana.delete(`${QUEUES}/sales`);
    const some = await ana.put(QUEUES, { queueIds: ['support'] });
    const none = await ana.put(QUEUES, { queueIds: [] });
    const all = await ana.put(QUEUES, { queueIds: ['support', 'sales'] });

    expect([one.status, some.status]).toEqual([403, 403]);
    expect(one.body).toMatchObject({ code: 'FORBIDDEN', params: { permission: 'queue-login' } });
    expect([none.status, all.status]).toEqual([200, 200]);
    expect(await loggedIn(ana)).toEqual(['sales', 'support']);
  });
});

describe('one queue', () => {
  test('is left and joined again; only work of queues logged in to comes', async () => {
    const ana = await signIn(w, 'ana');

    await ana.delete(`${QUEUES}/sales`);
    const kim = await askForChat(w, 'sales');
    const withoutSales = [await loggedIn(ana), await ana.offers()];
    await ana.put(`${QUEUES}/sales`);

    expect(withoutSales).toEqual([['support'], []]);
    expect(await loggedIn(ana)).toEqual(['sales', 'support']);
    expect(await ana.offers()).toMatchObject([{ interactionId: kim.chatId, queueName: 'Sales' }]);
  });

  test('the last one left makes not ready', async () => {
    const ana = await signIn(w, 'ana', { session: { queueIds: ['support'] } });

    const left = await ana.delete(`${QUEUES}/support`);

    expect(left.body.presence).toMatchObject({ status: 'not-ready', cause: 'no-queues' });
  });

  test('that is not assigned is refused, also to leave', async () => {
    const ana = await signIn(w, 'ana');

    const replies = [
      await ana.put(`${QUEUES}/billing`),
      await ana.delete(`${QUEUES}/billing`),
      await ana.put(QUEUES, { queueIds: ['support', 'billing'] }),
    ];

    for (const refused of replies) expect(refused).toMatchObject({ status: 422, body: { code: 'QUEUE_NOT_ASSIGNED' } });
    expect(await loggedIn(ana)).toEqual(['sales', 'support']);
  });

  test('left with a pending offer gives the offer back without blame, and others keep theirs', async () => {
    const maxMisses = { voice: 1, chat: 1, message: 1, email: 1, task: 1 };
    await administer(w, 'routing-settings', { maxMisses });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const lee = await askForChat(w, 'sales', { name: 'Lee' });
    const ben = await signIn(w, 'ben');

    await ana.delete(`${QUEUES}/support`);

    expect((await ana.socket.next('offer.resolved.v1')).event.data).toMatchObject({
      interactionId: kim.chatId,
      resolution: 'revoked',
      reason: 'queue-logout',
    });
    expect(await ana.offers()).toMatchObject([{ interactionId: lee.chatId }]);
    expect(await ben.offers()).toMatchObject([{ interactionId: kim.chatId }]);
    expect((await ana.session()).presence.status).toBe('ready');
  });

  test('left with an offer of the own queue pending leaves that offer alone', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await askForChat(w, 'support');
    await ana.accept();
    await ben.ready();
    await ana.post(`/v1/interactions/${kim.chatId}/transfer`, { target: { kind: 'agent', id: 'ben' } });
    const [offer] = await ben.offers();

    await ben.delete(`${QUEUES}/support`);

    expect(await ben.offers()).toMatchObject([{ id: offer.id }]);
  });
});

describe('the list of queues', () => {
  test('shows an agent the assigned ones with live counters, and finds them by a part of the name', async () => {
    await establish(w, 'queues', { id: 'billing', name: 'Billing', campaignId: 'inbound', channels: ['chat'] });
    const ana = await signIn(w, 'ana', { ready: false });
    await askForChat(w, 'support');
    await w.settled();

    const mine = await ana.get('/v1/queues');
    const found = await ana.get('/v1/queues', { query: { name: 'SUP' } });
    const everything = await w.api(await w.tokenFor('sue')).get('/v1/queues');

    const names = (reply: { body: { items: { name: string }[] } }) => reply.body.items.map(queue => queue.name);
    expect(names(mine).toSorted()).toEqual(['Sales', 'Support']);
    expect(names(found)).toEqual(['Support']);
    expect(names(everything).toSorted()).toEqual(['Billing', 'Sales', 'Support']);
    expect(found.body.items[0]).toMatchObject({
      open: true,
      waiting: 1,
      agents: { loggedIn: 1, ready: 0, notReady: 1 },
      today: { offered: 1 },
    });
  });

  test('follows an assignment by the administrator into the open session', async () => {
    await establish(w, 'queues', { id: 'billing', name: 'Billing', campaignId: 'inbound', channels: ['chat'] });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'billing');
    const before = await ana.offers();

    await administer(w, 'users/ana', { queues: ['sales', 'support', 'billing'].map(queueId => ({ queueId })) });

    expect(before).toEqual([]);
    expect(await loggedIn(ana)).toEqual(['sales', 'support', 'billing']);
    expect(await ana.offers()).toMatchObject([{ interactionId: kim.chatId }]);
  });

  test('loses a queue that the administrator takes away, with the offer of it', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const offered = await ana.offers();

    await administer(w, 'users/ana', { queues: [{ queueId: 'sales' }] });

    expect(offered).toMatchObject([{ interactionId: kim.chatId }]);
    expect(await loggedIn(ana)).toEqual(['sales']);
    expect(await ana.offers()).toEqual([]);
    expect((await kim.chat()).state).toBe('queued');
  });
});
