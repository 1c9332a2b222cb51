import { isRefusal } from '#clients/sdk/api-error.ts';
import type { ChatEvent, Entry, ErrorCode, EventEnvelope, Interaction, TimelineEvent } from '#schemas/client.ts';

/** An event of an agent's feed when his client made it known, with its number. */
export interface HeardFrame {
  readonly seq: number;
  readonly event: EventEnvelope;
  /** Milliseconds since 1970, with fractions. */
  readonly heardAt: number;
}

/** What one customer did and was told. */
export interface CustomerEvidence {
  readonly number: number;
  chatId: string | null;
  /** Texts that the API took, in order. */
  readonly sent: string[];
  readonly heard: ChatEvent[];
  /** How often the chat was said to be over. */
  ends: number;
}

/** What one agent did and was told. */
export interface AgentEvidence {
  readonly agentId: string;
  /** Chats at once, by channel cap. */
  readonly slots: number;
  readonly units: { readonly total: number; readonly chat: number; readonly wrapUp: number };
  readonly levels: readonly number[];
  /** The newest number of the feed when the client began. */
  startSeq: number | null;
  /** The newest number that the server spoke of. */
  highestSeq: number;
  /** By number: the ids of the events that sockets carried under it, before the client sorted and dropped any. */
  readonly wire: Map<number, Set<string>>;
  readonly frames: HeardFrame[];
  /** Milliseconds since 1970 at which the server welcomed a socket: the first one, and one after each outage. */
  readonly welcomedAt: number[];
  /** Snapshots in place of missed events. */
  resets: number;
  /** By interaction: what was read when the chat was accepted, and what came by the socket. */
  readonly conversations: Map<string, { readonly loaded: Entry[]; readonly heard: Entry[] }>;
  /** By interaction: texts that the API took, in order. */
  readonly sent: Map<string, string[]>;
  /** Read at the end. */
  owed: readonly string[];
}

/** What the API says of an interaction afterwards. */
export interface InteractionEvidence {
  readonly interaction: Interaction;
  readonly timeline: readonly TimelineEvent[];
  readonly entries: readonly Entry[];
}

export interface Evidence {
  readonly customers: readonly CustomerEvidence[];
  readonly agents: readonly AgentEvidence[];
  readonly interactions: readonly InteractionEvidence[];
  /** Requests that failed although nobody was in anybody's way. */
  readonly failures: readonly string[];
}

/** What is written down while the demo runs. */
export interface Book {
  readonly customers: CustomerEvidence[];
  readonly agents: AgentEvidence[];
  readonly failures: string[];
  /** Refusals that belong to the game, by code: the other side was faster. */
  readonly refusals: Map<ErrorCode, number>;
  /** Runs a request that may be refused with one of these codes; anything else that goes wrong is a failure. */
  attempt(who: string, work: () => Promise<unknown>, ...tolerated: readonly ErrorCode[]): Promise<boolean>;
  fail(who: string, thrown: unknown): void;
}

export function createBook(stopped: AbortSignal): Book {
  const refusals = new Map<ErrorCode, number>();
  const failures: string[] = [];
  const fail = (who: string, thrown: unknown) => {
    if (!stopped.aborted) failures.push(`${who}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  };
  return {
    customers: [],
    agents: [],
    failures,
    refusals,
    fail,
    async attempt(who, work, ...tolerated) {
      try {
        await work();
        return true;
      } catch (thrown) {
        if (tolerated.length > 0 && isRefusal(thrown, ...tolerated)) {
          refusals.set(thrown.code, (refusals.get(thrown.code) ?? 0) + 1);
        } else fail(who, thrown);
        return false;
      }
    },
  };
}

/** Now, in milliseconds since 1970 with fractions. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();
