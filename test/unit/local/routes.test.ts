import { describe, expect, test } from 'vitest';
import { findRoute } from '#local/routes.ts';
import { registry } from '#schemas/index.ts';
import { addressesOf } from '#schemas/kit/route.ts';

describe('a path', () => {
  const addresses = Object.values(registry)
    .flatMap(domain => Object.values(domain.routes))
    .flatMap(route => addressesOf(route).map(address => ({ ...address, route })));

  test.each(addresses)('finds its route: $method $path', ({ method, path, route }) => {
    const match = findRoute(method, path.replace(/\{\w+\}/g, 'some%20id'));

    expect(match).toMatchObject({ route: { path: route.path, method: route.method }, address: { method, path } });
  });

  test('gives its parameters as they were sent', () => {
    const match = findRoute('GET', '/v1/admin/users/ana%40example.com');

    expect(match).toMatchObject({ pathParameters: { objectId: 'ana%40example.com' } });
  });

  test('with another method says which there are', () => {
    const match = findRoute('PATCH', '/v1/sessions/current/presence');

    expect(match).toEqual({ allow: ['PUT'] });
  });

  test.each([['/'], ['/v1/offers/'], ['/v1/interactions//messages'], ['/v2/offers'], ['/v1/offers/a/b/c']])(
    '%s is none',
    path => {
      const match = findRoute('GET', path);

      expect(match).toEqual({ allow: [] });
    },
  );
});
