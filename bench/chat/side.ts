import type { Server } from './child.ts';
import type { Deliveries } from './deliveries.ts';

/** How many customers listen in which way. */
export interface Audience {
  readonly polls: number;
  readonly sockets: number;
}

export interface Listening {
  readonly deliveries: Deliveries;
  /** Told of everything that went wrong outside the server. */
  failed(thrown: unknown): void;
  show(step: string): void;
}

/** A system to which customers listen, those who poll first. */
export interface Side {
  readonly name: string;
  readonly server: Server;
  /** Everybody listens, each to a chat of his own. */
  listen(audience: Audience, listening: Listening): Promise<void>;
  /** Says something in the chat of the customer at this place. */
  say(at: number, text: string): Promise<void>;
  /** Nobody listens any more. */
  close(): Promise<void>;
}
