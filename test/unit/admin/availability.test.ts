import { describe, expect, it } from 'vitest';
import { alerts, closingLook, queueAvailability } from '#shared/domain/admin/availability.ts';
import { campaign, configuration, hours, queue } from './builders.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const always = hours({ id: 'always', week: { friday: [{ from: '00:00', to: '24:00' }] } });
const never = hours({ id: 'never' });
const tenant = configuration({
  campaigns: [campaign(), campaign({ id: 'resting', active: false })],
  'business-hours': [always, never],
});

describe('availability of a queue (QUE-09, QUE-14, CAMP-06)', () => {
  it.each([
    ['without hours is open', {}, 'open'],
    ['inside its hours is open', { hoursId: 'always' }, 'open'],
    ['outside its hours is closed', { hoursId: 'never' }, 'closed'],
    ['whose hours are gone is closed', { hoursId: 'gone' }, 'closed'],
    ['of a resting campaign is closed', { campaignId: 'resting' }, 'closed'],
    ['of a campaign that is gone is closed', { campaignId: 'gone' }, 'closed'],
    ['barred from chat is barred', { barredFromChat: true }, 'barred'],
    ['barred and closed is closed', { barredFromChat: true, hoursId: 'never' }, 'closed'],
    ['with room is open', { thresholds: { maxWaiting: 6 } }, 'open'],
    ['without room is full', { thresholds: { maxWaiting: 5 } }, 'full'],
  ])('a queue %s', (_sentence, given, expected) => {
    const availability = queueAvailability(queue(given), tenant, NOW, 5);

    expect(availability).toBe(expected);
  });
});

describe('alerts of a queue (QUE-16)', () => {
  it.each([
    [{}, { waiting: 1000, longestWaitMs: 1_000_000 }, []],
    [{ waiting: 3 }, { waiting: 2, longestWaitMs: 1 }, []],
    [{ waiting: 3 }, { waiting: 3, longestWaitMs: 1 }, ['waiting']],
    [{ longestWaitSeconds: 60 }, { waiting: 1, longestWaitMs: 59_999 }, []],
    [{ longestWaitSeconds: 60 }, { waiting: 1, longestWaitMs: 60_000 }, ['longest-wait']],
    [{ longestWaitSeconds: 0 }, { waiting: 0, longestWaitMs: null }, []],
    [{ waiting: 1, longestWaitSeconds: 1 }, { waiting: 1, longestWaitMs: 1000 }, ['waiting', 'longest-wait']],
  ])('with %j and %j the alerts are %j', (thresholds, now, expected) => {
    const raised = alerts(queue({ thresholds }).thresholds, now);

    expect(raised).toEqual(expected);
  });
});

describe('whether a queue has closed', () => {
  const look = (given: object) => closingLook(queue(given), tenant, NOW);

  it('is looked at when its hours end, and within the hour, as they may be changed', () => {
    const short = hours({ id: 'short', week: { friday: [{ from: '09:00', to: '12:30' }] } });
    const ending = configuration({ campaigns: [campaign()], 'business-hours': [short] });

    expect(closingLook(queue({ hoursId: 'short' }), ending, NOW)).toBe('2026-11-20T12:30:00.000Z');
    expect(look({ hoursId: 'always' })).toBe('2026-11-20T13:00:00.000Z');
  });

  it('is not looked at where it has no hours', () => {
    expect([look({}), look({ hoursId: 'gone' })]).toEqual([undefined, undefined]);
  });
});
