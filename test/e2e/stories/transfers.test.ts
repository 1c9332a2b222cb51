import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, administer, askForChat, establish, pass, signIn, startChat } from '#test/support/journeys.ts';
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
const hand = (agent: Agent, chatId: string, kind: string, id: string, note?: string) =>
  agent.post(`/v1/interactions/${chatId}/transfer`, { target: { kind, id }, ...(note && { note }) });
const interactionOf = async (chatId: string) =>
  (await w.api(await w.tokenFor('sue')).get(`/v1/interactions/${chatId}`)).body;

describe('a transfer to a queue', () => {
  test('ends the part of the agent, wraps it up, and offers the chat there with the age it has', async () => {
    await establish(w, 'queues', { id: 'expert', name: 'Experts', campaignId: 'inbound', channels: ['chat'] });
    await administer(w, 'users/ben', { queues: [{ queueId: 'expert' }] });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana, 'support');
    await pass(w, 30, [ana]);
    const lee = await askForChat(w, 'expert', { name: 'Lee' });

    const handed = await hand(ana, kim.chatId, 'queue', 'expert', 'Asks for an expert');
    const ben = await signIn(w, 'ben');

    expect(handed.body).toMatchObject({ status: 'queued', queueId: 'expert', assignments: [{ status: 'wrap-up' }] });
    expect((await ana.session()).work).toMatchObject([{ interactionId: kim.chatId, state: 'wrap-up', cost: 10 }]);
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'transferred', 'agent-left']);
    expect(await ids(ben)).toEqual([kim.chatId, lee.chatId]);
    const accepted = await ben.post(`/v1/offers/${(await ben.offers())[0].id}/acceptance`);
    expect(accepted.body.assignments).toMatchObject([
      { agentId: 'ana', status: 'wrap-up', queueId: 'support' },
      { agentId: 'ben', status: 'active', queueId: 'expert' },
    ]);
    const { items } = (await ben.get(`/v1/interactions/${kim.chatId}/timeline`)).body;
    expect(items.find((event: { type: string }) => event.type === 'interaction.transferred.v1').data).toMatchObject({
      agentId: 'ana',
      note: 'Asks for an expert',
      target: { kind: 'queue', id: 'expert' },
    });
  });

  test('that nobody serves returns after its time, under the rules it had, to whoever serves there', async () => {
    await establish(w, 'campaigns', { id: 'special', name: 'Special' });
    await establish(w, 'queues', {
      id: 'empty',
      name: 'Nobody here',
      campaignId: 'special',
      channels: ['chat'],
      class: 7,
      steps: [{ skills: [{ skillId: 'german', level: 5 }] }],
    });
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben');
    await ben.notReady();
    const kim = await startChat(w, ana, 'support');
    const before = await interactionOf(kim.chatId);
    await hand(ana, kim.chatId, 'queue', 'empty');
    await ben.ready();

    await pass(w, 59, [ana, ben]);
    const still = { offers: await ids(ben), queueId: (await interactionOf(kim.chatId)).queueId };
    await pass(w, 1, [ana, ben]);

    expect(still).toEqual({ offers: [], queueId: 'empty' });
    const { campaignId, class: line, priority, queueId } = await interactionOf(kim.chatId);
    expect({ campaignId, line, priority, queueId }).toEqual({
      campaignId: before.campaignId,
      line: before.class,
      priority: before.priority,
      queueId: 'support',
    });
    expect([...(await ids(ana)), ...(await ids(ben))]).toEqual([kim.chatId]);
  });

  test('is refused where the queue is closed, takes no chats or does not exist', async () => {
    await establish(w, 'business-hours', { id: 'never', name: 'Never', timeZone: 'UTC', week: {} });
    const queue = { campaignId: 'inbound', channels: ['chat'] };
    await establish(w, 'queues', { ...queue, id: 'closed', name: 'Closed', hoursId: 'never' });
    await establish(w, 'queues', { ...queue, id: 'calls', name: 'Calls', channels: ['voice'] });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana, 'support');

    const replies = [];
    for (const id of ['closed', 'calls', 'nowhere']) replies.push(await hand(ana, kim.chatId, 'queue', id));

    expect(replies.map(reply => [reply.status, reply.body.code])).toEqual([
      [422, 'TARGET_UNAVAILABLE'],
      [422, 'TARGET_UNAVAILABLE'],
      [404, 'QUEUE_NOT_FOUND'],
    ]);
    expect((await ana.session()).work).toMatchObject([{ interactionId: kim.chatId, state: 'active' }]);
  });
});

describe('a transfer to an agent', () => {
  test('is offered to him alone, whatever his queues and skills', async () => {
    await administer(w, 'users/ben', { queues: [{ queueId: 'sales' }] });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana, 'support');
    const [ben, cleo] = [await signIn(w, 'ben'), await signIn(w, 'cleo')];

    await hand(ana, kim.chatId, 'agent', 'ben');
    const offered = { ben: await ids(ben), cleo: await ids(cleo) };
    await ben.accept();

    expect(offered).toEqual({ ben: [kim.chatId], cleo: [] });
    expect(await kim.chat()).toMatchObject({ state: 'handling', agentName: 'Ben' });
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'transferred', 'agent-left', 'agent-joined']);
  });

  test('who rejects returns at once to the queue it came from', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana, 'support');
    const [ben, cleo] = [await signIn(w, 'ben'), await signIn(w, 'cleo')];
    await hand(ana, kim.chatId, 'agent', 'ben');

    await ben.reject();

    expect(await ids(cleo)).toEqual([kim.chatId]);
    expect(await interactionOf(kim.chatId)).toMatchObject({ queueId: 'support', status: 'offered' });
  });

  test('who lets it ring returns when the ring time is over', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana, 'support');
    const [ben, cleo] = [await signIn(w, 'ben'), await signIn(w, 'cleo')];
    await hand(ana, kim.chatId, 'agent', 'ben');

    await pass(w, 20, [ana, ben, cleo]);

    expect(await ids(cleo)).toEqual([kim.chatId]);
    expect(await ids(ben)).toEqual([]);
  });

  test('who is busy waits for him until the time is over, then returns', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben');
    await ben.notReady('lunch');
    const kim = await startChat(w, ana, 'support');
    await hand(ana, kim.chatId, 'agent', 'ben');
    const cleo = await signIn(w, 'cleo');

    await pass(w, 59, [ana, ben, cleo]);
    const waiting = await ids(cleo);
    await pass(w, 1, [ana, ben, cleo]);

    expect(waiting).toEqual([]);
    expect(await ids(cleo)).toEqual([kim.chatId]);
  });

  test('comes back to the sender when nobody else is there, once he has wrapped up', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana, 'support');
    const ben = await signIn(w, 'ben');
    await hand(ana, kim.chatId, 'agent', 'ben');
    await ben.reject();
    await ben.notReady('lunch');
    const wrapping = await ids(ana);

    await ana.post(`/v1/interactions/${kim.chatId}/wrap-up/completion`);

    expect(wrapping).toEqual([]);
    expect(await ids(ana)).toEqual([kim.chatId]);
  });

  test('is refused when he is not at work, is oneself, or does not exist', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana, 'support');

    const replies = [];
    for (const id of ['ben', 'ana', 'nobody', 'ada']) replies.push(await hand(ana, kim.chatId, 'agent', id));

    expect(replies.map(reply => reply.body.code)).toEqual([
      'TARGET_UNAVAILABLE',
      'TARGET_UNAVAILABLE',
      'AGENT_NOT_FOUND',
      'AGENT_NOT_FOUND',
    ]);
    expect((await kim.chat()).state).toBe('handling');
  });

  test('whose connection is lost in the conversation brings the chat to the queue, not to his own line', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana, 'support');
    const ben = await signIn(w, 'ben');
    await hand(ana, kim.chatId, 'agent', 'ben');
    await ben.accept();
    await ana.post(`/v1/interactions/${kim.chatId}/wrap-up/completion`);

    await ben.socket.close();
    await pass(w, 10 + 120 + 120, [ana]);

    expect(await ids(ana)).toEqual([kim.chatId]);
  });
});

describe('the customer', () => {
  test('may leave while the transfer waits or rings, and nobody is bothered any more', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben');
    await ben.notReady('lunch');
    const kim = await startChat(w, ana, 'support');
    const lee = await startChat(w, ana, 'support', 'Lee');
    await hand(ana, kim.chatId, 'agent', 'ben');
    await hand(ana, lee.chatId, 'agent', 'ben');

    await kim.leaves();
    await ben.ready();
    const ringing = await ids(ben);
    await lee.leaves();
    await pass(w, 90, [ana, ben]);

    expect(ringing).toEqual([lee.chatId]);
    expect([await ids(ana), await ids(ben)]).toEqual([[], []]);
    expect((await interactionOf(lee.chatId)).status).toBe('closed');
  });
});
