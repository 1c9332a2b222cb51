import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Agent,
  administer,
  askForChat,
  type ChatCustomer,
  establish,
  pass,
  signIn,
} from '#test/support/journeys.ts';
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

const offeredTo = async (agent: Agent): Promise<string[]> =>
  (await agent.offers()).map(offer => offer.interactionId).toSorted();
const ids = (...chats: readonly ChatCustomer[]): string[] => chats.map(chat => chat.chatId).toSorted();
const trace = async (chat: ChatCustomer) =>
  (await w.api(await w.tokenFor('sue')).get(`/v1/interactions/${chat.chatId}/routing-trace`)).body;

/** One contact after the other, for people who take one at a time. */
const oneAtATime = { capacity: { total: 100, weights: { chat: 100 } } };

/** The chats in the order in which this agent is given them, ending each. */
async function servedBy(agent: Agent, count: number): Promise<string[]> {
  const served: string[] = [];
  for (let left = count; left > 0; left -= 1) {
    const { id } = (await agent.accept()).body;
    served.push(id);
    await agent.post(`/v1/interactions/${id}/end`);
    await agent.post(`/v1/interactions/${id}/wrap-up/completion`);
  }
  return served;
}

describe('work and agents find each other', () => {
  test('a customer waits while nobody is free, and the first who becomes ready is asked at once', async () => {
    const ana = await signIn(w, 'ana', { ready: false });
    const kim = await askForChat(w, 'support');
    const waiting = await kim.chat();

    await ana.ready();

    expect(waiting).toMatchObject({ state: 'queued', position: 1 });
    expect(await offeredTo(ana)).toEqual(ids(kim));
    expect((await ana.socket.next('offer.created.v1')).event.data).toMatchObject({
      interactionId: kim.chatId,
      queueName: 'Support',
      customer: { name: 'Kim' },
    });
  });

  test('an agent who is free is asked in the same moment as the customer comes', async () => {
    const ana = await signIn(w, 'ana');

    const kim = await askForChat(w, 'support');

    expect(await offeredTo(ana)).toEqual(ids(kim));
    expect((await trace(kim)).evaluations[0]).toMatchObject({ at: w.now(), trigger: 'queued', chosen: 'ana' });
  });

  test('each of the things that free capacity brings the next customer', async () => {
    await administer(w, 'users/ana', oneAtATime);
    await administer(w, 'routing-settings', {
      wrapUpWeights: { voice: 100, chat: 100, message: 10, email: 10, task: 10 },
    });
    const ana = await signIn(w, 'ana');
    const chats = [];
    for (const name of ['Kim', 'Lee', 'Max', 'Nia', 'Oli']) chats.push(await askForChat(w, 'support', { name }));
    const [kim, lee, max, nia, oli] = chats as [ChatCustomer, ChatCustomer, ChatCustomer, ChatCustomer, ChatCustomer];

    await kim.leaves();
    const afterLeft = await offeredTo(ana);
    await ana.accept();
    await ana.post(`/v1/interactions/${lee.chatId}/end`);
    const inWrapUp = await offeredTo(ana);
    await ana.post(`/v1/interactions/${lee.chatId}/disposition`, { codeId: 'resolved' });
    const afterDisposition = await offeredTo(ana);
    await ana.reject();
    const afterRejection = await offeredTo(ana);
    await ana.accept();
    await nia.leaves();
    await pass(w, 29, [ana]);
    const beforeTheEnd = await offeredTo(ana);
    await pass(w, 2, [ana]);
    const afterWrapUp = await offeredTo(ana);

    expect(afterLeft).toEqual(ids(lee));
    expect(inWrapUp).toEqual([]);
    expect(afterDisposition).toEqual(ids(max));
    expect(afterRejection).toEqual(ids(nia));
    expect(beforeTheEnd).toEqual([]);
    expect(afterWrapUp.length).toBe(1);
    expect(ids(max, oli)).toContain(afterWrapUp[0]);
  });

  test('two agents with one chat waiting: one is asked, the other stays free', async () => {
    const ana = await signIn(w, 'ana', { ready: false });
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await askForChat(w, 'support');

    await Promise.all([ana.ready(), ben.ready()]);

    expect([...(await offeredTo(ana)), ...(await offeredTo(ben))]).toEqual(ids(kim));
  });

  test('two customers and one slot: one is offered, the other waits and is next', async () => {
    await administer(w, 'users/ana', oneAtATime);
    const ana = await signIn(w, 'ana');

    const [kim, lee] = await Promise.all([askForChat(w, 'support'), askForChat(w, 'support', { name: 'Lee' })]);
    const [first] = await offeredTo(ana);
    const [next] = ids(kim, lee).filter(id => id !== first);
    const served = await servedBy(ana, 2);

    expect(served).toEqual([first, next]);
  });

  test('ten customers at once are shared among three agents without anybody being asked twice', async () => {
    const agents = [await signIn(w, 'ana'), await signIn(w, 'ben'), await signIn(w, 'cleo')];

    const chats = await Promise.all(
      Array.from({ length: 10 }, (_, at) => askForChat(w, 'support', { name: `Customer ${at}` })),
    );
    await w.settled();

    const offered = (await Promise.all(agents.map(offeredTo))).flat();
    expect(new Set(offered).size).toBe(offered.length);
    expect(offered.length).toBe(9);
    const states = await Promise.all(chats.map(async chat => (await chat.chat()).position));
    expect(states.filter(position => position !== null)).toEqual([1]);
  });
});

describe('order', () => {
  test('equals are served first come, first served', async () => {
    await administer(w, 'users/ana', oneAtATime);
    const chats = [];
    for (const name of ['Kim', 'Lee', 'Max', 'Nia']) {
      chats.push(await askForChat(w, 'support', { name }));
      await w.advance(1);
    }
    const positions = await Promise.all(chats.map(async chat => (await chat.chat()).position));

    const served = await servedBy(await signIn(w, 'ana'), 4);

    expect(positions).toEqual([1, 2, 3, 4]);
    expect(served).toEqual(chats.map(chat => chat.chatId));
  });

  test('a queue of a higher class goes first; minutes of priority count inside a class', async () => {
    const queue = { campaignId: 'inbound', channels: ['chat'] };
    await establish(w, 'queues', { ...queue, id: 'vip', name: 'Important people', class: 1 });
    await establish(w, 'queues', { ...queue, id: 'fast', name: 'Fast lane', priority: 2 });
    const queues = ['support', 'vip', 'fast'].map(queueId => ({ queueId }));
    await administer(w, 'users/ana', { ...oneAtATime, queues });

    const early = await askForChat(w, 'support');
    await w.advance(180);
    const late = await askForChat(w, 'support');
    await w.advance(60);
    const fast = await askForChat(w, 'fast');
    await w.advance(1);
    const vip = await askForChat(w, 'vip');

    expect(await servedBy(await signIn(w, 'ana'), 4)).toEqual([vip, early, fast, late].map(chat => chat.chatId));
  });

  test('who has waited very long moves up a class, again and again, past those of a higher one', async () => {
    const queue = { campaignId: 'inbound', channels: ['chat'] };
    await establish(w, 'queues', { ...queue, id: 'vip', name: 'Important people', class: 4 });
    await administer(w, 'users/ana', { ...oneAtATime, queues: [{ queueId: 'support' }, { queueId: 'vip' }] });
    await administer(w, 'routing-settings', { maxClassWaitSeconds: 300 });

    const patient = await askForChat(w, 'support');
    await w.advance(240);
    const vip = await askForChat(w, 'vip');
    const before = await trace(patient);
    await w.advance(60);
    const raised = await trace(patient);
    await w.advance(300);
    const twice = await trace(patient);

    expect([before.now.class, raised.now.class, twice.now.class]).toEqual([5, 4, 3]);
    expect(await servedBy(await signIn(w, 'ana'), 2)).toEqual([patient.chatId, vip.chatId]);
  });

  test('an agent serves the queue of his lower tier first, however long the other one waits', async () => {
    await administer(w, 'users/ana', {
      ...oneAtATime,
      queues: [
        { queueId: 'sales', tier: 2 },
        { queueId: 'support', tier: 1 },
      ],
    });
    const sales = await askForChat(w, 'sales');
    await w.advance(30);
    const support = await askForChat(w, 'support');

    expect(await servedBy(await signIn(w, 'ana'), 2)).toEqual([support.chatId, sales.chatId]);
  });

  test('who serves the queue in a lower tier is asked first, however long the others have been idle', async () => {
    await administer(w, 'users/ana', { queues: [{ queueId: 'support', tier: 2 }] });
    const ana = await signIn(w, 'ana');
    await pass(w, 60, [ana]);
    const ben = await signIn(w, 'ben');

    const kim = await askForChat(w, 'support');

    expect(await offeredTo(ben)).toEqual(ids(kim));
  });

  test('a backup agent is asked only after the delay, and then by itself', async () => {
    await administer(w, 'users/ben', { queues: [{ queueId: 'support', delaySeconds: 45 }] });
    const ben = await signIn(w, 'ben');
    const kim = await askForChat(w, 'support');

    const atOnce = { offers: await offeredTo(ben), trace: await trace(kim) };
    await pass(w, 44, [ben]);
    const before = await offeredTo(ben);
    await pass(w, 1, [ben]);

    expect(atOnce.offers).toEqual([]);
    expect(atOnce.trace.now.considered).toMatchObject([{ agentId: 'ben', refused: 'delay', detail: '45 s' }]);
    expect(before).toEqual([]);
    expect(await offeredTo(ben)).toEqual(ids(kim));
  });

  test('the one who has been idle longest is asked, among those with the least to do', async () => {
    const ana = await signIn(w, 'ana');
    await w.advance(1);
    const ben = await signIn(w, 'ben');
    await w.advance(1);
    const cleo = await signIn(w, 'cleo');
    const order = [];

    for (const name of ['Kim', 'Lee', 'Max', 'Nia']) {
      const chat = await askForChat(w, 'support', { name });
      const asked = (await trace(chat)).evaluations[0].chosen;
      order.push(asked);
      await [ana, ben, cleo].find(agent => agent.userId === asked)?.accept();
      await w.advance(1);
    }

    expect(order).toEqual(['ana', 'ben', 'cleo', 'ana']);
  });

  test('a break does not spoil the place of somebody who has been idle longest', async () => {
    const ana = await signIn(w, 'ana');
    await w.advance(1);
    await signIn(w, 'ben');
    await w.advance(1);

    await ana.notReady('coffee');
    await ana.ready();
    const kim = await askForChat(w, 'support');

    expect((await trace(kim)).evaluations[0].chosen).toBe('ana');
  });

  test('nobody at the head of a line holds up the rest', async () => {
    await administer(w, 'queues/support', { steps: [{ skills: [{ skillId: 'billing', level: 5 }] }] });
    const ana = await signIn(w, 'ana', { ready: false });
    await askForChat(w, 'support');
    const sales = await askForChat(w, 'sales');

    await ana.ready();

    expect(await offeredTo(ana)).toEqual(ids(sales));
  });
});

describe('skills', () => {
  const need = (skillId: string, level: number, durationSeconds?: number) => ({
    skills: [{ skillId, level }],
    ...(durationSeconds && { durationSeconds }),
  });

  test('are asked for less and less as time passes, to the second', async () => {
    await administer(w, 'queues/support', {
      steps: [need('german', 5, 30), need('german', 4, 30), { skills: [] }],
    });
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben');
    await ben.notReady();
    const kim = await askForChat(w, 'support');
    const strict = await trace(kim);
    await ben.ready();
    await pass(w, 29, [ana, ben]);
    const before = [await offeredTo(ana), await offeredTo(ben)];

    await pass(w, 1, [ana, ben]);
    const relaxed = [await offeredTo(ana), await offeredTo(ben)];
    await ben.reject();
    await pass(w, 29, [ana, ben]);
    const refusedByBen = await offeredTo(ana);
    await pass(w, 1, [ana, ben]);
    const anybody = await offeredTo(ana);

    expect(strict.now.step).toBe(0);
    expect(strict.now.considered).toContainEqual(
      expect.objectContaining({ agentId: 'ana', refused: 'skill', detail: 'german 0 < 5' }),
    );
    expect(before).toEqual([[], []]);
    expect(relaxed).toEqual([[], ids(kim)]);
    expect(refusedByBen).toEqual([]);
    expect(anybody).toEqual(ids(kim));
  });

  test('the better skilled is preferred among those with as much to do', async () => {
    await administer(w, 'queues/support', { steps: [need('english', 2)] });
    await administer(w, 'users/ben', { skills: [{ skillId: 'english', level: 2 }] });
    const ben = await signIn(w, 'ben');
    await w.advance(5);
    const ana = await signIn(w, 'ana');

    const kim = await askForChat(w, 'support');

    expect(await offeredTo(ana)).toEqual(ids(kim));
    expect(await offeredTo(ben)).toEqual([]);
  });

  test('that an administrator gives bring the waiting work at once', async () => {
    await administer(w, 'queues/support', { steps: [need('billing', 3)] });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const before = await offeredTo(ana);

    await administer(w, 'users/ana', { skills: [{ skillId: 'billing', level: 3 }] });

    expect(before).toEqual([]);
    expect(await offeredTo(ana)).toEqual(ids(kim));
  });
});

describe('capacity', () => {
  test('three chats fit by weight, and a wrap-up takes its share until it is over', async () => {
    const ana = await signIn(w, 'ana');
    const chats = [];
    for (const name of ['Kim', 'Lee', 'Max', 'Nia']) chats.push(await askForChat(w, 'support', { name }));
    const three = await offeredTo(ana);
    for (const _ of three) await ana.accept();
    const full = await ana.session();

    await ana.post(`/v1/interactions/${chats[0]?.chatId}/end`);
    const wrapping = await ana.session();

    expect(three).toHaveLength(3);
    expect(full.capacity).toEqual({ total: 100, free: 10 });
    expect(wrapping.work.map((one: { cost: number }) => one.cost).toSorted()).toEqual([10, 30, 30, 30]);
    expect(wrapping.capacity.free).toBe(0);
    expect(await offeredTo(ana)).toEqual(ids(chats[3] as ChatCustomer));
  });

  test('wrap-up blocks the next work where its weight leaves no room', async () => {
    await administer(w, 'routing-settings', {
      wrapUpWeights: { voice: 100, chat: 80, message: 10, email: 10, task: 10 },
    });
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    const lee = await askForChat(w, 'support', { name: 'Lee' });

    const during = { offers: await offeredTo(ana), trace: await trace(lee) };
    await pass(w, 30, [ana]);

    expect(during.offers).toEqual([]);
    expect(during.trace.now.considered).toMatchObject([{ agentId: 'ana', refused: 'capacity', detail: '20 < 30' }]);
    expect(await offeredTo(ana)).toEqual(ids(lee));
  });

  test('is what the administrator says for a person: weights, caps and total', async () => {
    await administer(w, 'users/ana', { capacity: { total: 100, weights: { chat: 10 } } });
    await administer(w, 'users/ben', { capacity: { total: 100, weights: { chat: 10 }, caps: { chat: 2 } } });
    await administer(w, 'users/cleo', { capacity: { total: 0 } });
    const [ana, ben, cleo] = [await signIn(w, 'ana'), await signIn(w, 'ben'), await signIn(w, 'cleo')];

    for (let at = 0; at < 13; at += 1) await askForChat(w, 'support', { name: `Customer ${at}` });

    const counts = [await offeredTo(ana), await offeredTo(ben), await offeredTo(cleo)].map(offers => offers.length);
    expect(counts).toEqual([10, 2, 0]);
    const last = await askForChat(w, 'support', { name: 'Last' });
    const refused = (await trace(last)).now.considered;
    expect(refused).toContainEqual(
      expect.objectContaining({ agentId: 'ben', refused: 'channel-cap', detail: '2 of 2' }),
    );
    expect(refused).toContainEqual(expect.objectContaining({ agentId: 'cleo', refused: 'capacity' }));
  });

  test('that is lowered drops no live work, shows what is too much, and takes nothing new', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();
    await askForChat(w, 'support');
    await ana.accept();

    await administer(w, 'users/ana', { capacity: { total: 40 } });
    await askForChat(w, 'support');
    const lowered = await ana.session();
    await administer(w, 'users/ana', { capacity: { total: 100 } });

    expect(lowered.capacity).toEqual({ total: 40, free: -20 });
    expect(lowered.work).toHaveLength(2);
    expect(await offeredTo(ana)).toHaveLength(1);
    expect((await kim.chat()).state).toBe('handling');
  });
});

describe('the routing trace', () => {
  test('says of everybody who serves the queue why he is not asked, and is empty of strangers', async () => {
    await administer(w, 'users/cleo', { queues: [{ queueId: 'sales' }] });
    const ana = await signIn(w, 'ana');
    await ana.notReady('lunch');
    const ben = await signIn(w, 'ben', { session: { queueIds: ['sales'] } });
    await signIn(w, 'cleo');
    const kim = await askForChat(w, 'support');

    const first = await trace(kim);
    await pass(w, 5, [ben]);

    const reasons = first.now.considered.map((one: { agentId: string; refused: string; detail: string | null }) => [
      one.agentId,
      one.refused,
      one.detail,
    ]);
    expect(reasons.toSorted()).toEqual([
      ['ana', 'not-ready', 'lunch'],
      ['ben', 'not-logged-in', null],
    ]);
    expect(first).toMatchObject({ status: 'queued', evaluations: [] });
  });

  test('tells the looks at a chat that moved on, newest first', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await w.advance(1);
    const ben = await signIn(w, 'ben');
    await ana.reject();
    await w.advance(1);

    await ben.accept();

    const { status, now, evaluations } = await trace(kim);
    expect({ status, now }).toEqual({ status: 'active', now: null });
    expect(evaluations).toMatchObject([
      { trigger: 'returned', chosen: 'ben' },
      { trigger: 'queued', chosen: 'ana' },
    ]);
    expect(evaluations[0].considered).toContainEqual(expect.objectContaining({ agentId: 'ana', refused: 'excluded' }));
  });

  test('knows the one who is cooling down, away in thought, or out of reach', async () => {
    const [ana, ben, cleo] = [await signIn(w, 'ana'), await signIn(w, 'ben'), await signIn(w, 'cleo')];
    const kim = await askForChat(w, 'support');
    const asked = [ana, ben, cleo].find(agent => agent.userId === 'ana') as Agent;
    await askForChat(w, 'sales');
    await ben.accept();
    await ben.notReady('lunch', 'after-current');
    await cleo.socket.close();
    await pass(w, 20, [asked, ben]);

    const { now } = await trace(kim);

    const reasons = Object.fromEntries(
      now.considered.map((one: { agentId: string; refused: string }) => [one.agentId, one.refused]),
    );
    expect(reasons).toEqual({ ana: 'cooling-down', ben: 'pending-presence', cleo: 'offline' });
  });
});
