import { describe, expect, test } from 'vitest';
import { type Faults, memoryStore } from '#shared/adapters/store/memory.ts';
import { put, remove } from '#shared/adapters/store/store.ts';
import type { Change } from '#shared/adapters/store/table-engine.ts';
import { unitMeter } from '#shared/adapters/store/unit-meter.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { addNotes, Note, note, storeContract, upTo } from './store.contract.ts';

storeContract('memory', async now => memoryStore({ now }));

const fresh = (options: { faults?: Faults; now?: () => number } = {}) => {
  const store = memoryStore({ now: () => 0, ...options });
  return { ...store, acme: store.open('acme') };
};

describe('faults', () => {
  test('a crash before the write leaves nothing behind', async () => {
    const { acme } = fresh({
      faults: {
        before: call => {
          if (call.operation === 'commit') throw new Error('crashed');
        },
      },
    });

    const writing = acme.commit([put(Note, note(), 'absent')]);

    await expect(writing).rejects.toThrow('crashed');
    expect(await acme.get(Note, note())).toBeUndefined();
  });

  test('a reply that gets lost leaves the write behind', async () => {
    const faults: Faults = {
      after: () => {
        throw new Error('lost');
      },
    };
    const { acme } = fresh({ faults });

    const writing = acme.commit([put(Note, note(), 'absent')]);

    await expect(writing).rejects.toThrow('lost');
    faults.after = undefined;
    expect(await acme.get(Note, note())).toBeDefined();
  });

  test('throttling and conflicts look like those of the engine', async () => {
    const codes = ['TRY_LATER', 'WRITE_CONFLICT'] as const;
    const faults: Faults = {};
    const { acme } = fresh({ faults });

    const outcomes = [];
    for (const code of codes) {
      faults.before = () => {
        throw new AppError(code);
      };
      outcomes.push(await acme.commit([put(Note, note(), 'any')]).catch(error => error.code));
    }

    expect(outcomes).toEqual(codes);
  });

  test('an index that lags shows writes later, and never rows as they no longer are', async () => {
    let now = 0;
    const { acme } = fresh({ now: () => now, faults: { indexLagMs: 500 } });
    await addNotes(acme, [1, 2], { state: 'open' });

    const early = await acme.find(Note, 'byState', { state: 'open' });
    now = 500;
    await acme.commit([put(Note, note({ rank: 1, state: 'closed', version: 2 }), 1)]);
    const late = await acme.find(Note, 'byState', { state: 'open' });
    const closed = await acme.find(Note, 'byState', { state: 'closed' });

    expect(early).toEqual([]);
    expect(late.map(row => row.rank)).toEqual([2]);
    expect(closed).toEqual([]);
  });
});

describe('changes', () => {
  test('tell every committed write in order, with the row before and after', async () => {
    const { acme, onChange } = fresh();
    const changes: Change[] = [];
    onChange(change => changes.push(change));

    await acme.commit([put(Note, note(), 'absent')]);
    await acme.commit([put(Note, note({ version: 2 }), 1)]);
    await acme.commit([put(Note, note({ version: 3 }), 1)]).catch(() => undefined);
    await acme.commit([remove(Note, note()), put(Note, note({ rank: 2 }), 'absent')]);

    const about = { tenantId: 'acme', entityName: 'note' };
    const row = (overrides = {}) => ({ ...note(overrides), tenantId: 'acme' });
    expect(changes.map(({ key: _, ...change }) => change)).toEqual([
      { ...about, after: row() },
      { ...about, before: row(), after: row({ version: 2 }) },
      { ...about, before: row({ version: 2 }) },
      { ...about, after: row({ rank: 2 }) },
    ]);
  });

  test('are none where what is removed is not there', async () => {
    const { acme, onChange } = fresh();
    const changes: Change[] = [];
    onChange(change => changes.push(change));

    await acme.commit([remove(Note, note(), 'any')]);

    expect(changes).toEqual([]);
  });

  test('end when the listener goes', async () => {
    const { acme, onChange } = fresh();
    const changes: Change[] = [];
    const end = onChange(change => changes.push(change));

    end();
    await acme.commit([put(Note, note(), 'absent')]);

    expect(changes).toEqual([]);
  });
});

describe('rows', () => {
  test('cannot be changed from outside', async () => {
    const { acme } = fresh();
    const row = note({ tags: [{ name: 'x' }] });
    await acme.commit([put(Note, row, 'absent')]);

    row.tags?.push({ name: 'y' });
    const read = await acme.get(Note, note());
    read?.tags?.push({ name: 'z' });

    expect((await acme.get(Note, note()))?.tags).toEqual([{ name: 'x' }]);
  });

  test('cannot hold what the table could not store', async () => {
    const { acme } = fresh();

    const outcomes = await Promise.allSettled(
      [new Date(), Number.NaN, () => 1, [undefined], 1n].map(value =>
        acme.commit([put(Note, note({ tags: value as never }), 'any')]),
      ),
    );

    expect(outcomes.map(outcome => outcome.status)).toEqual(Array(5).fill('rejected'));
  });
});

describe('the unit meter', () => {
  test('adds up what operations take and names the hottest partition of a second', async () => {
    let now = 1_000_000;
    const meter = unitMeter(() => now);
    const acme = memoryStore({ now: () => now, meter: meter.record }).open('acme');

    await acme.commit(upTo(3).map(rank => put(Note, note({ rank }), 'absent')));
    await acme.commit([put(Note, note({ rank: 9, folder: 'other', text: 'x'.repeat(1500) }), 'absent')]);
    now += 1000;
    await acme.commit([put(Note, note({ rank: 4 }), 'absent')]);
    await acme.query(Note, { folder: 'inbox' });

    expect(Object.fromEntries(meter.totals())).toEqual({
      commit: { readUnits: 0, writeUnits: 9, roundTrips: 3 },
      query: { readUnits: 1, writeUnits: 0, roundTrips: 1 },
    });
    expect(meter.hottest(1)).toEqual([
      { partition: 'T#acme#folder#inbox#', second: 1000, readUnits: 0, writeUnits: 6 },
    ]);
  });

  test('charges a refused write as well', async () => {
    const meter = unitMeter(() => 0);
    const acme = memoryStore({ now: () => 0, meter: meter.record }).open('acme');

    await acme.commit([put(Note, note(), 1)]).catch(() => undefined);

    expect(meter.totals().get('commit')?.writeUnits).toBe(1);
  });
});
