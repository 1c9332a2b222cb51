import type {
  ClientFrame,
  EventData,
  EventEnvelope,
  EventType,
  Problem,
  ServerFrame,
  Snapshot,
} from '#schemas/client.ts';
import { ApiError } from './api-error.ts';
import type { Backoff } from './backoff.ts';
import { type ConnectionStatus, keepConnected, type SocketLike } from './connection.ts';
import { type ClientOptions, createClient } from './create-client.ts';
import { createRecent, placed } from './feed-position.ts';
import { createFollowedTopics, pieces } from './followed-topics.ts';
import { createListeners, type Unsubscribe } from './listeners.ts';
import { type Cancel, systemTiming, type Timing } from './timing.ts';
import type { Client } from './types.ts';

interface SocketSettings {
  readonly WebSocket?: new (url: string) => SocketLike;
  /** The last number of the feed that was read before, to go on from there after a reload. */
  readonly after?: number;
  readonly backoff?: Backoff;
  readonly timing?: Timing;
}

/** A client to get tickets with, or what makes one. */
export type SocketOptions = SocketSettings & ({ readonly client: Pick<Client, 'realtime'> } | ClientOptions);

export interface Socket {
  /**
   * Hears one type of event, each occurrence once and those of the own feed in order. The data of an event that is too
   * large for a frame, such as an endless message, are `{ truncated: true, read }` with the path to read them at.
   */
  on<T extends EventType>(type: T, listener: (data: EventData<T>, envelope: EventEnvelope) => void): Unsubscribe;
  /** Hears when the gap was too long to be filled: show this instead of what you have. Null for customers. */
  onReset(listener: (snapshot: Snapshot | null) => void): Unsubscribe;
  onStatus(listener: (status: ConnectionStatus) => void): Unsubscribe;
  /** Hears refused frames and failed attempts to connect. */
  onError(listener: (error: unknown) => void): Unsubscribe;
  /** Follows topics, over reconnections too, until the returned function is called. */
  subscribe(topics: readonly string[]): Unsubscribe;
  /** Tells the other side that you are typing. */
  typing(interactionId: string): void;
  /** The last number of the feed that was read; undefined before the first. */
  readonly seq: number | undefined;
  close(): void;
}

type Heard = {
  event: readonly [];
  reset: readonly [Snapshot | null];
  status: readonly [ConnectionStatus];
  error: readonly [unknown];
};
type HeardEvents = Readonly<Record<string, readonly [data: unknown, envelope: EventEnvelope]>>;

const BACKOFF: Backoff = { firstMs: 500, longestMs: 30_000 };
const HEARTBEAT_MS = 10_000;
const SILENT_HEARTBEATS = 2.5;
const TOPICS_PER_FRAME = 50;
const REMEMBERED_EVENTS = 500;

/**
 * Opens the socket and keeps it open. Nothing of the own feed is missed or heard twice: after a reconnection, and
 * whenever a number is missing, it asks for what lies between.
 *
 * @example
 * const socket = createSocket({ client });
 * const stop = socket.on('offer.created.v1', offer => show(offer));
 */
export function createSocket(options: SocketOptions): Socket {
  const { timing = systemTiming, backoff = BACKOFF } = options;
  const WebSocket = options.WebSocket ?? (globalThis.WebSocket as unknown as new (url: string) => SocketLike);
  const client = 'client' in options ? options.client : createClient(options);
  const listeners = createListeners<Heard>();
  const events = createListeners<HeardEvents>();
  const topics = createFollowedTopics();
  const recent = createRecent(REMEMBERED_EVENTS);
  let seq = options.after;
  let heartbeatMs = HEARTBEAT_MS;
  let asked = false;
  let cancelPing: Cancel = () => undefined;

  const send = (frame: ClientFrame) => connection.send(JSON.stringify(frame));

  const resume = () => {
    asked = true;
    send({ action: 'resume', ...(seq === undefined ? {} : { after: seq }) });
  };

  const ping = () => {
    cancelPing();
    cancelPing = timing.after(heartbeatMs, () => {
      send({ action: 'ping' });
      ping();
    });
  };

  const follow = (action: 'subscribe' | 'unsubscribe', names: readonly string[]) => {
    for (const some of pieces(names, TOPICS_PER_FRAME)) send({ action, topics: some });
  };

  const hear = (event: EventEnvelope) => {
    if (!recent.isOld(event)) events.tell(event.type, event.data, event);
  };

  const readFeed = (next: number, event: EventEnvelope) => {
    const placement = placed(seq, next);
    if (placement === 'gap' && !asked) resume();
    if (placement !== 'next') return;
    seq = next;
    asked = false;
    hear(event);
  };

  const receive = (frame: ServerFrame) => {
    if ('event' in frame) {
      if ('seq' in frame) readFeed(frame.seq, frame.event);
      else hear(frame.event);
    } else if ('welcome' in frame) {
      connection.settle();
      heartbeatMs = frame.welcome.heartbeatMs;
      seq ??= frame.welcome.seq;
      // Nothing is on its way, so the next gap is worth asking again.
      if (frame.welcome.seq <= seq) asked = false;
      ping();
    } else if ('pong' in frame) {
      // Behind ours it is when the feed was empty for a day and has started anew.
      if (frame.pong.seq !== (seq ?? frame.pong.seq)) resume();
    } else if ('reset' in frame) {
      connection.settle();
      recent.forget();
      seq = frame.reset.asOfSeq;
      asked = false;
      listeners.tell('reset', frame.reset.snapshot);
    } else if ('error' in frame) {
      listeners.tell('error', new ApiError(frame.error as Problem));
    }
  };

  const connection = keepConnected({
    open: async () => {
      const { ticket, url } = await client.realtime.issueSocketTicket();
      const address = new URL(url);
      address.searchParams.set('ticket', ticket);
      return new WebSocket(address.href);
    },
    isFinal: thrown => thrown instanceof ApiError && !thrown.retryable,
    onOpen: () => {
      resume();
      follow('subscribe', topics.all());
      ping();
    },
    onText: text => {
      const frame = parsed(text);
      if (frame) receive(frame);
    },
    onStatus: status => {
      if (status !== 'open') cancelPing();
      listeners.tell('status', status);
    },
    onFailure: thrown => listeners.tell('error', thrown),
    silenceMs: () => heartbeatMs * SILENT_HEARTBEATS,
    backoff,
    timing,
  });

  return {
    on: (type, listener) => events.add(type, listener as (data: unknown, envelope: EventEnvelope) => void),
    onReset: listener => listeners.add('reset', listener),
    onStatus: listener => listeners.add('status', listener),
    onError: listener => listeners.add('error', listener),
    subscribe(names) {
      topics.add(names);
      // Asked for also when it is followed already: the answer brings the present value of a dashboard.
      follow('subscribe', names);
      let following = true;
      return () => {
        if (following) follow('unsubscribe', topics.remove(names));
        following = false;
      };
    },
    typing: interactionId => void send({ action: 'typing', interactionId }),
    get seq() {
      return seq;
    },
    close: () => connection.close(),
  };
}

/** A frame, or nothing when the text is none that this client can read. */
function parsed(text: string): ServerFrame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null ? (frame as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
