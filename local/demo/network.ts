import { WebSocket } from 'ws';
import { ConnectionError } from '#clients/sdk/api-error.ts';
import type { SocketLike } from '#clients/sdk/connection.ts';

export type SocketClass = new (url: string) => SocketLike;

/** One person's way to the system, which can be cut: requests on their way lose their answers, sockets end unannounced. */
export interface Network {
  readonly fetch: typeof globalThis.fetch;
  readonly WebSocket: SocketClass;
  cut(): void;
  mend(): void;
  /** Runs something until it is done or refused: again after every outage. What it sends must be safe to repeat. */
  persist<T>(work: () => Promise<T>): Promise<T>;
}

/** @param onText sees every text that a socket receives */
export function createNetwork(onText: (text: string) => void): Network {
  const sockets = new Set<WebSocket>();
  let outage: PromiseWithResolvers<void> | undefined;
  let outages = 0;
  let line = new AbortController();

  class Line extends WebSocket {
    constructor(url: string) {
      super(url);
      sockets.add(this);
      this.on('message', data => onText(String(data)));
      this.on('close', () => sockets.delete(this));
    }
  }

  return {
    WebSocket: Line as unknown as SocketClass,
    async fetch(input, init) {
      if (outage) throw new TypeError('the network is down');
      const { signal } = line;
      return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([signal, init.signal]) : signal });
    },
    cut() {
      outages += 1;
      outage ??= Promise.withResolvers();
      line.abort();
      for (const socket of sockets) socket.terminate();
    },
    mend() {
      line = new AbortController();
      outage?.resolve();
      outage = undefined;
    },
    async persist(work) {
      for (;;) {
        const before = outages;
        const wasDown = outage !== undefined;
        try {
          return await work();
        } catch (thrown) {
          if (!(thrown instanceof ConnectionError) || (outages === before && !wasDown)) throw thrown;
          await outage?.promise;
        }
      }
    },
  };
}
