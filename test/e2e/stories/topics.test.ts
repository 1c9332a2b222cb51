import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asContracted } from '#test/support/contract.ts';
import { askForChat, caughtUp, customerSocket, pass, signIn, startChat } from '#test/support/journeys.ts';
import { type Frame, type Listener, type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

/** A person with a socket and no session: somebody who only looks. */
async function watcher(userId: string, tenantId?: string): Promise<Listener> {
  const socket = await w.socket(await w.tokenFor(userId, tenantId));
  socket.send({ action: 'resume' });
  await socket.next('welcome');
  return socket;
}
async function follow(socket: Listener, ...topics: string[]) {
  socket.send({ action: 'subscribe', topics, ref: 'r1' });
  return (await socket.next('subscribed')).subscribed.topics;
}
const on = (frames: readonly Frame[], topic: string) => frames.filter(frame => frame.topic === topic);
const types = (frames: readonly Frame[]) => frames.map(frame => frame.event.type);

describe('a supervisor who follows an interaction', () => {
  test('sees what happens in it and what is said, each once and in order', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await w.settled();
    const sue = await watcher('sue');
    const topic = `interaction:${kim.chatId}`;

    const topics = await follow(sue, topic);
    await ana.accept();
    await kim.says('Hello');
    await ana.post(`/v1/interactions/${kim.chatId}/messages`, { text: 'Good morning', clientMessageId: 'a1' });
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    await ana.post(`/v1/interactions/${kim.chatId}/disposition`, { codeId: 'resolved' });
    const frames = await caughtUp(w, sue);

    expect(topics).toEqual([topic]);
    expect(types(on(frames, topic)).toSorted()).toEqual([
      'assignment.wrap-up-completed.v1',
      'assignment.wrap-up-started.v1',
      'interaction.closed.v1',
      'interaction.connected.v1',
      'interaction.disposed.v1',
      'interaction.ended.v1',
      'message.created.v1',
      'message.created.v1',
      'offer.resolved.v1',
    ]);
    const texts = on(frames, topic).flatMap(frame => frame.event.data.text ?? []);
    expect(texts).toEqual(['Hello', 'Good morning']);
    expect(new Set(on(frames, topic).map(frame => frame.event.id)).size).toBe(9);
    expect(frames.map(asContracted)).toEqual(frames);
  });

  test('hears nothing more of it after he has left it', async () => {
    const kim = await askForChat(w, 'support');
    const sue = await watcher('sue');
    const topic = `interaction:${kim.chatId}`;
    await follow(sue, topic, 'queue:sales');

    sue.send({ action: 'unsubscribe', topics: [topic] });
    const left = (await sue.next('subscribed')).subscribed.topics;
    await kim.says('Hello?');
    await kim.leaves();

    expect(left).toEqual(['queue:sales']);
    expect(on(await caughtUp(w, sue), topic)).toEqual([]);
  });
});

describe('whoever follows a queue', () => {
  test('sees contacts come and go, but no offers, outcomes or words of others', async () => {
    const ana = await signIn(w, 'ana');
    const cleo = await signIn(w, 'cleo', { ready: false });
    await w.settled();
    await follow(cleo.socket, 'queue:support');
    const kim = await startChat(w, ana);

    await kim.says('My card number is 4711');
    await ana.put(`/v1/interactions/${kim.chatId}/notes`, { notes: 'Private' });
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    await ana.post(`/v1/interactions/${kim.chatId}/disposition`, { codeId: 'resolved' });
    await ana.notReady('lunch');
    const frames = on(await caughtUp(w, cleo.socket), 'queue:support');

    expect(types(frames).toSorted()).toEqual([
      'assignment.wrap-up-completed.v1',
      'assignment.wrap-up-started.v1',
      'interaction.closed.v1',
      'interaction.connected.v1',
      'interaction.ended.v1',
      'interaction.queued.v1',
      'presence.changed.v1',
    ]);
    expect(JSON.stringify(frames)).not.toMatch(/4711|Private|Kim/);
    expect(cleo.socket.frames.map(asContracted)).toEqual(cleo.socket.frames);
  });

  test('sees nothing of another queue or tenant', async () => {
    const sue = await watcher('sue');
    await follow(sue, 'queue:support');

    await askForChat(w, 'sales');
    await askForChat(w, 'support', { tenantId: 'acme' });

    expect(on(await caughtUp(w, sue), 'queue:support')).toEqual([]);
  });
});

describe('a topic that is not for somebody', () => {
  test('is as unknown as one that does not exist, and refuses the whole frame', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const ofAcme = await askForChat(w, 'support', { tenantId: 'acme' });
    const customer = await customerSocket(w, kim);
    const agentOfAcme = await watcher('ana', 'acme');
    const sue = await watcher('sue');
    const refusal = async (socket: Listener, ...topics: string[]) => {
      socket.send({ action: 'subscribe', topics, ref: 'r2' });
      const { error, ref } = await socket.next('error');
      return [error.code, error.params, ref];
    };
    const unknown = (topic: string) => ['TOPIC_UNKNOWN', { topic }, 'r2'];

    expect(await refusal(sue, 'queue:nowhere')).toEqual(unknown('queue:nowhere'));
    expect(await refusal(sue, 'dashboard:nowhere')).toEqual(unknown('dashboard:nowhere'));
    expect(await refusal(sue, `interaction:${ofAcme.chatId}`)).toEqual(unknown(`interaction:${ofAcme.chatId}`));
    expect(await refusal(sue, 'queue:support', 'queue:nowhere')).toEqual(unknown('queue:nowhere'));
    expect(await refusal(agentOfAcme, 'queue:sales')).toEqual(unknown('queue:sales'));
    expect(await refusal(agentOfAcme, `interaction:${kim.chatId}`)).toEqual(unknown(`interaction:${kim.chatId}`));
    expect(await refusal(customer, `interaction:${kim.chatId}`)).toEqual(unknown(`interaction:${kim.chatId}`));
    expect(await refusal(customer, 'queue:support')).toEqual(unknown('queue:support'));
    await kim.says('Hello');
    await caughtUp(w, sue);
    expect(sue.frames.filter(frame => 'topic' in frame)).toEqual([]);
  });

  test('is refused to an agent who is not assigned to its queue', async () => {
    const ada = w.api(await w.tokenFor('ada'));
    await ada.post('/v1/admin/queues', { id: 'vip', name: 'VIP', campaignId: 'inbound', channels: ['chat'] });
    const kim = await askForChat(w, 'vip');
    const ana = await watcher('ana');
    const sue = await watcher('sue');

    ana.send({ action: 'subscribe', topics: ['queue:vip'] });
    const queue = await ana.next('error');
    ana.send({ action: 'subscribe', topics: [`interaction:${kim.chatId}`] });
    const interaction = await ana.next('error');

    expect([queue.error.code, interaction.error.code]).toEqual(['TOPIC_UNKNOWN', 'TOPIC_UNKNOWN']);
    expect(await follow(sue, 'queue:vip', `interaction:${kim.chatId}`)).toHaveLength(2);
  });

  test('of a form that is no topic is an invalid frame', async () => {
    const sue = await watcher('sue');

    for (const topic of [
      'campaign:inbound',
      'queue:',
      'queue',
      'Queue:support',
      'queue:a b',
      `queue:${'x'.repeat(100)}`,
    ]) {
      sue.send({ action: 'subscribe', topics: [topic] });
      expect((await sue.next('error')).error).toMatchObject({ code: 'REQUEST_INVALID', status: 400 });
    }
    sue.send({ action: 'subscribe', topics: Array.from({ length: 51 }, (_, at) => `queue:q${at}`) });
    expect((await sue.next('error')).error).toMatchObject({ code: 'REQUEST_INVALID' });
  });
});

describe('a topic that is named twice in one frame', () => {
  test('is followed once and left at once', async () => {
    const sue = await watcher('sue');

    const followed = await follow(sue, 'queue:support', 'queue:support');
    sue.send({ action: 'unsubscribe', topics: ['queue:support', 'queue:support'] });
    const left = (await sue.next('subscribed')).subscribed.topics;

    expect([followed, left]).toEqual([['queue:support'], []]);
  });
});

describe('a dashboard', () => {
  test('shows its present value at once, and then at most one frame a second with the latest', async () => {
    const sue = await watcher('sue');
    await askForChat(w, 'support');
    await w.settled();

    await follow(sue, 'dashboard:support');
    const first = await sue.next('topic');
    await w.advance(5);
    for (let number = 0; number < 5; number += 1) {
      await askForChat(w, 'support');
      await w.settled();
    }
    const burst = on(await caughtUp(w, sue), 'dashboard:support').slice(1);
    await w.advance(1);
    const trailing = on(await caughtUp(w, sue), 'dashboard:support').slice(1 + burst.length);
    await w.advance(10);
    const silence = on(await caughtUp(w, sue), 'dashboard:support').slice(1 + burst.length + trailing.length);

    expect(first).toMatchObject({
      topic: 'dashboard:support',
      event: { type: 'queue.live.v1', subject: 'queue/support', data: { queueId: 'support', waiting: 1 } },
    });
    expect(burst.map(frame => frame.event.data.waiting)).toEqual([2]);
    expect(trailing.map(frame => frame.event.data.waiting)).toEqual([6]);
    expect(silence).toEqual([]);
    expect(sue.frames.map(asContracted)).toEqual(sue.frames);
  });

  test('never says more than one frame a second over a busy minute, and ends with the truth', async () => {
    const sue = await watcher('sue');
    const ana = await signIn(w, 'ana');
    await follow(sue, 'dashboard:support');

    for (let number = 0; number < 10; number += 1) {
      const kim = await startChat(w, ana);
      await ana.post(`/v1/interactions/${kim.chatId}/end`);
      await ana.post(`/v1/interactions/${kim.chatId}/wrap-up/completion`);
      await w.advance(0.3);
    }
    await w.advance(2);

    const frames = on(await caughtUp(w, sue), 'dashboard:support').slice(1);
    const times = frames.map(frame => Date.parse(frame.event.time));
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    expect(frames.at(-1)?.event.data).toMatchObject({
      ...{ waiting: 0, offered: 0, active: 0, wrapUp: 0 },
      today: { offered: 10, answered: 10, abandoned: 0 },
      agents: { loggedIn: 1, ready: 1 },
    });
  });

  test('follows the agents of its queue', async () => {
    const sue = await watcher('sue');
    await follow(sue, 'dashboard:support');

    const ana = await signIn(w, 'ana');
    await pass(w, 2, [ana]);
    const withAna = on(await caughtUp(w, sue), 'dashboard:support').at(-1);
    await ana.notReady();
    await pass(w, 2, [ana]);
    const paused = on(await caughtUp(w, sue), 'dashboard:support').at(-1);

    expect(withAna?.event.data.agents).toEqual({ loggedIn: 1, ready: 1, notReady: 0, released: 0 });
    expect(paused?.event.data.agents).toEqual({ loggedIn: 1, ready: 0, notReady: 1, released: 0 });
  });
});
