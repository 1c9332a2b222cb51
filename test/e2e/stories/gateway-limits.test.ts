import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asContracted } from '#test/support/contract.ts';
import {
  type Agent,
  administer,
  type ChatCustomer,
  caughtUp,
  customerSocket,
  firstOfEach,
  pass,
  signIn,
  startChat,
} from '#test/support/journeys.ts';
import { type Frame, listen, type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const FRAME_BYTES = 32 * 1024;
const GOING_AWAY = 1001;
const TOO_BIG = 1009;
const ping = (fill: number) => `{"action":"ping"${' '.repeat(fill - 17)}}`;
const bytes = (frame: Frame) => Buffer.byteLength(JSON.stringify(frame));
const longest = '🦊'.repeat(16_000);
const isLongest = (index: number) => (items: readonly { index: number; text: string }[]) =>
  items.length === 1 && items[0]?.index === index && items[0].text === longest;
const allowLongMessages = () => administer(w, 'routing-settings', { maxMessageLength: 16_000 });
const agentSays = (agent: Agent, { chatId }: ChatCustomer, text: string) =>
  agent.post(`/v1/interactions/${chatId}/messages`, { text, clientMessageId: 'long' });

describe('a frame that a client sends', () => {
  test('of 32 KB is read, and one byte more closes the socket as API Gateway does', async () => {
    const ana = await signIn(w, 'ana');

    ana.socket.send(ping(FRAME_BYTES));
    await ana.socket.next('pong');
    ana.socket.send(ping(FRAME_BYTES + 1));

    expect(await ana.socket.closed).toBe(TOO_BIG);
  });

  test('that is no frame is refused with a problem and leaves the socket open', async () => {
    const ana = await signIn(w, 'ana');

    for (const nonsense of ['', 'hello', '[]', 'null', '{"action":"fly"}', '{"action":"ping","extra":1}']) {
      ana.socket.send(nonsense);
      const { error } = await ana.socket.next('error');
      expect(error).toMatchObject({ code: 'REQUEST_INVALID', status: 400, requestId: expect.any(String) });
    }
    expect(await caughtUp(w, ana.socket).then(frames => frames.map(asContracted))).toEqual(ana.socket.frames);
  });

  test('with thousands of faults, or with an endless name, is answered by a frame that fits', async () => {
    const ana = await signIn(w, 'ana');
    const one = { ['x'.repeat(FRAME_BYTES - 50)]: 1 };
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`f${at}`, 1]));

    for (const faults of [many, one]) {
      ana.socket.send({ action: 'ping', ref: 'wrong', ...faults });
      const refusal = await ana.socket.next('error');

      expect(refusal).toMatchObject({ ref: 'wrong', error: { code: 'REQUEST_INVALID' } });
      expect(refusal.error.issues[0]).toMatchObject({ path: Object.keys(faults)[0]?.slice(0, 200) });
      expect(bytes(refusal)).toBeLessThanOrEqual(FRAME_BYTES);
    }
  });
});

describe('a frame that would be too large for the gateway', () => {
  test('keeps its place in both feeds and says where to read what did not fit', async () => {
    await allowLongMessages();
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const socket = await customerSocket(w, kim, 0);

    await kim.says(longest);
    await agentSays(ana, kim, longest);
    await kim.says('Short again');

    const forAgent = firstOfEach(await caughtUp(w, ana.socket)).filter(
      frame => frame.event.type === 'message.created.v1',
    );
    const forCustomer = firstOfEach(await caughtUp(w, socket)).slice(-3);
    const { truncated, read } = forAgent[0]?.event.data ?? {};
    const { readAsCustomer } = forCustomer[1]?.event.data ?? {};
    expect(truncated).toBe(true);
    expect((await ana.get(read)).body.items).toSatisfy(isLongest(3));
    expect((await kim.get(readAsCustomer)).body.items).toSatisfy(isLongest(4));
    expect(forAgent.at(-1)?.event.data).toMatchObject({ index: 5, text: 'Short again' });
    expect(forCustomer.map(frame => frame.seq)).toEqual([3, 4, 5]);
    expect(Math.max(...[...ana.socket.frames, ...socket.frames].map(bytes))).toBeLessThanOrEqual(FRAME_BYTES);
  });

  test('comes in replays and for followers in the same way', async () => {
    await allowLongMessages();
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const sue = await signIn(w, 'sue', { ready: false });
    sue.socket.send({ action: 'subscribe', topics: [`interaction:${kim.chatId}`] });
    await sue.socket.next('subscribed');

    await kim.says(longest);
    ana.socket.send({ action: 'resume', after: 0 });
    await caughtUp(w, ana.socket);
    const told = (await caughtUp(w, sue.socket)).find(frame => frame.event?.type === 'message.created.v1');

    const replayed = ana.socket.frames.filter(frame => frame.event?.type === 'message.created.v1');
    expect(replayed.length).toBeGreaterThanOrEqual(2);
    expect(replayed.every(frame => frame.event.data.truncated)).toBe(true);
    expect((await sue.get(told?.event.data.read)).body.items).toSatisfy(isLongest(3));
  });

  test('of a reset leaves the snapshot out, which the desktop then reads by itself', async () => {
    await administer(w, 'users/ana', { capacity: { total: 100, weights: { chat: 5 } } });
    const ana = await signIn(w, 'ana');
    for (let number = 0; number < 9; number += 1) {
      const kim = await startChat(w, ana, 'support', `Kim ${number}`);
      await ana.put(`/v1/interactions/${kim.chatId}/notes`, { notes: '文'.repeat(4000) });
    }

    ana.socket.send({ action: 'resume', after: 4711 });
    const { reset } = await ana.socket.next('reset');

    expect(reset).toEqual({ snapshot: null, asOfSeq: expect.any(Number) });
    expect((await ana.get('/v1/interactions')).body.items).toHaveLength(9);
  });

  test('is none for notes as long as they may be', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const notes = '文'.repeat(4000);
    await ana.put(`/v1/interactions/${kim.chatId}/notes`, { notes });
    await ana.post(`/v1/interactions/${kim.chatId}/end`);

    await ana.post(`/v1/interactions/${kim.chatId}/disposition`, { codeId: 'unresolved' });

    const frames = firstOfEach(await caughtUp(w, ana.socket));
    const disposed = frames.find(frame => frame.event.type === 'interaction.disposed.v1');
    expect(disposed?.event.data.disposition.note).toBe(notes);
    expect(frames.map(asContracted)).toEqual(frames);
  });
});

describe('a socket’s life', () => {
  test('ends after ten minutes without a frame either way', async () => {
    const sue = await signIn(w, 'sue', { ready: false });
    const busy = await customerSocket(w, await startChat(w, await signIn(w, 'ana')));

    await pass(w, 590, [sue]);
    await caughtUp(w, busy);
    await w.advance(9);
    sue.socket.send({ action: 'ping' });
    await sue.socket.next('pong');
    await pass(w, 599, [sue]);
    await caughtUp(w, sue.socket);
    await pass(w, 600, [sue]);

    expect(await busy.closed).toBe(GOING_AWAY);
    expect(await sue.socket.closed).toBe(GOING_AWAY);
  });

  test('ends after two hours, however busy it is', async () => {
    const sue = await signIn(w, 'sue', { ready: false });

    for (let minutes = 0; minutes < 119; minutes += 7) {
      await w.advance(7 * 60);
      await caughtUp(w, sue.socket);
    }
    await w.advance(60);

    expect(await sue.socket.closed).toBe(GOING_AWAY);
  });

  test('begins with a ticket that is good once and for half a minute', async () => {
    const ana = w.api(await w.tokenFor('ana'));
    const issued = await ana.post('/v1/socket-tickets');

    const first = await listen(issued.body.url);
    await first.close();
    const late = await ana.post('/v1/socket-tickets');
    await w.advance(31);

    expect(Date.parse(issued.body.expiresAt) - Date.parse(w.now())).toBe(-1000);
    await expect(listen(issued.body.url)).rejects.toThrow('401');
    await expect(listen(late.body.url)).rejects.toThrow('401');
  });
});
