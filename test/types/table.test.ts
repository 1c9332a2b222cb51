import { expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import { defineEntity, type KeyInput, type Row } from '#schemas/kit/table.ts';
import { table } from '#schemas/table.ts';
import { put, type Store } from '#shared/adapters/store/store.ts';

const schema = z.object({ tenantId: z.string(), agentId: z.string(), rank: z.int(), version: z.int() });

const Task = defineEntity(table, {
  name: 'task',
  schema,
  key: { pk: ['tenantId', 'agentId'], sk: ['rank'] },
  access: { byRank: { index: 'gsi1', pk: ['tenantId', 'rank'], sk: ['agentId'], why: 'tests' } },
  why: 'tests',
});
const Other = defineEntity(table, { name: 'other', schema, key: { pk: ['tenantId'], sk: [] }, why: 'tests' });

declare const store: Store;

/** Compiled, never run. */
const compiled = (_use: () => unknown) => undefined;

test('a row and its key have the types of the schema', () => {
  expectTypeOf<Row<typeof Task>>().toEqualTypeOf<z.output<typeof schema>>();
  expectTypeOf<KeyInput<typeof Task>>().toEqualTypeOf<{ agentId: string; rank: number }>();
  // biome-ignore lint/complexity/noBannedTypes: the key of a row that is one per tenant has no attributes
  expectTypeOf<KeyInput<typeof Other>>().toEqualTypeOf<{}>();
});

test('reads have the types of what they read', () => {
  compiled(async () => {
    const [task, other] = await store.batchGet([
      { entity: Task, key: { agentId: 'a', rank: 1 } },
      { entity: Other, key: {} },
    ]);
    const [tasks] = await store.collection([Task], { agentId: 'a' });
    const found = await store.find(Task, 'byRank', { rank: 1 });

    expectTypeOf(task).toEqualTypeOf<Row<typeof Task> | undefined>();
    expectTypeOf(other).toEqualTypeOf<Row<typeof Other> | undefined>();
    expectTypeOf(tasks).toEqualTypeOf<Row<typeof Task>[]>();
    expectTypeOf(found).toEqualTypeOf<Row<typeof Task>[]>();
  });
});

test('a key that does not start with the tenant does not compile', () => {
  // @ts-expect-error the tenant comes first
  compiled(() => defineEntity(table, { name: 'x', schema, key: { pk: ['agentId'], sk: [] }, why: '' }));
  // @ts-expect-error the tenant comes first
  compiled(() => defineEntity(table, { name: 'x', schema, key: { pk: ['agentId', 'tenantId'], sk: [] }, why: '' }));
  // @ts-expect-error the tenant comes first
  compiled(() => defineEntity(table, { name: 'x', schema, key: { pk: [], sk: [] }, why: '' }));
});

test('an attribute that the schema does not have does not compile', () => {
  // @ts-expect-error there is no attribute colour
  compiled(() => defineEntity(table, { name: 'x', schema, key: { pk: ['tenantId', 'colour'], sk: [] }, why: '' }));
  // @ts-expect-error there is no attribute colour
  compiled(() => defineEntity(table, { name: 'x', schema, key: { pk: ['tenantId'], sk: ['colour'] }, why: '' }));
});

test('an access pattern with an unknown index, attribute or without the tenant does not compile', () => {
  const spec = { name: 'x', schema, key: { pk: ['tenantId'], sk: [] }, why: '' } as const;

  compiled(() =>
    defineEntity(table, {
      ...spec,
      // @ts-expect-error there is no index gsi9
      access: { a: { index: 'gsi9', pk: ['tenantId'], sk: [], why: '' } },
    }),
  );
  compiled(() =>
    defineEntity(table, {
      ...spec,
      // @ts-expect-error there is no attribute colour
      access: { a: { index: 'gsi1', pk: ['tenantId', 'colour'], sk: [], why: '' } },
    }),
  );
  compiled(() =>
    defineEntity(table, {
      ...spec,
      // @ts-expect-error there is no attribute colour
      access: { a: { index: 'gsi1', pk: ['tenantId'], sk: ['colour'], why: '' } },
    }),
  );
  compiled(() =>
    defineEntity(table, {
      ...spec,
      // @ts-expect-error the tenant comes first
      access: { a: { index: 'gsi1', pk: ['rank'], sk: [], why: '' } },
    }),
  );
});

test('a read without a partition attribute does not compile', () => {
  // @ts-expect-error agentId is missing
  compiled(() => store.query(Task, {}));
  // @ts-expect-error agentId is missing
  compiled(() => store.query(Task, { rank: 1 }));
  // @ts-expect-error agentId is missing
  compiled(() => store.collection([Task], {}));
  // @ts-expect-error rank is missing
  compiled(() => store.find(Task, 'byRank', { agentId: 'a' }));
  // @ts-expect-error there is no pattern byColour
  compiled(() => store.find(Task, 'byColour', { rank: 1 }));
});

test('a key or row that is incomplete does not compile', () => {
  // @ts-expect-error rank is missing
  compiled(() => store.get(Task, { agentId: 'a' }));
  // @ts-expect-error rank is a number
  compiled(() => store.get(Task, { agentId: 'a', rank: '1' }));
  // @ts-expect-error version is missing
  compiled(() => put(Task, { agentId: 'a', rank: 1 }, 'absent'));
});
