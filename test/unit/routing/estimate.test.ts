import { describe, expect, it } from 'vitest';
import { Estimate, type QueueStatsRecord } from '#schemas/routing/model.ts';
import { estimate, typicalHandleMs } from '#shared/domain/routing/estimate.ts';
import { emptyStats } from '#shared/domain/routing/queue-stats.ts';
import { NOW } from '../../support/builders.ts';

const minutes = (...all: number[]) => all.map(one => one * 60_000);
const stats = (given: Partial<QueueStatsRecord> = {}): QueueStatsRecord => ({
  tenantId: 'demo',
  ...emptyStats('sales', '2026-11-21'),
  power: { chat: 2000 },
  handleMs: minutes(4, 4, 4, 4, 4),
  ...given,
});
const of = (given: Partial<QueueStatsRecord>, ahead: number) => {
  const one = estimate('open', stats(given), 'chat', ahead, NOW);
  expect(Estimate.parse(one)).toEqual(one);
  return one;
};

describe('an estimated wait', () => {
  it.each([
    [0, 0, minutes(2)[0]],
    [3, 0, minutes(8)[0]],
    [3, 2, minutes(4)[0]],
  ])('with %d ahead and %d free slots is shared by all the power', (ahead, free, etaMs) => {
    const one = of({ readySlots: { chat: free } }, ahead);

    expect(one).toMatchObject({ open: true, reason: null, position: ahead + 1, etaMs, lowMs: null, highMs: null });
    expect(one.basis).toEqual({ ahead, power: 2, handleMs: minutes(4)[0], samples: 5 });
  });

  it('is nothing when a slot is free for everybody, whatever is known', () => {
    expect(of({ readySlots: { chat: 1 }, handleMs: [] }, 0)).toMatchObject({
      etaMs: 0,
      lowMs: 0,
      highMs: 0,
      reason: null,
    });
  });

  it('has the range by which earlier ones were off', () => {
    expect(of({ waitRatios: [3, 1, 0.5, 2, 1] }, 0)).toMatchObject({ lowMs: minutes(1)[0], highMs: minutes(4)[0] });
    expect(of({ waitRatios: [3, 1, 0.5, 2] }, 0)).toMatchObject({ lowMs: null, highMs: null });
  });

  it('is unknown with a reason, never a guess', () => {
    const unknown = { etaMs: null, lowMs: null, highMs: null };

    expect(of({ power: {} }, 2)).toMatchObject({ ...unknown, reason: 'no-agents', position: 3, basis: null });
    expect(of({ handleMs: minutes(1, 1) }, 2)).toMatchObject({ ...unknown, reason: 'insufficient-data' });
    expect(estimate('open', undefined, 'chat', 0, NOW)).toMatchObject({ ...unknown, reason: 'no-agents' });
  });

  it.each(['closed', 'barred', 'full'] as const)('is not made for a queue that is %s', availability => {
    const one = estimate(availability, stats(), 'chat', 0, NOW);

    expect(one).toMatchObject({ open: false, reason: availability, position: null, etaMs: null });
  });

  it('grows only with those ahead, not with the time already waited', () => {
    const early = estimate('open', stats(), 'chat', 2, NOW);
    const late = estimate('open', stats(), 'chat', 2, '2026-11-21T10:30:00.000Z');

    expect(late.etaMs).toBe(early.etaMs);
  });
});

describe('the typical handle time', () => {
  it('is not moved by one long call or one slip', () => {
    expect(typicalHandleMs([...minutes(4, 4, 4, 4, 4, 4, 4, 4, 4), 9_999_999])).toBe(minutes(4)[0]);
    expect(typicalHandleMs([0, ...minutes(4, 4, 4, 4, 4)])).toBe(minutes(4)[0]);
  });

  it('is unknown below five samples', () => {
    expect(typicalHandleMs(minutes(4, 4, 4, 4))).toBeNull();
  });
});
