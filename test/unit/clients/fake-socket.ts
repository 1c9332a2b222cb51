import type { SocketLike } from '#clients/sdk/connection.ts';

type Listener = (event: { readonly data?: unknown }) => void;

/** One socket as the server sees it. */
export interface FakeSocket {
  readonly url: string;
  readonly frames: readonly Record<string, unknown>[];
  readonly closed: boolean;
  open(): void;
  say(frame: unknown): void;
  drop(): void;
}

/** A `WebSocket` class whose sockets are at the hands of the test. */
export function fakeSockets(): { readonly WebSocket: new (url: string) => SocketLike; readonly sockets: FakeSocket[] } {
  const sockets: FakeSocket[] = [];
  class WebSocket implements SocketLike, FakeSocket {
    readonly url: string;
    readonly frames: Record<string, unknown>[] = [];
    closed = false;
    readonly #listeners: [string, Listener][] = [];

    constructor(url: string) {
      this.url = url;
      sockets.push(this);
    }

    addEventListener(type: string, listener: Listener) {
      this.#listeners.push([type, listener]);
    }

    send(text: string) {
      this.frames.push(JSON.parse(text) as Record<string, unknown>);
    }

    close() {
      if (this.closed) return;
      this.closed = true;
      this.#happen('close');
    }

    open() {
      this.#happen('open');
    }

    say(frame: unknown) {
      this.#happen('message', typeof frame === 'string' ? frame : JSON.stringify(frame));
    }

    drop() {
      this.close();
    }

    #happen(type: string, data?: unknown) {
      for (const [wanted, listener] of this.#listeners) if (wanted === type) listener({ data });
    }
  }
  return { WebSocket, sockets };
}
