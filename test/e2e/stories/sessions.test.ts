import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { administer, askForChat, pass, signIn } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

describe('signing in', () => {
  test('answers with the session as the desktop shows it, logged in to all queues and not ready', async () => {
    const ana = w.api(await w.tokenFor('ana'));

    const opened = await ana.post('/v1/sessions', {});

    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({
      userId: 'ana',
      status: 'online',
      state: 'not-ready',
      presence: { status: 'not-ready', kind: 'system', cause: 'signed-in' },
      autoCall: false,
      queues: [
        { queueId: 'sales', loggedIn: true },
        { queueId: 'support', loggedIn: true },
      ],
      campaignIds: ['inbound'],
      capacity: { total: 100, free: 100 },
      work: [],
      epoch: 1,
    });
    expect(Date.parse(opened.body.leaseUntil) - Date.parse(w.now())).toBe(30_000);
    expect((await ana.get('/v1/sessions/current')).body).toEqual(opened.body);
  });

  test('starts ready for a person whose profile says so', async () => {
    await administer(w, 'users/ana', { defaultReady: true });
    const kim = await askForChat(w, 'support');

    const ana = await signIn(w, 'ana', { ready: false });

    expect((await ana.session()).presence).toMatchObject({ status: 'ready' });
    expect(await ana.offers()).toMatchObject([{ interactionId: kim.chatId }]);
  });

  test('chooses queues and campaigns among the assigned ones only', async () => {
    const ana = w.api(await w.tokenFor('ana'));

    const foreignQueue = await ana.post('/v1/sessions', { queueIds: ['billing'] });
    const foreignCampaign = await ana.post('/v1/sessions', { campaignIds: ['outbound'] });
    const opened = await ana.post('/v1/sessions', { queueIds: ['support'], campaignIds: [] });

    expect(foreignQueue).toMatchObject({ status: 422, body: { code: 'QUEUE_NOT_ASSIGNED' } });
    expect(foreignCampaign).toMatchObject({ status: 422, body: { code: 'CAMPAIGN_NOT_ASSIGNED' } });
    expect(opened.body).toMatchObject({
      queues: [
        { queueId: 'sales', loggedIn: false },
        { queueId: 'support', loggedIn: true },
      ],
      campaignIds: [],
    });
  });

  test('takes an extension of the person, or any for somebody who may sit anywhere', async () => {
    await administer(w, 'users/ana', { extensions: ['2001'] });
    await administer(w, 'users/ben', { hotDesking: true });
    const ana = w.api(await w.tokenFor('ana'));
    const ben = w.api(await w.tokenFor('ben'));

    const foreign = await ana.post('/v1/sessions', { extension: '2002' });
    const own = await ana.post('/v1/sessions', { extension: '2001' });
    const typed = await ben.post('/v1/sessions', { extension: '9999' });
    const moved = await ben.put('/v1/sessions/current/extension', { extension: '8888' });

    expect(foreign).toMatchObject({ status: 422, body: { code: 'REFERENCE_UNKNOWN' } });
    expect([own.body.extension, typed.body.extension, moved.body.extension]).toEqual(['2001', '9999', '8888']);
  });

  test('is refused to a person who has left the company', async () => {
    const ana = w.api(await w.tokenFor('ana'));
    await administer(w, 'users/ana', { active: false });

    const opened = await ana.post('/v1/sessions', {});

    expect(opened.status).toBeGreaterThanOrEqual(400);
    expect(opened.status).toBeLessThan(500);
  });
});

describe('a second device', () => {
  test('is told that there is a session, and since when', async () => {
    const ana = await signIn(w, 'ana');
    const { openedAt } = await ana.session();
    await w.advance(5);

    const second = await w.api(await w.tokenFor('ana')).post('/v1/sessions', {});

    expect(second).toMatchObject({ status: 409, body: { code: 'SESSION_EXISTS', params: { since: openedAt } } });
    expect((await ana.session()).state).toBe('ready');
  });

  test('takes over by force: conversations go on there, the first device is told and can do nothing more', async () => {
    const desk = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await desk.accept();
    await askForChat(w, 'support', { name: 'Lee' });
    const { presence } = await desk.session();

    const laptop = await signIn(w, 'ana', { ready: false, session: { force: true } });

    const session = await laptop.session();
    expect(session).toMatchObject({ epoch: 2, presence: { status: presence.status, since: presence.since } });
    expect(session.work).toContainEqual(expect.objectContaining({ interactionId: kim.chatId, state: 'active' }));
    expect((await desk.socket.next('session.superseded.v1')).event.data).toMatchObject({
      sessionId: desk.sessionId,
      bySessionId: laptop.sessionId,
    });
    const refused = [await desk.beat(), await desk.get('/v1/sessions/current'), await desk.ready()];
    for (const reply of refused) expect(reply).toMatchObject({ status: 409, body: { code: 'SESSION_SUPERSEDED' } });
    const path = `/v1/interactions/${kim.chatId}/messages`;
    expect((await desk.post(path, { text: 'From the desk', clientMessageId: 'a' })).status).toBe(409);
    expect((await laptop.post(path, { text: 'From the laptop', clientMessageId: 'b' })).status).toBe(201);
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'message']);
  });

  test('that takes over gets the pending offer anew, and no miss is counted', async () => {
    await administer(w, 'routing-settings', { maxMisses: { voice: 1, chat: 1, message: 1, email: 1, task: 1 } });
    const desk = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const first = await desk.socket.next('offer.created.v1');

    const laptop = await signIn(w, 'ana', { ready: false, session: { force: true } });

    expect((await desk.socket.next('offer.resolved.v1')).event.data).toMatchObject({
      offerId: first.event.data.id,
      resolution: 'revoked',
      reason: 'session-taken-over',
    });
    expect(await laptop.offers()).toMatchObject([{ interactionId: kim.chatId }]);
    expect((await laptop.accept()).status).toBe(200);
    expect((await laptop.session()).presence.status).toBe('ready');
  });

  test('that opens at the same moment as the first loses, and the winner gets work', async () => {
    await administer(w, 'users/ana', { defaultReady: true });
    const api = w.api(await w.tokenFor('ana'));

    const replies = await Promise.all(Array.from({ length: 6 }, () => api.post('/v1/sessions', {})));
    const kim = await askForChat(w, 'support');

    expect(replies.map(reply => reply.status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
    expect((await api.get('/v1/offers')).body.items).toMatchObject([{ interactionId: kim.chatId }]);
  });
});

describe('an agent whose connection is lost', () => {
  test('in mid-chat resumes within grace, and everything goes on where it was', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();
    const seq = ana.socket.frames.findLast(frame => frame.seq)?.seq;

    await ana.socket.close();
    await w.advance(11);
    const away = await ana.session();
    await kim.says('Are you still there?');
    await w.advance(60);
    const socket = await w.socket(await w.tokenFor('ana'), { 'session-id': ana.sessionId });
    socket.send({ action: 'resume', after: seq });
    await socket.next('welcome');

    expect(away).toMatchObject({ status: 'grace', state: 'reconnecting' });
    expect((await socket.next('message.created.v1')).event.data).toMatchObject({ text: 'Are you still there?' });
    const back = await ana.session();
    expect(back).toMatchObject({ status: 'online', epoch: 1, presence: { status: 'ready' } });
    expect(back.work).toMatchObject([{ interactionId: kim.chatId, state: 'active' }]);
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'agent-away', 'message', 'agent-back']);
  });

  test('goes into grace when heartbeats stop, though the socket never said goodbye', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();

    await w.advance(29);
    const kept = await ana.session();
    await w.advance(2);
    const away = await ana.session();
    await ana.beat();
    const back = await ana.session();

    expect([kept.status, away.status, back.status]).toEqual(['online', 'grace', 'online']);
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'agent-away', 'agent-back']);
  });

  test('keeps the session by heartbeats alone, without any socket', async () => {
    const ana = await signIn(w, 'ana');

    await ana.socket.close();
    await pass(w, 120, [ana]);

    expect(await ana.session()).toMatchObject({ status: 'online', presence: { status: 'ready' } });
  });

  test('is asked nothing while away, and the pending offer goes to somebody else at once', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const offered = await ana.offers();
    const ben = await signIn(w, 'ben');

    await ana.socket.close();
    await w.advance(11);
    const lee = await askForChat(w, 'support', { name: 'Lee' });

    expect(offered).toMatchObject([{ interactionId: kim.chatId }]);
    expect(await ana.offers()).toEqual([]);
    expect((await ben.offers()).map(offer => offer.interactionId).toSorted()).toEqual(
      [kim.chatId, lee.chatId].toSorted(),
    );
  });

  test('and who opens a session anew within grace carries on, and the customer hears of it', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();

    await ana.socket.close();
    await w.advance(11);
    const again = await signIn(w, 'ana', { ready: false });

    expect((await again.session()).work).toMatchObject([{ interactionId: kim.chatId, state: 'active' }]);
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'agent-away', 'agent-back']);
  });

  test('and who does not come back loses the session; chats wait again with their rank and prefer their agent', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();
    const others = [];
    await ana.notReady();
    for (const name of ['Lee', 'Max']) {
      await w.advance(1);
      others.push(await askForChat(w, 'support', { name }));
    }

    await ana.socket.close();
    await w.advance(10 + 120 + 1);
    const gone = await ana.get('/v1/sessions/current');
    const sue = w.api(await w.tokenFor('sue'));
    const waiting = await sue.get('/v1/queues/support/waiting');

    expect(gone).toMatchObject({ status: 409, body: { code: 'SESSION_SUPERSEDED' } });
    expect(waiting.body.items.map((one: { interactionId: string }) => one.interactionId)).toEqual([
      kim.chatId,
      ...others.map(other => other.chatId),
    ]);
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'agent-away', 'agent-left']);
    expect((await kim.chat()).state).toBe('queued');

    const ben = await signIn(w, 'ben');
    for (const _ of others) await ben.accept();
    expect(await ben.offers()).toEqual([]);
    await pass(w, 120, [ben]);
    expect(await ben.offers()).toMatchObject([{ interactionId: kim.chatId }]);
  });

  test('and who comes back after the session ended gets the own chat first', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();

    await ana.socket.close();
    await w.advance(10 + 120 + 1);
    const again = await signIn(w, 'ana');

    expect(await again.offers()).toMatchObject([{ interactionId: kim.chatId }]);
    expect((await again.accept()).body.assignments).toHaveLength(2);
  });

  test('loses no wrap-up: the system completes it when the session ends', async () => {
    await administer(w, 'campaigns/inbound', { wrapUpSeconds: 600 });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    await ana.put(`/v1/interactions/${kim.chatId}/notes`, { notes: 'Call the carrier' });

    await ana.socket.close();
    await w.advance(10 + 120 + 1);
    const sue = w.api(await w.tokenFor('sue'));
    const interaction = await sue.get(`/v1/interactions/${kim.chatId}`);

    expect(interaction.body).toMatchObject({ status: 'closed', notes: 'Call the carrier' });
    expect(interaction.body.assignments[0].wrapUp).toMatchObject({ completedBy: 'system' });
  });
});

describe('signing out', () => {
  test('is refused with the open work, in conversation and in wrap-up, and done when nothing is open', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();

    const inChat = await ana.delete('/v1/sessions/current');
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    const inWrapUp = await ana.delete('/v1/sessions/current');
    await ana.post(`/v1/interactions/${kim.chatId}/wrap-up/completion`);
    const closed = await ana.delete('/v1/sessions/current');

    for (const refused of [inChat, inWrapUp]) {
      expect(refused).toMatchObject({
        status: 409,
        body: { code: 'OPEN_WORK', params: { interactionIds: [kim.chatId] } },
      });
    }
    expect(closed.status).toBe(204);
    const gone = await w.api(await w.tokenFor('ana')).get('/v1/sessions/current');
    expect(gone).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } });
  });

  test('gives a pending offer back without blame, to somebody else at once', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const ben = await signIn(w, 'ben');

    const closed = await ana.delete('/v1/sessions/current');

    expect(closed.status).toBe(204);
    expect(await ben.offers()).toMatchObject([{ interactionId: kim.chatId }]);
    expect((await ana.socket.next('session.closed.v1')).event.data).toMatchObject({ cause: 'logged-out' });
  });

  test('is the end of heartbeats too', async () => {
    const ana = await signIn(w, 'ana');
    await ana.delete('/v1/sessions/current');

    const beat = await ana.beat();
    await w.advance(300);

    expect(beat.status).toBeGreaterThanOrEqual(400);
    const frames = ana.socket.frames.map(frame => frame.event?.type);
    expect(frames.lastIndexOf('session.closed.v1')).toBe(frames.length - 1);
  });
});
