import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesOf, type Role } from '#schemas/kit/route.ts';
import { Problem } from '#schemas/problem.ts';
import { shapeOf } from '../../../docs/generate/operations.ts';
import {
  everythingListed,
  expectProblem,
  type Operation,
  operations,
  parameterNames,
  pathWith,
  peopleOf,
  type Request,
  ROLES,
  requestFor,
  send,
  UNKNOWN_IDS,
  UNLIMITED,
} from '../../support/operations.ts';
import { type World, world } from '../../support/world.ts';

let w: World;
let dataDir: string;
let people: Readonly<Record<Role, string>>;
let before: unknown;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tandem-'));
  w = await world({ dataDir, rateLimits: UNLIMITED });
  people = await peopleOf(w, 'demo');
  await w.api(people.agent).post('/v1/sessions', {});
  await w.settled();
  before = await everythingListed(w, people);
});
afterAll(async () => {
  await w.stop();
  await rm(dataDir, { recursive: true });
});

const isPublic = ({ route }: Operation) => route.auth === 'public';
const tokenFor = ({ route }: Operation) => ROLES.filter(role => route.auth.includes(role)).map(role => people[role])[0];
const validRequest = (operation: Operation): Request => requestFor(operation, { token: tokenFor(operation) });

/** Sends variations of one request at once and checks that each is refused in form, as the operation documents. */
const refusals = (operation: Operation, requests: readonly Request[]) =>
  Promise.all(requests.map(async request => expectProblem(await send(w, request), operation)));

const nameOf = (operation: Operation) => `${operation.id}: ${operation.route.method} ${operation.route.path}`;
const named = (chosen: (operation: Operation) => boolean) =>
  operations.filter(chosen).map(operation => [nameOf(operation), operation] as const);

describe('a token', () => {
  let forged: Readonly<Record<string, string>>;
  beforeAll(async () => {
    forged = await forgedTokens();
  });

  test.each(named(operation => !isPublic(operation)))(
    'that is missing, old or forged opens nothing: %s',
    async (_, operation) => {
      const request = validRequest(operation);

      const refused = await refusals(
        operation,
        [undefined, ...Object.values(forged)].map(token => ({ ...request, token })),
      );

      expect(new Set(refused.map(problem => problem.code))).toEqual(new Set(['TOKEN_INVALID']));
      expect(new Set(refused.map(problem => problem.detail)).size).toBe(1);
    },
  );

  test('that is good opens what the forged ones do not', async () => {
    const good = await signed({});

    const reply = await send(w, { method: 'GET', path: '/v1/sessions/current', token: good });

    expect(reply.status).toBe(200);
  });

  test('is no key to a socket', async () => {
    const tickets = Object.values(forged).map(token => w.api(token).post('/v1/socket-tickets'));

    expect((await Promise.all(tickets)).map(reply => reply.status)).toEqual(Object.keys(forged).map(() => 401));
  });

  test.each(named(operation => !isPublic(operation)))('of another role does not open it: %s', async (_, operation) => {
    const others = ROLES.filter(role => !operation.route.auth.includes(role));

    const refused = await refusals(
      operation,
      others.map(role => ({ ...validRequest(operation), token: people[role] })),
    );

    expect(refused.map(problem => [problem.code, problem.params])).toEqual(
      others.map(() => ['FORBIDDEN', { roles: operation.route.auth }]),
    );
  });
});

/** Tokens of everybody who is not Ana but says so. */
async function forgedTokens(): Promise<Readonly<Record<string, string>>> {
  const { issuer } = await keys();
  const stranger = await generateKeyPair('ES256');
  const { d: _, ...open } = issuer;
  const good = await signed({});
  const [header = '', payload = '', signature = ''] = good.split('.');
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const publicKey = new TextEncoder().encode(JSON.stringify(open));
  return {
    expired: await signed({}, { issuedAt: -7200, lifetime: 3600 }),
    'not yet valid': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: String(issuer.kid) })
      .setNotBefore(nowSeconds() + 3600)
      .sign(await importJWK(issuer, 'ES256')),
    'without an end': await signed({ exp: undefined }),
    'wrong key': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: String(issuer.kid) })
      .sign(stranger.privateKey),
    'unknown key': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'another' })
      .sign(stranger.privateKey),
    'no algorithm': `${part({ alg: 'none' })}.${payload}.`,
    'no algorithm, old signature': `${part({ alg: 'none', kid: issuer.kid })}.${payload}.${signature}`,
    'symmetric with the public key': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: String(issuer.kid) })
      .sign(publicKey),
    'of another issuer': await signed({ iss: 'https://elsewhere.example' }),
    'for somebody else': await signed({ aud: 'another-client' }),
    'without a tenant': await signed({ 'custom:tenantId': undefined }),
    'of a tenant that cannot be': await signed({ 'custom:tenantId': 'demo#x' }),
    'of no role': await signed({ 'cognito:groups': [] }),
    'of a role there is not': await signed({ 'cognito:groups': ['customer', 'root'] }),
    'without a subject': await signed({ sub: undefined }),
    'changed payload': `${header}.${part({ ...claims, sub: 'ada', 'cognito:groups': ['admin'] })}.${signature}`,
    'cut off': good.slice(0, -10),
    'not a token': 'not-a-token',
    'too long': 'a'.repeat(9000),
  };
}

const keys = async (): Promise<{ issuer: JWK }> => JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8'));
const nowSeconds = () => Math.floor(Date.parse(w.now()) / 1000);

/** A token by the key of the issuer, in which only these claims are other than they should be. */
async function signed(
  claims: Readonly<Record<string, unknown>>,
  { issuedAt = 0, lifetime = 3600 } = {},
): Promise<string> {
  const { issuer } = await keys();
  const at = nowSeconds() + issuedAt;
  return new SignJWT({
    ...{ iss: w.url, aud: 'tandem-local', sub: 'ana', iat: at, exp: at + lifetime },
    ...{ 'custom:tenantId': 'demo', 'cognito:groups': ['agent'] },
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: String(issuer.kid) })
    .sign(await importJWK(issuer, 'ES256'));
}

describe('a body', () => {
  const taking = named(({ route }) => route.body !== undefined);
  /** Those that take any JSON have nothing to lose themselves in. */
  const reading = taking.filter(
    ([, { route }]) => !route.body?.safeParse([[]]).success && !route.body?.safeParse({ a: {} }).success,
  );

  test.each(taking)('that is no JSON is refused: %s', async (_, operation) => {
    const valid = JSON.stringify(validRequest(operation).body);
    const texts = [
      '{',
      '}',
      valid.slice(0, -1),
      `${valid}x`,
      "{'a':1}",
      '{"a":NaN}',
      'undefined',
      '\u0000',
      '{"a":"\\ud83d"}',
    ];

    const refused = await refusals(
      operation,
      texts.map(body => ({ ...validRequest(operation), body })),
    );

    expect(refused.map(({ code, issues }) => [code, issues?.map(issue => issue.path)])).toEqual(
      texts.map(() => ['REQUEST_INVALID', ['']]),
    );
  });

  /** A step of a flow that is missing is told at the steps that name it. */
  const toldWhereNamed = ({ id }: Operation, { path, what }: { readonly path: string; readonly what: string }) =>
    id.endsWith('Flow') && what === 'nothing' && /^steps\.\w+$/.test(path);

  test.each(taking)('of another form is refused with the path of every fault: %s', async (_, operation) => {
    const { body } = validRequest(operation);
    const faults = faultsOf(body, []).filter(fault => !accepts(operation, fault.body));

    const refused = await refusals(
      operation,
      faults.map(fault => ({ ...validRequest(operation), body: JSON.stringify(fault.body) })),
    );

    expect(faults.length).toBeGreaterThan(5);
    for (const [at, { code, issues = [] }] of refused.entries()) {
      const { path, what } = faults[at]!;
      const paths = issues.map(issue => issue.path);
      expect([path, what, code]).toEqual([path, what, 'REQUEST_INVALID']);
      expect(
        toldWhereNamed(operation, faults[at]!) ||
          paths.some(one => path === '' || one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`)),
        `${what} at ${path}: ${paths}`,
      ).toBe(true);
    }
  });

  test.each(taking)('that is too large is refused: %s', async (_, operation) => {
    const maxBytes = operation.route.maxBodyBytes ?? 64 * 1024;
    const large = [
      JSON.stringify({ text: 'x'.repeat(2 * maxBytes) }),
      `{"text":"${'😀'.repeat(maxBytes / 4)}"}`,
      ' '.repeat(maxBytes + 1),
    ];

    const refused = await refusals(
      operation,
      large.map(body => ({ ...validRequest(operation), body })),
    );

    expect(refused.map(({ code, params }) => [code, params])).toEqual(
      large.map(() => ['BODY_TOO_LARGE', { maxBytes }]),
    );
  });

  test.each(reading)('that is nested without end is refused: %s', async (_, operation) => {
    const deep = [
      '['.repeat(30_000) + ']'.repeat(30_000),
      `${'{"a":'.repeat(10_000)}null${'}'.repeat(10_000)}`,
      `${'['.repeat(30_000)}"\\ud83d\\ude00"${']'.repeat(30_000)}`,
      '['.repeat(60_000),
    ];

    const refused = await refusals(
      operation,
      deep.map(body => ({ ...validRequest(operation), body })),
    );

    expect(refused.map(problem => problem.code)).toEqual(deep.map(() => 'REQUEST_INVALID'));
  });

  test.each(taking)('of another type of content is refused: %s', async (_, operation) => {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'nonsense'];

    const refused = await refusals(
      operation,
      types.map(type => {
        const request = validRequest(operation);
        return { ...request, headers: { ...request.headers, 'content-type': type } };
      }),
    );

    expect(refused.map(({ code, issues }) => [code, issues?.[0]?.path])).toEqual(
      types.map(() => ['REQUEST_INVALID', 'Content-Type']),
    );
  });

  const bodyless = named(
    ({ route }) => route.body === undefined && route.method !== 'GET' && route.method !== 'DELETE',
  );
  test.each(bodyless)('where none belongs is refused: %s', async (_, operation) => {
    const given = ['{"a":1}', '[]', '"text"', '7', 'null'];

    const refused = await refusals(
      operation,
      given.map(body => ({ ...validRequest(operation), body })),
    );

    expect(refused.map(problem => problem.code)).toEqual(given.map(() => 'REQUEST_INVALID'));
  });
});

interface Fault {
  readonly path: string;
  readonly what: string;
  readonly body: unknown;
}

const WRONG: Readonly<Record<string, unknown>> = {
  null: null,
  'a broken number': 12.5,
  'a huge number': 1e300,
  'a truth value': true,
  'a text': 'no such thing',
  'a huge text': 'x'.repeat(20_000),
  'control characters': '\u0000\u0007',
  'a list': [],
  'a list of lists': [[[]]],
  'an object': {},
};

/** Everything that can be wrong with one part of a body: another type, a field too many, a field too few. */
function faultsOf(value: unknown, path: readonly (string | number)[]): Fault[] {
  const at = path.join('.');
  const others = Object.entries(WRONG).map(([what, wrong]) => ({ path: at, what, body: wrong }));
  if (typeof value !== 'object' || value === null) return others;
  const fields = Object.entries(value);
  const inside = fields.flatMap(([name, inner]) =>
    faultsOf(inner, [...path, name]).map(fault => ({ ...fault, body: withField(value, name, fault.body) })),
  );
  if (Array.isArray(value)) return [...others, ...inside];
  const without = fields.map(([name]) => ({
    path: [...path, name].join('.'),
    what: 'nothing',
    body: Object.fromEntries(fields.filter(([other]) => other !== name)),
  }));
  const extra = ['unknown', '__proto__', 'constructor', 'tenantId', 'version']
    .filter(name => !Object.hasOwn(value, name))
    .map(name => ({
      path: [...path, name].join('.'),
      what: 'an unknown field',
      body: JSON.parse(`${JSON.stringify(value).slice(0, -1)}${fields.length > 0 ? ',' : ''}"${name}":1}`),
    }));
  return [...others, ...inside, ...without, ...extra];
}

function withField(value: object, name: string, inner: unknown): unknown {
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...value, [name]: inner };
}

const accepts = ({ route }: Operation, body: unknown): boolean =>
  route.body?.safeParse(JSON.parse(JSON.stringify(body))).success ?? false;

describe('an id in a path', () => {
  const GARBAGE: Readonly<Record<string, string>> = {
    'too long': 'a'.repeat(5000),
    'an encoded slash': 'a%2Fb',
    'an encoded key separator': 'a%23b',
    'an encoded question mark': 'a%3Fb',
    unicode: encodeURIComponent('идентификатор-😀'),
    'right to left': encodeURIComponent('\u202eabc'),
    blank: '%20',
    'a control character': '%00',
    'half an encoding': 'a%2',
    'no text': '%E0%A4%A',
    injection: encodeURIComponent(`' OR 1=1 --`),
    'a star': '*',
    'a tilde': 'agent~ana',
  };

  test.each(named(({ route }) => parameterNames(route).length > 0))(
    'that cannot be one is refused: %s',
    async (_, operation) => {
      const [name = ''] = parameterNames(operation.route);
      const paths = Object.values(GARBAGE).map(value => pathWith(operation.route, () => value));

      const refused = await refusals(
        operation,
        paths.map(path => ({ ...validRequest(operation), path })),
      );

      expect(refused.map(({ code, issues }) => [code, issues?.some(issue => issue.path === name)])).toEqual(
        paths.map(() => ['REQUEST_INVALID', true]),
      );
    },
  );

  test.each(named(({ route }) => parameterNames(route).some(name => name !== 'shortTerm')))(
    'that names nothing is not found or refused: %s',
    async (_, operation) => {
      const [refused] = await refusals(operation, [validRequest(operation)]);

      expect(refused?.code).toMatch(/_NOT_FOUND$|^QUEUE_NOT_ASSIGNED$|^NOT_YOUR_INTERACTION$/);
    },
  );
});

describe('a query', () => {
  const asking = named(({ route }) => route.query !== undefined);
  const withQuery = (operation: Operation, query: Readonly<Record<string, string | number>>): Request => {
    const request = validRequest(operation);
    return { ...request, query: { ...request.query, ...query } };
  };

  test.each(asking)('with an unknown parameter is refused: %s', async (_, operation) => {
    const refused = await refusals(
      operation,
      ['unknown', 'offset', '__proto__', 'Limit'].map(name => withQuery(operation, { [name]: '1' })),
    );

    expect(refused.map(({ code, issues }) => [code, issues?.map(issue => issue.path)])).toEqual(
      ['unknown', 'offset', '__proto__', 'Limit'].map(name => ['REQUEST_INVALID', [name]]),
    );
  });

  test.each(asking)('with a parameter given twice is refused: %s', async (_, operation) => {
    const [name = ''] = Object.keys(shapeOf(operation.route.query));
    const { path, ...request } = withQuery(operation, {});
    const twice = new URLSearchParams([
      [name, 'a'],
      [name, 'b'],
    ]);

    const [refused] = await refusals(operation, [{ ...request, query: {}, path: `${path}?${twice}` }]);

    expect(refused?.issues?.some(issue => issue.path === name)).toBe(true);
  });

  const numbers = ['limit', 'after', 'waitMs'];
  const counting = operations.flatMap(operation =>
    numbers
      .filter(name => name in shapeOf(operation.route.query))
      .map(name => [nameOf(operation), name, operation] as const),
  );
  test.each(counting)('with a number that is none is refused: %s, %s', async (_, name, operation) => {
    const wrong = [
      '-1',
      '1.5',
      'abc',
      'NaN',
      'Infinity',
      '1e400',
      '0x',
      '٣',
      ...(name === 'after' ? [] : ['1000000000']),
    ];

    const refused = await refusals(
      operation,
      [...wrong, ...(name === 'limit' ? ['0', ''] : [])].map(value => withQuery(operation, { [name]: value })),
    );

    for (const { code, issues } of refused) {
      expect([code, issues?.map(issue => issue.path)]).toEqual(['REQUEST_INVALID', [name]]);
    }
  });

  const paging = operations.filter(
    ({ route }) => 'cursor' in shapeOf(route.query) && parameterNames(route).length === 0,
  );
  test.each(paging.map(operation => [nameOf(operation), operation] as const))(
    'with a cursor of another list is refused: %s',
    async (_, operation) => {
      const other = operation.id === 'listAudit' ? '/v1/admin/users' : '/v1/admin/audit';
      const foreign = await w.api(people.admin).get(other, { query: { limit: 1 } });
      const cursors = ['x', 'A'.repeat(2000), '😀', '../..', foreign.body.nextCursor ?? 'AAAAAAAAAAAAAAAAYQ'];

      const refused = await refusals(
        operation,
        [...cursors, 'A'.repeat(2001)].map(cursor => withQuery(operation, { cursor })),
      );

      for (const { code, issues } of refused) {
        expect([code, issues?.map(issue => issue.path)]).toEqual(['REQUEST_INVALID', ['cursor']]);
      }
    },
  );
});

describe('a header', () => {
  const WRONG_KEYS = ['', ' ', 'a'.repeat(256), 'two words', 'a\tb', 'clé', '\u00a0'];
  test.each(named(({ route }) => route.idempotent))(
    'with a bad Idempotency-Key is refused: %s',
    async (_, operation) => {
      const request = validRequest(operation);

      const refused = await refusals(
        operation,
        WRONG_KEYS.map(key => ({ ...request, headers: { ...request.headers, 'idempotency-key': key } })),
      );

      expect(refused.map(({ issues }) => issues?.map(issue => issue.path))).toEqual(
        WRONG_KEYS.map(() => ['Idempotency-Key']),
      );
    },
  );

  const WRONG_TAGS = ['', '*', 'abc', '"abc"', '"1", "2"', '-1', '1.5', '"1', 'w/"1"', '"99999999999999999999"'];
  test.each(named(({ route }) => route.conditional))('with a bad If-Match is refused: %s', async (_, operation) => {
    const request = validRequest(operation);

    const refused = await refusals(
      operation,
      WRONG_TAGS.map(tag => ({ ...request, headers: { 'if-match': tag } })),
    );
    const [without] = await refusals(operation, [{ ...request, headers: {} }]);

    expect(refused.map(({ issues }) => issues?.map(issue => issue.path))).toEqual(WRONG_TAGS.map(() => ['If-Match']));
    expect(without?.code).toBe('PRECONDITION_REQUIRED');
  });

  test.each(named(operation => !isPublic(operation)))('with a bad Session-Id is refused: %s', async (_, operation) => {
    const request = validRequest(operation);

    const refused = await refusals(
      operation,
      ['', 'x', 'ses_1', `ses_${'0'.repeat(500)}`].map(id => ({
        ...request,
        headers: { ...request.headers, 'session-id': id },
      })),
    );

    expect(refused.map(({ issues }) => issues?.map(issue => issue.path))).toEqual(refused.map(() => ['Session-Id']));
  });

  test('that names the request is kept when it is a name', async () => {
    const ask = (id: string) =>
      send(w, { method: 'GET', path: '/v1/nothing', headers: { 'x-request-id': id } }).then(
        ({ body }) => body.requestId,
      );
    const askForOffers = (id: string) =>
      send(w, { method: 'GET', path: '/v1/queues', token: people.agent, headers: { 'x-request-id': id } });

    const [named, strange] = await Promise.all([askForOffers('desk-7'), askForOffers('<script>')]);

    expect(named.headers.get('x-request-id')).toBe('desk-7');
    expect(strange.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await ask('<script>')).toMatch(/^req_/);
  });
});

describe('a method or path that there is not', () => {
  const addresses = operations.flatMap(({ route }) =>
    addressesOf(route).map(({ method, path }) => ({
      method,
      path: pathWith({ path }, name => UNKNOWN_IDS[name] ?? ''),
    })),
  );
  const paths = [...new Set(addresses.map(({ path }) => path))];
  const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'HEAD'];
  const methodsOf = (path: string) => addresses.filter(one => one.path === path).map(({ method }) => method);

  test.each(paths)('is answered with the methods there are: %s', async path => {
    const missing = METHODS.filter(method => !(methodsOf(path) as string[]).includes(method));

    const replies = await Promise.all(missing.map(method => send(w, { method, path, token: people.agent })));

    for (const [at, reply] of replies.entries()) {
      expect([missing[at], reply.status]).toEqual([missing[at], 404]);
      expect(new Set(reply.headers.get('allow')?.split(', '))).toEqual(new Set(methodsOf(path)));
      if (missing[at] !== 'HEAD') expect(expectProblem(reply).code).toBe('ROUTE_NOT_FOUND');
    }
  });

  test.each(paths)('is told to browsers that ask beforehand: %s', async path => {
    const reply = await send(w, { method: 'OPTIONS', path, headers: { origin: 'https://desk.example' } });

    expect(reply.status).toBe(204);
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('is not found', async () => {
    const strange = [
      '/v1',
      '/v1/',
      '/v2/queues',
      '/v1/queues/',
      '/V1/queues',
      '/v1/queues/a/b/c',
      '/v1/%2e%2e/admin',
      '/.env',
    ];

    const replies = await Promise.all(strange.map(path => send(w, { method: 'GET', path, token: people.admin })));

    expect(replies.map(reply => expectProblem(reply).code)).toEqual(strange.map(() => 'ROUTE_NOT_FOUND'));
  });
});

describe('a frame', () => {
  const frame = (role: Role) => w.socket(people[role]);

  test.each(ROLES)('that cannot be read is answered with a problem and the reference of its sender: %s', async role => {
    const socket = await frame(role);
    const wrong: readonly [unknown, string][] = [
      ['{', ''],
      ['[]', ''],
      ['"ping"', ''],
      [{}, 'action'],
      [{ action: 'shout' }, 'action'],
      [{ action: 'toString' }, 'action'],
      [{ action: ['ping'] }, 'action'],
      [{ action: 'ping', extra: 1 }, 'extra'],
      [{ action: 'ping', ref: 'r'.repeat(65) }, 'ref'],
      [{ action: 'resume', after: -1 }, 'after'],
      [{ action: 'resume', after: 'x' }, 'after'],
      [{ action: 'subscribe' }, 'topics'],
      [{ action: 'subscribe', topics: [] }, 'topics'],
      [{ action: 'subscribe', topics: Array(51).fill('me') }, 'topics'],
      [{ action: 'subscribe', topics: ['queue:a b'] }, 'topics.0'],
      [{ action: 'unsubscribe', topics: ['agent:ana'] }, 'topics.0'],
      [{ action: 'typing', interactionId: 'x' }, 'interactionId'],
    ];

    for (const [sent] of wrong) socket.send(sent);
    socket.send({ action: 'subscribe', topics: 'me', ref: 'mine' });
    const answers = [];
    for (const _ of [...wrong, 'mine']) answers.push(await socket.next('error'));

    expect(answers.map(({ error }) => [error.code, error.issues[0].path])).toEqual([
      ...wrong.map(([, path]) => ['REQUEST_INVALID', path]),
      ['REQUEST_INVALID', 'topics'],
    ]);
    expect(answers.at(-1).ref).toBe('mine');
    for (const { error } of answers) expect(Problem.parse(error)).toEqual(error);
  });

  test('that is too large closes its socket and no other', async () => {
    const [large, other] = await Promise.all([frame('agent'), frame('agent')]);

    large.send({ action: 'ping', ref: 'x'.repeat(33 * 1024) });
    other.send({ action: 'ping' });

    expect(await large.closed).toBe(1009);
    await other.next('pong');
  });
});

describe('text', () => {
  const NAMES = [
    'Zoë 😀👩‍👩‍👧',
    'שלום עולם',
    '\u202eevil\u202c',
    'e\u0301',
    '<b>Kim</b>',
    "Robert'); DROP TABLE",
    '𠜎'.repeat(50),
  ];

  test.each(NAMES)('of any script comes back as it was sent: %s', async name => {
    const asked = await w.api().post('/v1/chats', {
      tenantId: 'acme',
      queueId: 'support',
      customer: { name },
      initialMessage: name,
    });
    const kim = w.api(asked.body.token);

    const sent = await kim.post(`/v1/chats/${asked.body.chatId}/messages`, {
      text: name,
      clientMessageId: name.slice(0, 20),
    });
    const events = await kim.get(`/v1/chats/${asked.body.chatId}/events`);
    const waiting = await (await w.tenant('acme').as('ana')).get('/v1/queues/support/waiting', {
      query: { limit: 200 },
    });
    await kim.delete(`/v1/chats/${asked.body.chatId}`);

    expect(sent.status).toBe(201);
    const said = events.body.items.filter((event: { text: string | null }) => event.text !== null);
    expect(said.map((event: { text: string }) => event.text)).toEqual([name, name]);
    expect(said[1].author.name).toBe(name);
    expect(waiting.body.items.map((one: { customer: { name: string } }) => one.customer.name)).toContain(name);
  });

  test('that is too long for a message is refused and not said', async () => {
    const { token, chatId } = (await w.api().post('/v1/chats', { tenantId: 'acme', queueId: 'support' })).body;
    const kim = w.api(token);
    const say = (text: string) =>
      kim.post(`/v1/chats/${chatId}/messages`, { text, clientMessageId: String(text.length) });

    const refused = await Promise.all([say('x'.repeat(1025)), say('x'.repeat(16_001)), say('x'.repeat(128 * 1024))]);
    const longest = await say('x'.repeat(1024));
    const events = await kim.get(`/v1/chats/${chatId}/events`);
    await kim.delete(`/v1/chats/${chatId}`);

    expect(refused.map(reply => [reply.status, reply.body.code])).toEqual([
      [422, 'MESSAGE_TOO_LONG'],
      [400, 'REQUEST_INVALID'],
      [413, 'BODY_TOO_LARGE'],
    ]);
    expect(longest.body.index).toBe(2);
    expect(events.body.lastIndex).toBe(2);
  });
});

test('after all of that nothing has changed and nothing broke', async () => {
  await w.settled();

  expect(await everythingListed(w, people)).toEqual(before);
  expect(w.defects).toEqual([]);
});
