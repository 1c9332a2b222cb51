import { type Route, type Routes, routes } from '#schemas/client.ts';
import { ApiError, ConnectionError, readProblem } from './api-error.ts';
import { type Backoff, backoffMs } from './backoff.ts';
import { isRepeatable, type RequestParts, urlOf } from './http-request.ts';
import { pause, systemTiming, type Timing } from './timing.ts';
import type { CallOptions, Client } from './types.ts';

export interface RetryPolicy extends Backoff {
  /** How often a call is sent at most. */
  readonly attempts: number;
}

export interface ClientOptions {
  /** Where the API is, without `/v1`. */
  readonly baseUrl: string;
  /** The bearer token, or how to get one that is valid now; left out for what is public. */
  readonly token?: string | (() => string | Promise<string>);
  readonly fetch?: typeof globalThis.fetch;
  /** The session this client believes to have; commands are refused once another one has taken over. */
  readonly sessionId?: string | (() => string | undefined);
  /** When and how often to try again; a problem that asks for more patience than `longestMs` is thrown at once. */
  readonly retry?: Partial<RetryPolicy>;
  readonly timing?: Timing;
  /** Makes idempotency keys. */
  readonly newKey?: () => string;
}

const RETRY: RetryPolicy = { attempts: 4, firstMs: 200, longestMs: 5000 };

/**
 * Makes the typed client: one method per operation, by domain. Refusals are thrown as `ApiError`. What may succeed later
 * is tried again for a while; commands carry an idempotency key, so that trying again has no second effect.
 *
 * @example
 * const client = createClient({ baseUrl: 'http://localhost:3000', token });
 * const session = await client.sessions.openSession({ body: { queueIds: ['support'] } });
 */
export function createClient(options: ClientOptions): Client {
  const ofDomain = (domain: Routes) =>
    Object.fromEntries(
      Object.entries(domain).map(([id, route]) => [
        id,
        (request: RequestParts = {}, how: CallOptions = {}) => call(options, route, request, how),
      ]),
    );
  // One cast for all: the method of each route takes and gives what the route declares.
  return Object.fromEntries(
    Object.entries(routes).map(([name, domain]) => [name, ofDomain(domain)]),
  ) as unknown as Client;
}

async function call(options: ClientOptions, route: Route, request: RequestParts, how: CallOptions): Promise<unknown> {
  const { timing = systemTiming, newKey = () => crypto.randomUUID() } = options;
  const policy = { ...RETRY, ...options.retry };
  const key = route.idempotent ? (how.idempotencyKey ?? newKey()) : undefined;
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt(options, route, request, how, key);
    } catch (thrown) {
      const delay = failures < policy.attempts ? delayAfter(thrown, failures) : undefined;
      if (delay === undefined) throw thrown;
      await pause(timing, delay, how.signal);
    }
  }

  function delayAfter(thrown: unknown, failures: number): number | undefined {
    const usual = backoffMs(policy, failures, timing.random());
    if (thrown instanceof ConnectionError) return isRepeatable(route, request) ? usual : undefined;
    if (!(thrown instanceof ApiError) || !thrown.retryable) return undefined;
    const asked = thrown.problem.retryAfterMs ?? usual;
    return asked <= policy.longestMs ? asked : undefined;
  }
}

async function attempt(
  options: ClientOptions,
  route: Route,
  request: RequestParts,
  how: CallOptions,
  key: string | undefined,
): Promise<unknown> {
  const { fetch = globalThis.fetch } = options;
  const noAnswer = (thrown: unknown): never => {
    if (how.signal?.aborted) throw how.signal.reason;
    throw new ConnectionError(`${route.method} ${route.path} got no answer`, { cause: thrown });
  };
  const headers = await headersOf(options, route, request, how, key);
  const response = await fetch(urlOf(options.baseUrl, route, request), {
    method: route.method,
    headers,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(how.signal ? { signal: how.signal } : {}),
  }).catch(noAnswer);
  if (!response.ok) throw new ApiError(await readProblem(response));
  return response.status === 204 ? null : response.json().catch(noAnswer);
}

async function headersOf(
  { token, sessionId }: ClientOptions,
  route: Route,
  request: RequestParts,
  how: CallOptions,
  key: string | undefined,
): Promise<Record<string, string>> {
  const bearer = route.auth === 'public' ? undefined : await given(token);
  const session = route.errors.includes('SESSION_SUPERSEDED') ? await given(sessionId) : undefined;
  return {
    Accept: 'application/json',
    ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
    ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    ...(how.version === undefined ? {} : { 'If-Match': `"${how.version}"` }),
    ...(session ? { 'Session-Id': session } : {}),
  };
}

const given = <T>(source: T | (() => T | Promise<T>)): T | Promise<T> =>
  typeof source === 'function' ? (source as () => T | Promise<T>)() : source;
