import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { compose, defineEntity, indexPartitionKey, partitionKey, sortRange } from '#schemas/kit/table.ts';
import { table } from '#schemas/table.ts';
import { compareBytes } from '#shared/adapters/store/byte-order.ts';

const Thing = defineEntity(table, {
  name: 'thing',
  schema: z.object({ tenantId: z.string(), kind: z.string(), size: z.int(), version: z.int() }),
  key: { pk: ['tenantId', 'kind'], sk: ['size'] },
  access: { bySize: { index: 'gsi1', pk: ['tenantId', 'size'], sk: [], why: 'tests' } },
  why: 'tests',
});

const text = fc.string({ unit: 'binary' }).map(value => value.replaceAll('#', ''));
const integer = fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 });
const thing = fc.record({ tenantId: text, kind: text, size: integer });
const bytes = (value: string) => Buffer.from(value);

test('two tenants never share a partition value', () => {
  fc.assert(
    fc.property(thing, thing, (left, right) => {
      fc.pre(left.tenantId !== right.tenantId);
      expect(partitionKey(Thing, left)).not.toBe(partitionKey(Thing, right));
      expect(indexPartitionKey(Thing, 'bySize', left)).not.toBe(indexPartitionKey(Thing, 'bySize', right));
    }),
  );
});

test('different values never share a key', () => {
  fc.assert(
    fc.property(fc.array(text), fc.array(text), (left, right) => {
      expect(compose(left) === compose(right)).toBe(JSON.stringify(left) === JSON.stringify(right));
    }),
  );
});

test('keys of numbers sort by value', () => {
  fc.assert(
    fc.property(integer, integer, (left, right) => {
      expect(Math.sign(compareBytes(compose([left]), compose([right])))).toBe(Math.sign(left - right));
    }),
  );
});

test('keys sort as the lists of their texts do', () => {
  const compareLists = (left: string[], right: string[]) =>
    left.map((value, at) => Buffer.compare(bytes(value), bytes(right[at] ?? ''))).find(order => order !== 0) ?? 0;

  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }), pairs => {
      const [left, right] = [pairs.map(pair => pair[0]), pairs.map(pair => pair[1])];
      expect(Math.sign(compareBytes(compose(left), compose(right)))).toBe(compareLists(left, right));
    }),
  );
});

test('no key is a prefix of another with as many segments', () => {
  const lists = fc.integer({ min: 1, max: 4 }).chain(size => {
    const list = fc.array(text, { minLength: size, maxLength: size });
    return fc.tuple(list, list);
  });

  fc.assert(
    fc.property(lists, ([left, right]) => {
      fc.pre(compose(left) !== compose(right));
      expect(compose(right).startsWith(compose(left))).toBe(false);
    }),
  );
});

test('a range holds a key exactly when the key starts with its prefix', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.array(text), (prefix, rest) => {
      const { from, to } = sortRange(compose(prefix));
      for (const key of [compose([...prefix, ...rest]), compose(rest)]) {
        const inside = compareBytes(from, key) <= 0 && compareBytes(key, to) <= 0;
        expect(inside).toBe(key.startsWith(compose(prefix)));
      }
    }),
  );
});

test('texts compare as their bytes do', () => {
  const any = fc.string({ unit: 'binary' });

  fc.assert(
    fc.property(any, any, (left, right) => {
      expect(Math.sign(compareBytes(left, right))).toBe(Buffer.compare(bytes(left), bytes(right)));
    }),
  );
});
