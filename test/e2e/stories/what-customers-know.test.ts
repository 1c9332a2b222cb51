import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Agent, caughtUp, establish, signIn } from '../../support/journeys.ts';
import { UNLIMITED } from '../../support/operations.ts';
import { type Caller, type Listener, type Reply, type World, world } from '../../support/world.ts';

/** What a customer may know is decided by the server: on every way, and after every reconnect. */

let w: World;
let ana: Agent;
beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  await establish(w, 'chat-widgets', {
    ...{ id: 'discreet', name: 'Discreet', queueId: 'support', hideAgentName: true },
    initialMessageToAgent: 'Comes from the shop',
  });
  await establish(w, 'chat-widgets', {
    ...{ id: 'deaf', name: 'Deaf', queueId: 'support', ignoreCustomerDetails: true, customer: { name: '' } },
  });
  ana = await signIn(w, 'ana');
  await w.settled();
});
afterAll(() => w.stop());
let leave: () => Promise<unknown>;
afterEach(async () => {
  await leave();
  expect(w.defects).toEqual([]);
});

interface Chat {
  readonly chatId: string;
  readonly api: Caller;
  readonly page: Listener;
  readonly path: string;
  says(text: string, fields?: object): Promise<Reply>;
  lines(): Promise<Reply['body'][]>;
}

/** A conversation with Ana, with a socket on the customer's side. */
async function talk(widgetId: string, request: object = {}): Promise<Chat> {
  const { body } = await w.api().post('/v1/chats', { tenantId: 'demo', widgetId, ...request });
  const api = w.api(body.token);
  const path = `/v1/chats/${body.chatId}`;
  const page = await w.socket(body.token);
  page.send({ action: 'resume', after: 0 });
  await page.next('welcome');
  await ana.accept();
  leave = async () => {
    await api.delete(path);
    await page.close();
    await ana.post(`/v1/interactions/${body.chatId}/wrap-up/completion`);
  };
  return {
    ...{ api, page, path, chatId: body.chatId },
    says: (text, fields = {}) =>
      api.post(`${path}/messages`, { text, clientMessageId: crypto.randomUUID(), ...fields }),
    lines: async () => (await api.get(`${path}/events`)).body.items,
  };
}

/** What Ana reads of the conversation. */
const agentLines = async ({ chatId }: Chat): Promise<Reply['body'][]> =>
  (await ana.get(`/v1/interactions/${chatId}/messages`)).body.items;

describe('the name of the agent', () => {
  test('reaches the customer on no way: not by request, poll, socket, typing, nor at the end', async () => {
    const chat = await talk('discreet');
    await ana.post(`/v1/interactions/${chat.chatId}/messages`, { text: 'Good morning', clientMessageId: 'a' });
    await ana.post(`/v1/interactions/${chat.chatId}/typing`);
    await chat.page.next('typing.started.v1');
    await ana.post(`/v1/interactions/${chat.chatId}/end`);

    const told = [await chat.lines(), (await chat.api.get(chat.path)).body, await caughtUp(w, chat.page)];

    expect(JSON.stringify(told)).toContain('Good morning');
    expect(JSON.stringify(told)).not.toMatch(/\bana\b/i);
    expect((await agentLines(chat)).map(line => line.author.name)).toContain('Ana');
  });
});

describe('a line for the agent alone', () => {
  test('is the first one where the widget says so, and the customer never reads it', async () => {
    const chat = await talk('discreet', { initialMessage: 'Hello' });

    expect((await agentLines(chat)).map(line => line.text)).toEqual([
      expect.any(String),
      'Comes from the shop',
      'Hello',
      null,
    ]);
    expect(JSON.stringify([await chat.lines(), await caughtUp(w, chat.page)])).not.toContain('Comes from');
  });

  test('posted by the page stays hidden after a reconnect, and leaves no gap', async () => {
    const chat = await talk('discreet');

    const hidden = await chat.says('{"basket":["4711"]}', { hidden: true });
    await chat.says('What is in my basket?');
    const again = await w.socket((await w.api().post('/v1/chats', { tenantId: 'demo', widgetId: 'deaf' })).body.token);
    await again.close();
    const lines = await chat.lines();

    expect(hidden.body).toMatchObject({ type: 'withheld', text: null, author: { kind: 'system', name: null } });
    expect(lines.map(line => line.index)).toEqual(lines.map((_, at) => at + 1));
    expect(JSON.stringify([lines, await caughtUp(w, chat.page)])).not.toContain('4711');
    expect((await agentLines(chat)).map(line => line.text)).toContain('{"basket":["4711"]}');
  });
});

describe('the details of a customer', () => {
  test('are disregarded where the widget says so, and the id is kept for the archive', async () => {
    const chat = await talk('deaf', { customer: { name: 'Kim', email: 'kim@example.com', phone: '1', id: 'k-1' } });

    const { customer } = (await ana.get(`/v1/interactions/${chat.chatId}`)).body;

    expect(customer).toEqual({ id: 'k-1', name: null, email: null, phone: null });
  });
});

describe('bad input', () => {
  test.each([[{ hidden: 'yes' }], [{ hidden: null }], [{ hidden: 1 }], [{ audience: 'agents' }]])(
    'in a message is refused: %j',
    async fields => {
      const chat = await talk('discreet');

      const refused = await chat.says('Hello', fields);

      expect([refused.status, refused.body.code]).toEqual([400, 'REQUEST_INVALID']);
    },
  );

  test('is the token of another chat', async () => {
    const chat = await talk('discreet');
    const other = await w.api().post('/v1/chats', { tenantId: 'demo', queueId: 'sales' });
    const stranger = w.api(other.body.token);

    const answers = [
      await stranger.get(`${chat.path}/events`),
      await stranger.post(`${chat.path}/messages`, { text: 'x', clientMessageId: 'x', hidden: true }),
      await stranger.delete(chat.path),
    ];

    expect(answers.map(({ body, status }) => [status, body.code])).toEqual(Array(3).fill([404, 'CHAT_NOT_FOUND']));
    await stranger.delete(`/v1/chats/${other.body.chatId}`);
  });
});
