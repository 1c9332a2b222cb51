import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, administer, askForChat, establish, pass, signIn } from '#test/support/journeys.ts';
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
const answered = (resolution: string) => ({ data: expect.objectContaining({ resolution }) });

describe('an offer', () => {
  test('shows who asks and how long it rings, by the clock of the server', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await w.advance(4);

    const [offer] = await ana.offers();

    expect(offer).toMatchObject({
      interactionId: kim.chatId,
      channel: 'chat',
      customer: { name: 'Kim' },
      serverTime: w.now(),
    });
    expect(Date.parse(offer.expiresAt) - Date.parse(offer.createdAt)).toBe(20_000);
    expect(Date.parse(offer.expiresAt) - Date.parse(offer.serverTime)).toBe(16_000);
  });

  test('is accepted on one device and gone on the other; the same acceptance again answers the same', async () => {
    const ana = await signIn(w, 'ana');
    const tab = await w.socket(await w.tokenFor('ana'));
    tab.send({ action: 'resume' });
    const kim = await askForChat(w, 'support');
    const [offer] = await ana.offers();

    const first = await ana.post(`/v1/offers/${offer.id}/acceptance`);
    const second = await ana.post(`/v1/offers/${offer.id}/acceptance`);

    expect(first).toMatchObject({ status: 200, body: { id: kim.chatId, status: 'active' } });
    expect(second).toMatchObject({ status: 200, body: first.body });
    for (const socket of [ana.socket, tab]) {
      expect((await socket.next('offer.resolved.v1')).event).toMatchObject(answered('accepted'));
    }
    expect(await kim.story()).toEqual(['queued', 'agent-joined']);
  });

  test('is nothing to anybody else, who hears of no such offer', async () => {
    const ana = await signIn(w, 'ana');
    await askForChat(w, 'support');
    const [offer] = await ana.offers();
    const ben = await signIn(w, 'ben');
    const stranger = await signIn(w, 'ana', { tenantId: 'acme' });

    for (const agent of [ben, stranger]) {
      for (const way of ['acceptance', 'rejection']) {
        const refused = await agent.post(`/v1/offers/${offer.id}/${way}`);
        expect(refused).toMatchObject({ status: 404, body: { code: 'OFFER_NOT_FOUND' } });
      }
    }
    expect(await ana.offers()).toHaveLength(1);
  });

  test('that is too late to accept says what became of it', async () => {
    const ana = await signIn(w, 'ana');
    await askForChat(w, 'support');
    const [offer] = await ana.offers();
    await pass(w, 20, [ana]);

    const late = await ana.post(`/v1/offers/${offer.id}/acceptance`);

    expect(late).toMatchObject({ status: 409, body: { code: 'OFFER_NOT_PENDING', currentState: 'expired' } });
  });

  test('that the customer leaves is taken back, and the agent is not to blame', async () => {
    const maxMisses = { voice: 1, chat: 1, message: 1, email: 1, task: 1 };
    await administer(w, 'routing-settings', { maxMisses });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const [offer] = await ana.offers();

    await kim.leaves();
    const late = await ana.post(`/v1/offers/${offer.id}/acceptance`);

    expect(late.body).toMatchObject({
      code: 'OFFER_NOT_PENDING',
      currentState: 'revoked',
      params: { reason: 'customer-left' },
    });
    expect(await ana.session()).toMatchObject({
      state: 'ready',
      capacity: { free: 100 },
      presence: { status: 'ready' },
    });
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    expect(await ids(ana)).toEqual([lee.chatId]);
  });
});

describe('a chat that nobody accepts', () => {
  test('rings, moves on, cools its agents down, comes back, and goes on with the rank it has', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await w.advance(1);
    const ben = await signIn(w, 'ben');
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    const both = [ana, ben];
    const start = { ana: await ids(ana), ben: await ids(ben) };

    await pass(w, 19, both);
    const moved = { ana: await ids(ana), ben: (await ids(ben)).toSorted() };
    await pass(w, 1, both);
    const cooling = await ids(ana);
    const trace = await ana.get(`/v1/interactions/${lee.chatId}/routing-trace`);

    expect(start).toEqual({ ana: [kim.chatId], ben: [lee.chatId] });
    expect(moved).toEqual({ ana: [], ben: [kim.chatId, lee.chatId].toSorted() });
    expect(cooling).toEqual([]);
    expect(trace.body.now.considered).toContainEqual(
      expect.objectContaining({ agentId: 'ana', refused: 'cooling-down' }),
    );
    expect((await kim.chat()).state).toBe('queued');

    await pass(w, 4, both);
    expect(await ids(ana)).toEqual([lee.chatId]);
  });

  test('sets its only agent not ready after three misses, and finds him again when he comes back', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');

    await pass(w, 20, [ana]);
    const firstMiss = { offers: await ids(ana), position: (await kim.chat()).position };
    await pass(w, 29, [ana]);
    const excluded = await ids(ana);
    await pass(w, 1, [ana]);
    const second = await ids(ana);
    await pass(w, 20 + 30, [ana]);
    const third = await ids(ana);
    await pass(w, 20, [ana]);
    const notReady = await ana.session();
    await pass(w, 60, [ana]);
    const stillNobody = await ids(ana);
    await ana.ready();

    expect(firstMiss).toEqual({ offers: [], position: 1 });
    expect(excluded).toEqual([]);
    expect([second, third]).toEqual([[kim.chatId], [kim.chatId]]);
    expect(notReady.presence).toMatchObject({ status: 'not-ready', cause: 'offer-missed' });
    expect(stillNobody).toEqual([]);
    expect(await ids(ana)).toEqual([kim.chatId]);
    expect(w.counted.filter(metric => metric === 'OfferExpired').length).toBe(3);
  });

  test('does not come back at once to who turns it down, and later each time', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const pauses: number[] = [];

    for (let round = 0; round < 3; round += 1) {
      await ana.reject();
      let waited = 0;
      while ((await ids(ana)).length === 0) {
        await pass(w, 5, [ana]);
        waited += 5;
      }
      pauses.push(waited);
    }

    expect(pauses).toEqual([10, 20, 40]);
    expect((await ana.session()).presence.status).toBe('ready');
    expect(await ids(ana)).toEqual([kim.chatId]);
  });

  test('is asked of the next one at once when it is rejected', async () => {
    const ana = await signIn(w, 'ana');
    await w.advance(1);
    const ben = await signIn(w, 'ben');
    const kim = await askForChat(w, 'support');
    const [offer] = await ana.offers();

    const rejected = await ana.post(`/v1/offers/${offer.id}/rejection`, { reason: 'No time' });

    expect(rejected).toMatchObject({ status: 200, body: { offerId: offer.id, resolution: 'rejected' } });
    expect(await ids(ben)).toEqual([kim.chatId]);
    expect(await ids(ana)).toEqual([]);
    const again = await ana.post(`/v1/offers/${offer.id}/rejection`);
    expect(again).toMatchObject({ status: 409, body: { code: 'OFFER_NOT_PENDING', currentState: 'rejected' } });
  });
});

describe('auto-answer', () => {
  test('connects after the tone without anybody pressing a key', async () => {
    await administer(w, 'campaigns/inbound', { offerMode: 'auto-answer', alertSeconds: 3 });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const [offer] = await ana.offers();

    await w.advance(2);
    const ringing = (await kim.chat()).state;
    await w.advance(1);

    expect(Date.parse(offer.autoAnswerAt) - Date.parse(offer.createdAt)).toBe(3000);
    expect(ringing).toBe('queued');
    expect(await kim.chat()).toMatchObject({ state: 'handling', agentName: 'Ana' });
    expect((await ana.socket.next('offer.resolved.v1')).event.data).toMatchObject({
      resolution: 'accepted',
      by: 'auto-answer',
    });
    expect((await ana.socket.next('interaction.connected.v1')).event.data).toMatchObject({
      agentId: 'ana',
      waitedMs: 3000,
    });
  });

  test('can be forestalled by hand, either way', async () => {
    await administer(w, 'campaigns/inbound', { offerMode: 'auto-answer', alertSeconds: 5 });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const accepted = await ana.accept();
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    const rejected = await ana.reject();

    await w.advance(6);

    expect([accepted.status, rejected.status]).toEqual([200, 200]);
    expect(await kim.story()).toEqual(['queued', 'agent-joined']);
    expect((await lee.chat()).state).toBe('queued');
  });
});

describe('picking up by hand', () => {
  test('takes a waiting chat, whatever presence, queues and skills say, within the capacity', async () => {
    await administer(w, 'queues/support', { steps: [{ skills: [{ skillId: 'billing', level: 5 }] }] });
    const ana = await signIn(w, 'ana', { session: { queueIds: ['sales'] } });
    await ana.notReady('training');
    const chats = [];
    for (const name of ['Kim', 'Lee', 'Max', 'Nia']) chats.push(await askForChat(w, 'support', { name }));

    const replies = [];
    for (const chat of chats) replies.push(await ana.post(`/v1/interactions/${chat.chatId}/pickup`));

    expect(replies.map(reply => reply.status)).toEqual([200, 200, 200, 409]);
    expect(replies[0]?.body).toMatchObject({ status: 'active', assignments: [{ agentId: 'ana', status: 'active' }] });
    expect(replies[3]?.body).toMatchObject({ code: 'CAPACITY_EXCEEDED', params: { free: 10, cost: 30 } });
    expect(await chats[0]?.story()).toEqual(['queued', 'agent-joined']);
  });

  test('needs the permission, which supervisors have', async () => {
    const cleo = await signIn(w, 'cleo', { ready: false });
    const sue = await signIn(w, 'sue', { ready: false });
    const kim = await askForChat(w, 'support');

    const refused = await cleo.post(`/v1/interactions/${kim.chatId}/pickup`);
    const taken = await sue.post(`/v1/interactions/${kim.chatId}/pickup`);

    expect(refused).toMatchObject({ status: 403, body: { params: { permission: 'pick-up' } } });
    expect(taken.status).toBe(200);
  });

  test('takes nothing that is offered, in conversation or over', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await askForChat(w, 'support');
    const pickUp = () => ben.post(`/v1/interactions/${kim.chatId}/pickup`);

    const offered = await pickUp();
    await ana.accept();
    const active = await pickUp();
    await kim.leaves();
    const ended = await pickUp();

    for (const [refused, currentState] of [
      [offered, 'offered'],
      [active, 'active'],
      [ended, 'ended'],
    ] as const) {
      expect(refused).toMatchObject({ status: 409, body: { code: 'INTERACTION_STATE', currentState } });
    }
  });

  test('of twenty who reach for one chat exactly one gets it', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `agent-${at}`);
    for (const id of names) {
      const queues = [{ queueId: 'support' }];
      await establish(w, 'users', { id, name: id, roles: ['agent'], permissions: ['pick-up'], queues });
    }
    const agents = await Promise.all(names.map(id => signIn(w, id, { ready: false })));
    const kim = await askForChat(w, 'support');

    const replies = await Promise.all(agents.map(agent => agent.post(`/v1/interactions/${kim.chatId}/pickup`)));

    const won = replies.filter(reply => reply.status === 200);
    expect(won).toHaveLength(1);
    for (const lost of replies.filter(reply => reply.status !== 200)) {
      expect(lost).toMatchObject({ status: 409, body: { code: 'INTERACTION_STATE', currentState: 'active' } });
    }
    const sessions = await Promise.all(agents.map(agent => agent.session()));
    expect(sessions.flatMap(session => session.work)).toHaveLength(1);
    expect(await kim.story()).toEqual(['queued', 'agent-joined']);
  });

  test('and routing never get the same chat', async () => {
    const ana = await signIn(w, 'ana', { ready: false });
    const ben = await signIn(w, 'ben', { ready: false });
    const chats = [];
    for (const name of ['Kim', 'Lee', 'Max']) chats.push(await askForChat(w, 'support', { name }));

    const [, ...picked] = await Promise.all([
      ana.ready(),
      ...chats.map(chat => ben.post(`/v1/interactions/${chat.chatId}/pickup`)),
    ]);

    const taken = picked.filter(reply => reply.status === 200).map(reply => reply.body.id);
    const offered = await ids(ana);
    expect([...taken, ...offered].toSorted()).toEqual(chats.map(chat => chat.chatId).toSorted());
    for (const reply of picked) expect([200, 409]).toContain(reply.status);
  });
});
