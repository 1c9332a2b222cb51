import { describe, expect, test } from 'vitest';
import type { EventEnvelope } from '#schemas/realtime/model.ts';
import { type FedEvent, fedEvents, feedRows, headOf } from '#shared/domain/kit/feed.ts';

const event = (id: string): EventEnvelope => ({
  id,
  type: 'session.resumed.v1',
  time: '2026-11-21T09:30:00.000Z',
  subject: 'agent/ana',
  aggregateVersion: 1,
  actor: { kind: 'system', id: null },
  data: {},
});
const fed = (principal: string, seq: number): FedEvent => ({ principal, seq, event: event(`${principal} ${seq}`) });
const stored = (row: ReturnType<typeof feedRows>[number]) => ({
  ...row,
  tenantId: 'demo',
  version: 1,
  expiresAt: '2026-11-22T09:30:00.000Z',
});

describe('feed rows', () => {
  test('are one for each principal, under the number that any other writer would take next', () => {
    const rows = feedRows([fed('user~ana', 7), fed('user~ben', 3), fed('user~ana', 6)]);

    expect(rows.map(row => [row.principal, row.seq, row.events.map(one => one.id)])).toEqual([
      ['user~ana', 6, ['user~ana 6', 'user~ana 7']],
      ['user~ben', 3, ['user~ben 3']],
    ]);
  });

  test('give back the events with the numbers they had', () => {
    const events = [fed('user~ana', 6), fed('user~ana', 7), fed('user~ana', 8)];

    expect(feedRows(events).map(stored).flatMap(fedEvents)).toEqual(events);
  });

  test('say how far the feed is', () => {
    const [row] = feedRows([fed('user~ana', 6), fed('user~ana', 7)]);

    expect([headOf(row), headOf(undefined)]).toEqual([7, 0]);
  });
});
