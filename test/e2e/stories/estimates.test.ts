import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, administer, askForChat, establish, pass, signIn } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
  const support = { queues: [{ queueId: 'support' }], capacity: { total: 100, weights: { chat: 100 } } };
  for (const id of ['ana', 'ben']) await administer(w, `users/${id}`, support);
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const WRAP_UP_SECONDS = 30;

const estimateOf = async (queueId = 'support') => {
  await w.settled();
  return (await w.api(await w.tokenFor('sue')).get(`/v1/queues/${queueId}/estimate`)).body;
};

/** The one chat in the agent's hands: talked for a while, ended, wrapped up. */
async function handle(agent: Agent, talkSeconds: number): Promise<void> {
  const { id } = (await agent.accept()).body;
  await pass(w, talkSeconds, [agent]);
  await agent.post(`/v1/interactions/${id}/end`);
  await pass(w, WRAP_UP_SECONDS, [agent]);
  await w.settled();
}

/** A queue that has learned how long a chat takes. */
async function practised(agent: Agent, talkSeconds = 60): Promise<void> {
  for (let chat = 0; chat < 5; chat += 1) {
    await askForChat(w, 'support');
    await handle(agent, talkSeconds);
  }
}

describe('the estimated wait', () => {
  test('is unknown while nobody is at work or everybody is on a break, and says so', async () => {
    const nobody = await estimateOf();
    const asked = (await askForChat(w, 'support')).asked;
    const ana = await signIn(w, 'ana', { ready: false });
    const onBreak = await estimateOf();
    await ana.ready();

    for (const estimate of [nobody, onBreak]) {
      expect(estimate).toMatchObject({ open: true, reason: 'no-agents', etaMs: null, lowMs: null, highMs: null });
    }
    expect([nobody.position, onBreak.position]).toEqual([1, 2]);
    expect(asked).toMatchObject({ position: 1, estimatedWaitMs: null });
  });

  test('is zero while somebody is free', async () => {
    await signIn(w, 'ana');

    expect(await estimateOf()).toMatchObject({ open: true, reason: null, position: 1, etaMs: 0, lowMs: 0, highMs: 0 });
  });

  test('is unknown before the queue knows how long a chat takes', async () => {
    const ana = await signIn(w, 'ana');
    await askForChat(w, 'support');
    await ana.accept();

    expect(await estimateOf()).toMatchObject({
      reason: 'insufficient-data',
      etaMs: null,
      basis: { ahead: 0, power: 1, handleMs: null, samples: 0 },
    });
  });

  test('is those ahead times the handle time, spread over the agents at work', async () => {
    const ana = await signIn(w, 'ana');
    await practised(ana);
    await askForChat(w, 'support');
    await ana.accept();

    const first = await estimateOf();
    const kim = await askForChat(w, 'support');
    const second = await estimateOf();
    const ben = await signIn(w, 'ben');
    await ben.accept();
    const shared = await estimateOf();

    expect(first).toMatchObject({
      position: 1,
      etaMs: 90_000,
      lowMs: null,
      highMs: null,
      basis: { ahead: 0, power: 1, handleMs: 90_000, samples: 5 },
    });
    expect(kim.asked).toMatchObject({ position: 1, estimatedWaitMs: 90_000 });
    expect(second).toMatchObject({ position: 2, etaMs: 180_000 });
    expect(shared).toMatchObject({ position: 1, etaMs: 45_000, basis: { ahead: 0, power: 2 } });
  });

  test('does not grow while the customer waits, and shrinks as others are served', async () => {
    const ana = await signIn(w, 'ana');
    await practised(ana);
    await askForChat(w, 'support');
    const kim = await askForChat(w, 'support', { name: 'Kim' });
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    const seen = [];

    for (let chat = 0; chat < 2; chat += 1) {
      await w.settled();
      const { position, estimatedWaitMs } = await lee.chat();
      seen.push([position, estimatedWaitMs]);
      await handle(ana, 120);
    }

    expect(seen).toEqual([
      [2, 180_000],
      [1, 90_000],
    ]);
    expect((await kim.chat()).state).toBe('terminated');
  });

  test('has the range of what past forecasts were off by', async () => {
    const ana = await signIn(w, 'ana');
    await practised(ana);
    await askForChat(w, 'support');

    for (const talkSeconds of [20, 40, 60, 80, 100]) {
      const { id } = (await ana.accept()).body;
      await w.settled();
      await askForChat(w, 'support');
      await pass(w, talkSeconds, [ana]);
      await ana.post(`/v1/interactions/${id}/end`);
      await pass(w, WRAP_UP_SECONDS, [ana]);
    }
    await ana.accept();

    const { etaMs, lowMs, highMs, basis } = await estimateOf();
    expect(basis.samples).toBe(10);
    expect(lowMs).toBeGreaterThan(0);
    expect(lowMs).toBeLessThan(etaMs);
    expect(highMs).toBeGreaterThan(etaMs);
  });

  test('of a closed, barred or full queue is none, with the reason', async () => {
    await establish(w, 'business-hours', { id: 'never', name: 'Never', timeZone: 'UTC', week: {} });
    const queue = { campaignId: 'inbound', channels: ['chat'] };
    await establish(w, 'queues', { ...queue, id: 'closed', name: 'Closed', hoursId: 'never' });
    await establish(w, 'queues', { ...queue, id: 'barred', name: 'Barred', barredFromChat: true });
    await establish(w, 'queues', { ...queue, id: 'full', name: 'Full', thresholds: { maxWaiting: 1 } });
    await askForChat(w, 'full');

    for (const reason of ['closed', 'barred', 'full']) {
      expect(await estimateOf(reason)).toMatchObject({ open: false, reason, position: null, etaMs: null });
    }
  });

  test('is not told of a queue that does not exist', async () => {
    const ana = await signIn(w, 'ana');

    const unknown = await ana.get('/v1/queues/nowhere/estimate');

    expect(unknown).toMatchObject({ status: 404, body: { code: 'QUEUE_NOT_FOUND' } });
  });
});
