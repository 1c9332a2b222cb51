import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BusinessHours, Weekday } from '#schemas/admin/model.ts';
import { AgentProfile } from '#schemas/sessions/model.ts';
import { LeastRecentlyUsed } from '#shared/adapters/repositories/least-recently-used.ts';
import { agentProfile } from '#shared/domain/admin/agent-profile.ts';
import { changedFields } from '#shared/domain/admin/audit.ts';
import { alerts, queueAvailability } from '#shared/domain/admin/availability.ts';
import { folded, namedQueue } from '#shared/domain/admin/configuration.ts';
import { isOpen } from '#shared/domain/admin/hours.ts';
import { takenField, unknownReferences } from '#shared/domain/admin/references.ts';
import { usedBy } from '#shared/domain/admin/usage.ts';
import { configuration, hours, queue, skill, user } from '../unit/admin/builders.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const clockTime = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const period = fc
  .uniqueArray(fc.integer({ min: 0, max: 24 * 60 }), { minLength: 2, maxLength: 2 })
  .map(ends => ends.sort((left, right) => left - right).map(clockTime))
  .map(([from = '', to = '']) => ({ from, to }));
const periods = fc.array(period, { maxLength: 3 });
const week = fc.record(Object.fromEntries(Weekday.options.map(day => [day, periods])), { requiredKeys: [] });
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  .map(date => date.toISOString());
const zones = [
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'UTC',
];
/** Zones that have never changed their clocks in those years, with their offsets in minutes. */
const steadyZones = [
  ['Etc/GMT+12', -720],
  ['America/Phoenix', -420],
  ['UTC', 0],
  ['Asia/Kolkata', 330],
  ['Asia/Tokyo', 540],
  ['Pacific/Kiritimati', 840],
] as const;

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** The same by arithmetic alone, for zones with a fixed offset. */
function isOpenByArithmetic(office: BusinessHours, offsetMinutes: number, at: string): boolean {
  const local = new Date(Date.parse(at) + offsetMinutes * MINUTE);
  const date = local.toISOString().slice(0, 10);
  const minutes = local.getUTCHours() * 60 + local.getUTCMinutes();
  const holiday = office.holidays.find(one => one.date === date);
  const rules = holiday?.periods ?? office.week[weekdays[local.getUTCDay()] ?? 'sunday'] ?? [];
  const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return rules.some(({ from, to }) => minuteOf(from) <= minutes && minutes < minuteOf(to));
}

describe('business hours', () => {
  it('agree with plain arithmetic where clocks never change', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...steadyZones),
        week,
        instant,
        periods,
        fc.boolean(),
        (zone, rules, at, own, isHoliday) => {
          const [timeZone, offset] = zone;
          const date = new Date(Date.parse(at) + offset * MINUTE).toISOString().slice(0, 10);
          const holidays = isHoliday ? [{ date, name: 'Day off', periods: own }] : [];
          const office = hours({ timeZone, week: rules, holidays });

          expect(isOpen(office, at).open).toBe(isOpenByArithmetic(office, offset, at));
        },
      ),
    );
  });

  it('every day from 00:00 to 24:00 is always open, and an empty week never, whatever clocks do', () => {
    const whole = Object.fromEntries(Weekday.options.map(day => [day, [{ from: '00:00', to: '24:00' }]]));

    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (timeZone, at) => {
        expect(isOpen(hours({ timeZone, week: whole }), at)).toEqual({ open: true });
        expect(isOpen(hours({ timeZone, week: {} }), at)).toEqual({ open: false });
      }),
    );
  });

  it('split periods are open when the period as a whole is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        instant,
        fc.integer({ min: 1, max: 24 * 60 - 1 }),
        (timeZone, at, middle) => {
          const cut = clockTime(middle);
          const halves = [
            { from: '00:00', to: cut },
            { from: cut, to: '24:00' },
          ];
          const split = hours({ timeZone, week: Object.fromEntries(Weekday.options.map(day => [day, halves])) });

          expect(isOpen(split, at).open).toBe(true);
        },
      ),
    );
  });

  it('a holiday lasts as long as its day: between 23 and 25 hours', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (timeZone, at) => {
        const date = at.slice(0, 10);
        const office = hours({ timeZone, week: {}, holidays: [{ date, name: 'Day off' }] });
        const from = Date.parse(`${date}T00:00:00.000Z`) - DAY;
        const quarters = Array.from({ length: 4 * 72 }, (_, index) =>
          new Date(from + index * 15 * MINUTE).toISOString(),
        );

        const lasting = quarters.filter(quarter => isOpen(office, quarter).holiday !== undefined).length / 4;

        expect(lasting).toBeGreaterThanOrEqual(23);
        expect(lasting).toBeLessThanOrEqual(25);
      }),
      { numRuns: 30 },
    );
  });
});

describe('availability', () => {
  it('a longer line never makes a queue more available, and only room for one more is open', () => {
    const waiting = fc.integer({ min: 0, max: 50 });

    fc.assert(
      fc.property(waiting, waiting, fc.integer({ min: 1, max: 50 }), (first, second, maxWaiting) => {
        const limited = queue({ thresholds: { maxWaiting } });
        const [shorter, longer] = [Math.min(first, second), Math.max(first, second)];
        const at = (count: number) => queueAvailability(limited, configuration(), '2026-11-20T12:00:00.000Z', count);

        expect(at(shorter) === 'full' && at(longer) === 'open').toBe(false);
        expect(at(first)).toBe(first < maxWaiting ? 'open' : 'full');
      }),
    );
  });

  it('alerts that are raised stay raised while things get worse', () => {
    const count = fc.integer({ min: 0, max: 20 });
    const limits = fc.record(
      { waiting: fc.integer({ min: 1, max: 20 }), longestWaitSeconds: count },
      { requiredKeys: [] },
    );

    fc.assert(
      fc.property(limits, count, count, count, (given, waiting, longest, worse) => {
        const { thresholds } = queue({ thresholds: given });

        const now = alerts(thresholds, { waiting, longestWaitMs: longest * 1000 });
        const later = alerts(thresholds, { waiting: waiting + worse, longestWaitMs: (longest + worse) * 1000 });

        expect(later).toEqual(expect.arrayContaining(now));
      }),
    );
  });
});

const objectId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,12}$/);

describe('profiles', () => {
  it('fit the agent row and name only queues that exist', () => {
    const assignments = fc.uniqueArray(objectId, { maxLength: 10 });

    fc.assert(
      fc.property(assignments, assignments, objectId, (assigned, existing, campaignId) => {
        const queues = existing.map(id => queue({ id, campaignId }));
        const ana = user({
          queues: assigned.map(queueId => ({ queueId })),
          skills: assigned.map(skillId => ({ skillId, level: 5 })),
        });

        const profile = agentProfile(ana, configuration({ queues }));

        expect(AgentProfile.parse(profile)).toEqual(profile);
        expect(profile.queues.map(({ queueId }) => queueId)).toEqual(assigned.filter(id => existing.includes(id)));
      }),
    );
  });
});

describe('references and usage', () => {
  it('what a user refers to is known or named, and is in use exactly when referred to', () => {
    const ids = fc.uniqueArray(objectId, { maxLength: 8 });

    fc.assert(
      fc.property(ids, ids, (wanted, existing) => {
        const tenant = configuration({ skills: existing.map(id => skill({ id })) });
        const ana = user({ skills: wanted.map(skillId => ({ skillId, level: 1 })) });
        const facts = { configuration: tenant, users: [ana], agents: [], liveWork: [] };

        const unknown = unknownReferences('users', ana, tenant).length;
        const used = existing.filter(id => usedBy('skills', id, facts).length > 0);

        expect(unknown).toBe(wanted.filter(id => !existing.includes(id)).length);
        expect(used).toEqual(existing.filter(id => wanted.includes(id)));
      }),
    );
  });

  it('a name is taken exactly when a queue is found by it', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter(text => text.trim() !== '');

    fc.assert(
      fc.property(name, name, (existing, wanted) => {
        const tenant = configuration({ queues: [queue({ name: existing })] });
        const isFound = folded(existing) === folded(wanted);

        const taken = takenField('queues', queue({ id: 'new', name: wanted }), tenant);

        expect(taken).toBe(isFound ? 'name' : undefined);
        if (isFound) expect(namedQueue(tenant, { queueName: wanted }).id).toBe('sales');
      }),
    );
  });
});

describe('audit', () => {
  const fields = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.jsonValue({ maxDepth: 3 }).filter(value => value !== null),
  );

  it('the changes lead from the one object to the other', () => {
    fc.assert(
      fc.property(fields, fields, (before, after) => {
        const led = new Map(Object.entries(before));

        for (const change of changedFields(before, after)) {
          expect(led.get(change.field) ?? null).toEqual(change.before);
          if (change.after === null) led.delete(change.field);
          else led.set(change.field, change.after as never);
        }

        expect(Object.fromEntries(led)).toEqual({ ...after });
      }),
    );
  });

  it('an object does not differ from itself with its fields in another order', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      );
    };

    fc.assert(
      fc.property(fields, before => {
        expect(changedFields(before, reversed(before) as object)).toEqual([]);
      }),
    );
  });
});

describe('least recently used', () => {
  it('holds the entries that were touched last, and no more than its limit', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const step = fc.record({ kind: fc.constantFrom('get', 'set', 'delete'), key });

    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 40 }), (limit, steps) => {
        const cache = new LeastRecentlyUsed<string>(limit);
        let expected: string[] = [];

        for (const { kind, key: name } of steps) {
          const others = expected.filter(other => other !== name);
          if (kind === 'get' && cache.get(name) !== undefined) expected = [...others, name];
          if (kind === 'set') {
            cache.set(name, name);
            expected = [...others, name].slice(-limit);
          }
          if (kind === 'delete') {
            cache.delete(name);
            expected = others;
          }
          expect(cache.size).toBe(expected.length);
        }

        expect(expected.map(name => cache.get(name))).toEqual(expected);
      }),
    );
  });
});
