import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asContracted, asContractedForCustomer } from '#test/support/contract.ts';
import {
  type Agent,
  administer,
  askForChat,
  type ChatCustomer,
  caughtUp,
  customerSocket,
  firstOfEach,
  signIn,
  startChat,
} from '#test/support/journeys.ts';
import { type Frame, type Reply, type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

interface Line {
  readonly index: number;
  readonly text: string | null;
}

const customerSays = (customer: ChatCustomer, text: string, clientMessageId = text) =>
  customer.post(`/v1/chats/${customer.chatId}/messages`, { text, clientMessageId });
const agentSays = (agent: Agent, { chatId }: ChatCustomer, text: string, clientMessageId = text) =>
  agent.post(`/v1/interactions/${chatId}/messages`, { text, clientMessageId });
const linesForCustomer = async (customer: ChatCustomer): Promise<Line[]> =>
  (await customer.get(`/v1/chats/${customer.chatId}/events`, { query: { limit: 200 } })).body.items;
const linesForAgent = async (agent: Agent, { chatId }: ChatCustomer): Promise<Line[]> =>
  (await agent.get(`/v1/interactions/${chatId}/messages`, { query: { limit: 200 } })).body.items;
const texts = (lines: readonly Line[]) => lines.map(line => line.text).filter(text => text !== null);
const messages = (frames: readonly Frame[]) => frames.filter(frame => frame.event?.type === 'message.created.v1');

/** Sends until it is taken, as clients do with what may succeed later. */
async function sent(send: () => Promise<Reply>): Promise<Reply> {
  const reply = await send();
  return reply.body.retryable ? sent(send) : reply;
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

describe('a conversation', () => {
  test('has one order for both sides, on every way to read it', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const socket = await customerSocket(w, kim, 0);

    await customerSays(kim, 'Hello');
    await agentSays(ana, kim, 'Good morning');
    await customerSays(kim, 'My order is late');

    const customerFrames = messages(await caughtUp(w, socket));
    const agentFrames = messages(await caughtUp(w, ana.socket));
    expect(texts(await linesForCustomer(kim))).toEqual(['Hello', 'Good morning', 'My order is late']);
    expect(texts(await linesForAgent(ana, kim))).toEqual(['Hello', 'Good morning', 'My order is late']);
    expect(firstOfEach(customerFrames).map(frame => frame.event.data)).toEqual(await linesForCustomer(kim));
    expect(firstOfEach(agentFrames).map(frame => frame.event.data)).toEqual(
      (await linesForAgent(ana, kim)).filter(line => line.text !== null),
    );
    expect(ana.socket.frames.map(asContracted)).toEqual(ana.socket.frames);
    expect(socket.frames.map(asContractedForCustomer)).toEqual(socket.frames);
  });

  test('with a hundred messages from ten devices of both sides keeps each once, without a gap, alike for all readers', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const socket = await customerSocket(w, kim, 0);
    const numbers = Array.from({ length: 50 }, (_, number) => number);

    const fiveAtOnce = async (say: (number: number) => Promise<Reply>) => {
      const devices = Map.groupBy(numbers, number => number % 5).values();
      const replies = await Promise.all(devices.map(own => inTurn(own, number => sent(() => say(number)))));
      return replies.flat();
    };
    const replies = (
      await Promise.all([
        fiveAtOnce(number => customerSays(kim, `customer ${number}`)),
        fiveAtOnce(number => agentSays(ana, kim, `agent ${number}`)),
      ])
    ).flat();

    const lines = await linesForAgent(ana, kim);
    expect(replies.map(reply => reply.status)).toEqual(Array(100).fill(201));
    expect(lines.map(line => line.index)).toEqual(Array.from({ length: 102 }, (_, at) => at + 1));
    expect(texts(lines).toSorted()).toEqual(
      numbers.flatMap(number => [`customer ${number}`, `agent ${number}`]).toSorted(),
    );
    expect(texts(await linesForCustomer(kim))).toEqual(texts(lines));
    expect(replies.map(reply => [reply.body.index, reply.body.text]).toSorted(byIndex)).toEqual(
      lines.slice(2).map(line => [line.index, line.text]),
    );
    const bySeq = (frames: readonly Frame[]) => firstOfEach(frames).toSorted((a, b) => a.seq - b.seq);
    const onCustomerSocket = bySeq(messages(await caughtUp(w, socket)));
    expect(texts(onCustomerSocket.map(frame => frame.event.data))).toEqual(texts(lines));
    const feed = bySeq((await caughtUp(w, ana.socket)).filter(frame => 'seq' in frame));
    expect(feed.map(frame => frame.seq)).toEqual(feed.map((_, at) => feed[0].seq + at));
    const heard = new Map(messages(feed).map(frame => [frame.event.id, frame.event.data]));
    expect(texts([...heard.values()].toSorted((a, b) => a.index - b.index))).toEqual(texts(lines));
  });

  test('goes on in three chats of one agent at once without mixing them', async () => {
    const ana = await signIn(w, 'ana');
    const customers = [await startChat(w, ana, 'support', 'Kim'), await startChat(w, ana, 'sales', 'Lee')];
    customers.push(await startChat(w, ana, 'support', 'Max'));

    for (const round of [1, 2, 3]) {
      await Promise.all(
        customers.flatMap((customer, at) => [
          sent(() => customerSays(customer, `question ${round} of ${at}`)),
          sent(() => agentSays(ana, customer, `answer ${round} to ${at}`)),
        ]),
      );
    }

    const listed = (await ana.get('/v1/interactions')).body.items;
    expect(listed.map((item: { id: string }) => item.id)).toEqual(customers.map(customer => customer.chatId));
    for (const [at, customer] of customers.entries()) {
      const lines = texts(await linesForCustomer(customer));
      expect(lines).toHaveLength(6);
      expect(lines.every(text => text.endsWith(String(at)))).toBe(true);
      expect(texts(await linesForAgent(ana, customer))).toEqual(lines);
    }
  });

  test('shows an agent how many customer messages wait for an answer', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await customerSays(kim, 'Hello?');
    await customerSays(kim, 'Anybody?');

    const [before] = (await ana.get('/v1/interactions')).body.items;
    await agentSays(ana, kim, 'Yes');
    const [after] = (await ana.get('/v1/interactions')).body.items;

    expect([before.unanswered, after.unanswered]).toEqual([2, 0]);
    expect(after.lastIndex).toBe(5);
  });

  test('takes messages of the waiting customer; the agent who accepts reads them and hears of later ones', async () => {
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await askForChat(w, 'support');
    await customerSays(kim, 'I have been charged twice');
    await ben.ready();
    await ben.accept();
    await customerSays(kim, 'Hello?');

    expect(texts(await linesForAgent(ben, kim))).toEqual(['I have been charged twice', 'Hello?']);
    const heard = messages(firstOfEach(await caughtUp(w, ben.socket)));
    expect(heard.map(frame => frame.event.data.text)).toEqual(['Hello?']);
  });

  test('is closed to agents who do not handle it, and to both sides when it is over', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await startChat(w, ana);

    const stranger = await agentSays(ben, kim, 'May I?');
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    const late = await agentSays(ana, kim, 'One more thing');
    const lateCustomer = await customerSays(kim, 'Wait');

    expect(stranger).toMatchObject({ status: 409, body: { code: 'NOT_YOUR_INTERACTION' } });
    expect(late).toMatchObject({ status: 409, body: { code: 'INTERACTION_STATE', currentState: 'wrap-up' } });
    expect(lateCustomer).toMatchObject({ status: 409, body: { code: 'CHAT_ENDED' } });
    expect(texts(await linesForCustomer(kim))).toEqual([]);
  });

  test('takes a message as long as the tenant allows, counted in characters, and no longer one', async () => {
    await administer(w, 'routing-settings', { maxMessageLength: 16_000 });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    const longest = await customerSays(kim, '🦊'.repeat(16_000), 'm1');
    const tooLong = await customerSays(kim, 'x'.repeat(16_001), 'm2');
    await administer(w, 'routing-settings', { maxMessageLength: 10 });
    const longerThanAllowed = await agentSays(ana, kim, '12345678901');
    const atRequest = await w.api().post('/v1/chats', {
      ...{ tenantId: 'demo', queueId: 'support', initialMessage: '12345678901' },
    });

    expect(longest.status).toBe(201);
    expect(tooLong).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    expect(longerThanAllowed).toMatchObject({
      status: 422,
      body: { code: 'MESSAGE_TOO_LONG', params: { maxLength: 10, length: 11 } },
    });
    expect(atRequest).toMatchObject({ status: 422, body: { code: 'MESSAGE_TOO_LONG' } });
    expect((await linesForAgent(ana, kim))[2]?.text).toBe('🦊'.repeat(16_000));
  });
});

describe('the same clientMessageId', () => {
  test('twice, one after the other, gives one line and one event', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    const replies = [await customerSays(kim, 'Hello', 'm1'), await customerSays(kim, 'Hello', 'm1')];
    const agentReplies = [await agentSays(ana, kim, 'Hi', 'm1'), await agentSays(ana, kim, 'Hi', 'm1')];

    expect(replies[1]?.body).toEqual(replies[0]?.body);
    expect(agentReplies[1]?.body).toEqual(agentReplies[0]?.body);
    expect(texts(await linesForCustomer(kim))).toEqual(['Hello', 'Hi']);
    const heard = messages(firstOfEach(await caughtUp(w, ana.socket)));
    expect(heard.map(frame => frame.event.data.text)).toEqual(['Hello', 'Hi']);
    expect(ana.socket.frames.map(asContracted)).toEqual(ana.socket.frames);
  });

  test('at the same moment from two tabs gives one line and one event', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    const replies = await Promise.all(Array.from({ length: 6 }, () => sent(() => customerSays(kim, 'Hello', 'm1'))));

    expect(new Set(replies.map(reply => reply.body.index))).toEqual(new Set([3]));
    expect(texts(await linesForCustomer(kim))).toEqual(['Hello']);
    expect(messages(firstOfEach(await caughtUp(w, ana.socket)))).toHaveLength(1);
  });

  test('after a reconnect and forty lines of others still gives the line it gave first', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const first = await customerSays(kim, 'Hello', 'm1');
    for (let line = 1; line <= 40; line += 1) await agentSays(ana, kim, `line ${line}`);

    const again = await customerSays(kim, 'Hello', 'm1');

    expect(again.body).toEqual(first.body);
    expect(texts(await linesForCustomer(kim)).filter(text => text === 'Hello')).toHaveLength(1);
  });

  test('after the chat is over still gives the line it gave first', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const first = await customerSays(kim, 'Bye', 'm1');
    await kim.leaves();

    const again = await customerSays(kim, 'Bye', 'm1');

    expect([again.status, again.body]).toEqual([201, first.body]);
  });

  test('of the two sides are two messages', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    await customerSays(kim, 'Mine', 'm1');
    await agentSays(ana, kim, 'Yours', 'm1');

    expect(texts(await linesForCustomer(kim))).toEqual(['Mine', 'Yours']);
  });
});

describe('typing', () => {
  test('reaches the other side alone, by HTTP and by socket', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await startChat(w, ana);
    const socket = await customerSocket(w, kim);

    await kim.post(`/v1/chats/${kim.chatId}/typing`);
    await ana.post(`/v1/interactions/${kim.chatId}/typing`);
    await w.advance(1);
    socket.send({ action: 'typing', interactionId: kim.chatId });
    ana.socket.send({ action: 'typing', interactionId: kim.chatId });
    for (const each of [socket, ana.socket, ben.socket]) await caughtUp(w, each);

    const typing = (frames: readonly Frame[]) =>
      frames.filter(frame => frame.event?.type === 'typing.started.v1').map(frame => frame.event.data);
    const byAna = { interactionId: kim.chatId, party: 'agent', name: 'Ana' };
    const byKim = { interactionId: kim.chatId, party: 'customer', name: 'Kim' };
    expect(typing(socket.frames)).toEqual([byAna, byAna]);
    expect(typing(ana.socket.frames)).toEqual([byKim, byKim]);
    expect(typing(ben.socket.frames)).toEqual([]);
    expect(ana.socket.frames.map(asContracted)).toEqual(ana.socket.frames);
    expect(socket.frames.map(asContractedForCustomer)).toEqual(socket.frames);
  });

  test('is refused to who takes no part, and over with the chat', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await startChat(w, ana);
    const lee = await askForChat(w, 'sales', { name: 'Lee' });
    const socket = await customerSocket(w, kim);

    ben.socket.send({ action: 'typing', interactionId: kim.chatId, ref: 'b' });
    socket.send({ action: 'typing', interactionId: lee.chatId, ref: 'k' });
    const refusedAgent = await ben.socket.next('error');
    const refusedCustomer = await socket.next('error');
    await kim.leaves();
    const over = await kim.post(`/v1/chats/${kim.chatId}/typing`);

    expect(refusedAgent).toMatchObject({ ref: 'b', error: { code: 'NOT_YOUR_INTERACTION', status: 409 } });
    expect(refusedCustomer).toMatchObject({ ref: 'k', error: { code: 'INTERACTION_NOT_FOUND', status: 404 } });
    expect(over).toMatchObject({ status: 409, body: { code: 'CHAT_ENDED' } });
  });
});

const byIndex = (a: readonly unknown[], b: readonly unknown[]) => Number(a[0]) - Number(b[0]);
