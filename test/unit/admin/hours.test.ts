import { describe, expect, it } from 'vitest';
import { isOpen, openUntil } from '#shared/domain/admin/hours.ts';
import { hours } from './builders.ts';

const nineToFive = [{ from: '09:00', to: '17:00' }];
const everyDay = {
  monday: nineToFive,
  tuesday: nineToFive,
  wednesday: nineToFive,
  thursday: nineToFive,
  friday: nineToFive,
  saturday: nineToFive,
  sunday: nineToFive,
};

describe('business hours (QUE-09)', () => {
  it.each([
    ['2026-11-20T08:59:59.999Z', false],
    ['2026-11-20T09:00:00.000Z', true],
    ['2026-11-20T16:59:59.999Z', true],
    ['2026-11-20T17:00:00.000Z', false],
    ['2026-11-21T12:00:00.000Z', false],
  ])('a Friday from nine to five: at %s open is %s', (instant, open) => {
    const office = hours({ week: { friday: nineToFive } });

    const opening = isOpen(office, instant);

    expect(opening).toEqual({ open });
  });

  it('a day with two periods is closed between them', () => {
    const office = hours({
      week: {
        friday: [
          { from: '08:00', to: '12:00' },
          { from: '13:00', to: '17:00' },
        ],
      },
    });

    const openings = ['11:59', '12:00', '12:59', '13:00'].map(
      time => isOpen(office, `2026-11-20T${time}:00.000Z`).open,
    );

    expect(openings).toEqual([true, false, false, true]);
  });

  it('a night over midnight is open without a gap when one period ends at 24:00 and the next begins at 00:00', () => {
    const night = hours({
      week: { friday: [{ from: '22:00', to: '24:00' }], saturday: [{ from: '00:00', to: '06:00' }] },
    });

    const openings = ['2026-11-20T23:59:59.999Z', '2026-11-21T00:00:00.000Z', '2026-11-21T06:00:00.000Z'].map(
      instant => isOpen(night, instant).open,
    );

    expect(openings).toEqual([true, true, false]);
  });

  it.each([
    ['Asia/Tokyo', '2026-11-19T15:00:00.000Z', true],
    ['Asia/Tokyo', '2026-11-20T14:59:59.999Z', true],
    ['Asia/Tokyo', '2026-11-20T15:00:00.000Z', false],
    ['America/Los_Angeles', '2026-11-20T07:59:59.999Z', false],
    ['America/Los_Angeles', '2026-11-20T08:00:00.000Z', true],
    ['America/Los_Angeles', '2026-11-21T07:59:59.999Z', true],
    ['Asia/Kathmandu', '2026-11-19T18:14:59.999Z', false],
    ['Asia/Kathmandu', '2026-11-19T18:15:00.000Z', true],
    ['Pacific/Kiritimati', '2026-11-19T10:00:00.000Z', true],
  ])('the whole Friday in %s: at %s open is %s', (timeZone, instant, open) => {
    const friday = hours({ timeZone, week: { friday: [{ from: '00:00', to: '24:00' }] } });

    const opening = isOpen(friday, instant);

    expect(opening.open).toBe(open);
  });

  it('nine in the morning moves with daylight-saving time', () => {
    const berlin = hours({ timeZone: 'Europe/Berlin', week: everyDay });

    const openings = [
      '2026-03-28T07:30:00.000Z',
      '2026-03-29T07:30:00.000Z',
      '2026-10-24T07:30:00.000Z',
      '2026-10-25T07:30:00.000Z',
    ].map(instant => isOpen(berlin, instant).open);

    expect(openings).toEqual([false, true, true, false]);
  });

  it('a period inside the hour that is skipped never opens', () => {
    const skipped = hours({ timeZone: 'Europe/Berlin', week: { sunday: [{ from: '02:00', to: '03:00' }] } });

    const openings = ['2026-03-29T00:59:59.999Z', '2026-03-29T01:00:00.000Z'].map(
      instant => isOpen(skipped, instant).open,
    );

    expect(openings).toEqual([false, false]);
  });

  it('a period inside the hour that is repeated opens both times', () => {
    const repeated = hours({ timeZone: 'Europe/Berlin', week: { sunday: [{ from: '02:00', to: '03:00' }] } });

    const openings = ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z', '2026-10-25T02:00:00.000Z'].map(
      instant => isOpen(repeated, instant).open,
    );

    expect(openings).toEqual([true, true, false]);
  });

  it('a holiday without periods is closed and named', () => {
    const office = hours({ week: everyDay, holidays: [{ date: '2026-12-25', name: 'Christmas' }] });

    const opening = isOpen(office, '2026-12-25T12:00:00.000Z');

    expect(opening).toEqual({ open: false, holiday: 'Christmas' });
  });

  it('a holiday with periods opens by them alone', () => {
    const eve = { date: '2026-12-24', name: 'Christmas Eve', periods: [{ from: '07:00', to: '12:00' }] };
    const office = hours({ week: everyDay, holidays: [eve] });

    const openings = ['07:30', '12:30'].map(time => isOpen(office, `2026-12-24T${time}:00.000Z`));

    expect(openings).toEqual([
      { open: true, holiday: 'Christmas Eve' },
      { open: false, holiday: 'Christmas Eve' },
    ]);
  });

  it('a holiday begins and ends at midnight of its own time zone', () => {
    const office = hours({
      timeZone: 'Asia/Tokyo',
      week: { friday: [{ from: '00:00', to: '24:00' }] },
      holidays: [{ date: '2026-01-01', name: '元日' }],
    });

    const openings = ['2025-12-31T15:00:00.000Z', '2026-01-01T15:00:00.000Z'].map(instant => isOpen(office, instant));

    expect(openings).toEqual([{ open: false, holiday: '元日' }, { open: true }]);
  });
});

describe('the end of business hours (CHAT-34)', () => {
  const FAR = '2027-12-01T00:00:00.000Z';

  it.each([
    ['inside a period', '2026-11-20T12:34:56.789Z', '2026-11-20T17:00:00.000Z'],
    ['in its last minute', '2026-11-20T16:59:59.999Z', '2026-11-20T17:00:00.000Z'],
    ['when it is over', '2026-11-20T17:00:00.000Z', '2026-11-20T17:00:00.000Z'],
    ['before it begins', '2026-11-20T03:00:00.000Z', '2026-11-20T03:00:00.000Z'],
  ])('%s', (_sentence, instant, end) => {
    expect(openUntil(hours({ week: everyDay }), instant, FAR)).toBe(end);
  });

  it('is that of the night, where periods meet at midnight', () => {
    const night = hours({
      week: { friday: [{ from: '22:00', to: '24:00' }], saturday: [{ from: '00:00', to: '06:00' }] },
    });

    expect(openUntil(night, '2026-11-20T22:00:00.000Z', FAR)).toBe('2026-11-21T06:00:00.000Z');
  });

  it('is the end of the last day before one that has no hours at all', () => {
    const friday = hours({ week: { friday: [{ from: '22:00', to: '24:00' }] } });

    expect(openUntil(friday, '2026-11-20T22:00:00.000Z', FAR)).toBe('2026-11-21T00:00:00.000Z');
  });

  it('is that of the holiday on one', () => {
    const short = { date: '2026-11-20', name: 'Half day', periods: [{ from: '09:00', to: '12:00' }] };

    const end = openUntil(hours({ week: everyDay, holidays: [short] }), '2026-11-20T10:00:00.000Z', FAR);

    expect(end).toBe('2026-11-20T12:00:00.000Z');
  });

  it('is not looked for beyond what was asked', () => {
    const always = hours({
      week: Object.fromEntries(Object.keys(everyDay).map(day => [day, [{ from: '00:00', to: '24:00' }]])),
    });

    expect(openUntil(always, '2026-11-20T10:00:00.000Z', '2026-11-22T00:00:00.000Z')).toBe('2026-11-22T00:00:00.000Z');
  });

  it.each([
    ['skips an hour', '2026-03-29T00:30:00.000Z', '10:00', '2026-03-29T08:00:00.000Z'],
    ['repeats an hour', '2026-10-25T00:30:00.000Z', '10:00', '2026-10-25T09:00:00.000Z'],
    ['skips the end itself', '2026-03-29T00:30:00.000Z', '02:30', '2026-03-29T01:00:00.000Z'],
  ])('moves with a clock that %s', (_sentence, instant, to, end) => {
    const berlin = hours({ timeZone: 'Europe/Berlin', week: { sunday: [{ from: '00:00', to }] } });

    expect(openUntil(berlin, instant, FAR)).toBe(end);
  });
});
