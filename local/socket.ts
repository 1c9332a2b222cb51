import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RedeemTicket } from '#functions/auth/redeem-ticket.ts';
import { fittingFrame, MAX_FRAME_BYTES } from '#shared/adapters/realtime/fitting-frame.ts';
import type { Sockets } from '#shared/app/work/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { Connection, FrameHandler } from '#shared/runtime/socket.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';
import type { Clock } from './clock.ts';

/** What happens on a socket besides frames. A connection that is refused is closed before it opens. */
export interface SocketFunctions {
  readonly connected: (connection: Connection, requestId: string) => Promise<void>;
  readonly disconnected: (connection: Connection, requestId: string) => Promise<void>;
  readonly frame: FrameHandler;
}

export interface SocketServerOptions {
  readonly functions: SocketFunctions;
  readonly redeem: RedeemTicket;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

export interface LocalSockets extends Sockets {
  /** Takes over upgrades of the server at `/socket`. */
  serve(server: Server, options: SocketServerOptions): void;
  /** Waits until all frames received so far are handled. */
  idle(): Promise<void>;
  /** Closes every socket, as API Gateway may at any time. */
  closeAll(): void;
  stop(): Promise<void>;
}

/** API Gateway's limits. */
const IDLE_MS = 10 * 60_000;
const LIFE_MS = 2 * 3_600_000;
const GOING_AWAY = 1001;

interface Open {
  readonly socket: WebSocket;
  touchedAt: number;
}

/** Sockets of this process, with the limits that API Gateway sets. */
export function localSockets(): LocalSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  const sockets = new Map<string, Open>();
  const working = new Set<Promise<void>>();
  let now: () => number = Date.now;

  const track = (work: Promise<void>) => {
    const tracked = work.finally(() => working.delete(tracked));
    working.add(tracked);
    return tracked;
  };

  function post(connectionId: string, frame: unknown): 'sent' | 'gone' {
    const open = sockets.get(connectionId);
    if (open?.socket.readyState !== open?.socket.OPEN || !open) return 'gone';
    open.touchedAt = now();
    open.socket.send(fittingFrame(frame));
    return 'sent';
  }

  function accept(socket: WebSocket, connection: Connection, { functions, clock, telemetry }: SocketServerOptions) {
    const open: Open = { socket, touchedAt: clock.now() };
    sockets.set(connection.id, open);
    const limits = [
      clock.at(clock.now() + LIFE_MS, async () => socket.close(GOING_AWAY, 'Going away')),
      closeWhenIdle(open, clock),
    ];
    let line: Promise<void> = Promise.resolve();
    const next = (work: (requestId: string) => Promise<void>) => {
      const requestId = `req_${randomUUID()}`;
      line = track(line.then(() => work(requestId)).catch(thrown => telemetry.defect(thrown, 'socket', requestId)));
    };
    socket.on('message', data => {
      open.touchedAt = clock.now();
      next(async requestId => {
        for (const frame of await functions.frame(String(data), connection, requestId)) post(connection.id, frame);
      });
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      sockets.delete(connection.id);
      for (const cancel of limits) cancel();
      next(requestId => functions.disconnected(connection, requestId));
    });
  }

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, options: SocketServerOptions) {
    const url = URL.parse(`http://localhost${request.url}`);
    if (url?.pathname !== '/socket') return refuse(stream, 404, 'Not Found');
    try {
      const identity = await options.redeem(url.searchParams.get('ticket') ?? undefined, request.headers.origin);
      const connection = { id: randomUUID(), identity };
      await options.functions.connected(connection, `req_${randomUUID()}`);
      server.handleUpgrade(request, stream, head, socket => accept(socket, connection, options));
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'TOKEN_INVALID') return refuse(stream, 401, 'Unauthorized');
      options.telemetry.defect(thrown, 'socket', 'connect');
      refuse(stream, 500, 'Internal Server Error');
    }
  }

  return {
    async post(connectionId, frame) {
      return post(connectionId, frame);
    },
    serve(http, options) {
      now = options.clock.now;
      http.on('upgrade', (request, stream, head) => {
        stream.on('error', () => stream.destroy());
        void track(upgrade(request, stream, head, options));
      });
    },
    async idle() {
      while (working.size > 0) await Promise.allSettled(working);
    },
    closeAll() {
      for (const { socket } of sockets.values()) socket.close(GOING_AWAY, 'Going away');
    },
    async stop() {
      for (const { socket } of sockets.values()) socket.terminate();
      while (sockets.size > 0 || working.size > 0) {
        await Promise.allSettled(working);
        await new Promise(resolve => setImmediate(resolve));
      }
      server.close();
    },
  };
}

/** Looks again when the socket could have been idle long enough, so that traffic costs no timer. */
function closeWhenIdle(open: Open, clock: Clock): () => void {
  let cancel: () => void = () => undefined;
  const look = async (): Promise<void> => {
    if (clock.now() - open.touchedAt >= IDLE_MS) open.socket.close(GOING_AWAY, 'Going away');
    else cancel = clock.at(open.touchedAt + IDLE_MS, look);
  };
  cancel = clock.at(open.touchedAt + IDLE_MS, look);
  return () => cancel();
}

function refuse(stream: Duplex, status: number, reason: string): void {
  stream.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
