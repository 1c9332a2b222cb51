import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askForChat, type ChatCustomer, caughtUp, customerSocket, signIn, startChat } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const LONG = 20_000;
const poll = (customer: ChatCustomer, after: number, waitMs = 0, limit = 100) =>
  customer.get(`/v1/chats/${customer.chatId}/events`, { query: { after, waitMs, limit } });
const say = (customer: ChatCustomer, text: string) =>
  customer.post(`/v1/chats/${customer.chatId}/messages`, { text, clientMessageId: text });

describe('a customer who polls', () => {
  test('hears at once of what is behind the index already', async () => {
    const kim = await askForChat(w, 'support');
    await kim.says('Hello');

    const news = await poll(kim, 1, LONG);

    expect(news.body).toMatchObject({ state: 'queued', lastIndex: 2, items: [{ index: 2, text: 'Hello' }] });
  });

  test('is answered the moment something happens: an agent joins, writes, and ends', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const startedAt = performance.now();

    const joining = poll(kim, 1, LONG);
    await ana.accept();
    const joined = await joining;
    const writing = poll(kim, 2, LONG);
    await ana.post(`/v1/interactions/${kim.chatId}/messages`, { text: 'Good morning', clientMessageId: 'a1' });
    const written = await writing;
    const ending = poll(kim, 3, LONG);
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    const ended = await ending;

    expect(joined.body).toMatchObject({ state: 'handling', items: [{ index: 2, type: 'agent-joined' }] });
    expect(written.body.items).toEqual([
      {
        index: 3,
        at: w.now(),
        type: 'message',
        author: { kind: 'agent', name: 'Ana' },
        text: 'Good morning',
        clientMessageId: null,
      },
    ]);
    expect(ended.body).toMatchObject({ state: 'terminated', items: [{ index: 4, type: 'ended' }] });
    expect(performance.now() - startedAt).toBeLessThan(LONG / 4);
  });

  test('is answered with nothing when the time is up, and not before', async () => {
    const kim = await askForChat(w, 'support');
    const startedAt = performance.now();

    const news = await poll(kim, 1, 300);

    expect(news.body).toEqual({ state: 'queued', items: [], lastIndex: 1, agentReadIndex: 0 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(295);
  });

  test('waits for nothing once the chat is over, or when he asks not to wait', async () => {
    const kim = await askForChat(w, 'support');
    const startedAt = performance.now();

    const withoutWaiting = await poll(kim, 1);
    await kim.leaves();
    const over = await poll(kim, 2, LONG);

    expect(withoutWaiting.body.items).toEqual([]);
    expect(over.body).toMatchObject({ state: 'terminated', items: [], lastIndex: 2 });
    expect(performance.now() - startedAt).toBeLessThan(LONG / 4);
  });

  test('is not woken by another chat', async () => {
    const kim = await askForChat(w, 'support');
    const lee = await askForChat(w, 'support', { name: 'Lee' });

    const waiting = poll(kim, 1, 300);
    await lee.says('Anybody there?');

    expect((await waiting).body.items).toEqual([]);
  });

  test('gets the same lines for the same index, however often and from however many tabs', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    for (const text of ['one', 'two', 'three']) await say(kim, text);

    const answers = await Promise.all([poll(kim, 2), poll(kim, 2), poll(kim, 2, LONG)]);
    await say(kim, 'four');
    const later = await poll(kim, 2, 0, 3);

    expect(answers[0]?.body.items.map((item: { text: string }) => item.text)).toEqual(['one', 'two', 'three']);
    expect(answers.map(answer => answer.body)).toEqual(Array(3).fill(answers[0]?.body));
    expect(later.body.items).toEqual(answers[0]?.body.items);
  });

  test('reads a long conversation page by page without a gap', async () => {
    const kim = await askForChat(w, 'support');
    const texts = Array.from({ length: 70 }, (_, number) => `line ${number}`);
    for (const text of texts) await say(kim, text);

    const read: { index: number; text: string }[] = [];
    for (let after = 0; ; after = read.at(-1)?.index ?? 0) {
      const page = await poll(kim, after, 0, 20);
      if (page.body.items.length === 0) break;
      read.push(...page.body.items);
    }

    expect(read.map(item => item.index)).toEqual(Array.from({ length: 71 }, (_, at) => at + 1));
    expect(read.slice(1).map(item => item.text)).toEqual(texts);
  });

  test('cannot ask for a negative index or for longer than the gateway waits', async () => {
    const kim = await askForChat(w, 'support');

    expect(await poll(kim, -1)).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    expect(await poll(kim, 0, 25_001)).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    expect(await poll(kim, 0, 0, 201)).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
  });

  test('sees on a socket the same lines in the same order as by polling', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const socket = await customerSocket(w, kim, 0);

    await say(kim, 'Hello');
    await ana.post(`/v1/interactions/${kim.chatId}/messages`, { text: 'Hi', clientMessageId: 'a1' });
    await say(kim, 'Where is my order?');
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    const frames = await caughtUp(w, socket);

    const polled = (await poll(kim, 0)).body.items;
    const lines = frames.filter(frame => 'seq' in frame);
    const bySeq = new Map(lines.map(frame => [frame.seq, frame.event.data]));
    expect([...bySeq.values()]).toEqual(polled);
    expect([...bySeq.keys()]).toEqual(polled.map((item: { index: number }) => item.index));
  });
});
