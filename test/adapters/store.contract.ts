import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineEntity, keyAttributes } from '#schemas/kit/table.ts';
import { table } from '#schemas/table.ts';
import { type OpenStore, put, remove, type Store } from '#shared/adapters/store/store.ts';
import { baseKey, type TableEngine } from '#shared/adapters/store/table-engine.ts';

export interface Backend {
  readonly open: OpenStore;
  readonly engine: TableEngine;
}

export const Note = defineEntity(table, {
  name: 'note',
  collection: 'folder',
  schema: z.object({
    tenantId: z.string(),
    folder: z.string(),
    section: z.string(),
    rank: z.int(),
    text: z.string(),
    state: z.string().nullable().optional(),
    tags: z.array(z.object({ name: z.string(), weight: z.number().optional() })).optional(),
    version: z.int(),
  }),
  key: { pk: ['tenantId', 'folder'], sk: ['section', 'rank'] },
  access: { byState: { index: 'gsi1', pk: ['tenantId', 'state'], sk: ['rank'], why: 'finds notes by state' } },
  why: 'exercises the store',
});

export const Comment = defineEntity(table, {
  name: 'comment',
  collection: 'folder',
  schema: z.object({ tenantId: z.string(), folder: z.string(), id: z.string(), version: z.int() }),
  key: { pk: ['tenantId', 'folder'], sk: ['id'] },
  why: 'shares a partition with notes',
});

export const Ticket = defineEntity(table, {
  name: 'ticket',
  schema: z.object({ tenantId: z.string(), id: z.string(), expiresAt: z.string().optional(), version: z.int() }),
  key: { pk: ['tenantId', 'id'], sk: [] },
  expires: 'expiresAt',
  why: 'expires',
});

const NOW = Date.parse('2026-05-01T12:00:00.000Z');

export const note = (overrides: Partial<z.output<typeof Note.schema>> = {}) => ({
  folder: 'inbox',
  section: 'a',
  rank: 1,
  text: 'hello',
  version: 1,
  ...overrides,
});
const comment = (id: string) => ({ folder: 'inbox', id, version: 1 });

export const addNotes = async (store: Store, ranks: readonly number[], overrides: Parameters<typeof note>[0] = {}) => {
  for (const rank of ranks) await store.commit([put(Note, note({ ...overrides, rank }), 'absent')]);
};

export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** What every engine of the store port does alike. */
export function storeContract(name: string, start: (now: () => number) => Promise<Backend>): void {
  describe(`the store on ${name}`, () => {
    let backend: Backend;
    let instant = NOW;

    beforeAll(async () => {
      backend = await start(() => instant);
    });
    beforeEach(() => {
      instant = NOW;
    });

    const openTenant = () => backend.open(`tenant-${randomUUID()}`);
    const ranks = (rows: readonly { readonly rank: number }[]) => rows.map(row => row.rank);

    describe('get', () => {
      test('returns nothing where there is no row', async () => {
        const store = openTenant();

        const found = await store.get(Ticket, { id: 'none' });

        expect(found).toBeUndefined();
      });

      test('returns the row with the tenant and without what the table stores beside it', async () => {
        const store = openTenant();
        await store.commit([put(Note, note({ state: 'open' }), 'absent')]);

        const found = await store.get(Note, { folder: 'inbox', section: 'a', rank: 1 });

        expect(found).toEqual({ ...note({ state: 'open' }), tenantId: store.tenantId });
      });

      test.each([
        ['emoji', '👩‍👩‍👧 🫠 ✅'],
        ['right to left', 'שלום مرحبا'],
        ['combining marks', 'e\u0301 ệ z̷a̷l̷g̷o̷'],
        ['controls and quotes', '\u0000 "\\ \n \u2028'],
        ['an empty text', ''],
      ])('keeps %s as it is', async (_, text) => {
        const store = openTenant();
        await store.commit([put(Note, note({ text, section: text.replaceAll('#', '') }), 'absent')]);

        const found = await store.get(Note, { folder: 'inbox', section: text, rank: 1 });

        expect(found?.text).toBe(text);
      });

      test('keeps a row of 300 KB', async () => {
        const store = openTenant();
        const text = 'ü'.repeat(150 * 1024);
        await store.commit([put(Note, note({ text }), 'absent')]);

        const found = await store.get(Note, { folder: 'inbox', section: 'a', rank: 1 });

        expect(found?.text).toBe(text);
      });

      test('drops what is undefined, at any depth', async () => {
        const store = openTenant();
        const tags = [{ name: 'x', weight: undefined }] as unknown as { name: string }[];
        await store.commit([put(Note, note({ tags, state: null }), 'absent')]);

        const found = await store.get(Note, { folder: 'inbox', section: 'a', rank: 1 });

        expect(found).toStrictEqual({ ...note({ tags: [{ name: 'x' }], state: null }), tenantId: store.tenantId });
      });

      test('refuses a key that lacks an attribute', async () => {
        const store = openTenant();

        const reading = store.get(Note, { folder: 'inbox', section: 'a' } as never);

        await expect(reading).rejects.toThrow('note has no key without rank');
      });
    });

    describe('commit', () => {
      test('replaces a row that is at the expected version', async () => {
        const store = openTenant();
        await store.commit([put(Note, note(), 'absent')]);

        await store.commit([put(Note, note({ text: 'new', version: 2 }), 1)]);

        expect(await store.get(Note, note())).toMatchObject({ text: 'new', version: 2 });
      });

      test.each([
        ['a version that has passed', 1],
        ['a version that is to come', 3],
        ['no row', 'absent'],
      ] as const)('refuses to replace a row when it expects %s', async (_, expected) => {
        const store = openTenant();
        await store.commit([put(Note, note({ version: 2 }), 'absent')]);

        const writing = store.commit([put(Note, note({ text: 'new', version: 4 }), expected)]);

        await expect(writing).rejects.toMatchObject({ code: 'WRITE_CONFLICT' });
        expect(await store.get(Note, note())).toMatchObject({ text: 'hello', version: 2 });
      });

      test('refuses to create a row that should have a version', async () => {
        const store = openTenant();

        const writing = store.commit([put(Note, note({ version: 2 }), 1)]);

        await expect(writing).rejects.toMatchObject({ code: 'WRITE_CONFLICT' });
        expect(await store.get(Note, note())).toBeUndefined();
      });

      test('writes whatever is there when any version will do', async () => {
        const store = openTenant();
        await store.commit([put(Note, note({ version: 7 }), 'any')]);

        await store.commit([put(Note, note({ version: 3 }), 'any')]);

        expect(await store.get(Note, note())).toMatchObject({ version: 3 });
      });

      test('removes a row at its version and nothing at another', async () => {
        const store = openTenant();
        await addNotes(store, [1, 2]);

        await store.commit([remove(Note, note({ rank: 1 }), 1)]);
        const removing = store.commit([remove(Note, note({ rank: 2 }), 2)]);

        await expect(removing).rejects.toMatchObject({ code: 'WRITE_CONFLICT' });
        expect(ranks(await store.query(Note, { folder: 'inbox' }))).toEqual([2]);
      });

      test('removes what is not there without complaint when any version will do', async () => {
        const store = openTenant();

        const removing = store.commit([remove(Note, note())]);

        await expect(removing).resolves.toBeUndefined();
      });

      test('writes rows of several entities together', async () => {
        const store = openTenant();
        await addNotes(store, [1]);

        await store.commit([
          put(Note, note({ rank: 2 }), 'absent'),
          put(Comment, comment('one'), 'absent'),
          remove(Note, note({ rank: 1 }), 1),
        ]);

        expect(await store.get(Comment, comment('one'))).toBeDefined();
        expect(ranks(await store.query(Note, { folder: 'inbox' }))).toEqual([2]);
      });

      test('writes nothing when one of several rows is not as expected', async () => {
        const store = openTenant();
        await addNotes(store, [1, 2]);

        const writing = store.commit([
          put(Note, note({ rank: 3 }), 'absent'),
          remove(Note, note({ rank: 1 }), 1),
          put(Note, note({ rank: 2, version: 9 }), 8),
        ]);

        await expect(writing).rejects.toMatchObject({ code: 'WRITE_CONFLICT' });
        expect(ranks(await store.query(Note, { folder: 'inbox' }))).toEqual([1, 2]);
      });

      test('does nothing without writes', async () => {
        const store = openTenant();

        const writing = store.commit([]);

        await expect(writing).resolves.toBeUndefined();
      });

      test('refuses to write one row twice', async () => {
        const store = openTenant();

        const writing = store.commit([put(Note, note(), 'any'), remove(Note, note())]);

        await expect(writing).rejects.toThrow('a commit writes each row once');
      });

      test('takes 100 writes and no more', async () => {
        const store = openTenant();
        const writes = upTo(101).map(rank => put(Note, note({ rank }), 'absent'));

        await store.commit(writes.slice(0, 100));
        const writing = store.commit(writes);

        await expect(writing).rejects.toThrow('100 writes at most');
        expect(await store.query(Note, { folder: 'inbox' })).toHaveLength(100);
      });

      test('refuses a row beyond 400 KB', async () => {
        const store = openTenant();

        const writing = store.commit([put(Note, note({ text: 'x'.repeat(401 * 1024) }), 'any')]);

        await expect(writing).rejects.toThrow(Error);
        await expect(writing).rejects.not.toHaveProperty('code');
      });

      test('lets exactly one of 20 simultaneous writers on one version win', async () => {
        const store = openTenant();
        await addNotes(store, [1]);

        const outcomes = await Promise.allSettled(
          upTo(20).map(writer => store.commit([put(Note, note({ text: `writer ${writer}`, version: 2 }), 1)])),
        );

        const refusals = outcomes.filter(outcome => outcome.status === 'rejected').map(({ reason }) => reason.code);
        expect(refusals).toEqual(Array(19).fill('WRITE_CONFLICT'));
      });

      test('lets exactly one of 20 simultaneous transactions on one version win', async () => {
        const store = openTenant();
        await addNotes(store, [1]);

        const outcomes = await Promise.allSettled(
          upTo(20).map(writer =>
            store.commit([put(Note, note({ version: 2 }), 1), put(Comment, comment(`by-${writer}`), 'absent')]),
          ),
        );

        const [comments] = await store.collection([Comment], { folder: 'inbox' });
        expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(1);
        expect(comments).toHaveLength(1);
      });
    });

    describe('batchGet', () => {
      test('returns rows of several entities in the order asked for, also twice', async () => {
        const store = openTenant();
        await store.commit([put(Note, note(), 'absent'), put(Ticket, { id: 'x', version: 1 }, 'absent')]);

        const [ticket, none, first, again] = await store.batchGet([
          { entity: Ticket, key: { id: 'x' } },
          { entity: Ticket, key: { id: 'y' } },
          { entity: Note, key: note() },
          { entity: Note, key: note() },
        ]);

        expect(ticket?.id).toBe('x');
        expect(none).toBeUndefined();
        expect(first?.text).toBe('hello');
        expect(again).toEqual(first);
      });

      test('returns nothing for no keys', async () => {
        const store = openTenant();

        const rows = await store.batchGet([]);

        expect(rows).toEqual([]);
      });

      test('returns more than 100 rows', async () => {
        const store = openTenant();
        for (const at of [0, 1, 2]) {
          await store.commit(upTo(90).map(rank => put(Note, note({ rank: at * 90 + rank }), 'absent')));
        }

        const rows = await store.batchGet(upTo(270).map(rank => ({ entity: Note, key: note({ rank }) })));

        expect(rows.map(row => row?.rank)).toEqual(upTo(270));
      });

      test('returns more than 16 MB', async () => {
        const store = openTenant();
        const text = 'x'.repeat(390 * 1024);
        await addNotes(store, upTo(45), { text });

        const rows = await store.batchGet(upTo(45).map(rank => ({ entity: Note, key: note({ rank }) })));

        expect(rows.filter(row => row?.text.length === text.length)).toHaveLength(45);
      });
    });

    describe('query', () => {
      test('orders by section as text and by rank as a number', async () => {
        const store = openTenant();
        await addNotes(store, [10, 9, -3, 100], { section: 'b' });
        await addNotes(store, [5], { section: 'a' });
        await addNotes(store, [6], { section: 'a b' });
        await addNotes(store, [7], { section: 'ab' });
        await addNotes(store, [8], { section: '\u{1F600}' });
        await addNotes(store, [8], { section: '\uFFFD' });

        const rows = await store.query(Note, { folder: 'inbox' });

        expect(rows.map(row => `${row.section} ${row.rank}`)).toEqual([
          'a 5',
          'a b 6',
          'ab 7',
          'b -3',
          'b 9',
          'b 10',
          'b 100',
          '\uFFFD 8',
          '\u{1F600} 8',
        ]);
      });

      test('narrows by leading sort attributes', async () => {
        const store = openTenant();
        await addNotes(store, [1, 2], { section: 'a' });
        await addNotes(store, [3], { section: 'aa' });

        const section = await store.query(Note, { folder: 'inbox', section: 'a' });
        const one = await store.query(Note, { folder: 'inbox', section: 'a', rank: 2 });

        expect(ranks(section)).toEqual([1, 2]);
        expect(ranks(one)).toEqual([2]);
      });

      test('leaves out other partitions and other entities of the partition', async () => {
        const store = openTenant();
        await addNotes(store, [1]);
        await addNotes(store, [2], { folder: 'inbox2' });
        await store.commit([put(Comment, comment('x'), 'absent')]);

        const rows = await store.query(Note, { folder: 'inbox' });

        expect(ranks(rows)).toEqual([1]);
      });

      test.each([
        [{ limit: 2 }, [1, 2]],
        [{ limit: 2, reverse: true }, [5, 4]],
        [{ reverse: true }, [5, 4, 3, 2, 1]],
        [{ limit: 0 }, []],
        [{ limit: 9 }, [1, 2, 3, 4, 5]],
        [{ after: { section: 'a', rank: 2 } }, [3, 4, 5]],
        [{ after: { section: 'a', rank: 3 }, reverse: true }, [2, 1]],
        [{ after: { section: 'a', rank: 2 }, limit: 1 }, [3]],
        [{ after: { section: 'a' } }, []],
        [{ after: { section: 'A' } }, [1, 2, 3, 4, 5]],
        [{ after: { section: 'b' }, reverse: true, limit: 1 }, [5]],
        [{ after: {} }, [1, 2, 3, 4, 5]],
      ])('reads with %j', async (options, expected) => {
        const store = openTenant();
        await addNotes(store, upTo(5));

        const rows = await store.query(Note, { folder: 'inbox' }, options);

        expect(ranks(rows)).toEqual(expected);
      });

      test('starts behind a rank within a section', async () => {
        const store = openTenant();
        await addNotes(store, upTo(3), { section: 'a' });
        await addNotes(store, upTo(3), { section: 'b' });

        const rows = await store.query(Note, { folder: 'inbox', section: 'a' }, { after: { rank: 1 } });

        expect(rows.map(row => `${row.section} ${row.rank}`)).toEqual(['a 2', 'a 3']);
      });

      test('reads partitions of several megabytes to the end, in both directions', async () => {
        const store = openTenant();
        await addNotes(store, upTo(9), { text: 'x'.repeat(300 * 1024) });

        const forward = await store.query(Note, { folder: 'inbox' });
        const backward = await store.query(Note, { folder: 'inbox' }, { reverse: true, limit: 8 });

        expect(ranks(forward)).toEqual(upTo(9));
        expect(ranks(backward)).toEqual(upTo(9).reverse().slice(0, 8));
      });
    });

    describe('collection', () => {
      test('reads several entities of a partition, the last rows first', async () => {
        const store = openTenant();
        await addNotes(store, upTo(3));
        await store.commit([put(Comment, comment('a'), 'absent'), put(Comment, comment('b'), 'absent')]);

        const [comments, notes] = await store.collection(
          [Comment, Note],
          { folder: 'inbox' },
          { limit: 4, reverse: true },
        );

        expect(ranks(notes)).toEqual([3, 2, 1]);
        expect(comments.map(row => row.id)).toEqual(['b']);
      });

      test('reads from the start and leaves out entities that were not asked for', async () => {
        const store = openTenant();
        await addNotes(store, upTo(2));
        await store.commit([put(Comment, comment('a'), 'absent')]);

        const [notes] = await store.collection([Note], { folder: 'inbox' }, { limit: 1 });

        expect(ranks(notes)).toEqual([1]);
      });

      test('returns empty lists for an empty partition', async () => {
        const store = openTenant();

        const rows = await store.collection([Note, Comment], { folder: 'inbox' });

        expect(rows).toEqual([[], []]);
      });

      test('refuses entities that live apart', async () => {
        const store = openTenant();

        const reading = store.collection([Note, Ticket], { folder: 'inbox', id: 'x' } as never);

        await expect(reading).rejects.toThrow('do not share a partition');
      });
    });

    describe('find', () => {
      test('returns the rows that have the attributes of the pattern, in its order', async () => {
        const store = openTenant();
        await addNotes(store, [3, 1, 2], { state: 'open' });
        await addNotes(store, [4], { state: 'closed' });
        await addNotes(store, [5]);
        await addNotes(store, [6], { state: null });

        const rows = await store.find(Note, 'byState', { state: 'open' });

        expect(ranks(rows)).toEqual([1, 2, 3]);
        expect(rows[0]?.text).toBe('hello');
      });

      test('follows a row that changes or loses the attribute', async () => {
        const store = openTenant();
        await addNotes(store, [1, 2], { state: 'open' });

        await store.commit([
          put(Note, note({ rank: 1, version: 2 }), 1),
          put(Note, note({ rank: 2, state: 'closed', version: 2 }), 1),
        ]);

        expect(await store.find(Note, 'byState', { state: 'open' })).toEqual([]);
        expect(ranks(await store.find(Note, 'byState', { state: 'closed' }))).toEqual([2]);
      });

      test.each([
        [{ limit: 2 }, [1, 2]],
        [{ limit: 2, reverse: true }, [4, 3]],
      ])('reads with %j', async (options, expected) => {
        const store = openTenant();
        await addNotes(store, upTo(4), { state: 'open' });

        const rows = await store.find(Note, 'byState', { state: 'open' }, options);

        expect(ranks(rows)).toEqual(expected);
      });

      test('narrows by leading sort attributes and keeps rows apart that sort alike', async () => {
        const store = openTenant();
        await addNotes(store, [1, 2], { state: 'open', section: 'a' });
        await addNotes(store, [1, 2], { state: 'open', section: 'b' });

        const rows = await store.find(Note, 'byState', { state: 'open', rank: 2 });

        expect(rows.map(row => row.section).sort()).toEqual(['a', 'b']);
        expect(ranks(rows)).toEqual([2, 2]);
      });

      test('returns more than 100 rows', async () => {
        const store = openTenant();
        for (const section of ['a', 'b']) {
          await store.commit(upTo(80).map(rank => put(Note, note({ rank, section, state: 'open' }), 'absent')));
        }

        const rows = await store.find(Note, 'byState', { state: 'open' });

        expect(rows).toHaveLength(160);
      });
    });

    describe('page', () => {
      const readAll = async (store: Store, limit: number, reverse: boolean) => {
        const pages: number[][] = [];
        let cursor: string | null | undefined;
        do {
          const page = await store.page(Note, { folder: 'inbox' }, { limit, reverse, cursor: cursor ?? undefined });
          pages.push(ranks(page.items));
          cursor = page.nextCursor;
        } while (cursor);
        return pages;
      };
      const cursorOf = async (store: Store, folder = 'inbox') => {
        await addNotes(store, [1, 2], { folder });
        const page = await store.page(Note, { folder }, { limit: 1 });
        return page.nextCursor ?? undefined;
      };

      test.each([
        [2, false, [[1, 2], [3, 4], [5]]],
        [5, false, [[1, 2, 3, 4, 5]]],
        [
          3,
          true,
          [
            [5, 4, 3],
            [2, 1],
          ],
        ],
        [9, true, [[5, 4, 3, 2, 1]]],
      ] as const)('gives every row once, %i a page (reverse: %s)', async (limit, reverse, expected) => {
        const store = openTenant();
        await addNotes(store, upTo(5));

        const pages = await readAll(store, limit, reverse);

        expect(pages).toEqual(expected);
      });

      test('goes on where it was when rows before and behind change', async () => {
        const store = openTenant();
        await addNotes(store, [2, 4, 6]);
        const { nextCursor } = await store.page(Note, { folder: 'inbox' }, { limit: 2 });

        await store.commit([remove(Note, note({ rank: 4 })), put(Note, note({ rank: 1 }), 'absent')]);
        await addNotes(store, [5]);
        const rest = await store.page(Note, { folder: 'inbox' }, { limit: 2, cursor: nextCursor ?? undefined });

        expect(ranks(rest.items)).toEqual([5, 6]);
      });

      test('gives an empty page where there is nothing', async () => {
        const store = openTenant();

        const page = await store.page(Note, { folder: 'none' }, { limit: 5 });

        expect(page).toEqual({ items: [], nextCursor: null });
      });

      test.each(['', 'x', '!!!', 'A'.repeat(2000), '👻'])('refuses the cursor %j', async cursor => {
        const store = openTenant();
        await addNotes(store, [1]);

        const reading = store.page(Note, { folder: 'inbox' }, { limit: 1, cursor });

        await expect(reading).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      });

      test('refuses a cursor of another tenant, partition or narrower range', async () => {
        const store = openTenant();
        const foreign = await cursorOf(openTenant());
        const elsewhere = await cursorOf(store, 'elsewhere');
        const wider = await cursorOf(store);

        const readings = await Promise.allSettled([
          store.page(Note, { folder: 'inbox' }, { limit: 1, cursor: foreign }),
          store.page(Note, { folder: 'inbox' }, { limit: 1, cursor: elsewhere }),
          store.page(Note, { folder: 'inbox', section: 'a' }, { limit: 1, cursor: wider }),
          store.page(Comment, { folder: 'inbox' }, { limit: 1, cursor: wider }),
        ]);

        expect(readings.map(reading => (reading.status === 'rejected' ? reading.reason.code : 'accepted'))).toEqual(
          Array(4).fill('REQUEST_INVALID'),
        );
      });
    });

    describe('expiry', () => {
      const ticket = (id: string, expiresAt?: number) => ({
        id,
        version: 1,
        ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
      });

      test('hides a row from the instant on at which it expires', async () => {
        const store = openTenant();
        await store.commit([put(Ticket, ticket('x', NOW + 1500), 'absent')]);

        instant = NOW + 1499;
        const before = await store.get(Ticket, { id: 'x' });
        instant = NOW + 1500;
        const then = await store.get(Ticket, { id: 'x' });

        expect(before?.id).toBe('x');
        expect(then).toBeUndefined();
      });

      test('keeps a row without the instant', async () => {
        const store = openTenant();
        await store.commit([put(Ticket, ticket('x'), 'absent')]);

        instant = NOW + 1e12;
        const found = await store.get(Ticket, { id: 'x' });

        expect(found?.id).toBe('x');
      });

      test('takes a live row for present', async () => {
        const store = openTenant();
        await store.commit([put(Ticket, ticket('x', NOW + 1500), 'absent')]);

        instant = NOW + 1499;
        const writing = store.commit([put(Ticket, ticket('x'), 'absent')]);

        await expect(writing).rejects.toMatchObject({ code: 'WRITE_CONFLICT' });
      });

      test('takes an expired row for absent, also in a transaction', async () => {
        const store = openTenant();
        await store.commit([put(Ticket, ticket('x', NOW + 1500), 'absent')]);
        await store.commit([put(Ticket, ticket('y', NOW + 1500), 'absent')]);

        instant = NOW + 1500;
        await store.commit([put(Ticket, ticket('x', NOW + 9000), 'absent')]);
        await store.commit([put(Ticket, ticket('y', NOW + 9000), 'absent'), put(Ticket, ticket('z'), 'absent')]);

        expect(await store.get(Ticket, { id: 'x' })).toMatchObject(ticket('x', NOW + 9000));
        expect(await store.get(Ticket, { id: 'y' })).toMatchObject(ticket('y', NOW + 9000));
      });
    });

    describe('tenants', () => {
      test('do not see each other behind equal keys', async () => {
        const [acme, globex] = [openTenant(), openTenant()];
        await acme.commit([put(Note, note({ text: 'of acme', state: 'open' }), 'absent')]);
        await globex.commit([put(Note, note({ text: 'of globex', state: 'open' }), 'absent')]);

        const seen = [
          await acme.get(Note, note()),
          ...(await acme.batchGet([{ entity: Note, key: note() }])),
          ...(await acme.query(Note, { folder: 'inbox' })),
          ...(await acme.collection([Note], { folder: 'inbox' })).flat(),
          ...(await acme.find(Note, 'byState', { state: 'open' })),
          ...(await acme.page(Note, { folder: 'inbox' }, { limit: 5 })).items,
        ];

        expect(seen.map(row => row?.text)).toEqual(Array(6).fill('of acme'));
      });

      test('do not touch each other by writing equal keys', async () => {
        const [acme, globex] = [openTenant(), openTenant()];
        await acme.commit([put(Note, note(), 'absent')]);

        await globex.commit([remove(Note, note())]);

        expect(await acme.get(Note, note())).toBeDefined();
      });

      test('cannot write a row of another', async () => {
        const store = openTenant();
        const row = { ...note(), tenantId: 'globex' };

        const writing = store.commit([put(Note, row, 'any')]);

        await expect(writing).rejects.toThrow('a row of another tenant');
      });

      test('are not replaced by a tenant in the key', async () => {
        const [acme, globex] = [openTenant(), openTenant()];
        await globex.commit([put(Note, note(), 'absent')]);

        const found = await acme.get(Note, { ...note(), tenantId: globex.tenantId } as never);

        expect(found).toBeUndefined();
      });

      test('are refused a row that lies under their key with the name of another', async () => {
        const store = openTenant();
        const keys = keyAttributes(Note, { ...note({ state: 'open' }), tenantId: store.tenantId });
        const item = { ...note({ state: 'open' }), tenantId: 'globex', ...keys };
        const call = { operation: 'commit', tenantId: store.tenantId } as const;
        const smuggled = { kind: 'put', key: baseKey(item), item, expect: 'any', expires: undefined } as const;
        await backend.engine.commit(call, [smuggled]);

        const readings = await Promise.allSettled([
          store.get(Note, note()),
          store.batchGet([{ entity: Note, key: note() }]),
          store.query(Note, { folder: 'inbox' }),
          store.collection([Note], { folder: 'inbox' }),
          store.find(Note, 'byState', { state: 'open' }),
          store.page(Note, { folder: 'inbox' }, { limit: 1 }),
        ]);

        expect(readings.map(reading => reading.status)).toEqual(Array(6).fill('rejected'));
      });
    });
  });
}
