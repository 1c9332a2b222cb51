import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { TenantId } from '#schemas/kit/id.ts';
import { defineRoute } from '#schemas/kit/route.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { Context } from '#shared/runtime/context.ts';
import { userIdentity } from '#shared/runtime/identity.ts';
import { defaultRateLimits, rateLimiter } from '#shared/runtime/rate-limit.ts';
import { bind, otherwise, type RestOptions, restLambda } from '#shared/runtime/rest.ts';
import { telemetryTo } from '#shared/runtime/telemetry.ts';
import { proxyEvent } from '#test/support/proxy-event.ts';

const Book = z.object({ id: z.string(), title: z.string(), version: z.int() });
const Params = z.object({ bookId: z.string().regex(/^[a-z@]+$/) });
const routes = {
  getBook: defineRoute({
    method: 'GET',
    path: '/v1/books/{bookId}',
    summary: 'One book',
    auth: ['agent'],
    params: Params,
    query: z.strictObject({ pages: z.coerce.number<string>().int().optional() }),
    reply: { status: 200, body: Book },
    errors: ['OBJECT_NOT_FOUND'],
  }),
  addBook: defineRoute({
    method: 'POST',
    path: '/v1/books',
    summary: 'Add a book',
    auth: ['agent', 'admin'],
    body: z.strictObject({ title: z.string().min(1), author: z.strictObject({ name: z.string() }).optional() }),
    reply: { status: 201, body: Book },
    otherwise: { status: 200, when: 'It is there', body: z.object({ known: z.literal(true) }) },
    errors: [],
    idempotent: true,
  }),
  replaceBook: defineRoute({
    method: 'PUT',
    path: '/v1/books/{bookId}',
    summary: 'Replace a book',
    auth: ['admin'],
    params: Params,
    body: z.strictObject({ title: z.string() }),
    reply: { status: 200, body: Book },
    errors: ['PRECONDITION_REQUIRED', 'VERSION_STALE'],
    conditional: true,
  }),
  lendBook: defineRoute({
    method: 'POST',
    path: '/v1/books/{bookId}/loan',
    summary: 'Lend a book',
    auth: ['agent'],
    params: Params,
    reply: { status: 204, body: z.null() },
    errors: [],
  }),
  askForBook: defineRoute({
    method: 'POST',
    path: '/v1/wishes',
    also: [{ method: 'POST', path: '/v1/Wishes' }],
    summary: 'Ask for a book',
    auth: 'public',
    body: z.strictObject({ tenantId: TenantId, title: z.string() }),
    reply: { status: 202, body: z.object({ title: z.string() }) },
    errors: [],
    idempotent: true,
  }),
};

const ana = userIdentity('demo', 'ana', ['agent']);
const ada = userIdentity('demo', 'ada', ['admin']);
const NOW = Date.parse('2026-11-21T09:30:00.000Z');

interface Seen {
  ctx?: Context;
  input?: unknown;
}

/** The library's function; `run` stands for the use case behind every operation. */
function library(
  run: (seen: Seen) => unknown = () => ({ id: 'emma', title: 'Emma', version: 7 }),
  options: Partial<RestOptions> = {},
) {
  const seen: Seen = {};
  const handler = async ({ ctx, ...input }: { ctx: Context }) => {
    Object.assign(seen, { ctx, input });
    return run(seen) as never;
  };
  const api = bind(routes)<Context>({
    getBook: handler,
    addBook: handler,
    replaceBook: handler,
    lendBook: handler,
    askForBook: handler,
  });
  const invoke = restLambda(api, ctx => ctx, { now: () => NOW, undocumented: 'throw', ...options });
  const call = async (event: Parameters<typeof proxyEvent>[0] | ReturnType<typeof proxyEvent>) => {
    const result = await invoke('requestContext' in event ? event : proxyEvent(event));
    return { ...result, json: result.body === '' ? null : JSON.parse(result.body) };
  };
  return { call, seen };
}

const getEmma = { resource: '/v1/books/{bookId}', path: { bookId: 'emma' }, identity: ana };
const addEmma = { method: 'POST', resource: '/v1/books', identity: ana, body: { title: 'Emma' } };
const replaceEmma = {
  method: 'PUT',
  resource: '/v1/books/{bookId}',
  path: { bookId: 'emma' },
  identity: ada,
  body: { title: 'E' },
};

describe('a reply', () => {
  test('is stripped to the contract and carries the version as its ETag', async () => {
    const { call } = library(() => ({ id: 'emma', title: 'Emma', version: 7, tenantId: 'demo', secret: 'x' }));

    const { statusCode, headers, json } = await call(getEmma);

    expect(statusCode).toBe(200);
    expect(json).toEqual({ id: 'emma', title: 'Emma', version: 7 });
    expect(headers).toMatchObject({ ETag: '"7"', 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  });

  test('is empty with 204', async () => {
    const { call } = library(() => null);

    const { statusCode, headers, body } = await call({
      method: 'POST',
      resource: '/v1/books/{bookId}/loan',
      path: { bookId: 'emma' },
      identity: ana,
    });

    expect(statusCode).toBe(204);
    expect(body).toBe('');
    expect(headers).not.toHaveProperty('Content-Type');
  });

  test('may be the second kind of success', async () => {
    const { call } = library(() => otherwise({ known: true, secret: 'x' }));

    const { statusCode, json } = await call(addEmma);

    expect(statusCode).toBe(200);
    expect(json).toEqual({ known: true });
  });

  test('that breaks the contract is a defect', async () => {
    const { call } = library(() => ({ id: 'emma' }));

    const { statusCode, json } = await call(getEmma);

    expect(statusCode).toBe(500);
    expect(json.code).toBe('INTERNAL');
  });
});

describe('an operation with another address', () => {
  test('is the same there', async () => {
    const { call, seen } = library(() => ({ title: 'Emma' }));

    const { statusCode } = await call({
      method: 'POST',
      resource: '/v1/Wishes',
      headers: { 'Idempotency-Key': 'w1' },
      body: { tenantId: 'demo', title: 'Emma' },
    });

    expect(statusCode).toBe(202);
    expect(seen.ctx?.idempotency?.operation).toBe('askForBook');
  });
});

describe('the context', () => {
  test('says who asks, when, and for which tenant', async () => {
    const { call, seen } = library();
    const sessionId = 'ses_01K9ZQ4M6T8R2V5X7Y0A1B2C3D';

    await call({ ...getEmma, headers: { 'session-id': sessionId, 'X-Request-Id': 'mine-1', Origin: 'https://desk' } });

    expect(seen.ctx).toEqual({
      tenantId: 'demo',
      actor: { kind: 'agent', id: 'ana' },
      principal: 'user~ana',
      roles: ['agent'],
      now: '2026-11-21T09:30:00.000Z',
      requestId: 'mine-1',
      sessionId,
      origin: 'https://desk',
      ifMatch: null,
      idempotency: null,
    });
  });

  test('takes the gateway’s request id instead of a strange one', async () => {
    const { call, seen } = library();

    const { headers } = await call({ ...getEmma, headers: { 'X-Request-Id': 'a\nb' } });

    expect(seen.ctx?.requestId).toBe('req-1');
    expect(headers['X-Request-Id']).toBe('req-1');
  });

  test('refuses a session id that is none', async () => {
    const { call } = library();

    const { json } = await call({ ...getEmma, headers: { 'Session-Id': 'mine' } });

    expect(json.issues).toEqual([{ path: 'Session-Id', message: 'is not the id of a session' }]);
  });

  test('tells callers without a token apart by address and tenant', async () => {
    const { call, seen } = library(() => ({ title: 'Emma' }));
    const wish = (tenantId: string, address: string) => ({
      method: 'POST',
      resource: '/v1/wishes',
      body: { tenantId, title: 'Emma' },
      address,
    });
    const principals = new Set<string>();

    for (const event of [wish('demo', '192.0.2.1'), wish('demo', '192.0.2.2'), wish('acme', '192.0.2.1')]) {
      await call(event);
      principals.add(String(seen.ctx?.principal));
    }

    expect(principals.size).toBe(3);
    expect(seen.ctx).toMatchObject({ tenantId: 'acme', actor: { kind: 'customer', id: null }, roles: [] });
  });
});

describe('access', () => {
  test('needs an identity from the authorizer', async () => {
    const { call } = library();

    const { statusCode, json } = await call({ resource: getEmma.resource, path: getEmma.path });

    expect(statusCode).toBe(401);
    expect(json.code).toBe('TOKEN_INVALID');
  });

  test('needs one of the roles of the route', async () => {
    const { call, seen } = library();

    const { statusCode, json } = await call({ ...getEmma, identity: ada });

    expect(statusCode).toBe(403);
    expect(json).toMatchObject({ code: 'FORBIDDEN', params: { roles: ['agent'] } });
    expect(seen.ctx).toBeUndefined();
  });

  test('to something that is no route is refused', async () => {
    const { call } = library();

    const { statusCode, json } = await call({ resource: '/v1/none' });

    expect(statusCode).toBe(404);
    expect(json.code).toBe('ROUTE_NOT_FOUND');
  });
});

describe('a request', () => {
  test('is parsed by its contract', async () => {
    const { call, seen } = library();

    await call({ ...getEmma, path: { bookId: 'em%40a' }, query: { pages: '12' } });

    expect(seen.input).toEqual({ params: { bookId: 'em@a' }, query: { pages: 12 }, body: undefined });
  });

  test('is told everything that is wrong with it at once', async () => {
    const { call } = library();

    const { statusCode, json } = await call({
      ...addEmma,
      headers: { 'If-Match': 'seven', 'Idempotency-Key': 'two words' },
      body: { title: '', author: { age: 3 }, isbn: 1 },
    });

    expect(statusCode).toBe(400);
    expect(json.issues.map((issue: { path: string }) => issue.path).sort()).toEqual([
      'Idempotency-Key',
      'If-Match',
      'author.age',
      'author.name',
      'isbn',
      'title',
    ]);
  });

  test.each([
    ['{"title":', 'the body is not valid JSON'],
    ['{"title":"\\ud800"}', 'the body holds half a surrogate pair'],
    ['{"\\udfff":1}', 'the body holds half a surrogate pair'],
  ])('with the body %s is refused', async (body, message) => {
    const { call } = library();

    const { json } = await call({ ...addEmma, body });

    expect(json).toMatchObject({ code: 'REQUEST_INVALID', issues: [{ path: '', message }] });
  });

  test('may hold whole surrogate pairs', async () => {
    const { call, seen } = library();

    await call({ ...addEmma, body: '{"title":"\\ud83d\\ude00"}' });

    expect(seen.input).toMatchObject({ body: { title: '😀' } });
  });

  test('may begin with a byte order mark', async () => {
    const { call, seen } = library();

    await call({ ...addEmma, body: '\uFEFF{"title":"Emma"}' });

    expect(seen.input).toMatchObject({ body: { title: 'Emma' } });
  });

  test('with a body in base64 is read', async () => {
    const { call, seen } = library();
    const event = proxyEvent(addEmma);

    await call({ ...event, body: Buffer.from('{"title":"Émile"}').toString('base64'), isBase64Encoded: true });

    expect(seen.input).toMatchObject({ body: { title: 'Émile' } });
  });

  test('with a body of another type is refused', async () => {
    const { call } = library();

    const { json } = await call({ ...addEmma, headers: { 'Content-Type': 'text/plain' } });

    expect(json.issues).toEqual([{ path: 'Content-Type', message: 'must be application/json' }]);
  });

  test.each([
    [{ 'Content-Type': 'application/json; charset=utf-8' }],
    [{ 'Content-Type': 'application/merge-patch+json' }],
  ])('with a body of the type %j is read', async headers => {
    const { call } = library();

    const { statusCode } = await call({ ...addEmma, headers });

    expect(statusCode).toBe(201);
  });

  test('of more than 64 KB is refused', async () => {
    const { call } = library();

    const { statusCode, json } = await call({ ...addEmma, body: { title: 'é'.repeat(33_000) } });

    expect(statusCode).toBe(413);
    expect(json).toMatchObject({ code: 'BODY_TOO_LARGE', params: { maxBytes: 65_536 } });
  });

  test('of an operation without body may send an empty object and nothing else', async () => {
    const { call } = library(() => null);
    const lend = { method: 'POST', resource: '/v1/books/{bookId}/loan', path: { bookId: 'emma' }, identity: ana };

    const replies = await Promise.all([call({ ...lend, body: {} }), call({ ...lend, body: { days: 3 } })]);

    expect(replies.map(reply => reply.statusCode)).toEqual([204, 400]);
  });

  test('with a parameter given twice is refused', async () => {
    const { call } = library();
    const event = proxyEvent({ ...getEmma, query: { pages: '2' } });

    const { json } = await call({ ...event, multiValueQueryStringParameters: { pages: ['1', '2'] } });

    expect(json.issues).toEqual([{ path: 'pages', message: 'is given more than once' }]);
  });

  test('with a path that is not encoded correctly is refused', async () => {
    const { call } = library();

    const { json } = await call({ ...getEmma, path: { bookId: '%E0%A4%A' } });

    expect(json.issues).toContainEqual({ path: 'bookId', message: 'is not encoded correctly' });
  });
});

describe('a conditional operation', () => {
  test.each([['"7"'], ['W/"7"'], ['7'], [' "7" ']])('accepts If-Match: %s', async value => {
    const { call, seen } = library();

    await call({ ...replaceEmma, headers: { 'if-match': value } });

    expect(seen.ctx?.ifMatch).toBe(7);
  });

  test('needs If-Match', async () => {
    const { call } = library();

    const { statusCode, json } = await call(replaceEmma);

    expect(statusCode).toBe(428);
    expect(json.code).toBe('PRECONDITION_REQUIRED');
  });

  test.each([['*'], ['"a"'], ['"7", "8"'], ['-1'], ['']])('refuses If-Match: %s', async value => {
    const { call } = library();

    const { statusCode, json } = await call({ ...replaceEmma, headers: { 'If-Match': value } });

    expect(statusCode).toBe(400);
    expect(json.issues[0].path).toBe('If-Match');
  });
});

describe('an idempotency key', () => {
  const keyed = (key: string, body: unknown = { title: 'Emma' }) => ({
    ...addEmma,
    body,
    headers: { 'Idempotency-Key': key },
  });

  test('is handed on with a digest of what was asked', async () => {
    const { call, seen } = library();
    const digests: unknown[] = [];

    for (const event of [keyed('k1'), keyed('k2'), keyed('k1', { title: 'Persuasion' })]) {
      await call(event);
      digests.push(seen.ctx?.idempotency?.digest);
    }

    expect(seen.ctx?.idempotency).toMatchObject({ operation: 'addBook', key: 'k1' });
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  test('means nothing to operations that do not take one', async () => {
    const { call, seen } = library();

    await call({ ...replaceEmma, headers: { 'If-Match': '1', 'Idempotency-Key': 'k1' } });

    expect(seen.ctx?.idempotency).toBeNull();
  });

  test.each([[''], ['a b'], ['ä'], ['x'.repeat(256)]])('may not be %j', async key => {
    const { call } = library();

    const { statusCode, json } = await call(keyed(key));

    expect(statusCode).toBe(400);
    expect(json.issues[0].path).toBe('Idempotency-Key');
  });

  test('may have 255 characters', async () => {
    const { call } = library();

    const { statusCode } = await call(keyed('~'.repeat(255)));

    expect(statusCode).toBe(201);
  });
});

describe('a refusal', () => {
  test('is a problem document', async () => {
    const { call } = library(() => {
      throw new AppError('OBJECT_NOT_FOUND', {
        detail: 'No such book',
        currentState: 'lost',
        allowedCommands: ['addBook'],
      });
    });

    const { statusCode, headers, json } = await call(getEmma);

    expect(statusCode).toBe(404);
    expect(headers['Content-Type']).toBe('application/problem+json');
    expect(json).toEqual({
      type: '/docs/errors#object-not-found',
      title: 'There is no such administrative object',
      status: 404,
      code: 'OBJECT_NOT_FOUND',
      detail: 'No such book',
      requestId: 'req-1',
      retryable: false,
      currentState: 'lost',
      allowedCommands: ['addBook'],
    });
  });

  test('that says when to come back has Retry-After', async () => {
    const { call } = library(() => {
      throw new AppError('TRY_LATER', { retryAfterMs: 1500 });
    });

    const { statusCode, headers, json } = await call(getEmma);

    expect(statusCode).toBe(503);
    expect(headers['Retry-After']).toBe('2');
    expect(json.retryAfterMs).toBe(1500);
  });

  test('with a code that the route does not list is an error under test', async () => {
    const { call } = library(() => {
      throw new AppError('CHAT_ENDED');
    });

    await expect(call(getEmma)).rejects.toThrow('CHAT_ENDED is not documented on getBook');
  });

  test('with a code that the route does not list is answered as 500 and counted in production', async () => {
    const counted: string[] = [];
    const telemetry = telemetryTo({ count: metric => counted.push(metric), report: () => undefined });
    const { call } = library(
      () => {
        throw new AppError('CHAT_ENDED');
      },
      { undocumented: 'answer', telemetry },
    );

    const { statusCode, json } = await call(getEmma);

    expect(statusCode).toBe(500);
    expect(json.code).toBe('INTERNAL');
    expect(counted).toEqual(['UndocumentedError']);
  });

  test('because of a defect tells nothing and reports the cause', async () => {
    const reported: unknown[] = [];
    const telemetry = telemetryTo({
      count: () => undefined,
      report: (_message, _facts, thrown) => reported.push(thrown),
    });
    const defect = new Error('the secret is 42');
    const { call } = library(
      () => {
        throw defect;
      },
      { telemetry },
    );

    const { statusCode, body, json } = await call(getEmma);

    expect(statusCode).toBe(500);
    expect(json).toMatchObject({ code: 'INTERNAL', retryable: true, requestId: 'req-1' });
    expect(body).not.toContain('42');
    expect(reported).toEqual([defect]);
  });
});

describe('rate limits', () => {
  const limits = { perSecond: { ...defaultRateLimits.perSecond, agent: 1 }, burst: 2 };

  test('are announced and refuse what is too much', async () => {
    const { call } = library(undefined, { limiter: rateLimiter(limits, () => NOW) });

    const replies = [await call(getEmma), await call(getEmma), await call(getEmma)];

    expect(replies.map(reply => reply.statusCode)).toEqual([200, 200, 429]);
    expect(replies[0]?.headers).toMatchObject({ RateLimit: '"agent";r=1;t=1', 'RateLimit-Policy': '"agent";q=2;w=2' });
    expect(replies[2]?.headers).toMatchObject({ 'Retry-After': '1', RateLimit: '"agent";r=0;t=1' });
    expect(replies[2]?.json).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1000 });
  });

  test('are kept per tenant and class', async () => {
    const { call } = library(undefined, { limiter: rateLimiter(limits, () => NOW) });
    await call(getEmma);
    await call(getEmma);

    const others = [
      await call({ ...getEmma, identity: userIdentity('acme', 'ana', ['agent']) }),
      await call({ ...replaceEmma, headers: { 'If-Match': '1' } }),
    ];

    expect(others.map(reply => reply.statusCode)).toEqual([200, 200]);
  });
});
