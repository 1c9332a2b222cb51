import { describe, expect, test } from 'vitest';
import type { Role } from '#schemas/kit/route.ts';
import { clientClassOf, rateLimiter } from '#shared/runtime/rate-limit.ts';

const limits = { perSecond: { agent: 10, customer: 10, management: 10 }, burst: 1 };

describe('a budget', () => {
  test('comes back with time', () => {
    let now = 0;
    const take = rateLimiter(limits, () => now);
    for (let request = 1; request <= 10; request += 1) take('demo', 'agent');
    const refused = () => take('demo', 'agent');

    expect(refused).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
    now = 100;
    expect(refused()).toMatchObject({ remaining: 0 });
    expect(refused).toThrow();
  });

  test('never grows beyond its burst', () => {
    let now = 0;
    const take = rateLimiter(limits, () => now);
    take('demo', 'agent');
    now = 3_600_000;

    const { remaining } = take('demo', 'agent');

    expect(remaining).toBe(9);
  });

  test('is not shared by classes', () => {
    const take = rateLimiter(limits, () => 0);
    for (let request = 1; request <= 10; request += 1) take('demo', 'management');

    const { remaining } = take('demo', 'agent');

    expect(remaining).toBe(9);
  });

  test('is forgotten when ten thousand others have been used since', () => {
    const take = rateLimiter(limits, () => 0);
    take('demo', 'customer');
    for (let tenant = 1; tenant <= 10_000; tenant += 1) take(`t${tenant}`, 'customer');

    const { remaining } = take('demo', 'customer');

    expect(remaining).toBe(9);
  });
});

describe('the class of a client', () => {
  const work = { auth: ['agent', 'supervisor'] } as const;
  const display = { auth: ['agent', 'supervisor', 'admin', 'analyst'] } as const;

  test.each<[string, readonly Role[], Parameters<typeof clientClassOf>[1]]>([
    ['agent', ['agent'], work],
    ['agent', ['agent'], display],
    ['agent', ['agent', 'supervisor'], work],
    ['agent', ['supervisor'], work],
    ['management', ['supervisor'], display],
    ['management', ['agent', 'supervisor'], display],
    ['management', ['analyst'], display],
    ['management', ['admin'], { auth: ['admin'] }],
    ['customer', ['customer'], { auth: ['customer'] }],
    ['customer', [], { auth: 'public' }],
  ])('is %s for %j', (expected, roles, route) => {
    const found = clientClassOf(roles, route);

    expect(found).toBe(expected);
  });
});
