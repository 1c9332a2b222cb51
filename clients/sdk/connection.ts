import { type Backoff, backoffMs } from './backoff.ts';
import type { Cancel, Timing } from './timing.ts';

/** What is used of a WebSocket. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: { readonly data?: unknown }) => void,
  ): void;
}

export type ConnectionStatus = 'connecting' | 'open' | 'waiting' | 'closed';

export interface ConnectionOptions {
  /** Makes the next socket, with a fresh ticket. */
  readonly open: () => Promise<SocketLike>;
  /** Whether it is no use to try again after this. */
  readonly isFinal: (thrown: unknown) => boolean;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
  readonly onFailure: (thrown: unknown) => void;
  /** A connection that says nothing for so long is given up. */
  readonly silenceMs: () => number;
  readonly backoff: Backoff;
  readonly timing: Timing;
}

export interface Connection {
  /** Sends when the socket is open, and says whether it was. */
  send(text: string): boolean;
  /** The connection has proved to work: the next failure counts as the first again. */
  settle(): void;
  close(): void;
}

const nothing: Cancel = () => undefined;

/** Keeps one socket open: whenever it is lost it opens another one, more slowly after each failure. */
export function keepConnected(options: ConnectionOptions): Connection {
  const { timing, backoff } = options;
  let socket: SocketLike | undefined;
  let isOpen = false;
  let failures = 0;
  let cancelRetry = nothing;
  let cancelWatch = nothing;
  let closed = false;

  const watch = () => {
    cancelWatch();
    cancelWatch = timing.after(options.silenceMs(), giveUp);
  };

  const use = (next: SocketLike) => {
    socket = next;
    watch();
    const whileCurrent = (run: (data: unknown) => void) => (event: { readonly data?: unknown }) => {
      if (socket === next) run(event.data);
    };
    next.addEventListener('open', whileCurrent(opened));
    next.addEventListener('message', whileCurrent(received));
    next.addEventListener('close', whileCurrent(lost));
  };

  const opened = () => {
    isOpen = true;
    options.onStatus('open');
    options.onOpen();
  };

  const received = (data: unknown) => {
    if (typeof data === 'string') options.onText(data);
    // Only now: the text may have said how long silence is allowed to last.
    if (socket) watch();
  };

  const giveUp = () => {
    const silent = socket;
    lost();
    silent?.close();
  };

  const lost = () => {
    socket = undefined;
    isOpen = false;
    cancelWatch();
    failures += 1;
    options.onStatus('waiting');
    cancelRetry = timing.after(backoffMs(backoff, failures, timing.random()), connect);
  };

  const connect = () => {
    options.onStatus('connecting');
    options.open().then(
      next => {
        // A close follows; but sockets of some runtimes throw when nobody listens for errors.
        next.addEventListener('error', () => undefined);
        if (closed) next.close();
        else use(next);
      },
      (thrown: unknown) => {
        if (closed) return;
        options.onFailure(thrown);
        if (options.isFinal(thrown)) close();
        else lost();
      },
    );
  };

  const close = () => {
    if (closed) return;
    closed = true;
    const last = socket;
    socket = undefined;
    isOpen = false;
    cancelRetry();
    cancelWatch();
    last?.close();
    options.onStatus('closed');
  };

  connect();
  return {
    send(text) {
      if (isOpen) socket?.send(text);
      return isOpen;
    },
    settle() {
      failures = 0;
    },
    close,
  };
}
