import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, administer, askForChat, pass, signIn, startChat } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
  expect(w.counted).not.toContain('RepairPerformed');
});

const ids = async (agent: Agent): Promise<string[]> => (await agent.offers()).map(offer => offer.interactionId);
const handTo = (agent: Agent, chatId: string, id: string) =>
  agent.post(`/v1/interactions/${chatId}/transfer`, { target: { kind: 'personal-queue', id } });

describe('a personal queue', () => {
  test('waits for its owner who is away, however long, and greets him when he comes to work', async () => {
    const ana = await signIn(w, 'ana');
    const cleo = await signIn(w, 'cleo');
    await cleo.notReady();
    const kim = await startChat(w, ana);

    const handed = await handTo(ana, kim.chatId, 'ben');
    await cleo.ready();
    await pass(w, 900, [ana, cleo]);
    const meanwhile = [await ids(ana), await ids(cleo)];
    const state = await kim.chat();
    const ben = await signIn(w, 'ben');

    expect(handed.status).toBe(200);
    expect(meanwhile).toEqual([[], []]);
    expect(state).toMatchObject({ state: 'queued', position: 1 });
    expect(await ids(ben)).toEqual([kim.chatId]);
  });

  test('comes before the queues, and asks for no skills and no queue login', async () => {
    await administer(w, 'users/ben', { capacity: { total: 100, weights: { chat: 100 } } });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await ana.notReady();
    const early = await askForChat(w, 'support', { name: 'Lee' });
    await handTo(ana, kim.chatId, 'ben');

    const ben = await signIn(w, 'ben', { session: { queueIds: ['support'] } });
    const first = await ids(ben);
    await ben.reject();
    const second = await ids(ben);

    expect(first).toEqual([kim.chatId]);
    expect(second).toEqual([early.chatId]);
  });

  test('keeps what its owner rejects or misses, and asks him again', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const ben = await signIn(w, 'ben');
    await handTo(ana, kim.chatId, 'ben');
    await ana.post(`/v1/interactions/${kim.chatId}/wrap-up/completion`);

    await ben.reject();
    const rejected = [await ids(ana), await ids(ben)];
    await pass(w, 10, [ana, ben]);
    const again = [await ids(ana), await ids(ben)];
    await pass(w, 20, [ana, ben]);
    const missed = [await ids(ana), await ids(ben)];
    await pass(w, 30, [ana, ben]);

    expect(rejected).toEqual([[], []]);
    expect(again).toEqual([[], [kim.chatId]]);
    expect(missed).toEqual([[], []]);
    expect(await ids(ben)).toEqual([kim.chatId]);
  });

  test('can be used for the chat one holds oneself, to take it up again later', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    const parked = await handTo(ana, kim.chatId, 'ana');
    const wrapping = await ids(ana);
    await ana.post(`/v1/interactions/${kim.chatId}/wrap-up/completion`);

    expect(parked.status).toBe(200);
    expect(wrapping).toEqual([]);
    expect(await ids(ana)).toEqual([kim.chatId]);
  });

  test('is refused for a person who has none', async () => {
    await administer(w, 'users/ben', { personalQueue: false });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    const refused = await handTo(ana, kim.chatId, 'ben');

    expect(refused).toMatchObject({ status: 422, body: { code: 'TARGET_UNAVAILABLE' } });
    expect((await kim.chat()).state).toBe('handling');
  });

  test('says in the routing trace for whom the contact is kept', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben');
    await ben.notReady('lunch');
    const kim = await startChat(w, ana);
    await handTo(ana, kim.chatId, 'ben');

    const { body } = await ana.get(`/v1/interactions/${kim.chatId}/routing-trace`);

    expect(body.now.considered).toMatchObject([{ agentId: 'ben', refused: 'not-ready', detail: 'lunch' }]);
  });
});
