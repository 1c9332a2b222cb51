import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asContracted, asContractedForCustomer } from '#test/support/contract.ts';
import { type Agent, type ChatCustomer, caughtUp, customerSocket, signIn, startChat } from '#test/support/journeys.ts';
import { type Frame, type World, world } from '#test/support/world.ts';

let w: World;
let ana: Agent;
let kim: ChatCustomer;
beforeEach(async () => {
  w = await world();
  ana = await signIn(w, 'ana');
  kim = await startChat(w, ana);
  for (const text of ['one', 'two', 'three', 'four']) await kim.says(text);
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const agentReads = (readIndex: number) => ana.put(`/v1/interactions/${kim.chatId}/receipt`, { readIndex });
const customerReads = (readIndex: number) => kim.put(`/v1/chats/${kim.chatId}/receipt`, { readIndex });
const receipts = async () => (await ana.get(`/v1/interactions/${kim.chatId}/messages`)).body.receipts;
const marks = (frames: readonly Frame[]) =>
  frames.filter(frame => frame.event?.type === 'message.read.v1').map(frame => frame.event.data.readIndex);

describe('a read mark', () => {
  test('of each side is known to the other, at once on the socket and later on reading', async () => {
    const socket = await customerSocket(w, kim);

    const byAgent = await agentReads(4);
    const byCustomer = await customerReads(3);

    expect(byAgent.body).toEqual({ party: 'agent', readIndex: 4, at: w.now() });
    expect(byCustomer.body).toEqual({ party: 'customer', readIndex: 3, at: w.now() });
    expect(marks(await caughtUp(w, socket))).toEqual([4]);
    expect(marks(await caughtUp(w, ana.socket))).toEqual([3]);
    expect((await kim.chat()).agentReadIndex).toBe(4);
    expect((await kim.get(`/v1/chats/${kim.chatId}/events`)).body.agentReadIndex).toBe(4);
    expect(await receipts()).toEqual(expect.arrayContaining([byAgent.body, byCustomer.body]));
    expect(ana.socket.frames.map(asContracted)).toEqual(ana.socket.frames);
    expect(socket.frames.map(asContractedForCustomer)).toEqual(socket.frames);
  });

  test('moves forward only', async () => {
    const first = await agentReads(5);
    await w.advance(1);

    const back = await agentReads(2);
    const same = await agentReads(5);

    expect(back.body).toEqual(first.body);
    expect(same.body).toEqual(first.body);
    expect((await kim.chat()).agentReadIndex).toBe(5);
  });

  test('never passes the last line', async () => {
    const far = await agentReads(1000);

    expect(far.body).toMatchObject({ readIndex: 6 });
    expect(await agentReads(-1)).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
  });

  test('set from several tabs at the same moment ends at the furthest, and each step is told as its own', async () => {
    const socket = await customerSocket(w, kim);

    const replies = await Promise.all([6, 2, 5, 3, 4].map(agentReads));

    expect(replies.every(reply => reply.status === 200 || reply.body.retryable)).toBe(true);
    expect((await kim.chat()).agentReadIndex).toBe(6);
    const told = (await caughtUp(w, socket)).filter(frame => frame.event?.type === 'message.read.v1');
    expect(Math.max(...marks(told))).toBe(6);
    expect(new Set(told.map(frame => frame.event.id)).size).toBe(told.length);
  });

  test('is refused from agents who do not handle the chat', async () => {
    const ben = await signIn(w, 'ben');

    const stranger = await ben.put(`/v1/interactions/${kim.chatId}/receipt`, { readIndex: 3 });

    expect(stranger).toMatchObject({ status: 409, body: { code: 'NOT_YOUR_INTERACTION' } });
  });
});
