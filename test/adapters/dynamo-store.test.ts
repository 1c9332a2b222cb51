import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engine, startEngine } from '#local/engine.ts';
import { AwsError } from '#shared/adapters/aws/aws-error.ts';
import { type DynamoDb, dynamoDb } from '#shared/adapters/aws/clients.ts';
import { ensureTable } from '#shared/adapters/store/create-table.ts';
import { dynamoEngine, openDynamo } from '#shared/adapters/store/dynamo.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import { put, remove, type Store } from '#shared/adapters/store/store.ts';
import type { Consumed, Meter } from '#shared/adapters/store/table-engine.ts';
import { connectionTo } from '#test/support/connection.ts';
import { addNotes, Comment, Note, note, storeContract, upTo } from './store.contract.ts';

const tableName = 'tandem-contract';
const now = () => 0;
const clientOf = (endpoint: string) => dynamoDb(connectionTo(endpoint));
/** A client whose calls all end this way. */
const ending = (outcome: (input: never) => Promise<object>): DynamoDb => ({
  call: (_, input) => outcome(input as never),
});

let engine: Engine;
let client: DynamoDb;

beforeAll(async () => {
  engine = await startEngine();
  client = clientOf(engine.endpoint);
  await ensureTable(client, tableName);
});

afterAll(() => engine.stop());

storeContract('DynamoDB', async clock => {
  const options = { client, tableName, now: clock };
  return { open: openDynamo(options), engine: dynamoEngine(options) };
});

describe('the table', () => {
  test('is created once when several processes need it at the same moment', async () => {
    const creating = Promise.all(upTo(5).map(() => ensureTable(client, 'tandem-raced')));

    await expect(creating).resolves.toHaveLength(5);
  });

  test('is left as it is when it exists', async () => {
    const store = openDynamo({ client, tableName, now })('kept');
    await addNotes(store, [1]);

    await ensureTable(client, tableName);

    expect(await store.get(Note, note())).toBeDefined();
  });
});

describe('failures', () => {
  test('an engine that does not answer is to be tried later', async () => {
    const store = openDynamo({ client: clientOf('http://127.0.0.1:1'), tableName, now })('acme');

    const outcomes = await Promise.allSettled([
      store.get(Note, note()),
      store.commit([put(Note, note(), 'any')]),
      store.batchGet([{ entity: Note, key: note() }]),
    ]);

    expect(outcomes.map(outcome => (outcome.status === 'rejected' ? outcome.reason.code : 'answered'))).toEqual(
      Array(3).fill('TRY_LATER'),
    );
  });

  test('a table that does not exist is a defect', async () => {
    const store = openDynamo({ client, tableName: 'no-such-table', now })('acme');

    const reading = store.get(Note, note());

    await expect(reading).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each([
    ['ProvisionedThroughputExceededException', 400, 'TRY_LATER'],
    ['ThrottlingException', 400, 'TRY_LATER'],
    ['InternalServerError', 500, 'TRY_LATER'],
    ['TimeoutError', 0, 'TRY_LATER'],
    ['TransactionConflictException', 400, 'WRITE_CONFLICT'],
    ['ValidationException', 400, undefined],
  ])('%s (status %s) becomes %s', async (name, status, code) => {
    const client = ending(() => Promise.reject(new AwsError({ name, status })));
    const store = openDynamo({ client, tableName, now })('acme');

    const failure = await store.get(Note, note()).catch(error => error);

    expect(failure.code).toBe(code);
  });

  test.each([
    [['None', 'TransactionConflict'], 'WRITE_CONFLICT'],
    [['ConditionalCheckFailed', 'ThrottlingError'], 'WRITE_CONFLICT'],
    [['ProvisionedThroughputExceeded', 'None'], 'TRY_LATER'],
    [['ValidationError', 'None'], undefined],
  ])('a transaction cancelled for %j becomes %s', async (reasons, code) => {
    const cancelled = new AwsError({ name: 'TransactionCanceledException', status: 400, reasons });
    const store = openDynamo({ client: ending(() => Promise.reject(cancelled)), tableName, now })('acme');

    const failure = await store
      .commit([put(Note, note(), 1), put(Comment, { folder: 'x', id: 'y', version: 1 }, 1)])
      .catch(error => error);

    expect(failure.code).toBe(code);
  });

  test('rows that the engine leaves unread are asked for again, and given up when none comes', async () => {
    let asked = 0;
    const client = ending(async ({ RequestItems }: { RequestItems: object }) => {
      asked += 1;
      return { UnprocessedKeys: RequestItems };
    });
    const store = openDynamo({ client, tableName, now })('acme');

    const failure = await store.batchGet([{ entity: Note, key: note() }]).catch(error => error);

    expect(failure.code).toBe('TRY_LATER');
    expect(asked).toBe(6);
  });
});

describe('a commit whose reply is lost', () => {
  /** Passes on every request and loses the first reply to one that writes. */
  const losing = () => {
    let lost = false;
    return dynamoDb({
      ...connectionTo(engine.endpoint),
      surroundings: {
        pause: async () => undefined,
        fetch: async (input, init) => {
          const response = await fetch(input, init);
          const writes = /PutItem|TransactWriteItems/.test(String(new Headers(init?.headers).get('x-amz-target')));
          if (lost || !writes) return response;
          lost = true;
          throw new TypeError('fetch failed');
        },
      },
    });
  };

  test('counts once when it is a transaction', async () => {
    const store = openDynamo({ client: losing(), tableName, now })('lost-transaction');
    const second = note({ rank: 2 });

    await store.commit([put(Note, note(), 'absent'), put(Note, second, 'absent')]);

    expect(await store.query(Note, { folder: 'inbox' })).toHaveLength(2);
  });

  test('is a conflict with itself when it is a single write', async () => {
    const store = openDynamo({ client: losing(), tableName, now })('lost-write');

    const committing = store.commit([put(Note, note(), 'absent')]);

    await expect(committing).rejects.toMatchObject({ code: 'WRITE_CONFLICT' });
    expect(await store.get(Note, note())).toBeDefined();
  });
});

describe('the units', () => {
  const big = (bytes: number) => 'x'.repeat(bytes);
  const operations: Record<string, (store: Store) => Promise<unknown>> = {
    'read of a missing row': store => store.get(Note, note()),
    'small row': store => store.commit([put(Note, note(), 'absent')]),
    'same row again': store => store.commit([put(Note, note({ version: 2 }), 1)]),
    'row that grows': store => store.commit([put(Note, note({ version: 3, text: big(2500) }), 2)]),
    'row that shrinks': store => store.commit([put(Note, note({ version: 4 }), 3)]),
    'row that enters the index': store => store.commit([put(Note, note({ version: 5, state: 'open' }), 4)]),
    'row that stays in the index': store => store.commit([put(Note, note({ version: 6, state: 'open' }), 5)]),
    'row that moves in the index': store => store.commit([put(Note, note({ version: 7, state: 'shut' }), 6)]),
    'row that leaves the index': store => store.commit([put(Note, note({ version: 8 }), 7)]),
    'removal of nothing': store => store.commit([remove(Note, note({ rank: 99 }))]),
    'transaction of two new rows': store =>
      store.commit([
        put(Note, note({ rank: 2, text: big(1500), state: 'open' }), 'absent'),
        put(Note, note({ rank: 3 }), 'absent'),
      ]),
    'transaction that changes and removes': store =>
      store.commit([
        put(Note, note({ rank: 2, state: 'shut', version: 2 }), 1),
        remove(Note, note({ rank: 3 })),
        remove(Note, note({ rank: 98 })),
      ]),
    'row of 300 KB': store => store.commit([put(Note, note({ rank: 4, text: big(300 * 1024) }), 'absent')]),
    'read of 300 KB': store => store.get(Note, note({ rank: 4 })),
    'read of several rows': store => store.batchGet([1, 2, 4, 77].map(rank => ({ entity: Note, key: note({ rank }) }))),
    'range of everything': store => store.query(Note, { folder: 'inbox' }),
    'range of nothing': store => store.query(Note, { folder: 'nowhere' }),
    'range with a limit': store => store.query(Note, { folder: 'inbox' }, { limit: 1 }),
    collection: store => store.collection([Note, Comment], { folder: 'inbox' }, { limit: 2, reverse: true }),
    page: store => store.page(Note, { folder: 'inbox' }, { limit: 1 }),
    search: store => store.find(Note, 'byState', { state: 'shut' }),
    'search without result': store => store.find(Note, 'byState', { state: 'gone' }),
    'removal of 300 KB': store => store.commit([remove(Note, note({ rank: 4 }))]),
    'rows over 1 MB': store => addNotes(store, upTo(5), { folder: 'large', text: big(300 * 1024) }),
    'range over 1 MB': store => store.query(Note, { folder: 'large' }),
    'many rows in the index': async store => {
      for (const section of ['a', 'b', 'c']) {
        await store.commit(
          upTo(50).map(rank => put(Note, note({ folder: 'many', section, rank, state: 'many' }), 'absent')),
        );
      }
    },
    'search of many rows': store => store.find(Note, 'byState', { state: 'many' }),
  };

  const measure = async (open: (meter: Meter) => Store, names: readonly string[]) => {
    const spent: Record<string, Omit<Consumed, 'tenantId'>[]> = {};
    let current: Omit<Consumed, 'tenantId'>[] = [];
    const store = open(({ operation, readUnits, writeUnits }) => current.push({ operation, readUnits, writeUnits }));
    for (const name of names) {
      current = spent[name] = [];
      await operations[name]?.(store);
    }
    return spent;
  };

  test('are those that the memory engine computes', async () => {
    const names = Object.keys(operations);

    const real = await measure(meter => openDynamo({ client, tableName, now, meter })('metered'), names);
    const computed = await measure(meter => memoryStore({ now, meter }).open('metered'), names);

    expect(summed(computed)).toEqual(summed(real));
  });

  test.each([
    ['text', () => ({})],
    ['umlauts', () => ({ section: 'äöü€😀' })],
    ['a list of maps', () => ({ tags: [{ name: 'one', weight: 1.25 }, { name: 'two' }] })],
    ['null', () => ({ state: null })],
    [
      'long numbers',
      () => ({
        tags: [
          { name: 'n', weight: -123456.789 },
          { name: 'm', weight: 1e21 },
          { name: 'o', weight: 1200 },
        ],
      }),
    ],
  ])('round up at the same byte for rows with %s', async (kind, extra) => {
    const stepAt = async (open: (meter: Meter) => Store) => {
      let units = 0;
      const store = open(consumed => {
        units = consumed.writeUnits;
      });
      let [low, high] = [0, 1024];
      while (low < high) {
        const middle = (low + high) >>> 1;
        await store.commit([remove(Note, note(extra()))]);
        await store.commit([put(Note, note({ ...extra(), text: big(middle) }), 'any')]);
        if (units > 1) high = middle;
        else low = middle + 1;
      }
      return low;
    };

    const real = await stepAt(meter => openDynamo({ client, tableName, now, meter })(`sized ${kind}`));
    const computed = await stepAt(meter => memoryStore({ now, meter }).open(`sized ${kind}`));

    expect(computed).toBe(real);
  });
});

/** Batches of one call run side by side, so their order says nothing. */
const summed = (spent: Record<string, Omit<Consumed, 'tenantId'>[]>) =>
  Object.fromEntries(
    Object.entries(spent).map(([name, all]) => [
      name,
      {
        readUnits: all.reduce((sum, one) => sum + one.readUnits, 0),
        writeUnits: all.reduce((sum, one) => sum + one.writeUnits, 0),
      },
    ]),
  );
