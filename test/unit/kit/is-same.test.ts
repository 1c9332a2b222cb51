import { expect, test } from 'vitest';
import { isSame } from '#shared/domain/kit/is-same.ts';

test.each([
  [
    { a: 1, b: { c: [1, { d: 2, e: 3 }] } },
    { b: { c: [1, { e: 3, d: 2 }] }, a: 1 },
  ],
  [{ a: 1, b: undefined }, { a: 1 }],
  [null, null],
  ['a', 'a'],
])('values are the same whatever the order of their fields: %j, %j', (left, right) => {
  expect(isSame(left, right)).toBe(true);
});

test.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [
    [1, 2],
    [2, 1],
  ],
  [{ 0: 1 }, [1]],
  [null, {}],
  ['1', 1],
])('values differ: %j, %j', (left, right) => {
  expect([isSame(left, right), isSame(right, left)]).toEqual([false, false]);
});
