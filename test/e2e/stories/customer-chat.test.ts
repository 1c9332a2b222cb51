import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { administer, askForChat, establish, pass, signIn } from '#test/support/journeys.ts';
import { type Reply, type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world({ startsAt: '2026-11-23T07:50:00.000Z' });
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const request = (body: object = {}) =>
  w.api().post('/v1/chats', { tenantId: 'demo', queueId: 'support', customer: { name: 'Kim' }, ...body });
const availability = async (query: Record<string, string> = {}) =>
  (await w.api().get('/v1/chat-availability', { query: { tenantId: 'demo', queueId: 'support', ...query } })).body;

describe('asking for a chat', () => {
  test('gives the customer a chat, the key to it and what there is to know while waiting', async () => {
    await administer(w, 'queues/support', { texts: { initial: 'We will be with you soon' } });

    const asked = await request({ initialMessage: 'My order is late', privateData: 'secret-42', sessionTag: 'shop' });

    const { chatId, token } = asked.body;
    expect(asked.status).toBe(201);
    expect(asked.body).toEqual({
      chatId: expect.stringMatching(/^int_/),
      token: expect.any(String),
      state: 'queued',
      message: 'We will be with you soon',
      position: 1,
      estimatedWaitMs: null,
    });
    expect((await w.api(token).get(`/v1/chats/${chatId}`)).body).toEqual({
      chatId,
      state: 'queued',
      queueName: 'Support',
      agentName: null,
      position: 1,
      estimatedWaitMs: null,
      lastIndex: 2,
      agentReadIndex: 0,
      startedAt: w.now(),
      endedAt: null,
    });
    expect((await w.api(token).get(`/v1/chats/${chatId}/events`)).body).toEqual({
      state: 'queued',
      items: [
        {
          index: 1,
          at: w.now(),
          type: 'queued',
          author: { kind: 'system', name: null },
          text: 'We will be with you soon',
          clientMessageId: null,
        },
        {
          index: 2,
          at: w.now(),
          type: 'message',
          author: { kind: 'customer', name: 'Kim' },
          text: 'My order is late',
          clientMessageId: null,
        },
      ],
      lastIndex: 2,
      agentReadIndex: 0,
    });
  });

  test('names the queue by its name as well, and a queue or tenant that is not there is unknown', async () => {
    const byName = await request({ queueId: undefined, queueName: 'support' });
    const noQueue = await request({ queueId: 'nowhere' });
    const noTenant = await request({ tenantId: 'nobody' });
    const neither = await request({ queueId: undefined });

    expect(byName.status).toBe(201);
    expect(noQueue).toMatchObject({ status: 404, body: { code: 'QUEUE_NOT_FOUND' } });
    expect(noTenant).toMatchObject({ status: 404, body: { code: 'TENANT_NOT_FOUND' } });
    expect(neither).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
  });

  test('again with the same key gives the same chat', async () => {
    const headers = { 'idempotency-key': 'form-7' };
    const body = { tenantId: 'demo', queueId: 'support', customer: { name: 'Kim' } };

    const [first, second] = await Promise.all([
      w.api().post('/v1/chats', body, { headers }),
      w.api().post('/v1/chats', body, { headers }),
    ]);
    const other = await w.api().post('/v1/chats', { ...body, sessionTag: 'other' }, { headers });

    expect(second.body.chatId).toBe(first.body.chatId);
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  test('hands what is private to integrations, and to nobody else', async () => {
    const asked = await request({ privateData: 'secret-42' });
    const plain = await request({});
    const path = ({ body }: Reply) => `/v1/interactions/${body.chatId}/private-data`;
    const read = async (userId: string, chat = asked, tenant = 'demo') =>
      (await w.tenant(tenant).as(userId)).get(path(chat));

    const [ada, ana, sue, foreign] = [
      await read('ada'),
      await read('ana'),
      await read('sue'),
      await read('ada', asked, 'acme'),
    ];
    const customer = await w.api(asked.body.token).get(path(asked));

    expect(ada).toMatchObject({ status: 200, body: { privateData: 'secret-42' } });
    expect((await read('ada', plain)).body).toEqual({ privateData: null });
    expect([ana.status, sue.status, customer.status, foreign.status]).toEqual([403, 403, 403, 404]);
  });

  test('keeps what is private from the agent and from the customer, in replies and in frames', async () => {
    const ana = await signIn(w, 'ana');
    const asked = await request({ privateData: 'secret-42', initialMessage: 'Hello' });
    const customer = w.api(asked.body.token);
    const path = `/v1/chats/${asked.body.chatId}`;
    await ana.accept();
    await ana.post(`/v1/interactions/${asked.body.chatId}/end`);
    await w.settled();

    const seen = [
      ...ana.socket.frames,
      (await ana.get(`/v1/interactions/${asked.body.chatId}`)).body,
      (await ana.get(`/v1/interactions/${asked.body.chatId}/timeline`)).body,
      (await ana.get('/v1/interactions')).body,
      (await customer.get(path)).body,
      (await customer.get(`${path}/events`)).body,
    ];

    expect(JSON.stringify(seen)).not.toMatch(
      /secret-42|privateData|"(rank|excluded|lane|shard|sticky|returnTo|tenantId|offerCount|predictedMs)"/,
    );
  });
});

describe('a queue that takes no chats', () => {
  const berlin = {
    id: 'office',
    name: 'Office',
    timeZone: 'Europe/Berlin',
    week: { monday: [{ from: '09:00', to: '10:00' }] },
  };

  test('is closed outside its hours by the clock of its own time zone', async () => {
    await establish(w, 'business-hours', berlin);
    await administer(w, 'queues/support', {
      hoursId: 'office',
      texts: { closed: 'We are here on Mondays', open: 'We are here' },
    });

    const early = await request();
    const before = await availability();
    await w.advance(600);
    const open = await request();
    const during = await availability();
    await w.advance(3600);
    const late = await request();

    const closed = { chatId: null, reason: 'closed', message: 'We are here on Mondays' };
    expect([early.status, early.body]).toEqual([200, closed]);
    expect(before).toEqual({
      available: false,
      reason: 'closed',
      message: 'We are here on Mondays',
      waiting: 0,
      estimatedWaitMs: null,
    });
    expect(open.status).toBe(201);
    expect(during).toMatchObject({ available: true, reason: null, message: 'We are here', waiting: 1 });
    expect([late.status, late.body]).toEqual([200, closed]);
  });

  test('is closed on a holiday, or open by the holiday’s own hours', async () => {
    const holiday = (periods: object[]) => ({ holidays: [{ date: '2026-11-23', name: 'Founders’ day', periods }] });
    await establish(w, 'business-hours', { ...berlin, ...holiday([]) });
    await administer(w, 'queues/support', { hoursId: 'office' });

    const closed = await request();
    await administer(w, 'business-hours/office', holiday([{ from: '08:00', to: '09:30' }]));
    const open = await request();

    expect(closed.body).toEqual({ chatId: null, reason: 'closed', message: null });
    expect(open.status).toBe(201);
  });

  test('is barred from chat although it is open', async () => {
    await administer(w, 'queues/support', { barredFromChat: true, texts: { closed: 'Please call us' } });

    const barred = await request();

    expect([barred.status, barred.body]).toEqual([200, { chatId: null, reason: 'barred', message: 'Please call us' }]);
    expect(await availability()).toMatchObject({ available: false, reason: 'barred', message: 'Please call us' });
  });

  test('is full when as many wait as may, and open again when one of them leaves', async () => {
    await administer(w, 'queues/support', { thresholds: { maxWaiting: 2 } });
    const first = await askForChat(w, 'support');
    await askForChat(w, 'support');

    const refused = await request();
    const known = await availability();
    await first.leaves();
    const taken = await request();

    expect(refused.body).toEqual({ chatId: null, reason: 'full', message: null });
    expect(known).toMatchObject({ available: false, reason: 'full', waiting: 2 });
    expect(taken.status).toBe(201);
  });

  test('has a campaign that takes no part', async () => {
    await administer(w, 'campaigns/inbound', { active: false });

    const closed = await request();

    expect(closed.body).toMatchObject({ chatId: null, reason: 'closed' });
  });
});

describe('a customer who waits', () => {
  test('moves up when those before are served or leave', async () => {
    const first = await askForChat(w, 'support');
    const second = await askForChat(w, 'support');
    const third = await askForChat(w, 'support');
    const placeOfThird = async () => (await third.chat()).position;

    const asked = [first, second, third].map(one => one.asked.position);
    await second.leaves();
    const afterLeaving = await placeOfThird();
    await administer(w, 'users/ana', { capacity: { total: 100, caps: { chat: 1 } } });
    const ana = await signIn(w, 'ana');
    await ana.accept();
    const afterServing = await placeOfThird();
    await w.advance(1);
    await third.leaves();

    expect(asked).toEqual([1, 2, 3]);
    expect(afterLeaving).toBe(2);
    expect(afterServing).toBe(1);
    expect(await placeOfThird()).toBeNull();
  });

  test('is told how long, once the queue has learned how long a chat takes', async () => {
    await administer(w, 'campaigns/inbound', { wrapUpSeconds: 0 });
    await administer(w, 'users/ana', { capacity: { total: 100, caps: { chat: 1 } } });
    const ana = await signIn(w, 'ana', { session: { queueIds: ['support'] } });
    for (let chat = 1; chat <= 5; chat += 1) {
      const { chatId } = await askForChat(w, 'support');
      await ana.accept();
      await pass(w, 60, [ana]);
      await ana.post(`/v1/interactions/${chatId}/end`);
      await w.settled();
    }
    const current = await askForChat(w, 'support');
    await ana.accept();
    await w.settled();

    const next = await askForChat(w, 'support');
    const last = await askForChat(w, 'support');
    const estimates = [next, last].map(one => one.asked.estimatedWaitMs);
    const shown = await availability();
    await ana.post(`/v1/interactions/${current.chatId}/end`);
    await ana.accept();
    await w.settled();

    expect(estimates).toEqual([60_000, 120_000]);
    expect(shown.estimatedWaitMs).toBe(180_000);
    expect(await last.chat()).toMatchObject({ position: 1, estimatedWaitMs: 60_000 });
  });
});

describe('a customer’s token', () => {
  test('reaches one chat only, and nothing of the agents’ side', async () => {
    const kim = await askForChat(w, 'support');
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    const elsewhere = await askForChat(w, 'support', { tenantId: 'acme' });
    const unknown = { status: 404, body: { code: 'CHAT_NOT_FOUND' } };

    for (const foreign of [lee.chatId, elsewhere.chatId, 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3D']) {
      const path = `/v1/chats/${foreign}`;
      expect(await kim.get(path)).toMatchObject(unknown);
      expect(await kim.get(`${path}/events`, { query: { after: 0, waitMs: 0 } })).toMatchObject(unknown);
      expect(await kim.post(`${path}/messages`, { text: 'Hi', clientMessageId: 'x' })).toMatchObject(unknown);
      expect(await kim.post(`${path}/typing`)).toMatchObject(unknown);
      expect(await kim.put(`${path}/receipt`, { readIndex: 1 })).toMatchObject(unknown);
      expect(await kim.delete(path)).toMatchObject(unknown);
    }
    const forbidden = { status: 403, body: { code: 'FORBIDDEN' } };
    expect(await kim.get(`/v1/interactions/${kim.chatId}`)).toMatchObject(forbidden);
    expect(await kim.get('/v1/queues')).toMatchObject(forbidden);
    expect(await kim.post('/v1/sessions', {})).toMatchObject(forbidden);
    const ana = w.api(await w.tokenFor('ana'));
    expect(await ana.get(`/v1/chats/${kim.chatId}`)).toMatchObject(forbidden);
    expect(await w.api().get(`/v1/chats/${kim.chatId}`)).toMatchObject({ status: 401 });
    expect((await lee.chat()).state).toBe('queued');
  });
});
