import { expect, it } from 'vitest';
import { SubscriptionEntity } from '#schemas/realtime/entity.ts';
import { put } from '#shared/adapters/store/store.ts';
import { inProcess } from '#test/support/in-process.ts';
import { askForChat } from '#test/support/journeys.ts';

it('a socket of which nobody told that it closed is tried once, and follows no longer', async () => {
  let posted = 0;
  const w = await inProcess();
  const { post } = w.sockets;
  w.sockets.post = (connectionId, frame) => {
    if (connectionId === 'gone') posted += 1;
    return post(connectionId, frame);
  };
  const topic = 'queue:support';
  const row = { topic, connectionId: 'gone', principal: 'user~sue', expiresAt: '2026-11-22T09:30:00.000Z', version: 1 };
  const store = w.store.open('demo');
  await store.commit([put(SubscriptionEntity, row, 'absent')]);

  for (const _ of [1, 2, 3]) {
    await askForChat(w, 'support');
    await w.settled();
  }

  expect(posted).toBe(1);
  expect(await store.query(SubscriptionEntity, { topic })).toEqual([]);
  expect(w.defects).toEqual([]);
});
