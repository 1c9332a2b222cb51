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
import { UNLIMITED } from '#test/support/operations.ts';
import { type World, world } from '#test/support/world.ts';

/** Heavy and light work beside each other: reservations, interruptions, and what a queue says its contacts take. */

let w: World;
beforeEach(async () => {
  w = await world({ rateLimits: UNLIMITED });
  await establish(w, 'queues', {
    ...{ id: 'vip', name: 'VIP', campaignId: 'inbound', channels: ['chat'], class: 2 },
    ...{ weights: { chat: 100 }, wrapUpWeights: { chat: 100 } },
  });
  const queues = ['support', 'vip'].map(queueId => ({ queueId }));
  for (const id of ['ana', 'ben', 'cleo']) await administer(w, `users/${id}`, { queues });
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
  expect(w.counted).not.toContain('RepairPerformed');
});

const offeredTo = async (agent: Agent): Promise<string[]> =>
  (await agent.offers()).map(offer => offer.interactionId).toSorted();
const trace = async (chat: ChatCustomer) =>
  (await w.api(await w.tokenFor('sue')).get(`/v1/interactions/${chat.chatId}/routing-trace`)).body;
/** Whom each of the looks that keep somebody has kept, the newest first. */
const keptFor = async (chat: ChatCustomer): Promise<string[]> =>
  (await trace(chat)).evaluations.flatMap((one: { reserved?: string }) => one.reserved ?? []);
const end = (agent: Agent, chat: ChatCustomer) => agent.post(`/v1/interactions/${chat.chatId}/end`);

/** So many chats in the hands of one agent, the first the oldest. */
async function chatting(agent: Agent, count: number, secondsApart = 0): Promise<ChatCustomer[]> {
  const chats: ChatCustomer[] = [];
  for (let at = 0; at < count; at += 1) {
    const chat = await askForChat(w, 'support', { name: `Customer ${at} of ${agent.userId}` });
    const offer = (await agent.offers()).find(one => one.interactionId === chat.chatId);
    await agent.post(`/v1/offers/${offer.id}/acceptance`);
    chats.push(chat);
    if (secondsApart > 0) await pass(w, secondsApart, [agent]);
  }
  return chats;
}

/** Seconds that a chat of the backlog lasts. */
const CHAT_SECONDS = 60;
/** Seconds of wrap-up in the seeded campaign. */
const WRAP_UP_SECONDS = 30;

/** Agents who answer whatever they are offered, end each chat in time, and never run out of customers. */
function endlessBacklog(agents: readonly Agent[]) {
  const since = new Map<string, { readonly agent: Agent; readonly at: number }>();
  let waiting = 0;
  let seconds = 0;
  const turn = async () => {
    while (waiting < 3) {
      await askForChat(w, 'support', { name: `Customer at ${seconds}` });
      waiting += 1;
    }
    for (const agent of agents) {
      for (const offer of await agent.offers()) {
        await agent.post(`/v1/offers/${offer.id}/acceptance`);
        since.set(offer.interactionId, { agent, at: seconds });
        if (offer.queueId === 'support') waiting -= 1;
      }
    }
    for (const [id, { agent, at }] of since) {
      if (seconds - at < CHAT_SECONDS) continue;
      await agent.post(`/v1/interactions/${id}/end`);
      since.delete(id);
    }
    await pass(w, 10, agents);
    seconds += 10;
  };
  return {
    async play(forSeconds: number) {
      for (const until = seconds + forSeconds; seconds < until; ) await turn();
    },
    /** Plays until a customer is answered; the seconds that took, at most so many. */
    async playUntilAnswered(chat: ChatCustomer, most: number): Promise<number> {
      const began = seconds;
      while (seconds - began < most && !since.has(chat.chatId)) await turn();
      return seconds - began;
    },
  };
}

describe('a contact that needs more than anybody has free', () => {
  test('is answered when the longest chat is over and wrapped up, however many chats wait', async () => {
    const backlog = endlessBacklog([await signIn(w, 'ana')]);
    await backlog.play(100);

    const kim = await askForChat(w, 'vip');
    const seconds = await backlog.playUntilAnswered(kim, 150);

    expect(seconds).toBeLessThanOrEqual(CHAT_SECONDS + WRAP_UP_SECONDS + 10);
  });

  test('waits as long as there are chats where the tenant reserves nobody', async () => {
    await administer(w, 'routing-settings', { reservationSeconds: null });
    const backlog = endlessBacklog([await signIn(w, 'ana')]);
    await backlog.play(100);

    const kim = await askForChat(w, 'vip');
    const seconds = await backlog.playUntilAnswered(kim, 150);

    expect(seconds).toBe(150);
    expect(await keptFor(kim)).toEqual([]);
  });

  test('has the agent kept for it who will have room soonest, and lighter work is told why it waits', async () => {
    const ana = await signIn(w, 'ana');
    await chatting(ana, 2);
    await pass(w, 60, [ana]);
    const ben = await signIn(w, 'ben');
    await chatting(ben, 1);

    const kim = await askForChat(w, 'vip');
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    await w.settled();

    expect(await keptFor(kim)).toEqual(['ana']);
    expect(await offeredTo(ben)).toEqual([lee.chatId]);
    const max = [await askForChat(w, 'support'), await askForChat(w, 'support')].at(-1) as ChatCustomer;
    expect((await trace(max)).now.considered).toContainEqual(
      expect.objectContaining({ agentId: 'ana', refused: 'reserved-for-other', detail: kim.chatId }),
    );
  });

  test('keeps a fifth of the agents at the most: the next one waits for its turn', async () => {
    const agents = [await signIn(w, 'ana'), await signIn(w, 'ben'), await signIn(w, 'cleo')];
    for (const agent of agents) await chatting(agent, 1);

    const kim = await askForChat(w, 'vip');
    const lee = await askForChat(w, 'vip', { name: 'Lee' });
    const before = [await keptFor(kim), await keptFor(lee)];
    await kim.leaves();
    const chats = [await askForChat(w, 'support'), await askForChat(w, 'support')];
    await w.settled();

    expect(before).toEqual([['ana'], []]);
    expect(await keptFor(lee)).toHaveLength(1);
    expect((await Promise.all(chats.map(chat => chat.chat()))).map(chat => chat.state)).toEqual(['queued', 'queued']);
  });

  test('lets the agent go when its customer leaves: what waited is offered at once', async () => {
    const ana = await signIn(w, 'ana');
    await chatting(ana, 1);
    const kim = await askForChat(w, 'vip');
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    const during = await offeredTo(ana);

    await kim.leaves();

    expect(during).toEqual([]);
    expect(await offeredTo(ana)).toEqual([lee.chatId]);
  });

  test('lets the agent go when somebody else has answered', async () => {
    const ana = await signIn(w, 'ana');
    await chatting(ana, 1);
    const kim = await askForChat(w, 'vip');
    const lee = await askForChat(w, 'support', { name: 'Lee' });

    const ben = await signIn(w, 'ben');
    const whileRinging = await offeredTo(ana);
    await ben.accept();

    expect(whileRinging).toEqual([]);
    expect((await kim.chat()).state).toBe('handling');
    expect(await offeredTo(ana)).toEqual([lee.chatId]);
  });

  test('is given another agent when the one who was kept goes on a break', async () => {
    const ana = await signIn(w, 'ana');
    await chatting(ana, 1);
    await pass(w, 20, [ana]);
    const ben = await signIn(w, 'ben');
    await chatting(ben, 1);
    const kim = await askForChat(w, 'vip');

    await ana.notReady();
    await w.settled();

    expect(await keptFor(kim)).toEqual(['ben', 'ana']);
  });

  test('keeps its agent for as long as that takes: the reservation is renewed before it ends', async () => {
    const ana = await signIn(w, 'ana');
    const [chat] = await chatting(ana, 1);
    const kim = await askForChat(w, 'vip');
    const lee = await askForChat(w, 'support', { name: 'Lee' });

    await pass(w, 300, [ana]);
    const during = await offeredTo(ana);
    await end(ana, chat as ChatCustomer);
    await pass(w, 30, [ana]);

    expect(during).toEqual([]);
    expect((await lee.chat()).state).toBe('queued');
    expect(await offeredTo(ana)).toEqual([kim.chatId]);
  });

  test('does not keep better placed work from what the agent has free', async () => {
    await establish(w, 'queues', { id: 'urgent', name: 'Urgent', campaignId: 'inbound', channels: ['chat'], class: 0 });
    await administer(w, 'users/ana', { queues: ['support', 'vip', 'urgent'].map(queueId => ({ queueId })) });
    const ana = await signIn(w, 'ana');
    await chatting(ana, 1);
    await askForChat(w, 'vip');

    const lee = await askForChat(w, 'urgent', { name: 'Lee' });

    expect(await offeredTo(ana)).toEqual([lee.chatId]);
  });
});

describe('heavier work', () => {
  test('interrupts lighter work that lets it in, which goes on when the heavier is done with', async () => {
    await administer(w, 'routing-settings', { interruptibleBy: { chat: ['chat'] } });
    const ana = await signIn(w, 'ana');
    const [lee] = await chatting(ana, 1);

    const kim = await askForChat(w, 'vip');
    const asked = await ana.session();
    await ana.accept();
    await end(ana, kim);
    const wrapping = await ana.session();
    await ana.post(`/v1/interactions/${kim.chatId}/wrap-up/completion`);
    const after = await ana.session();

    const parts = ({ work }: Awaited<ReturnType<Agent['session']>>) =>
      Object.fromEntries(
        work.map((one: { interactionId: string; cost: number }) => [
          one.interactionId === kim.chatId ? 'kim' : 'lee',
          one.cost,
        ]),
      );
    expect([parts(asked), parts(wrapping), parts(after)]).toEqual([
      { kim: 100, lee: 0 },
      { kim: 100, lee: 0 },
      { lee: 30 },
    ]);
    expect((await ana.socket.next('work.relieved.v1')).event.data).toMatchObject({
      interactionId: lee?.chatId,
      cost: 0,
    });
    expect((await ana.socket.next('work.resumed.v1')).event.data).toMatchObject({
      interactionId: lee?.chatId,
      cost: 30,
    });
    expect((await lee?.chat())?.state).toBe('handling');
  });

  test('gives the room back when its offer comes to nothing', async () => {
    await administer(w, 'routing-settings', { interruptibleBy: { chat: ['chat'] } });
    const ana = await signIn(w, 'ana');
    await chatting(ana, 2);
    await askForChat(w, 'vip');
    const ringing = (await ana.session()).capacity.free;

    await ana.reject();

    expect(ringing).toBe(0);
    expect((await ana.session()).capacity.free).toBe(40);
  });
});

describe('a customer who says nothing for long', () => {
  test('takes little of the agent until the next message, which takes the units back', async () => {
    await administer(w, 'routing-settings', { silentSeconds: { chat: 60 } });
    await administer(w, 'users/ana', { capacity: { total: 60 } });
    const ana = await signIn(w, 'ana');
    const [kim] = await chatting(ana, 1);
    await pass(w, 40, [ana]);
    await kim?.says('Still looking for my order number');
    await pass(w, 50, [ana]);
    const talking = (await ana.session()).capacity.free;

    await pass(w, 20, [ana]);
    const silent = await ana.session();
    await chatting(ana, 1);
    await kim?.says('Here it is');

    expect(talking).toBe(30);
    expect(silent.capacity.free).toBe(55);
    expect(silent.work).toMatchObject([{ cost: 5, relief: { reason: 'customer-silent', cost: 30 } }]);
    expect((await ana.session()).capacity).toEqual({ total: 60, free: 0 });
  });
});

describe('what a queue says', () => {
  test('comes before the tenant, and what a person is given before both', async () => {
    await administer(w, 'users/ben', { capacity: { total: 100, weights: { chat: 40 } } });
    const costs = async (userId: string) => {
      const agent = await signIn(w, userId);
      const chat = await askForChat(w, 'vip');
      await agent.accept();
      const talking = (await agent.session()).work[0].cost;
      await end(agent, chat);
      const wrapping = (await agent.session()).work[0].cost;
      await agent.notReady();
      return [talking, wrapping];
    };

    expect([await costs('ana'), await costs('ben')]).toEqual([
      [100, 100],
      [40, 100],
    ]);
  });
});

describe('a simulation', () => {
  test('says to whom a contact would go and why nobody else, now and after a wait, and changes nothing', async () => {
    await administer(w, 'queues/support', {
      steps: [{ skills: [{ skillId: 'german', level: 5 }], durationSeconds: 30 }],
    });
    await administer(w, 'users/ben', { skills: [{ skillId: 'german', level: 5 }] });
    await administer(w, 'users/cleo', { skills: [] });
    const [ben] = [await signIn(w, 'ben'), await signIn(w, 'cleo'), await signIn(w, 'ana', { ready: false })];
    await chatting(ben, 1);
    const sue = w.api(await w.tokenFor('sue'));
    const simulate = async (query: Record<string, string | number>, queueId = 'support') =>
      (await sue.get(`/v1/queues/${queueId}/simulate`, { query })).body;
    const reasons = ({ considered }: { considered: { agentId: string; refused: string | null }[] }) =>
      Object.fromEntries(considered.map(one => [one.agentId, one.refused]));

    const [now, later, vip] = [await simulate({}), await simulate({ waitedSeconds: 31 }), await simulate({}, 'vip')];

    expect([now.chosen, reasons(now)]).toEqual(['ben', { ben: null, cleo: 'skill', ana: 'not-ready' }]);
    expect([later.chosen, reasons(later)]).toEqual(['cleo', { ben: null, cleo: null, ana: 'not-ready' }]);
    expect([vip.chosen, reasons(vip)]).toEqual(['cleo', { ben: 'capacity', cleo: null, ana: 'not-ready' }]);
    expect(await offeredTo(ben)).toEqual([]);
    expect((await sue.get('/v1/queues/nothing/simulate')).body.code).toBe('QUEUE_NOT_FOUND');
  });
});
