import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Conformance } from '#local/sma/conformance.ts';
import { type System, startSystem } from '#local/system.ts';
import type { RateLimits } from '#shared/runtime/rate-limit.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a story reads whatever the contract says is there
  readonly body: any;
}

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP interface for the bearer of a token, or for nobody. */
export interface Caller {
  get(path: string, options?: CallOptions): Promise<Reply>;
  post(path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
  put(path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
  delete(path: string, options?: CallOptions): Promise<Reply>;
}

// biome-ignore lint/suspicious/noExplicitAny: a story reads whatever the contract says is there
export type Frame = any;

/** One open socket. Frames are kept until they are asked for. */
export interface Listener {
  /** All frames so far. */
  readonly frames: readonly Frame[];
  send(frame: unknown): void;
  /** The next frame not yet taken that is of this kind: an event type, or a form such as `welcome`, `pong`, `error`. */
  next(kind: string, withinMs?: number): Promise<Frame>;
  /** The code the socket was closed with. */
  readonly closed: Promise<number>;
  close(): Promise<void>;
}

export interface Tenant {
  readonly id: string;
  /** The HTTP interface for a seeded user. */
  as(userId: string): Promise<Caller>;
  tokenFor(userId: string): Promise<string>;
}

/** What people need of a system, wherever it runs, with a clock that moves only when told. */
export interface Doors {
  tenant(id: string): Tenant;
  tokenFor(userId: string, tenantId?: string): Promise<string>;
  api(token?: string): Caller;
  /** Opens a socket with a ticket of the token's bearer. */
  socket(token: string, headers?: Readonly<Record<string, string>>): Promise<Listener>;
  advance(seconds: number): Promise<void>;
  settled(): Promise<void>;
  now(): string;
}

/** The whole system on a free port, in memory alone. */
export interface World extends Doors {
  readonly url: string;
  readonly system: System;
  /** What went wrong inside, which no client may be told. */
  readonly defects: readonly string[];
  /** Names of the metrics counted so far. */
  readonly counted: readonly string[];
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly rateLimits?: RateLimits;
  /** What the clock shows first; the present when left out. */
  readonly startsAt?: string;
  /** How often the sweeper looks: less often where days pass. */
  readonly sweepEverySeconds?: number;
  /** Where the keys are kept that tokens are signed with. */
  readonly dataDir?: string;
  /** Whether the data are kept there too. */
  readonly keepData?: boolean;
  /** A free one when left out. */
  readonly port?: number;
  /** Of the simulated telephone service. */
  readonly conformance?: Partial<Conformance>;
}

/**
 * @example
 * const w = await world();
 * const ana = await w.tenant('demo').as('ana');
 * await ana.post('/v1/sessions', {});
 * await w.advance(30);
 * await w.stop();
 */
export async function world({
  rateLimits,
  startsAt,
  sweepEverySeconds,
  dataDir,
  keepData = false,
  port = 0,
  conformance,
}: WorldOptions = {}): Promise<World> {
  const defects: string[] = [];
  const counted: string[] = [];
  const listeners = new Set<Listener>();
  const system = await startSystem({
    port,
    fresh: !keepData,
    clock: 'manual',
    ...(rateLimits && { rateLimits }),
    ...(startsAt !== undefined && { startsAt: Date.parse(startsAt) }),
    ...(sweepEverySeconds !== undefined && { sweepEverySeconds }),
    ...(dataDir && { dataDir }),
    ...(conformance && { conformance }),
    sink: {
      count: metric => counted.push(metric),
      report: (message, facts, thrown) => {
        if (thrown !== undefined) defects.push(`${message} ${JSON.stringify(facts)} ${described(thrown)}`);
      },
    },
  });
  const tokenFor = (userId: string, tenantId = 'demo') => system.tokenFor(tenantId, userId);
  const api = (token?: string) => caller(system.url, token);

  return {
    ...{ system, defects, counted, tokenFor, api, url: system.url },
    tenant: id => ({
      id,
      tokenFor: userId => tokenFor(userId, id),
      as: async userId => api(await tokenFor(userId, id)),
    }),
    async socket(token, headers = {}) {
      const ticket = await api(token).post('/v1/socket-tickets', undefined, { headers });
      const listener = await listen(ticket.body.url, headers);
      listeners.add(listener);
      return listener;
    },
    advance: seconds => system.advance(seconds),
    settled: () => system.settled(),
    now: () => new Date(system.now()).toISOString(),
    async stop() {
      await Promise.all([...listeners].map(listener => listener.close()));
      await system.stop();
    },
  };
}

const described = (thrown: unknown): string =>
  thrown instanceof Error
    ? `${thrown.stack} ${thrown.cause === undefined ? '' : described(thrown.cause)}`
    : String(thrown);

function caller(url: string, token: string | undefined): Caller {
  async function call(method: string, path: string, body: unknown, { query = {}, headers = {} }: CallOptions = {}) {
    const target = new URL(path, url);
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, String(value));
    const response = await fetch(target, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : parsed(text) };
  }
  return {
    get: (path, options) => call('GET', path, undefined, options),
    post: (path, body, options) => call('POST', path, body, options),
    put: (path, body, options) => call('PUT', path, body, options),
    delete: (path, options) => call('DELETE', path, undefined, options),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const kindsOf = (frame: Frame): string[] => [...(frame.event ? [frame.event.type] : []), ...Object.keys(frame)];

/** Opens a socket at an address with its ticket. @throws Error with the status when it is refused */
export async function listen(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Listener> {
  const socket = new WebSocket(url, { headers });
  const frames: Frame[] = [];
  const waiting: Frame[] = [];
  socket.on('message', data => {
    const frame = JSON.parse(String(data));
    frames.push(frame);
    waiting.push(frame);
  });
  const closed = new Promise<number>(resolve => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return {
    frames,
    closed,
    send: frame => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async next(kind, withinMs = 5000) {
      const deadline = performance.now() + withinMs;
      for (;;) {
        const at = waiting.findIndex(frame => kindsOf(frame).includes(kind));
        if (at >= 0) return waiting.splice(at, 1)[0];
        if (performance.now() > deadline) {
          throw new Error(`no ${kind} came within ${withinMs} ms, but ${JSON.stringify(frames.map(kindsOf))}`);
        }
        await pause(5);
      }
    },
    async close() {
      socket.close();
      await closed;
    },
  };
}
