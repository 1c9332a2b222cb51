import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import * as deferred from '#schemas/kit/deferred.ts';

/** The same declaration made of zod and of what bundles have in its place. */
type Declare = (zod: typeof z) => z.ZodType;

const DECLARATIONS: readonly (readonly [string, Declare])[] = [
  ['an object', zod => zod.object({ name: zod.string().min(2).max(4), at: zod.iso.datetime().nullable() })],
  ['a strict object', zod => zod.strictObject({ n: zod.coerce.number<string>().int().min(1).default(5) })],
  ['an extended object', zod => zod.object({ a: zod.int() }).extend({ b: zod.boolean().optional() })],
  ['a part of an object', zod => zod.object({ a: zod.int(), b: zod.int() }).pick({ a: true })],
  ['a refined object', zod => zod.object({ a: zod.int() }).refine(({ a }) => a > 3, { path: ['a'], message: 'small' })],
  ['fields of another object', zod => zod.object({ ...zod.object({ a: zod.int() }).shape, b: zod.email() })],
  ['an array', zod => zod.array(zod.enum(['a', 'b'])).max(2)],
  ['options of another enum', zod => zod.enum([...zod.enum(['a', 'b']).options, 'c'])],
  ['a record', zod => zod.record(zod.string().regex(/^a/), zod.unknown())],
  ['a partial record', zod => zod.partialRecord(zod.enum(['a', 'b']), zod.literal(1))],
  ['a union', zod => zod.union([zod.object({ a: zod.int() }), zod.null()])],
  [
    'a discriminated union',
    zod =>
      zod.discriminatedUnion('kind', [
        zod.object({ kind: zod.literal('a'), n: zod.int() }),
        zod.object({ kind: zod.literal('b') }),
      ]),
  ],
  [
    'a transformation',
    zod =>
      zod
        .string()
        .trim()
        .transform(text => text.length),
  ],
  ['a default that is parsed', zod => zod.object({ a: zod.int().default(1) }).prefault({})],
  ['what a nullable holds', zod => zod.string().nullable().unwrap()],
  [
    'an object that holds others of its kind',
    zod => {
      const Node = zod
        .object({
          a: zod.int(),
          get inner(): z.ZodType {
            return zod.array(Node).optional();
          },
        })
        .extend({ b: zod.int().optional() });
      return Node;
    },
  ],
  ['something that is not deferred', zod => zod.templateLiteral(['a', zod.int()])],
];

const VALUES: readonly unknown[] = [
  ...[undefined, null, true, 0, 1, 7, 1.5, '', 'a', 'b', 'a1', ' abc ', 'kim@example.org'],
  ...[[], ['a'], ['a', 'b', 'a'], ['x'], {}, { a: 1 }, { a: 7 }, { a: 1, b: 2 }, { a: 1, b: 'kim@example.org' }],
  ...[
    { a: 1, inner: [{ a: 2, inner: [] }] },
    { a: 1, inner: [{ a: 'x' }] },
  ],
  ...[{ n: '3' }, { n: 'x' }, { n: '3', extra: 1 }, { kind: 'a', n: 1 }, { kind: 'a' }, { kind: 'b' }, { kind: 'c' }],
  ...[
    { name: 'Kim', at: null },
    { name: 'Kim', at: '2026-11-25T10:00:00.000Z' },
    { name: 'K', at: 'now' },
  ],
];

describe('a deferred schema', () => {
  test.each(DECLARATIONS)('answers as the schema does: %s', (_, declare) => {
    const [schema, later] = [declare(z), declare(deferred as unknown as typeof z)];

    for (const value of VALUES) {
      const [expected, answer] = [schema.safeParse(value), later.safeParse(value)];
      expect([answer.success, answer.data, answer.error?.issues]).toEqual([
        expected.success,
        expected.data,
        expected.error?.issues,
      ]);
    }
  });

  test('is built when it is first used, and once', () => {
    const read = vi.fn(() => z.string());
    const declared = {
      get name() {
        return read();
      },
    };

    const schema = deferred.object(declared).nullable().meta({ id: 'Named' });
    const list = deferred.array(schema).min(1);
    expect(read).not.toHaveBeenCalled();
    const answers = [list.parse([{ name: 'Kim' }]), list.parse([null]), schema.parse({ name: 'Ana' })];

    expect(answers).toEqual([[{ name: 'Kim' }], [null], { name: 'Ana' }]);
    expect(read).toHaveBeenCalledTimes(1);
  });

  test('is a schema to whoever asks, also after it was built', () => {
    const schema = deferred.object({ a: deferred.int() });

    expect('shape' in schema).toBe(true);
    expect('options' in schema).toBe(false);
    expect(schema).toBeInstanceOf(z.ZodObject);
    expect(schema.extend({ b: deferred.int() }).parse({ a: 1, b: 2 })).toEqual({ a: 1, b: 2 });
    expect(Object.keys(schema.shape)).toEqual(['a']);
  });

  test('says what is wrong in the words of zod', () => {
    expect(() => deferred.strictObject({ a: deferred.int() }).parse({ a: 'x', b: 1 })).toThrow(z.ZodError);
  });
});
