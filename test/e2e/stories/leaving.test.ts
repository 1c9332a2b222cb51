import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { administer, askForChat, caughtUp, customerSocket, pass, signIn, startChat } from '#test/support/journeys.ts';
import { type Frame, type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const supervisor = async () => w.api(await w.tokenFor('sue'));
const record = async (chatId: string) => (await (await supervisor()).get(`/v1/interactions/${chatId}`)).body;
const today = async () => {
  await w.settled();
  const queues = (await (await supervisor()).get('/v1/queues')).body.items;
  return queues.find((queue: { queueId: string }) => queue.queueId === 'support').today;
};
const typesIn = (frames: readonly Frame[]) => frames.flatMap(frame => (frame.event ? [frame.event.type] : []));

describe('a customer who leaves', () => {
  test('the queue is gone from it, and the others move up', async () => {
    const kim = await askForChat(w, 'support');
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    await w.advance(10);

    const left = await kim.leaves();

    expect(left.body).toMatchObject({ state: 'terminated', position: null, estimatedWaitMs: null, endedAt: w.now() });
    expect(await record(kim.chatId)).toMatchObject({
      status: 'closed',
      endedBy: 'customer',
      endReason: 'abandoned-in-queue',
    });
    expect(await lee.chat()).toMatchObject({ position: 1 });
    const waiting = await (await supervisor()).get('/v1/queues/support/waiting');
    expect(waiting.body.items.map((item: { interactionId: string }) => item.interactionId)).toEqual([lee.chatId]);
    expect(await today()).toMatchObject({ offered: 2, abandoned: 1, shortAbandoned: 0 });
  });

  test('within the first seconds counts as a short abandon', async () => {
    const kim = await askForChat(w, 'support');
    await w.advance(4);

    await kim.leaves();

    expect(await record(kim.chatId)).toMatchObject({ endReason: 'short-abandon' });
    expect(await today()).toMatchObject({ shortAbandoned: 1 });
  });

  test('while being offered takes the offer back without blaming the agent, who gets the next one at once', async () => {
    const ana = await signIn(w, 'ana');
    await administer(w, 'users/ana', { capacity: { total: 100, caps: { chat: 1 } } });
    const kim = await askForChat(w, 'support');
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    const [offer] = await ana.offers();
    await w.advance(8);

    await kim.leaves();

    expect(await record(kim.chatId)).toMatchObject({ status: 'closed', endReason: 'abandoned-while-offered' });
    expect(await ana.offers()).toMatchObject([{ interactionId: lee.chatId }]);
    const frames = await caughtUp(w, ana.socket);
    const resolved = frames.find(frame => frame.event?.type === 'offer.resolved.v1');
    expect(resolved.event.data).toMatchObject({
      offerId: offer?.id,
      resolution: 'revoked',
      reason: 'customer-left',
      by: 'system',
    });
    const late = await ana.post(`/v1/offers/${offer?.id}/acceptance`);
    expect(late).toMatchObject({ status: 409, body: { code: 'OFFER_NOT_PENDING', currentState: expect.any(String) } });
    expect(await ana.session()).toMatchObject({ presence: { status: 'ready', pending: null }, state: 'offered' });
  });

  test('four times while being offered never makes the agent not ready', async () => {
    const ana = await signIn(w, 'ana');

    for (let round = 1; round <= 4; round += 1) {
      const kim = await askForChat(w, 'support');
      await pass(w, 10, [ana]);
      await kim.leaves();
    }

    expect(await ana.session()).toMatchObject({ presence: { status: 'ready' }, state: 'ready' });
    expect(await askForChat(w, 'support').then(ana.offers)).toHaveLength(1);
  });

  test('the conversation ends it for both; the agent wraps up', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const socket = await customerSocket(w, kim, 0);
    await w.advance(5);

    const left = await kim.leaves();

    expect(left.body).toMatchObject({ state: 'terminated', agentName: null, endedAt: w.now() });
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'ended']);
    expect(await record(kim.chatId)).toMatchObject({
      status: 'ended',
      endedBy: 'customer',
      endReason: 'customer-left',
      assignments: [{ agentId: 'ana', status: 'wrap-up' }],
    });
    expect(typesIn(await caughtUp(w, ana.socket))).toEqual(
      expect.arrayContaining(['interaction.ended.v1', 'assignment.wrap-up-started.v1']),
    );
    const lines = (await caughtUp(w, socket)).filter(frame => 'seq' in frame);
    expect(lines.at(-1)?.event.data).toMatchObject({ type: 'ended', author: { kind: 'customer', name: 'Kim' } });
  });

  test('twice, or from two tabs at once, leaves once', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    const replies = await Promise.all([kim.leaves(), kim.leaves(), kim.leaves()]);
    const again = await kim.leaves();

    expect([...replies, again].map(reply => [reply.status, reply.body.state])).toEqual(
      Array(4).fill([200, 'terminated']),
    );
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'ended']);
  });

  test('at the moment the agent accepts either talked to him or never met him, and nobody is left in between', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await w.advance(6);

    const [accepted, left] = await Promise.all([ana.accept(), kim.leaves()]);

    const met = accepted.status === 200;
    expect(left.body.state).toBe('terminated');
    expect(await record(kim.chatId)).toMatchObject(
      met
        ? { status: 'ended', endReason: 'customer-left', assignments: [{ status: 'wrap-up' }] }
        : { status: 'closed', endReason: 'abandoned-while-offered', assignments: [] },
    );
    expect(await ana.session()).toMatchObject({ state: met ? 'wrap-up' : 'ready' });
  });

  test('may ask for a new chat, which is another one', async () => {
    const kim = await askForChat(w, 'support');
    await kim.leaves();

    const again = await askForChat(w, 'support');

    expect(again.chatId).not.toBe(kim.chatId);
    expect((await kim.get(`/v1/chats/${again.chatId}`)).status).toBe(404);
  });
});
