import { describe, expect, test } from 'vitest';
import { linearization, type Model, type Observed } from './linearizability.ts';

type Op = { readonly write: number } | 'read';
const register: Model<number, Op, number | 'done'> = {
  start: 0,
  next: (state, op, result) => {
    if (op !== 'read') return result === 'done' ? op.write : undefined;
    return result === state ? state : undefined;
  },
};
const seen = (op: Op, sentAt: number, answeredAt: number, result: number | 'done'): Observed<Op, number | 'done'> => ({
  ...{ op, sentAt, answeredAt, result },
});

describe('the checker', () => {
  test('accepts what happened one after the other', () => {
    const history = [seen({ write: 1 }, 1, 2, 'done'), seen('read', 3, 4, 1)];

    expect(linearization(register, history)).toEqual(history);
  });

  test('finds an order in what happened at once', () => {
    const history = [seen({ write: 1 }, 1, 6, 'done'), seen('read', 2, 3, 0), seen('read', 4, 5, 1)];

    expect(linearization(register, history)?.map(one => one.op)).toEqual(['read', { write: 1 }, 'read']);
  });

  test.each([
    ['a read of what was never written', [seen({ write: 1 }, 1, 2, 'done'), seen('read', 3, 4, 2)]],
    ['a stale read', [seen({ write: 1 }, 1, 2, 'done'), seen('read', 3, 4, 0)]],
    [
      'a value that comes and goes again',
      [seen({ write: 1 }, 1, 8, 'done'), seen('read', 2, 3, 1), seen('read', 4, 5, 0)],
    ],
    [
      'two readers who see two writes in different orders',
      [
        ...[seen({ write: 1 }, 1, 20, 'done'), seen({ write: 2 }, 2, 21, 'done')],
        ...[seen('read', 3, 4, 1), seen('read', 5, 6, 2), seen('read', 7, 8, 1)],
      ],
    ],
  ])('refuses %s', (_, history) => {
    expect(linearization(register, history)).toBeUndefined();
  });

  test('refuses a lock that two hold', () => {
    const lock: Model<boolean, 'take', boolean> = {
      start: false,
      next: (taken, _, result) => (result === !taken ? true : undefined),
    };
    const twice = [1, 2].map(at => ({ op: 'take' as const, result: true, sentAt: at, answeredAt: 10 + at }));

    expect(linearization(lock, twice)).toBeUndefined();
    expect(linearization(lock, [twice[0]!, { ...twice[1]!, result: false }])).toBeDefined();
  });
});
