import { createHash } from 'node:crypto';
import type { ErrorCode } from '#schemas/errors.ts';
import { addressesOf, type Route, type RouteInput, type RouteReply, type Routes } from '#schemas/kit/route.ts';
import type { Problem } from '#schemas/problem.ts';
import { AppError, type ErrorDetails } from '#shared/domain/kit/app-error.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { type Context, contextOf } from './context.ts';
import { type Identity, identityFrom } from './identity.ts';
import { asAppError, problemOf } from './problem.ts';
import { type Identify, namedTenant } from './public-caller.ts';
import { type Allowance, clientClassOf, type RateLimiter } from './rate-limit.ts';
import { headersOf, type RestEvent, readRequest } from './request.ts';
import { silentTelemetry, type Telemetry } from './telemetry.ts';

/** Marks a reply as the second kind of success that its route declares. */
export class Otherwise {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}
export const otherwise = (value: unknown): Otherwise => new Otherwise(value);

/** A reply with headers of its own, which come before the usual ones. */
export class Headed {
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
  constructor(value: unknown, headers: Readonly<Record<string, string>>) {
    this.value = value;
    this.headers = headers;
  }
}

export type RouteHandler<R, Ports> = (
  input: RouteInput<R> & { readonly ctx: Context },
  ports: Ports,
) => Promise<RouteReply<R> | Otherwise | Headed>;
export type Handlers<T, Ports> = { readonly [K in keyof T]: RouteHandler<T[K], Ports> };
export interface Api<T, Ports> {
  readonly routes: T;
  readonly handlers: Handlers<T, Ports>;
}

/**
 * Pairs a route table with its handlers. A missing, extra or mistyped handler does not compile.
 *
 * @example
 * export const sessionApi = bind(sessionRoutes)<WorkPorts>({ getSession: (_input, ports) => getSession(ports), ... });
 */
export const bind =
  <T extends Routes>(routes: T) =>
  <Ports>(handlers: Handlers<T, Ports>): Api<T, Ports> => ({ routes, handlers });

export interface RestOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A refusal that its route does not list: `throw` it to find the mistake, or `answer` 500 and count it. */
  readonly undocumented: 'throw' | 'answer';
  readonly telemetry?: Telemetry;
  readonly limiter?: RateLimiter;
  /** Who asks where no token is needed; somebody of the tenant named in the request, when left out. */
  readonly identify?: Identify;
}

export interface RestResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The codes that any operation may answer with besides its own: those of the edge. */
export const edgeCodes = (route: Route): ReadonlySet<string> =>
  new Set<ErrorCode>([
    'REQUEST_INVALID',
    'RATE_LIMITED',
    'INTERNAL',
    'TRY_LATER',
    'BODY_TOO_LARGE',
    ...(route.auth === 'public' ? [] : (['TOKEN_INVALID', 'FORBIDDEN'] as const)),
    ...(route.idempotent ? (['IDEMPOTENCY_KEY_REUSED'] as const) : []),
  ]);

interface Operation<Ports> {
  readonly name: string;
  readonly route: Route;
  readonly run: (input: unknown, ports: Ports) => Promise<unknown>;
}

/**
 * One function for all routes of a domain. API Gateway has matched the path, so finding the route is one look-up. The
 * authorizer has checked the token; the roles are checked here again, so that a mistake in the gateway is no hole.
 */
export function restLambda<T extends Routes, Ports>(
  api: Api<T, Ports>,
  open: (ctx: Context) => Ports,
  options: RestOptions,
): (event: RestEvent) => Promise<RestResult> {
  const { now, limiter, identify = namedTenant, telemetry = silentTelemetry } = options;
  const operations = operationsOf(api);

  async function answer({ name, route, run }: Operation<Ports>, event: RestEvent, reply: Replying) {
    const identity = route.auth === 'public' ? undefined : authorized(route, event);
    if (identity) reply.allowance = limiter?.(identity.tenantId, clientClassOf(identity.roles, route));
    const request = readRequest(name, route, event);
    const address = event.requestContext.identity?.sourceIp ?? '';
    const caller = identity ?? (await identify({ ...request, operation: name }, address));
    if (!identity) reply.allowance = limiter?.(caller.tenantId, clientClassOf(caller.roles, route));
    const { params, query, body, ...circumstances } = request;
    const ctx = contextOf(caller, { ...circumstances, now: toInstant(now()), requestId: reply.requestId });
    const value = await run({ params, query, body, ctx }, open(ctx));
    return remembered(route, success(route, value, reply), headersOf(event).get('if-none-match'));
  }

  function refusal(thrown: unknown, operation: Operation<Ports> | undefined, reply: Replying): RestResult {
    const error = asAppError(thrown);
    const name = operation?.name ?? 'unknown';
    if (operation && !isDocumented(error.code, operation.route)) {
      if (options.undocumented === 'throw') {
        throw new Error(`${error.code} is not documented on ${name}`, { cause: error });
      }
      telemetry.undocumentedError(error.code, name);
      return problemResult(new AppError('INTERNAL', {}, { cause: error }), reply);
    }
    if (error.code === 'INTERNAL') telemetry.defect(error.cause, name, reply.requestId);
    if (error.code === 'RATE_LIMITED') telemetry.rateLimited(String(error.details.params?.['policy']));
    return problemResult(error, reply);
  }

  return async event => {
    const reply: Replying = { requestId: requestIdOf(event), allowance: undefined };
    const operation = operations.get(`${event.httpMethod} ${event.resource}`);
    try {
      if (!operation) throw new AppError('ROUTE_NOT_FOUND');
      return await answer(operation, event, reply);
    } catch (thrown) {
      return refusal(thrown, operation, reply);
    }
  };
}

const operationsOf = <T extends Routes, Ports>({ routes, handlers }: Api<T, Ports>): Map<string, Operation<Ports>> =>
  new Map(
    Object.entries(routes).flatMap(([name, route]) => {
      const operation = { name, route, run: handlers[name as keyof T] as unknown as Operation<Ports>['run'] };
      return addressesOf(route).map(({ method, path }) => [`${method} ${path}`, operation] as const);
    }),
  );

const isDocumented = (code: ErrorCode, route: Route): boolean =>
  edgeCodes(route).has(code) || route.errors.includes(code);

/** What the reply needs to know before it is clear how it will end. */
interface Replying {
  readonly requestId: string;
  allowance: Allowance | undefined;
}

/** A caller may name the request; anything that is not a plain name is replaced. */
const REQUEST_ID = /^[\w.:-]{1,64}$/;
function requestIdOf(event: RestEvent): string {
  const given = headersOf(event).get('x-request-id');
  return given !== undefined && REQUEST_ID.test(given) ? given : event.requestContext.requestId;
}

function authorized(route: Route, event: RestEvent): Identity {
  const identity = identityFrom(event.requestContext.authorizer);
  if (!identity) throw new AppError('TOKEN_INVALID');
  const allowed = route.auth === 'public' || route.auth.some(role => identity.roles.includes(role));
  if (!allowed) throw new AppError('FORBIDDEN', { params: { roles: route.auth } });
  return identity;
}

function success(route: Route, answer: unknown, reply: Replying): RestResult {
  const { value, headers } = answer instanceof Headed ? answer : { value: answer, headers: {} };
  const { kind, content } =
    value instanceof Otherwise && route.otherwise
      ? { kind: route.otherwise, content: value.value }
      : { kind: route.reply, content: value };
  const body: unknown = kind.body.parse(content);
  const text = kind.status === 204 ? '' : JSON.stringify(body);
  return result(kind.status, text, { ...contentType(text), ...entityTag(body), ...headers }, reply);
}

/** An answer that may be kept: with a name for its content, and empty for who has that content already. */
function remembered(route: Route, full: RestResult, known: string | undefined): RestResult {
  if (route.cacheSeconds === null) return full;
  const tag = `"${createHash('sha256').update(full.body).digest('base64url').slice(0, 22)}"`;
  const headers = { ...full.headers, 'Cache-Control': `public, max-age=${route.cacheSeconds}`, ETag: tag };
  const same = known?.split(',').some(one => one.trim().replace(/^W\//, '') === tag);
  return same ? { statusCode: 304, headers, body: '' } : { ...full, headers };
}

const contentType = (text: string): Record<string, string> =>
  text === '' ? {} : { 'Content-Type': 'application/json' };

const entityTag = (body: unknown): Record<string, string> =>
  typeof body === 'object' && body !== null && 'version' in body ? { ETag: `"${body.version}"` } : {};

function problemResult(error: AppError, reply: Replying): RestResult {
  const problem = problemOf(error, reply.requestId);
  const { retryAfterMs } = problem;
  const headers = {
    'Content-Type': 'application/problem+json',
    ...(retryAfterMs !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
  };
  return result(problem.status, JSON.stringify(problem), headers, {
    ...reply,
    allowance: reply.allowance ?? spent(problem),
  });
}

/** What the headers say when nothing was left. */
function spent({ code, params = {}, retryAfterMs = 0 }: Problem): Allowance | undefined {
  if (code !== 'RATE_LIMITED') return undefined;
  const { policy, limit, windowSeconds } = params as Pick<Allowance, 'policy' | 'limit' | 'windowSeconds'>;
  return { policy, limit, windowSeconds, remaining: 0, resetSeconds: Math.ceil(retryAfterMs / 1000) };
}

/** A refusal that is answered before a function has run. */
export const earlyProblem = (code: ErrorCode, requestId: string, details: ErrorDetails = {}): RestResult =>
  problemResult(new AppError(code, details), { requestId, allowance: undefined });

/** Any page may call: who may do what depends on the token alone, and browsers send none by themselves. */
const CROSS_ORIGIN = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
};

const result = (statusCode: number, body: string, headers: Record<string, string>, reply: Replying): RestResult => ({
  statusCode,
  headers: {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': reply.requestId,
    ...CROSS_ORIGIN,
    ...(reply.allowance && rateHeaders(reply.allowance)),
    ...headers,
  },
  body,
});

const rateHeaders = ({ policy, limit, windowSeconds, remaining, resetSeconds }: Allowance): Record<string, string> => ({
  RateLimit: `"${policy}";r=${remaining};t=${resetSeconds}`,
  'RateLimit-Policy': `"${policy}";q=${limit};w=${windowSeconds}`,
});
