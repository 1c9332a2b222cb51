import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  compose,
  defineEntity,
  defineTable,
  indexPartitionKey,
  indexSortKey,
  keyAttributes,
  partitionKey,
  pattern,
  physicalAttributes,
  primaryKey,
  sortKey,
  sortRange,
  withNulls,
  withoutNulls,
} from '#schemas/kit/table.ts';

const table = defineTable({
  name: 'books',
  pk: 'pk',
  sk: 'sk',
  ttl: 'ttl',
  indexes: { gsi1: { pk: 'gsi1pk', sk: 'gsi1sk' } },
});

const schema = z.object({
  tenantId: z.string(),
  shelf: z.string(),
  year: z.int(),
  title: z.string(),
  reader: z.string().nullable().optional(),
  reviewer: z.string().optional(),
  dueAt: z.string().optional(),
  version: z.int(),
});

const Book = defineEntity(table, {
  name: 'book',
  schema,
  key: { pk: ['tenantId', 'shelf'], sk: ['year', 'title'] },
  access: {
    byReader: { index: 'gsi1', pk: ['tenantId', 'reader'], sk: ['year'], why: 'what somebody has' },
    byReviewer: { index: 'gsi1', pk: ['tenantId', 'reviewer'], sk: [], why: 'what somebody reviews' },
  },
  expires: 'dueAt',
  why: 'tests',
});

const book = { tenantId: 'acme', shelf: 'a', year: 1999, title: 'Emma', version: 1 };

describe('compose', () => {
  test('closes every segment', () => {
    expect(compose(['T', 'acme', 'book'])).toBe('T#acme#book#');
  });

  test('gives numbers one width', () => {
    expect(compose([12, -1])).toBe('1000000000000012#0999999999999999#');
  });

  test('escapes what sorts before the closing mark and after', () => {
    expect(compose(['a b', '$', '\u0000', '%'])).toBe('a$Pb#$T#$0#%#');
  });

  test.each([
    ['a closing mark in a text', 'a#b'],
    ['half a surrogate pair', '\uD800'],
    ['a fraction', 1.5],
    ['a number too large', 1e15],
    ['nothing', undefined],
    ['null', null],
    ['a truth value', true],
  ])('refuses %s', (_, value) => {
    expect(() => compose([value])).toThrow(TypeError);
  });
});

describe('the keys of a row', () => {
  test('start with the tenant and the collection, and sort by the entity and its attributes', () => {
    expect(primaryKey(Book, book)).toEqual({ pk: 'T#acme#book#a#', sk: 'book#1000000000001999#Emma#' });
  });

  test('take the collection in place of the name', () => {
    const Page = defineEntity(table, {
      name: 'page',
      collection: 'book',
      schema,
      key: { pk: ['tenantId', 'shelf'], sk: [] },
      why: 'tests',
    });

    expect(primaryKey(Page, book)).toEqual({ pk: 'T#acme#book#a#', sk: 'page#' });
  });

  test('cannot lack a sort attribute', () => {
    expect(() => primaryKey(Book, { ...book, title: undefined })).toThrow('book has no key without title');
  });

  test('cannot lack a partition attribute or the tenant', () => {
    expect(() => partitionKey(Book, { tenantId: 'acme' })).toThrow(TypeError);
    expect(() => partitionKey(Book, { shelf: 'a' })).toThrow(TypeError);
  });

  test('shorten to a prefix at the first sort attribute that is missing', () => {
    expect(sortKey(Book, { year: 1999 })).toBe('book#1000000000001999#');
    expect(sortKey(Book, { title: 'Emma' })).toBe('book#');
  });

  test.each([undefined, null])('leave an index out while an attribute is %s', reader => {
    expect(keyAttributes(Book, { ...book, reader })).toEqual(primaryKey(Book, book));
  });

  test('enter the index with all attributes of the pattern', () => {
    expect(keyAttributes(Book, { ...book, reader: 'ana' })).toEqual({
      ...primaryKey(Book, book),
      gsi1pk: 'T#acme#book#byReader#ana#',
      gsi1sk: 'book#1000000000001999#',
    });
  });

  test('are never empty in an index', () => {
    expect(indexSortKey(Book, 'byReviewer', book)).toBe('book#');
  });

  test('cannot be in one index twice', () => {
    expect(() => keyAttributes(Book, { ...book, reader: 'ana', reviewer: 'ben' })).toThrow('in gsi1 twice');
  });

  test('carry the second from which the row is gone, rounded up', () => {
    expect(keyAttributes(Book, { ...book, dueAt: '1970-01-01T00:00:01.001Z' })).toMatchObject({ ttl: 2 });
  });
});

describe('sortRange', () => {
  const keys = [
    ['x', 'a', 1],
    ['x', 'a', 2],
    ['x', 'a', 3],
    ['x', 'a b', 1],
    ['x', 'b', 1],
    ['y', 'a', 1],
  ].map(compose);
  const select = (...range: Parameters<typeof sortRange>) => {
    const { from, to } = sortRange(...range);
    return keys.filter(key => from <= key && key <= to);
  };

  test('holds the keys with the prefix alone', () => {
    expect(select(compose(['x', 'a']))).toEqual(keys.slice(0, 3));
    expect(select(compose(['x']))).toEqual(keys.slice(0, 5));
  });

  test('starts behind a key in either direction', () => {
    expect(select(compose(['x', 'a']), compose(['x', 'a', 2]))).toEqual([keys[2]]);
    expect(select(compose(['x', 'a']), compose(['x', 'a', 2]), true)).toEqual([keys[0]]);
  });

  test('starts behind a whole group in either direction', () => {
    expect(select(compose(['x']), compose(['x', 'a']))).toEqual(keys.slice(3, 5));
    expect(select(compose(['x']), compose(['x', 'b']), true)).toEqual(keys.slice(0, 4));
  });

  test('is whole behind its own prefix', () => {
    expect(select(compose(['x', 'a']), compose(['x', 'a']))).toEqual(keys.slice(0, 3));
  });
});

describe('a row as it is stored', () => {
  const Line = z.object({ id: z.string(), end: z.string().nullable(), open: z.boolean(), notes: z.array(z.string()) });
  const call = z.object({
    ...{ tenantId: z.string(), id: z.string(), version: z.int(), lines: z.array(Line), main: Line.nullable() },
    ...{ over: z.boolean(), parked: z.string().nullable(), codes: z.array(z.string()), live: z.string().optional() },
  });
  const key = { pk: ['tenantId', 'id'], sk: [] } as const;
  const Plain = defineEntity(table, { name: 'plain-call', schema: call, key, why: 'tests' });
  const Dense = defineEntity(table, {
    ...{ name: 'dense-call', schema: call, key, why: 'tests' },
    dense: { lines: Line, main: Line },
  });
  const quiet = { id: 'a', end: null, open: false, notes: [] };
  const busy = { id: 'b', end: 'now', open: true, notes: ['x'] };
  const row = { tenantId: 'acme', id: 'c', version: 1, lines: [quiet, busy], main: null, over: false, codes: [] };

  test('is without what is null, which comes back', () => {
    const stored = withoutNulls(Plain, { ...row, parked: null });

    expect(stored).toEqual({ ...row, main: undefined });
    expect(withNulls(Plain, stored)).toEqual({ ...row, parked: null });
  });

  test('is without all that says nothing where it is dense, also inside, which comes back', () => {
    const stored = withoutNulls(Dense, { ...row, main: quiet, parked: null });

    expect(stored).toEqual({ tenantId: 'acme', id: 'c', version: 1, lines: [{ id: 'a' }, busy], main: { id: 'a' } });
    expect(withNulls(Dense, stored)).toEqual({ ...row, main: quiet, parked: null });
  });
});

describe('a definition', () => {
  test('has its access patterns by name', () => {
    expect(pattern(Book, 'byReader').sk).toEqual(['year']);
    expect(() => pattern(Book, 'byColour')).toThrow('book has no access pattern byColour');
    expect(indexPartitionKey(Book, 'byReader', { ...book, reader: 'ana' })).toBe('T#acme#book#byReader#ana#');
  });

  test('has no patterns and its name as collection unless it says so', () => {
    const Plain = defineEntity(table, { name: 'plain', schema, key: { pk: ['tenantId'], sk: [] }, why: 'tests' });

    expect(Plain).toMatchObject({ collection: 'plain', access: {} });
  });

  test.each(physicalAttributes(table))('cannot have the attribute %s, which the table needs', name => {
    const colliding = z.object({ tenantId: z.string(), [name]: z.string() });

    const define = () =>
      defineEntity(table, { name: 'bad', schema: colliding, key: { pk: ['tenantId'], sk: [] }, why: 'tests' });

    expect(define).toThrow(`bad has an attribute ${name}`);
  });
});
