import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agent, caughtUp, establish, signIn } from '../../support/journeys.ts';
import { UNLIMITED } from '../../support/operations.ts';
import { type Caller, type Reply, type World, world } from '../../support/world.ts';

/** Who the customer is: details that change on the way, and what was talked about before. */

let w: World;
let ana: Agent;
beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  await establish(w, 'campaigns', { id: 'quick', name: 'Quick', wrapUpSeconds: 0 });
  await establish(w, 'queues', { id: 'quick', name: 'Quick', campaignId: 'quick', channels: ['chat'] });
  await establish(w, 'users', { id: 'uma', name: 'Uma', roles: ['agent'], queues: [{ queueId: 'quick' }] });
  ana = await signIn(w, 'uma');
  await w.settled();
});
afterAll(async () => {
  expect(w.defects).toEqual([]);
  await w.stop();
});

interface Talk {
  readonly chatId: string;
  readonly api: Caller;
  interaction(): Promise<Reply['body']>;
  end(): Promise<Reply>;
}

async function talk(customer: object, initialMessage = 'Hello'): Promise<Talk> {
  await w.advance(1);
  const { body } = await w.api().post('/v1/chats', { tenantId: 'demo', queueId: 'quick', customer, initialMessage });
  await ana.accept();
  const path = `/v1/interactions/${body.chatId}`;
  return {
    chatId: body.chatId,
    api: w.api(body.token),
    interaction: async () => (await ana.get(path)).body,
    end: () => ana.post(`${path}/end`),
  };
}

describe('the details of a customer', () => {
  test('are corrected by the customer, and the agent is told', async () => {
    const { api, chatId, end, interaction } = await talk({ name: 'Kim', id: 'k-1' });

    const changed = await api.put(`/v1/chats/${chatId}/customer`, { name: 'Kim Lee', email: 'kim@example.com' });
    const news = (await caughtUp(w, ana.socket)).findLast(frame => frame.event?.type === 'interaction.changed.v1');
    await api.post(`/v1/chats/${chatId}/messages`, { text: 'Me again', clientMessageId: 'm' });
    const lines = (await ana.get(`/v1/interactions/${chatId}/messages`)).body.items;

    expect(changed.body).toEqual({ id: 'k-1', name: 'Kim Lee', email: 'kim@example.com', phone: null });
    expect(news.event.data).toMatchObject({ interactionId: chatId, fields: ['customer'] });
    expect((await interaction()).customer.name).toBe('Kim Lee');
    expect(lines.at(-1).author.name).toBe('Kim Lee');
    await end();
  });

  test('are corrected by the agent, and taken away by null', async () => {
    const { chatId, end, interaction } = await talk({ name: 'Kim', phone: '123' });

    const changed = await ana.put(`/v1/interactions/${chatId}/customer`, { phone: null, email: 'kim@example.com' });

    expect(changed.status).toBe(200);
    expect((await interaction()).customer).toMatchObject({ name: 'Kim', phone: null, email: 'kim@example.com' });
    await end();
  });

  test('stay as they are when the chat is over', async () => {
    const { api, chatId, end } = await talk({ name: 'Kim' });
    await end();

    const late = await api.put(`/v1/chats/${chatId}/customer`, { name: 'Lee' });

    expect([late.status, late.body.code]).toEqual([409, 'CHAT_ENDED']);
  });

  test.each([[{}], [{ name: '' }], [{ name: 7 }], [{ name: 'x'.repeat(201) }], [{ email: 'kim' }], [{ id: 'other' }]])(
    'are refused in the form %j',
    async details => {
      const { api, chatId, end } = await talk({ name: 'Kim' });

      const answers = [
        await api.put(`/v1/chats/${chatId}/customer`, details),
        await ana.put(`/v1/interactions/${chatId}/customer`, details),
      ];

      expect(answers.map(({ body, status }) => [status, body.code])).toEqual(Array(2).fill([400, 'REQUEST_INVALID']));
      await end();
    },
  );
});

describe('earlier conversations', () => {
  const previous = async ({ chatId }: Talk, query = {}) =>
    (await ana.get(`/v1/interactions/${chatId}/previous`, { query })).body.items as Reply['body'][];

  test('of the same customer are found by id, e-mail or phone, newest first, with what was said', async () => {
    const byId = await talk({ id: 'max' }, 'First');
    await byId.end();
    const byEmail = await talk({ email: 'MAX@example.com' }, 'Second');
    await byEmail.end();
    const byPhone = await talk({ phone: '+32 (2) 555' }, 'Third');
    await byPhone.end();
    await (await talk({ id: 'somebody else' }, 'Not his')).end();

    const now = await talk({ id: 'max', email: 'max@example.com', phone: '+322555' }, 'Fourth');
    const found = await previous(now);

    expect(found.map(one => one.interaction.id)).toEqual([byPhone.chatId, byEmail.chatId, byId.chatId]);
    expect(found.map(one => one.entries[1].text)).toEqual(['Third', 'Second', 'First']);
    expect((await previous(now, { limit: 1 })).map(one => one.interaction.id)).toEqual([byPhone.chatId]);
    expect(JSON.stringify(found)).not.toContain('privateData');
    await now.end();
  });

  test('are found as well by an address that was given on the way', async () => {
    const first = await talk({ name: 'Joe' });
    await ana.put(`/v1/interactions/${first.chatId}/customer`, { email: 'joe@example.com' });
    await first.end();

    const second = await talk({ email: 'joe@example.com' });

    expect((await previous(second)).map(one => one.interaction.id)).toEqual([first.chatId]);
    await second.end();
  });

  test('of an anonymous customer are none', async () => {
    const first = await talk({});

    expect(await previous(first)).toEqual([]);
    await first.end();
  });
});
