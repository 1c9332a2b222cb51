import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Agent,
  administer,
  askForChat,
  type ChatCustomer,
  caughtUp,
  establish,
  firstOfEach,
  pass,
  signIn,
  startChat,
} from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const end = (agent: Agent, { chatId }: ChatCustomer) => agent.post(`/v1/interactions/${chatId}/end`);
const complete = (agent: Agent, { chatId }: ChatCustomer) =>
  agent.post(`/v1/interactions/${chatId}/wrap-up/completion`);
const extend = (agent: Agent, { chatId }: ChatCustomer) => agent.post(`/v1/interactions/${chatId}/wrap-up/extension`);
const record = async (agent: Agent, { chatId }: ChatCustomer) => (await agent.get(`/v1/interactions/${chatId}`)).body;
const eventsOf = async (agent: Agent, type: string) =>
  firstOfEach(await caughtUp(w, agent.socket)).filter(frame => frame.event.type === type);
const inSeconds = (seconds: number) => new Date(Date.parse(w.now()) + seconds * 1000).toISOString();

describe('wrap-up', () => {
  test('begins when the agent ends the chat, with a countdown that everybody can read', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await pass(w, 40, [ana]);

    const ended = await end(ana, kim);

    const wrapUp = { startedAt: w.now(), endsAt: inSeconds(30), completedAt: null, completedBy: null };
    expect(ended.body).toMatchObject({
      status: 'ended',
      endedBy: 'agent',
      endReason: 'agent-ended',
      assignments: [{ agentId: 'ana', status: 'wrap-up', endedAt: w.now(), wrapUp, outcomePending: false }],
    });
    const [started] = await eventsOf(ana, 'assignment.wrap-up-started.v1');
    expect(started.event.data).toMatchObject({ interactionId: kim.chatId, agentId: 'ana', wrapUp, activeMs: 40_000 });
    expect(await ana.session()).toMatchObject({
      state: 'wrap-up',
      capacity: { total: 100, free: 90 },
      work: [{ interactionId: kim.chatId, state: 'wrap-up' }],
    });
  });

  test('ends by itself when its time is over, not a second before', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);

    await pass(w, 29, [ana]);
    const before = await record(ana, kim);
    await w.advance(1);
    const after = await record(ana, kim);

    expect(before.status).toBe('ended');
    expect(after).toMatchObject({
      status: 'closed',
      assignments: [{ status: 'done', wrapUp: { completedBy: 'timer', completedAt: w.now() }, outcomePending: false }],
    });
    const [completed] = await eventsOf(ana, 'assignment.wrap-up-completed.v1');
    expect(completed.event.data).toMatchObject({ by: 'timer', wrapUpMs: 30_000, outcomePending: false });
    expect(completed.event.actor).toEqual({ kind: 'system', id: null });
    expect(await ana.session()).toMatchObject({ state: 'ready', capacity: { free: 100 }, work: [] });
  });

  test('ends early when the agent says so, and the timer that comes later changes nothing', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);
    await pass(w, 7, [ana]);

    const completed = await complete(ana, kim);
    const completedAt = w.now();
    const again = await complete(ana, kim);
    await pass(w, 60, [ana]);

    expect(completed.body).toMatchObject({ status: 'closed', assignments: [{ wrapUp: { completedBy: 'agent' } }] });
    expect(again).toMatchObject({ status: 409, body: { code: 'WRAP_UP_NOT_RUNNING', currentState: 'done' } });
    expect((await record(ana, kim)).version).toBe(completed.body.version);
    expect((await record(ana, kim)).assignments[0].wrapUp).toMatchObject({ completedAt, completedBy: 'agent' });
    expect(await eventsOf(ana, 'assignment.wrap-up-completed.v1')).toHaveLength(1);
  });

  test('that is extended has no end of its own: only the agent ends it', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);
    await pass(w, 29, [ana]);

    const extended = await extend(ana, kim);
    const again = await extend(ana, kim);
    await pass(w, 300, [ana]);
    const muchLater = await record(ana, kim);
    const completed = await complete(ana, kim);

    expect(extended.body.assignments[0].wrapUp).toMatchObject({ endsAt: null, completedAt: null });
    expect([again.status, again.body.version]).toEqual([200, extended.body.version]);
    expect(muchLater).toMatchObject({ status: 'ended', assignments: [{ status: 'wrap-up' }] });
    expect(completed.body).toMatchObject({ status: 'closed', assignments: [{ wrapUp: { completedBy: 'agent' } }] });
    expect(await eventsOf(ana, 'assignment.wrap-up-extended.v1')).toHaveLength(1);
    expect(await extend(ana, kim)).toMatchObject({ status: 409, body: { code: 'WRAP_UP_NOT_RUNNING' } });
  });

  test('and the extension at the very moment of the deadline leave one clear state', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);
    await pass(w, 29, [ana]);

    const [extended] = await Promise.all([extend(ana, kim), w.advance(1)]);

    const [assignment] = (await record(ana, kim)).assignments;
    const inTime = extended.status === 200;
    expect(assignment).toMatchObject(
      inTime
        ? { status: 'wrap-up', wrapUp: { endsAt: null, completedBy: null } }
        : { status: 'done', wrapUp: { completedBy: 'timer' } },
    );
  });

  test('survives presence changes, logging out of queues and a lost connection', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);
    const { wrapUp } = (await record(ana, kim)).assignments[0];

    await ana.notReady('lunch');
    await ana.ready();
    await ana.delete('/v1/sessions/current/queues/support');
    await ana.put('/v1/sessions/current/queues', { queueIds: [] });
    await ana.socket.close();

    expect((await record(ana, kim)).assignments[0]).toMatchObject({ status: 'wrap-up', wrapUp });
    await pass(w, 30, [ana]);
    expect((await record(ana, kim)).assignments[0]).toMatchObject({
      status: 'done',
      wrapUp: { completedBy: 'timer', completedAt: wrapUp.endsAt },
    });
  });

  test('keeps the agent from logging out until it is done', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);

    const refused = await ana.delete('/v1/sessions/current');
    await complete(ana, kim);
    const closed = await ana.delete('/v1/sessions/current');

    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'OPEN_WORK', params: { interactionIds: [kim.chatId] } },
    });
    expect(closed.status).toBe(204);
  });

  test('holds a presence change for after the current work back until it is over', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await ana.notReady('lunch', 'after-current');
    await end(ana, kim);

    const during = await ana.session();
    await pass(w, 30, [ana]);
    const after = await ana.session();

    expect(during.presence).toMatchObject({ status: 'ready', pending: { status: 'not-ready', reasonId: 'lunch' } });
    expect(after.presence).toMatchObject({ status: 'not-ready', reasonId: 'lunch', pending: null });
  });

  test('is not there where the campaign has none: the chat is closed at once', async () => {
    await administer(w, 'campaigns/inbound', { wrapUpSeconds: 0 });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    const ended = await end(ana, kim);

    expect(ended.body).toMatchObject({ status: 'closed', assignments: [{ status: 'done', wrapUp: null }] });
    expect(await ana.session()).toMatchObject({ state: 'ready', capacity: { free: 100 } });
    expect(await eventsOf(ana, 'assignment.wrap-up-started.v1')).toEqual([]);
    expect(await complete(ana, kim)).toMatchObject({ status: 409, body: { code: 'WRAP_UP_NOT_RUNNING' } });
  });

  test('lasts as long as the campaign said when it began, connected contacts by their own time', async () => {
    await administer(w, 'campaigns/inbound', { wrapUpSeconds: 60, notConnectedWrapUpSeconds: 10 });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);

    await administer(w, 'campaigns/inbound', { wrapUpSeconds: 5 });
    await pass(w, 59, [ana]);
    const before = await record(ana, kim);
    await w.advance(1);

    expect(before.status).toBe('ended');
    expect((await record(ana, kim)).status).toBe('closed');
  });

  test('of several chats runs side by side', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana, 'support', 'Kim');
    const lee = await startChat(w, ana, 'sales', 'Lee');
    const max = await startChat(w, ana, 'support', 'Max');

    await end(ana, kim);
    await pass(w, 10, [ana]);
    await lee.leaves();
    await extend(ana, lee);
    await pass(w, 20, [ana]);
    const states = (await ana.session()).work.map((one: { interactionId: string; state: string }) => [
      one.interactionId,
      one.state,
    ]);

    expect((await record(ana, kim)).status).toBe('closed');
    expect(states).toEqual([
      [lee.chatId, 'wrap-up'],
      [max.chatId, 'active'],
    ]);
  });

  test('belongs to each agent of a transfer, each for his own part', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await startChat(w, ana);
    await pass(w, 10, [ana, ben]);
    await ana.post(`/v1/interactions/${kim.chatId}/transfer`, { target: { kind: 'agent', id: 'ben' } });
    await ben.ready();
    await ben.accept();

    const duringTransfer = await record(ben, kim);
    await extend(ana, kim);
    await pass(w, 50, [ana, ben]);
    await end(ben, kim);
    const bothWrapUp = await record(ben, kim);
    await pass(w, 30, [ana, ben]);
    const oneIsLeft = await record(ben, kim);
    const closed = await complete(ana, kim);

    expect(duringTransfer).toMatchObject({
      status: 'active',
      assignments: [
        { agentId: 'ana', status: 'wrap-up' },
        { agentId: 'ben', status: 'active' },
      ],
    });
    expect(bothWrapUp).toMatchObject({
      status: 'ended',
      assignments: [
        { agentId: 'ana', status: 'wrap-up', wrapUp: { endsAt: null } },
        { agentId: 'ben', status: 'wrap-up' },
      ],
    });
    expect(oneIsLeft).toMatchObject({
      status: 'ended',
      assignments: [{ status: 'wrap-up' }, { status: 'done', wrapUp: { completedBy: 'timer' } }],
    });
    expect(closed.body.status).toBe('closed');
    const [partOfAna] = await eventsOf(ana, 'assignment.wrap-up-completed.v1');
    const [partOfBen] = await eventsOf(ben, 'assignment.wrap-up-completed.v1');
    expect(partOfAna.event.data).toMatchObject({ agentId: 'ana', activeMs: 10_000, wrapUpMs: 80_000 });
    expect(partOfBen.event.data).toMatchObject({ agentId: 'ben', activeMs: 50_000, wrapUpMs: 30_000 });
  });

  test('lets the agent have the next chat while it runs, as far as capacity goes', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);

    const lee = await askForChat(w, 'support', { name: 'Lee' });

    expect(await ana.offers()).toMatchObject([{ interactionId: lee.chatId }]);
  });

  test('keeps a full agent from the next contact until it is over, then gives it to him at once', async () => {
    const wrapUpWeights = { voice: 100, chat: 100, message: 10, email: 10, task: 10 };
    await administer(w, 'routing-settings', { wrapUpWeights });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);
    const lee = await askForChat(w, 'support', { name: 'Lee' });

    const during = await ana.offers();
    await pass(w, 30, [ana]);

    expect(during).toEqual([]);
    expect(await ana.offers()).toMatchObject([{ interactionId: lee.chatId }]);
  });

  test('of a campaign that is gone into another one keeps the time it has', async () => {
    await establish(w, 'campaigns', { id: 'late', name: 'Late', wrapUpSeconds: 90 });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await administer(w, 'queues/support', { campaignId: 'late' });

    const ended = await end(ana, kim);

    expect(ended.body.assignments[0]).toMatchObject({ campaignId: 'inbound', wrapUp: { endsAt: inSeconds(30) } });
  });
});
