import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { administer, askForChat, caughtUp, pass, signIn } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

describe('presence', () => {
  test('tells every device of the agent and those who watch the queue', async () => {
    const ana = await signIn(w, 'ana', { ready: false });
    const sue = await w.socket(await w.tokenFor('sue'));
    sue.send({ action: 'resume' });
    sue.send({ action: 'subscribe', topics: ['queue:support'] });
    await sue.next('subscribed');

    await ana.ready();

    for (const socket of [ana.socket, sue]) {
      const seen = (await caughtUp(w, socket)).findLast(frame => frame.event?.type === 'presence.changed.v1');
      expect(seen.event.data).toMatchObject({ agentId: 'ana', presence: { status: 'ready' }, state: 'ready' });
    }
  });

  test('asks for a reason when one goes not ready, and says which there are', async () => {
    const ana = await signIn(w, 'ana');

    const unnamed = await ana.put('/v1/sessions/current/presence', { status: 'not-ready' });
    const unknown = await ana.notReady('siesta');
    const lunch = await ana.notReady('lunch');
    const reasons = await ana.get('/v1/presence-reasons');

    for (const refused of [unnamed, unknown]) {
      expect(refused).toMatchObject({ status: 422, body: { code: 'REASON_REQUIRED' } });
      expect(refused.body.params.allowed).toEqual(reasons.body.items.map((reason: { id: string }) => reason.id));
    }
    expect(lunch.body.presence).toMatchObject({ status: 'not-ready', reasonId: 'lunch', kind: 'user' });
    expect(lunch.body.state).toBe('not-ready');
  });

  test('keeps the time it began when the same is said again', async () => {
    const ana = await signIn(w, 'ana');
    const first = await ana.notReady('lunch');
    await w.advance(20);

    const again = await ana.notReady('lunch');
    const other = await ana.notReady('coffee');

    expect(again.body.presence.since).toBe(first.body.presence.since);
    expect(other.body.presence.since).toBe(w.now());
  });

  test('not ready stops new work and leaves the conversation and its wrap-up alone', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();

    await ana.notReady('lunch');
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    const said = await ana.post(`/v1/interactions/${kim.chatId}/messages`, { text: 'Go on', clientMessageId: '1' });
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    const wrapping = await ana.session();
    await ana.ready();

    expect(said.status).toBe(201);
    expect(wrapping).toMatchObject({ state: 'wrap-up', presence: { reasonId: 'lunch' } });
    expect(wrapping.work).toMatchObject([{ interactionId: kim.chatId, state: 'wrap-up' }]);
    expect(await ana.offers()).toMatchObject([{ interactionId: lee.chatId }]);
  });

  test('after-current takes no new work at once and becomes a break when chat and wrap-up are done', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();

    const wished = await ana.notReady('lunch', 'after-current');
    await askForChat(w, 'support', { name: 'Lee' });
    const offersMeanwhile = await ana.offers();
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    const wrapping = await ana.session();
    await pass(w, 31, [ana]);
    const onBreak = await ana.session();

    expect(wished.body.presence).toMatchObject({
      status: 'ready',
      pending: { status: 'not-ready', reasonId: 'lunch' },
    });
    expect(offersMeanwhile).toEqual([]);
    expect(wrapping.presence.pending).toMatchObject({ reasonId: 'lunch' });
    expect(onBreak).toMatchObject({ state: 'not-ready', presence: { reasonId: 'lunch', pending: null } });
    expect(await ana.offers()).toEqual([]);
  });

  test('after-current can be taken back, and work comes again at once', async () => {
    const ana = await signIn(w, 'ana');
    await askForChat(w, 'support');
    await ana.accept();
    await ana.notReady('lunch', 'after-current');
    const lee = await askForChat(w, 'support', { name: 'Lee' });

    const back = await ana.ready();

    expect(back.body.presence).toMatchObject({ status: 'ready', pending: null });
    expect(await ana.offers()).toMatchObject([{ interactionId: lee.chatId }]);
  });

  test('after-current takes effect at once for somebody without work', async () => {
    const ana = await signIn(w, 'ana');

    const onBreak = await ana.notReady('coffee', 'after-current');

    expect(onBreak.body.presence).toMatchObject({ status: 'not-ready', reasonId: 'coffee', pending: null });
  });

  test('after-current of somebody who is only being asked waits for the answer', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');

    const wished = await ana.notReady('coffee', 'after-current');
    await ana.reject();
    const onBreak = await ana.session();

    expect(wished.body.presence.pending).toMatchObject({ reasonId: 'coffee' });
    expect(onBreak.presence).toMatchObject({ status: 'not-ready', reasonId: 'coffee' });
    expect((await kim.chat()).state).toBe('queued');
  });

  test('survives a reload of the page: the session is the same one', async () => {
    const ana = await signIn(w, 'ana');
    await ana.notReady('training');

    await ana.socket.close();
    const socket = await w.socket(await w.tokenFor('ana'));
    socket.send({ action: 'resume' });
    await socket.next('welcome');
    await w.advance(15);

    expect(await ana.session()).toMatchObject({ status: 'online', presence: { reasonId: 'training' } });
  });
});

describe('auto-call', () => {
  test('is a switch of its own that never moves presence', async () => {
    const ana = await signIn(w, 'ana');
    const { presence } = await ana.session();

    const on = await ana.put('/v1/sessions/current/auto-call', { enabled: true });
    await ana.notReady('lunch');
    const during = await ana.session();
    await ana.ready();
    const off = await ana.put('/v1/sessions/current/auto-call', { enabled: false });

    expect(on.body).toMatchObject({ autoCall: true, presence });
    expect([during.autoCall, off.body.autoCall]).toEqual([true, false]);
    expect(off.body.presence.status).toBe('ready');
  });
});

describe('campaigns', () => {
  test('that are not selected bring no work until they are selected again', async () => {
    const ana = await signIn(w, 'ana', { session: { campaignIds: [] } });
    const kim = await askForChat(w, 'support');
    const before = await ana.offers();

    const selected = await ana.put('/v1/sessions/current/campaigns', { campaignIds: ['inbound'] });

    expect(before).toEqual([]);
    expect(selected.body.campaignIds).toEqual(['inbound']);
    expect(await ana.offers()).toMatchObject([{ interactionId: kim.chatId }]);
  });

  test('can only be assigned ones', async () => {
    const ana = await signIn(w, 'ana');

    const refused = await ana.put('/v1/sessions/current/campaigns', { campaignIds: ['foreign'] });

    expect(refused).toMatchObject({ status: 422, body: { code: 'CAMPAIGN_NOT_ASSIGNED' } });
  });
});

describe('an agent who misses offers', () => {
  test('is set not ready by the system after three chats in a row, and comes back by hand', async () => {
    await administer(w, 'routing-settings', { missExclusionSeconds: 0, coolDownSeconds: 0 });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');

    await pass(w, 41, [ana]);
    const afterTwo = await ana.session();
    await pass(w, 20, [ana]);
    const afterThree = await ana.session();
    const offers = await ana.offers();
    const back = await ana.ready();

    expect(afterTwo.presence.status).toBe('ready');
    expect(afterThree.presence).toMatchObject({ status: 'not-ready', kind: 'system', cause: 'offer-missed' });
    expect(offers).toEqual([]);
    expect(back.body.presence).toMatchObject({ status: 'ready', kind: 'user', cause: null });
    expect(await ana.offers()).toMatchObject([{ interactionId: kim.chatId }]);
  });

  test('comes back by itself where the tenant says so', async () => {
    const maxMisses = { voice: 1, chat: 1, message: 1, email: 1, task: 1 };
    await administer(w, 'routing-settings', { maxMisses, autoReturnSeconds: 60 });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');

    await pass(w, 20, [ana]);
    const missed = await ana.session();
    await pass(w, 59, [ana]);
    const stillAway = await ana.session();
    await pass(w, 1, [ana]);

    expect(missed.presence.returnsAt).toBeTruthy();
    expect(stillAway.presence.status).toBe('not-ready');
    expect((await ana.session()).presence).toMatchObject({ status: 'ready', cause: null, returnsAt: null });
    expect(await ana.offers()).toMatchObject([{ interactionId: kim.chatId }]);
  });

  test('starts counting anew after taking one', async () => {
    await administer(w, 'routing-settings', { missExclusionSeconds: 0, coolDownSeconds: 0 });
    const ana = await signIn(w, 'ana');
    await askForChat(w, 'support');
    await pass(w, 41, [ana]);
    await ana.accept();

    await askForChat(w, 'support', { name: 'Lee' });
    await pass(w, 41, [ana]);

    expect((await ana.session()).presence.status).toBe('ready');
  });
});
