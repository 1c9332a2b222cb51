import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isRefusal } from '#clients/sdk/api-error.ts';
import { type ChatOptions, type CustomerChat, createChat } from '#clients/sdk/create-chat.ts';
import { createClient } from '#clients/sdk/create-client.ts';
import { createSocket, type Socket } from '#clients/sdk/create-socket.ts';
import type { Client } from '#clients/sdk/types.ts';
import type { ChatEvent, Snapshot } from '#schemas/client.ts';
import { administer, askForChat, type ChatCustomer, signIn, startChat } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
let open: { close(): void }[] = [];
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  for (const each of open) each.close();
  open = [];
  await w.stop();
  expect(w.defects).toEqual([]);
});

const backoff = { firstMs: 10, longestMs: 40 };
const keep = <T extends { close(): void }>(each: T): T => {
  open.push(each);
  return each;
};

interface Desktop {
  readonly client: Client;
  readonly socket: Socket;
  /** What was said, and by which events the desktop heard of anything. */
  readonly said: string[];
  readonly events: string[];
}

/** An agent's desktop, made of the SDK alone. */
async function desktop(userId: string): Promise<Desktop> {
  const token = await w.tokenFor(userId);
  let sessionId: string | undefined;
  const client = createClient({ baseUrl: w.url, token, sessionId: () => sessionId });
  const session = await client.sessions.openSession({ body: {} });
  sessionId = session.id;
  const socket = keep(createSocket({ client, backoff }));
  const said: string[] = [];
  const events: string[] = [];
  socket.on('message.created.v1', data => said.push(data.text ?? ''));
  for (const type of ['offer.created.v1', 'interaction.connected.v1', 'interaction.ended.v1'] as const) {
    socket.on(type, () => events.push(type));
  }
  await vi.waitFor(() => expect(socket.seq).toBeDefined());
  await client.sessions.setPresence({ body: { status: 'ready' } });
  return { client, socket, said, events };
}

async function talking(customer: ChatCustomer, ...texts: string[]) {
  for (const text of texts) {
    await customer.post(`/v1/chats/${customer.chatId}/messages`, { text, clientMessageId: text });
  }
}

async function acceptOnly({ client }: Desktop): Promise<string> {
  const { items } = await client.routing.listOffers();
  const [offer] = items;
  if (!offer) throw new Error('there is no offer');
  return (await client.routing.acceptOffer({ params: { offerId: offer.id } })).id;
}

describe('an agent’s desktop', () => {
  test('goes through a chat with the typed client and hears of it on the socket, each thing once', async () => {
    const ana = await desktop('ana');
    const kim = await askForChat(w, 'support');

    await vi.waitFor(() => expect(ana.events).toEqual(['offer.created.v1']));
    const interactionId = await acceptOnly(ana);
    await talking(kim, 'Hello', 'My order is late');
    const sent = await ana.client.interactions.sendMessage({
      params: { interactionId },
      body: { text: 'I will look', clientMessageId: 'a1' },
    });
    await ana.client.interactions.endInteraction({ params: { interactionId } });
    const disposed = await ana.client.dispositions.disposeInteraction({
      params: { interactionId },
      body: { codeId: 'resolved' },
    });
    await w.settled();

    expect(sent).toMatchObject({ index: 5, text: 'I will look' });
    expect(disposed).toMatchObject({ status: 'closed', disposition: { codeId: 'resolved' } });
    await vi.waitFor(() => expect(ana.said).toEqual(['Hello', 'My order is late', 'I will look']));
    expect(ana.events).toEqual(['offer.created.v1', 'interaction.connected.v1', 'interaction.ended.v1']);
  });

  test('misses nothing when its socket is closed again and again in mid-conversation', async () => {
    const ana = await desktop('ana');
    const kim = await askForChat(w, 'support');
    await acceptOnly(ana);
    const texts = Array.from({ length: 30 }, (_, at) => `line ${at}`);

    for (const [at, text] of texts.entries()) {
      await talking(kim, text);
      if (at % 7 === 3) w.system.sockets.closeAll();
    }

    await vi.waitFor(() => expect(ana.said).toEqual(texts), { timeout: 5000 });
  });

  test('fills by itself a gap that lost pushes have left', async () => {
    const ana = await desktop('ana');
    const kim = await askForChat(w, 'support');
    await acceptOnly(ana);
    await w.settled();
    const post = vi.spyOn(w.system.sockets, 'post').mockResolvedValue('sent');
    await talking(kim, 'lost', 'lost too');
    await w.settled();
    post.mockRestore();

    await talking(kim, 'arrives');

    await vi.waitFor(() => expect(ana.said).toEqual(['lost', 'lost too', 'arrives']));
  });

  test('that says nothing for ten minutes is cut off, comes back by itself and has missed nothing', async () => {
    await administer(w, 'routing-settings', { leaseSeconds: 600 });
    const ana = await desktop('ana');
    const statuses: string[] = [];
    ana.socket.onStatus(status => statuses.push(status));
    const kim = await askForChat(w, 'support');
    await acceptOnly(ana);
    await w.settled();

    await w.advance(400);
    await ana.client.sessions.heartbeat();
    await w.advance(200);
    await talking(kim, 'Still there?');

    await vi.waitFor(() => expect(ana.said).toEqual(['Still there?']));
    expect(statuses).toEqual(['waiting', 'connecting', 'open']);
  });

  test('works on over the two hours that a socket lives, and hears each line once and in order', async () => {
    await administer(w, 'routing-settings', { leaseSeconds: 600 });
    const ana = await desktop('ana');
    const opened: string[] = [];
    ana.socket.onStatus(status => opened.push(status));
    const kim = await askForChat(w, 'support');
    await acceptOnly(ana);
    const texts = Array.from({ length: 16 }, (_, at) => `line ${at}`);

    for (const text of texts) {
      await talking(kim, text);
      await vi.waitFor(() => expect(ana.said.at(-1)).toBe(text));
      await ana.client.sessions.heartbeat();
      await w.advance(8 * 60);
    }
    await talking(kim, 'the end');

    await vi.waitFor(() => expect(ana.said).toEqual([...texts, 'the end']));
    expect(opened.filter(status => status === 'open')).toHaveLength(1);
    expect(opened[0]).toBe('waiting');
  });

  test('starts from a snapshot when the gap cannot be filled', async () => {
    const ana = await desktop('ana');
    const kim = await askForChat(w, 'support');
    const interactionId = await acceptOnly(ana);
    const snapshots: (Snapshot | null)[] = [];

    const late = keep(createSocket({ client: ana.client, backoff, after: 4711 }));
    late.onReset(snapshot => snapshots.push(snapshot));
    const heard: string[] = [];
    late.on('message.created.v1', data => heard.push(data.text ?? ''));
    await vi.waitFor(() => expect(snapshots).toHaveLength(1));
    await talking(kim, 'goes on');

    await vi.waitFor(() => expect(heard).toEqual(['goes on']));
    expect(snapshots[0]).toMatchObject({ session: { userId: 'ana' }, interactions: [{ id: interactionId }] });
  });

  test('follows its topics again after a reconnection', async () => {
    const token = await w.tokenFor('sue');
    const client = createClient({ baseUrl: w.url, token });
    const socket = keep(createSocket({ client, backoff }));
    const waiting: number[] = [];
    socket.on('queue.live.v1', data => waiting.push(data.waiting));
    const arrivals: string[] = [];
    socket.on('interaction.queued.v1', data => arrivals.push(data.interactionId));
    const statuses: string[] = [];
    socket.onStatus(status => statuses.push(status));
    socket.subscribe(['dashboard:support', 'queue:support']);
    await vi.waitFor(() => expect(waiting).toEqual([0]));

    w.system.sockets.closeAll();
    await vi.waitFor(() => expect(waiting).toHaveLength(2));
    const kim = await askForChat(w, 'support');
    await w.settled();

    await vi.waitFor(() => expect(arrivals).toEqual([kim.chatId]));
    await vi.waitFor(() => expect(waiting.at(-1)).toBe(1));
    expect(statuses.filter(status => status === 'open')).toHaveLength(2);
  });

  test('learns by a refusal that another device has taken over', async () => {
    const ana = await desktop('ana');
    await signIn(w, 'ana', { session: { force: true } });

    const refused = await ana.client.sessions.getSession().catch((thrown: unknown) => thrown);

    expect(isRefusal(refused, 'SESSION_SUPERSEDED')).toBe(true);
  });
});

interface Customer {
  readonly chat: CustomerChat;
  readonly heard: ChatEvent[];
  readonly states: string[];
  readonly errors: unknown[];
}

function customer(options: Partial<ChatOptions> = {}): Customer {
  const chat = keep(createChat({ baseUrl: w.url, backoff, ...options }));
  const heard: ChatEvent[] = [];
  const states: string[] = [];
  const errors: unknown[] = [];
  chat.onEvent(event => heard.push(event));
  chat.onState(state => states.push(state));
  chat.onError(error => errors.push(error));
  return { chat, heard, states, errors };
}
const lines = ({ heard }: Customer) => heard.map(event => event.text ?? event.type);
const request = { tenantId: 'demo', queueId: 'support', customer: { name: 'Kim' }, initialMessage: 'My order is late' };

describe.each(['long-poll', 'socket'] as const)('a customer’s chat over %s', transport => {
  test('goes from the request to the end, with everything heard once and in order', async () => {
    const ana = await signIn(w, 'ana', { ready: false });
    const kim = customer({ transport });
    let readByAgent = 0;
    kim.chat.onAgentRead(index => {
      readByAgent = index;
    });

    const asked = await kim.chat.request(request);
    await vi.waitFor(() => expect(kim.states).toEqual(['queued']));
    await ana.ready();
    await ana.accept();
    await vi.waitFor(() => expect(kim.states).toEqual(['queued', 'handling']));
    await ana.put(`/v1/interactions/${asked.chatId}/receipt`, { readIndex: 3 });
    await ana.post(`/v1/interactions/${asked.chatId}/messages`, { text: 'Good morning', clientMessageId: 'a1' });
    await vi.waitFor(() => expect(readByAgent).toBe(3));
    await kim.chat.typing();
    await kim.chat.send('Thank you');
    await kim.chat.read(4);
    await kim.chat.leave();

    await vi.waitFor(() => expect(kim.states).toEqual(['queued', 'handling', 'terminated']));
    expect(lines(kim)).toEqual(['queued', 'My order is late', 'agent-joined', 'Good morning', 'Thank you', 'ended']);
    expect((await ana.socket.next('typing.started.v1')).event.data).toMatchObject({ party: 'customer', name: 'Kim' });
    expect((await ana.socket.next('message.read.v1')).event.data).toMatchObject({ party: 'customer', readIndex: 4 });
    expect(kim.errors).toEqual([]);
  });

  test('goes on after a reload behind the line that was shown last', async () => {
    const ana = await signIn(w, 'ana');
    const before = customer({ transport });
    await before.chat.request(request);
    await ana.accept();
    await vi.waitFor(() => expect(before.heard).toHaveLength(3));
    const { credentials } = before.chat;
    before.chat.close();
    await ana.post(`/v1/interactions/${credentials?.chatId}/messages`, { text: 'While away', clientMessageId: 'a1' });

    const after = customer({ transport, ...(credentials && { resume: { ...credentials, after: 3 } }) });
    await vi.waitFor(() => expect(lines(after)).toEqual(['While away']));
    await after.chat.send('Back again');

    await vi.waitFor(() => expect(lines(after)).toEqual(['While away', 'Back again']));
    expect(before.heard).toHaveLength(3);
  });

  test('keeps its order and loses nothing on a line that fails every third time', async () => {
    const ana = await signIn(w, 'ana');
    let calls = 0;
    const shaky: typeof fetch = async (...call) => {
      calls += 1;
      const answer = await fetch(...call);
      if (calls % 3 === 0) throw new TypeError('the line is down');
      return answer;
    };
    const kim = customer({ transport, fetch: shaky, retry: { attempts: 6, ...backoff } });
    await kim.chat.request(request);
    await ana.accept();

    for (const text of ['one', 'two', 'three', 'four', 'five']) {
      await kim.chat.send(text);
      if (text === 'three') w.system.sockets.closeAll();
    }
    const { chatId } = kim.chat.credentials ?? {};
    const stored = (await ana.get(`/v1/interactions/${chatId}/messages`)).body.items;

    expect(stored.map((item: { text: string | null }) => item.text).slice(3)).toEqual([
      'one',
      'two',
      'three',
      'four',
      'five',
    ]);
    await vi.waitFor(() => expect(lines(kim).slice(3)).toEqual(['one', 'two', 'three', 'four', 'five']));
    expect(kim.heard.map(event => event.index)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('shows a line that is too large for a frame', async () => {
    await administer(w, 'routing-settings', { maxMessageLength: 16_000 });
    const ana = await signIn(w, 'ana');
    const kim = customer({ transport });
    await kim.chat.request(request);
    await ana.accept();
    const text = '🦊'.repeat(16_000);

    await ana.post(`/v1/interactions/${kim.chat.credentials?.chatId}/messages`, { text, clientMessageId: 'a1' });

    await vi.waitFor(() => expect(kim.heard.at(-1)?.text === text).toBe(true));
  });
});

test('a chat with a queue that is barred is refused with the queue’s words, and may be tried again', async () => {
  await administer(w, 'queues/support', { barredFromChat: true, texts: { closed: 'Please call us' } });
  const kim = customer();

  const refused = await kim.chat.request(request);
  await administer(w, 'queues/support', { barredFromChat: false });
  const accepted = await kim.chat.request(request);

  expect(refused).toEqual({ chatId: null, reason: 'barred', message: 'Please call us' });
  expect(accepted).toMatchObject({ state: 'queued', position: 1 });
  await vi.waitFor(() => expect(kim.heard).toHaveLength(2));
});

test('a chat and a desktop of the SDK talk to each other', async () => {
  const ana = await desktop('ana');
  const kim = customer({ transport: 'socket' });
  await kim.chat.request(request);
  const interactionId = await acceptOnly(ana);

  for (const round of [1, 2, 3]) {
    await kim.chat.send(`question ${round}`);
    await ana.client.interactions.sendMessage({
      params: { interactionId },
      body: { text: `answer ${round}`, clientMessageId: `a${round}` },
    });
  }
  const talk = ['question 1', 'answer 1', 'question 2', 'answer 2', 'question 3', 'answer 3'];

  await vi.waitFor(() => expect(ana.said).toEqual(talk));
  await vi.waitFor(() => expect(lines(kim).slice(3)).toEqual(talk));
});

test('a chat in progress is found by the agent who takes another device', async () => {
  const ana = await signIn(w, 'ana');
  const kim = await startChat(w, ana);
  const second = await signIn(w, 'ana', { session: { force: true } });
  const client = createClient({ baseUrl: w.url, token: await w.tokenFor('ana'), sessionId: second.sessionId });

  const { items } = await client.interactions.listMyInteractions();

  expect(items).toMatchObject([{ id: kim.chatId, status: 'active' }]);
});
