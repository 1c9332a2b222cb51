import { randomUUID } from 'node:crypto';
import { type RedeemTicket, ticketRedeemer } from '#functions/auth/redeem-ticket.ts';
import { type Application, compose } from '#local/application.ts';
import { type ManualClock, manualClock } from '#local/clock.ts';
import { type Blobs, memoryBlobs } from '#local/files/blobs.ts';
import { type LocalRecordings, localFiles } from '#local/files/local-files.ts';
import { type Keys, LOCAL_AUDIENCE, loadKeys, localIssuer } from '#local/issuer.ts';
import { tokenFor } from '#local/local-api.ts';
import { localNews } from '#local/news.ts';
import { findRoute } from '#local/routes.ts';
import { seed } from '#local/seed.ts';
import { localTimers } from '#local/timers.ts';
import { ulids } from '#shared/adapters/next-id.ts';
import { type Faults, type MemoryStore, memoryStore } from '#shared/adapters/store/memory.ts';
import type { Meter } from '#shared/adapters/store/table-engine.ts';
import { conversationTokens } from '#shared/adapters/tokens/conversation-tokens.ts';
import { storedTickets } from '#shared/adapters/tokens/stored-tickets.ts';
import type { NextId, VoiceProvider } from '#shared/app/work/ports.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { bearerToken, givenKeys, userTokens, type Verifier, verifier } from '#shared/runtime/auth.ts';
import { authorizerContext, type Identity } from '#shared/runtime/identity.ts';
import { asAppError } from '#shared/runtime/problem.ts';
import type { RestEvent } from '#shared/runtime/request.ts';
import { earlyProblem, type RestResult } from '#shared/runtime/rest.ts';
import { type Sink, type Telemetry, telemetryTo } from '#shared/runtime/telemetry.ts';
import { type MemorySockets, memorySockets } from './memory-sockets.ts';
import { type MemoryStream, memoryStream } from './memory-stream.ts';
import type { Caller, CallOptions, Doors, Listener, Reply } from './world.ts';

export interface InProcessOptions {
  /** What the clock shows first, in ms since 1970. */
  readonly startsAt?: number;
  readonly faults?: Faults;
  readonly meter?: Meter;
  /** Told of everything, too. */
  readonly telemetry?: Sink;
  /** The telephone service. */
  readonly voice?: (parts: TelephoneParts) => VoiceProvider;
  /** Makes the ids of rows; random ones when left out. */
  readonly nextId?: NextId;
}

/** What a telephone service in this process rests on. */
export interface TelephoneParts {
  readonly clock: ManualClock;
  readonly store: MemoryStore;
  readonly telemetry: Telemetry;
  /** The bucket of recordings. */
  readonly recordings: LocalRecordings;
  /** Whom it reports to, once the system runs. */
  readonly application: () => Application;
}

/** A request as a client sends it. */
export interface WireRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is. */
  readonly body?: unknown;
  /** Who asks, where that is not to be read from a token: checking one takes real time. */
  readonly identity?: Identity;
}

/**
 * The whole system in this process on the store in memory: the same gateway rules, functions, timers, stream and
 * sockets, without a port, an engine or a network, so that thousands of commands take seconds.
 */
export interface InProcess extends Doors {
  readonly store: MemoryStore;
  /** All files, by key. */
  readonly blobs: Blobs;
  /** The telephone service, where one was asked for. */
  readonly voice: VoiceProvider | null;
  readonly clock: ManualClock;
  readonly stream: MemoryStream;
  readonly sockets: MemorySockets;
  readonly keys: Keys;
  readonly verify: Verifier;
  readonly redeem: RedeemTicket;
  /** What went wrong inside, which no client may be told. */
  readonly defects: string[];
  /** Everything said outside of answers: names of metrics, and reports with their facts. */
  readonly said: unknown[];
  /** The entry points of the process that runs now. */
  application(): Application;
  exchange(request: WireRequest): Promise<Reply>;
  /** Ends the process and starts another one on what is stored: what was in memory alone is gone. */
  restart(): Promise<void>;
}

const ISSUER = 'https://issuer.example';
const SOCKET_URL = 'wss://tandem.example/socket';
const START = Date.parse('2026-11-21T09:30:00.000Z');

export async function inProcess({
  startsAt = START,
  faults,
  meter,
  telemetry: sink,
  voice: makeVoice,
  nextId: ownIds,
}: InProcessOptions = {}): Promise<InProcess> {
  const clock = manualClock(startsAt);
  const { now } = clock;
  const defects: string[] = [];
  const said: unknown[] = [];
  const telemetry = telemetryTo({
    count: metric => {
      said.push(metric);
      sink?.count(metric);
    },
    report: (message, facts, thrown) => {
      said.push({ message, facts });
      sink?.report(message, facts, thrown);
      if (thrown !== undefined) defects.push(`${message} ${JSON.stringify(facts)} ${described(thrown)}`);
    },
  });
  const store = memoryStore({ now, ...(faults && { faults }), ...(meter && { meter }) });
  const stream = memoryStream(store, telemetry);
  await seed(store.open, toInstant(now()));

  const keys = await loadKeys(undefined);
  const issuer = localIssuer({ url: ISSUER, key: keys.issuer, now });
  const tokens = conversationTokens({ secret: async () => keys.conversation, now });
  const users = userTokens({ issuer: ISSUER, audience: LOCAL_AUDIENCE, keys: givenKeys(issuer.keySet), now });
  const verify = verifier(users, token => tokens.verify(token));
  const redeem = ticketRedeemer({ take: storedTickets(store.open), now });
  const sockets = memorySockets(thrown => telemetry.defect(thrown, 'socket', 'frame'));
  const news = localNews();
  const nextId = ownIds ?? ulids(now);
  const blobs = memoryBlobs();
  const files = localFiles({ url: ISSUER, now, blobs });
  const mails = { send: async () => undefined };
  const issued = new Map<string, Promise<string>>();
  const voice =
    makeVoice?.({ clock, store, telemetry, recordings: files.recordings, application: () => running }) ?? null;

  function start(): Application {
    const timers = localTimers({ clock, telemetry, run: (task, requestId) => started.runTask(task, requestId) });
    const started: Application = compose({
      ...{
        openStore: store.open,
        news,
        tokens,
        socketUrl: SOCKET_URL,
        now,
        telemetry,
        timers,
        sockets,
        nextId,
        files,
        mails,
        voice,
        recordings: files.recordings,
      },
      undocumented: 'throw',
    });
    stream.deliverTo(started.onChanges, started.watched);
    return started;
  }
  let running = start();

  async function settled(): Promise<void> {
    let before: number;
    do {
      before = stream.position();
      await stream.settled();
      await clock.idle();
      await sockets.idle();
    } while (stream.position() !== before);
  }

  async function exchange({ method, path, headers = {}, body, identity: known }: WireRequest): Promise<Reply> {
    const requestId = `req_${randomUUID()}`;
    const url = new URL(path, 'http://tandem.example');
    const match = findRoute(method, url.pathname);
    if (!('route' in match)) return replyOf(earlyProblem('ROUTE_NOT_FOUND', requestId));
    const { domain, pathParameters, route } = match;
    try {
      const isOpen = route.auth === 'public';
      const identity = isOpen ? undefined : (known ?? (await verify(bearerToken(headers['authorization']))));
      const event: RestEvent = {
        ...{ httpMethod: method, resource: route.path, headers: { ...headers }, pathParameters },
        ...queryOf(url.searchParams),
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
        isBase64Encoded: false,
        requestContext: {
          requestId,
          identity: { sourceIp: '192.0.2.1' },
          ...(identity && { authorizer: authorizerContext(identity) }),
        },
      };
      return replyOf(await running.functions[domain](event));
    } catch (thrown) {
      const error = asAppError(thrown);
      if (error.code === 'INTERNAL') telemetry.defect(error.cause, 'http', requestId);
      return replyOf(earlyProblem(error.code, requestId, error.details));
    }
  }

  function api(token?: string): Caller {
    const call = (method: string, path: string, body: unknown, { query = {}, headers = {} }: CallOptions = {}) => {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) search.set(name, String(value));
      const separator = path.includes('?') ? '&' : '?';
      return exchange({
        ...{ method, body, path: search.size > 0 ? `${path}${separator}${search}` : path },
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
      });
    };
    return {
      get: (path, options) => call('GET', path, undefined, options),
      post: (path, body, options) => call('POST', path, body, options),
      put: (path, body, options) => call('PUT', path, body, options),
      delete: (path, options) => call('DELETE', path, undefined, options),
    };
  }

  function userToken(userId: string, tenantId = 'demo'): Promise<string> {
    const name = `${tenantId} ${userId}`;
    const known = issued.get(name);
    const token = known ?? tokenFor(store.open, issuer, tenantId, userId).then(({ accessToken }) => accessToken);
    // A user who is not there yet may be there the next time.
    if (!known) issued.set(name, token);
    token.catch(() => issued.delete(name));
    return token;
  }

  async function socket(token: string, headers: Readonly<Record<string, string>> = {}): Promise<Listener> {
    const ticket = await api(token).post('/v1/socket-tickets', undefined, { headers });
    const identity = await redeem(ticket.body.ticket, headers['origin']);
    return sockets.open({ id: randomUUID(), identity }, running.socket);
  }

  return {
    ...{
      store,
      blobs,
      voice,
      clock,
      stream,
      sockets,
      keys,
      verify,
      redeem,
      defects,
      said,
      exchange,
      api,
      socket,
      settled,
    },
    application: () => running,
    tokenFor: userToken,
    tenant: id => ({
      id,
      tokenFor: userId => userToken(userId, id),
      as: async userId => api(await userToken(userId, id)),
    }),
    advance: seconds => clock.advance(seconds, settled),
    now: () => toInstant(now()),
    async restart() {
      clock.stop();
      running = start();
      sockets.useFunctions(running.socket);
      await running.sweep('start', true);
    },
  };
}

const queryOf = (search: URLSearchParams) =>
  search.size === 0
    ? { queryStringParameters: null, multiValueQueryStringParameters: null }
    : {
        queryStringParameters: Object.fromEntries(search),
        multiValueQueryStringParameters: Object.fromEntries(
          [...new Set(search.keys())].map(name => [name, search.getAll(name)]),
        ),
      };

function replyOf({ statusCode, headers, body }: RestResult): Reply {
  const isJson = /json/.test(headers['Content-Type'] ?? '');
  return { status: statusCode, headers: new Headers(headers), body: isJson ? JSON.parse(body) : body || null };
}

const described = (thrown: unknown): string =>
  thrown instanceof Error
    ? `${thrown.stack} ${thrown.cause === undefined ? '' : described(thrown.cause)}`
    : String(thrown);
