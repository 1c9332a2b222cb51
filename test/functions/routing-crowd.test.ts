import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inProcess } from '#test/support/in-process.ts';
import { askForChat, signIn } from '#test/support/journeys.ts';

const LINE = 30;

it('a line of contacts that wakes when an agent goes ready leaves the claims to a few', async () => {
  let isReady = Promise.withResolvers<void>();
  let commits = 0;
  const w = await inProcess({
    // Every round trip takes a turn, so that commands run into each other.
    faults: { before: () => nextTurn() },
    meter: ({ operation }) => {
      if (operation !== 'commit') return;
      commits += 1;
      isReady.resolve();
    },
  });
  const ana = await signIn(w, 'ana', { ready: false });
  const line: string[] = [];
  for (let number = 1; number <= LINE; number += 1) line.push((await askForChat(w, 'support')).chatId);
  await w.settled();

  commits = 0;
  isReady = Promise.withResolvers();
  const wake = (interactionId: string) => {
    const input = { tenantId: 'demo', interactionId, deadline: w.now() };
    return w.application().runTask({ name: 'wake-interaction', input }, `wake-${interactionId}`);
  };
  const goingReady = ana.ready();
  await isReady.promise;
  await Promise.all([goingReady, ...line.map(wake)]);
  await w.settled();

  const offered = (await ana.offers()).map(offer => offer.interactionId);
  expect(offered).toEqual(line.slice(0, 3));
  expect(w.defects).toEqual([]);
  expect(commits).toBeLessThan(LINE);
});

it('two contacts that wake in the same moment both get an agent who has room for both (found by the simulation, seed 124)', async () => {
  let isReady = Promise.withResolvers<void>();
  let hasDied = false;
  const w = await inProcess({
    faults: { before: () => (hasDied ? new Promise<never>(() => undefined) : nextTurn()) },
    meter: ({ operation }) => operation === 'commit' && isReady.resolve(),
  });
  const ana = await signIn(w, 'ana', { ready: false });
  const line = [await askForChat(w, 'support'), await askForChat(w, 'support')].map(({ chatId }) => chatId);
  await w.settled();
  isReady = Promise.withResolvers();
  void ana.ready();
  await isReady.promise;
  // The process that stored it looks for no work any more, and the stream is late.
  hasDied = true;
  await nextTurn();
  hasDied = false;

  const wake = (interactionId: string) => {
    const input = { tenantId: 'demo', interactionId, deadline: w.now() };
    return w.application().runTask({ name: 'wake-interaction', input }, `wake-${interactionId}`);
  };
  await Promise.all([...line].reverse().map(wake));

  expect((await ana.offers()).map(offer => offer.interactionId)).toEqual(line);
});

it('an agent who still wraps up the contact ahead is asked for the one behind it (found by the simulation, seed 23)', async () => {
  const w = await inProcess();
  const ana = await signIn(w, 'ana');
  const first = await askForChat(w, 'support');
  await ana.accept();
  const target = { kind: 'queue', id: 'support' };
  await ana.post(`/v1/interactions/${first.chatId}/transfer`, { target });
  await w.settled();

  const second = await askForChat(w, 'support');

  expect((await ana.session()).work).toMatchObject([{ interactionId: first.chatId, state: 'wrap-up' }, {}]);
  expect((await ana.offers()).map(offer => offer.interactionId)).toEqual([second.chatId]);
});
