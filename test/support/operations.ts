import { expect } from 'vitest';
import * as z from 'zod';
import { errors } from '#schemas/errors.ts';
import type { Role, Route } from '#schemas/kit/route.ts';
import { Problem } from '#schemas/problem.ts';
import { bodies } from '../../docs/generate/examples.ts';
import { codesOf, type Operation, operations } from '../../docs/generate/operations.ts';
import type { Doors, Reply, World } from './world.ts';

export { codesOf, type Operation, operations };

export const ROLES: readonly Role[] = ['agent', 'supervisor', 'admin', 'analyst', 'customer'];

/** A request as it goes over the wire; a body that is a string is sent as it is. */
export interface Request {
  readonly method: string;
  /** As it is to be sent: encoded. */
  readonly path: string;
  readonly token?: string | undefined;
  readonly query?: Readonly<Record<string, string | number>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

export async function send(w: World, { method, path, token, query, headers, body }: Request): Promise<Reply> {
  const target = new URL(path, w.url);
  for (const [name, value] of Object.entries(query ?? {})) target.searchParams.set(name, String(value));
  const response = await fetch(target, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A body that the contract of the operation accepts, where it takes one. */
export const exampleBody = ({ id }: Operation): unknown => structuredClone((bodies as Record<string, unknown>)[id]);

export const parameterNames = ({ path }: Route): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));

/** The path with its parameters filled in, as they are or encoded by the caller. */
export const pathWith = ({ path }: Pick<Route, 'path'>, value: (name: string) => string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => value(name));

/** An id of the right form that names nothing. */
export const UNKNOWN_IDS: Readonly<Record<string, string>> = {
  interactionId: 'int_00000000000000000000000000',
  chatId: 'int_00000000000000000000000000',
  offerId: 'off_00000000000000000000000000_1',
  queueId: 'nothing',
  campaignId: 'nothing',
  shortTerm: 'nothing',
  attachmentId: 'att_00000000000000000000000000',
  recordingId: 'act_00000000000000000000000000',
  objectId: 'nothing',
};

/** A public operation names its tenant in its query, which is required. */
export const requiredQuery = ({ route }: Operation): Record<string, string> =>
  route.auth === 'public' && route.query ? { tenantId: 'demo', queueId: 'support' } : {};

/** The request that the contract of an operation accepts; ids in its path name nothing unless given. */
export function requestFor(
  operation: Operation,
  {
    token,
    ids = UNKNOWN_IDS,
  }: { readonly token?: string | undefined; readonly ids?: Readonly<Record<string, string>> },
): Request {
  const { route } = operation;
  return {
    method: route.method,
    path: pathWith(route, name => encodeURIComponent(ids[name] ?? '')),
    token: route.auth === 'public' ? undefined : token,
    query: requiredQuery(operation),
    headers: route.conditional ? { 'if-match': '"999999"' } : {},
    body: bodyAbout(operation, ids['objectId']),
  };
}

/** A body that replaces an object is about the object of the path. */
function bodyAbout(operation: Operation, objectId: string | undefined): unknown {
  const body = exampleBody(operation);
  return operation.route.method === 'PUT' && typeof body === 'object' && body && 'id' in body
    ? { ...body, id: objectId }
    : body;
}

const WholeProblem = z.strictObject(Problem.shape);

/** Checks a refusal in form: a problem document of the catalogue, and one that the operation documents. */
export function expectProblem(reply: Reply, operation?: Operation): z.output<typeof WholeProblem> {
  expect(reply.headers.get('content-type'), JSON.stringify(reply.body)).toBe('application/problem+json');
  const problem = WholeProblem.parse(reply.body);
  expect(problem.status).toBe(reply.status);
  expect(reply.status).toBe(errors[problem.code].status);
  expect(reply.status).toBeLessThan(500);
  expect(problem.requestId).toBe(reply.headers.get('x-request-id'));
  if (operation) expect(codesOf(operation.route)).toContain(problem.code);
  return problem;
}

/** Tokens of one person of every role, and of a customer with a chat. The seed has no analyst and not everybody twice. */
export async function peopleOf(w: Doors, tenantId: string): Promise<Readonly<Record<Role, string>>> {
  const ada = w.api(await w.tokenFor('ada', tenantId));
  const queues = [{ queueId: 'support' }];
  await ada.post('/v1/admin/users', { id: 'sue', name: 'Sue', roles: ['supervisor'], queues });
  await ada.post('/v1/admin/users', { id: 'lin', name: 'Lin', roles: ['analyst'] });
  const chat = await w.api().post('/v1/chats', { tenantId, queueId: 'support', customer: { name: 'Kim' } });
  const [agent, supervisor, admin, analyst] = await Promise.all(
    ['ana', 'sue', 'ada', 'lin'].map(userId => w.tokenFor(userId, tenantId)),
  );
  return { agent, supervisor, admin, analyst, customer: chat.body.token } as Record<Role, string>;
}

/** So many requests that no limiter is in the way. */
export const UNLIMITED = { perSecond: { agent: 1e6, customer: 1e6, management: 1e6 }, burst: 2 } as const;

/** Everything that a person of each role sees of a tenant in its lists, to be compared. */
export async function everythingListed(w: World, people: Readonly<Record<Role, string>>): Promise<unknown> {
  const lists = operations.filter(
    ({ route }) => route.method === 'GET' && route.auth !== 'public' && parameterNames(route).length === 0,
  );
  const seen = await Promise.all(
    lists.flatMap(({ id, route }) =>
      ROLES.filter(role => route.auth.includes(role)).map(async role => {
        const { body, status } = await send(w, { method: 'GET', path: route.path, token: people[role] });
        return [`${id} as ${role}`, status, status < 400 ? body : body.code] as const;
      }),
    ),
  );
  return seen.toSorted(([left], [right]) => (left < right ? -1 : 1));
}
