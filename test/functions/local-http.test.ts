import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultRateLimits } from '#shared/runtime/rate-limit.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeAll(async () => {
  w = await world();
});
afterAll(() => w.stop());

describe('a request', () => {
  test('without a good token is refused', async () => {
    const replies = await Promise.all([
      w.api().get('/v1/offers'),
      w.api('a.b.c').get('/v1/offers'),
      w.api(`${await w.tokenFor('ana')}x`).get('/v1/offers'),
    ]);

    expect(replies.map(reply => [reply.status, reply.body.code])).toEqual(Array(3).fill([401, 'TOKEN_INVALID']));
    expect(replies[0]?.headers.get('content-type')).toBe('application/problem+json');
  });

  test('of a role that may not is refused', async () => {
    const ana = await w.tenant('demo').as('ana');

    const { status, body } = await ana.get('/v1/admin/audit');

    expect([status, body.code, body.params]).toEqual([403, 'FORBIDDEN', { roles: ['admin'] }]);
  });

  test('for nothing is told so, with the methods there are', async () => {
    const replies = await Promise.all([w.api().get('/v1/nothing'), w.api().post('/v1/chat-availability')]);

    expect(replies.map(reply => [reply.status, reply.body.code])).toEqual(Array(2).fill([404, 'ROUTE_NOT_FOUND']));
    expect(replies[1]?.headers.get('allow')).toBe('GET');
  });

  test('that is too large is refused', async () => {
    const ana = await w.tenant('demo').as('ana');

    const { status, body } = await ana.post('/v1/sessions', { extension: 'x'.repeat(70_000) });

    expect([status, body.code, body.params]).toEqual([413, 'BODY_TOO_LARGE', { maxBytes: 65_536 }]);
  });

  test('may come from any page', async () => {
    const preflight = await fetch(`${w.url}/v1/sessions`, { method: 'OPTIONS', headers: { origin: 'https://desk' } });
    const reply = await w.api().get('/v1/chat-availability', { query: { tenantId: 'demo', queueId: 'support' } });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('with a strange path is answered', async () => {
    const ada = await w.tenant('demo').as('ada');

    const statuses = await Promise.all(
      ['//', '/v1/admin/users/%E0%A4%A', '/v1/admin/users/ana%23', '/%2e%2e/package.json'].map(
        async path => (await ada.get(`${w.url}${path}`)).status,
      ),
    );

    expect(statuses).toEqual([404, 400, 400, 404]);
  });

  test('carries the name its sender gave it', async () => {
    const ana = await w.tenant('demo').as('ana');

    const { headers } = await ana.get('/v1/queues', { headers: { 'x-request-id': 'mine-7' } });

    expect(headers.get('x-request-id')).toBe('mine-7');
  });
});

describe('the issuer', () => {
  test('gives tokens to seeded users alone', async () => {
    const ask = (body: unknown) => w.api().post('/local/tokens', body);

    const replies = await Promise.all([
      ask({ tenant: 'demo', user: 'ana' }),
      ask({ tenant: 'acme', user: 'ana' }),
      ask({ tenant: 'acme', user: 'ben' }),
      ask({ tenant: 'nope', user: 'ana' }),
      ask({ tenant: 'demo' }),
    ]);

    expect(replies.map(reply => [reply.status, reply.body.code])).toEqual([
      [200, undefined],
      [200, undefined],
      [404, 'AGENT_NOT_FOUND'],
      [404, 'TENANT_NOT_FOUND'],
      [400, 'REQUEST_INVALID'],
    ]);
    expect(replies[0]?.body).toEqual({ accessToken: expect.any(String), expiresAt: expect.stringMatching(/Z$/) });
  });

  test('publishes its configuration and its public keys alone', async () => {
    const configuration = await w.api().get('/.well-known/openid-configuration');
    const keys = await w.api().get(new URL(configuration.body.jwks_uri).pathname);

    expect(configuration.body.issuer).toBe(w.url);
    expect(keys.body.keys).toEqual([expect.objectContaining({ kty: 'EC', alg: 'ES256', kid: expect.any(String) })]);
    expect(keys.body.keys[0]).not.toHaveProperty('d');
  });
});

describe('the pages', () => {
  test.each([
    ['/', 'text/html'],
    ['/docs', 'text/html'],
    ['/docs/errors', 'text/html'],
    ['/docs/openapi.json', 'application/json'],
    ['/docs/asyncapi.json', 'application/json'],
    ['/docs/ui/swagger-ui.css', 'text/css'],
    ['/docs/ui/swagger-ui-bundle.js', 'text/javascript'],
  ])('%s is served', async (path, type) => {
    const { status, headers } = await w.api().get(path);

    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain(type);
  });

  test('of errors have the place where problems point to', async () => {
    const problem = await w.api().get('/v1/nothing');
    const page = await w.api().get('/docs/errors');

    expect(page.body).toContain(`id="${problem.body.type.split('#')[1]}"`);
  });
});

describe('the clock', () => {
  test('is moved over HTTP', async () => {
    const before = Date.parse(w.now());

    const { status, body } = await w.api().post('/local/clock', { advanceSeconds: 90 });

    expect(status).toBe(200);
    expect(Date.parse(body.now) - before).toBe(90_000);
  });

  test.each([[{ advanceSeconds: -1 }], [{}], [{ advanceSeconds: '5' }]])('is not moved by %j', async body => {
    const before = w.now();

    const { status } = await w.api().post('/local/clock', body);

    expect(status).toBe(400);
    expect(w.now()).toBe(before);
  });
});

describe('a second world', () => {
  test('is its own, with its own limits', async () => {
    const perSecond = { ...defaultRateLimits.perSecond, agent: 1 };
    const other = await world({ rateLimits: { perSecond, burst: 2 } });
    const [ana, ada] = [await other.tenant('demo').as('ana'), await other.tenant('demo').as('ada')];

    const replies = [await ana.get('/v1/offers'), await ana.get('/v1/offers'), await ana.get('/v1/offers')];
    const admin = await ada.get('/v1/admin/queues');
    await other.stop();

    expect(replies[2]?.status).toBe(429);
    expect(Number(replies[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(replies[2]?.headers.get('ratelimit')).toBe('"agent";r=0;t=1');
    expect(admin.status).toBe(200);
    expect(other.counted).toContain('RateLimited');
  });
});
