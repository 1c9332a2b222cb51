import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromAttributes, frozenCopy, toAttributes } from '#shared/adapters/store/attribute-value.ts';

const values = fc.dictionary(
  fc.string().filter(name => name !== '__proto__'),
  fc.jsonValue(),
);

it('a frozen copy is what comes back of what was stored', () => {
  fc.assert(
    fc.property(values, stored => {
      expect(frozenCopy(stored)).toEqual(fromAttributes(toAttributes(stored)));
    }),
  );
});

it('a frozen copy leaves out what is undefined and refuses what cannot be stored', () => {
  expect(frozenCopy({ kept: [{ deep: 1 }], left: undefined })).toEqual({ kept: [{ deep: 1 }] });
  expect(() => frozenCopy({ at: new Date(0) })).toThrow('cannot be stored');
  expect(() => frozenCopy({ list: [undefined] })).toThrow('cannot be stored');
  expect(() => frozenCopy({ many: Number.POSITIVE_INFINITY })).toThrow('cannot be stored');
});

it('nobody writes into a frozen copy', () => {
  const copy = frozenCopy({ list: [{ deep: 1 }] }) as { list: { deep: number }[] };

  expect(() => copy.list.push({ deep: 2 })).toThrow(TypeError);
  expect(() => Object.assign(copy.list[0]!, { deep: 2 })).toThrow(TypeError);
});
