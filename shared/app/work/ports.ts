import type { Permission, User } from '#schemas/admin/model.ts';
import type { ChangeRecord } from '#schemas/interactions/entity.ts';
import type { Entry, InteractionRecord, Receipt, Seen, Typing } from '#schemas/interactions/model.ts';
import type { Role } from '#schemas/kit/route.ts';
import type { Actor, EventEnvelope } from '#schemas/realtime/model.ts';
import type { QueueProfileRecord, QueueStatsRecord, RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import type { Change } from '#shared/domain/kit/change.ts';
import type { FedEvent } from '#shared/domain/kit/feed.ts';
import type { DerivedRows } from '#shared/domain/routing/derived-rows.ts';
import type { NumberFacts } from '#shared/domain/voice/may-dial.ts';

/** Who asks, when, and for which tenant. Made once at the edge; nothing below asks for the time or the tenant again. */
export interface Context {
  readonly tenantId: string;
  readonly actor: Actor;
  /** `user~ana` or `chat~int_...`: whose feed and sockets are meant. */
  readonly principal: string;
  readonly roles: readonly Role[];
  readonly now: string;
  readonly requestId: string;
  /** The session the client believes it has; checked against the current one where given. */
  readonly sessionId: string | null;
  /** The web origin of the request, where a browser sent one. */
  readonly origin: string | null;
  /** Version of the object a conditional change was based on (If-Match). */
  readonly ifMatch: number | null;
  readonly idempotency: Idempotency | null;
}

/** A keyed command: the key, and the digest of what was asked. */
export interface Idempotency {
  readonly operation: string;
  readonly key: string;
  readonly digest: string;
}

/** New ids; the prefix is one of the id kinds of the contract. */
export type NextId = (prefix: string) => string;

/** Work for later, as the timers carry it. */
export interface ScheduledTask {
  readonly name: string;
  readonly carrier: 'workflow' | 'delay';
  readonly at: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Tells the future to happen. Scheduling the same task twice is harmless: the second finds itself stale. */
export interface Timers {
  schedule(tasks: readonly ScheduledTask[]): Promise<void>;
}

/** Pushes one frame to one open socket; `gone` when nobody is there any more. */
export interface Sockets {
  post(connectionId: string, frame: unknown): Promise<'sent' | 'gone'>;
}

/** Signs and names the one conversation a customer may reach. */
export interface ConversationTokens {
  issue(tenantId: string, chatId: string): Promise<string>;
}

/** Lets a long poll wait for news of one conversation. */
export interface News {
  /**
   * Resolves when something was announced for the conversation, or earlier than `ms` where nobody can tell. An aborted
   * wait resolves at once.
   */
  wait(tenantId: string, interactionId: string, ms: number, signal?: AbortSignal): Promise<Waited>;
  /** Said by whoever has stored something of the conversation. */
  announce(tenantId: string, interactionId: string): void;
}

export interface Waited {
  /** How long, in ms. */
  readonly ms: number;
  /** Whether it is certain that the conversation is as it was when the wait began: there is nothing to read. */
  readonly nothingHappened: boolean;
}

/** The state of an interaction with the newest lines of its conversation. */
export interface Conversation {
  readonly interaction: InteractionRecord;
  /** Newest last; at least the last one when there is any. */
  readonly tail: readonly Entry[];
  readonly receipts: readonly Receipt[];
  /** The customer's last sign of life that is no line; null before the first. */
  readonly seen: Seen | null;
  /** The last time an agent typed while the customer had no socket. */
  readonly typing: Typing | null;
}

export interface AgentAtWork {
  readonly agent: AgentRecord;
  readonly lease: LeaseRecord | null;
}

export interface RoutablesLook {
  /** Looks also for routing profiles that are new. */
  readonly fresh: boolean;
  /** Of the last agents read of lists that go on, those behind whom somebody better may come. */
  unsettled(read: readonly RoutableRecord[], ends: readonly RoutableRecord[]): readonly RoutableRecord[];
}

/** What a telephone service can do; features that it cannot give say so instead of failing half way. */
export interface VoiceCapabilities {
  /** A coach can be heard by an agent on a browser alone, and on a telephone alone. */
  readonly whisper: { readonly browser: boolean; readonly phone: boolean };
  /** A leg that still rings can be taken down. */
  readonly cancelRinging: boolean;
  readonly sipEndpoints: boolean;
  /** Most legs of one call. */
  readonly maxLegs: number;
  /** Commands to telephone legs each second; more of them wait. */
  readonly commandsPerSecond: number;
}

/** Names one leg wherever its call is kept. */
export interface LegAddress {
  readonly tenantId: string;
  readonly interactionId: string;
  readonly legId: string;
}

/** What a browser needs to take part in a room; a secret of its party. */
export interface RoomAccess {
  readonly provider: string;
  /** As the client library of the service wants it. */
  readonly meeting: Readonly<Record<string, unknown>>;
  readonly attendee: Readonly<Record<string, unknown>>;
}

/**
 * A telephone service. Every call may be made twice: legs are dialled once by their id, rooms and seats are found again.
 *
 * @throws AppError `VOICE_UNAVAILABLE` when the service cannot be asked, `VOICE_BUSY` beyond its limits
 */
export interface VoiceProvider {
  readonly capabilities: VoiceCapabilities;
  /** Calls somebody. Answers what the service calls the leg. */
  dial(leg: LegAddress, endpoint: Leg['endpoint'], from: string): Promise<{ readonly ref: string }>;
  /** The leg has something new to be told: the service asks for it (`LegEvent` `asked`). Queued beyond the rate. */
  nudge(leg: LegAddress, ref: string): Promise<void>;
  /** Gives a browser leg its place in the room of the call, which comes into being with its first party. */
  admit(leg: LegAddress): Promise<RoomAccess>;
  /** Lets a party be heard or not. */
  setMuted(leg: LegAddress, muted: boolean): Promise<void>;
  /** Takes a party's place away: whoever is still there is cut off. */
  dismiss(leg: LegAddress): Promise<void>;
  /** Ends the room of a call with everybody in it. */
  closeRoom(call: Omit<LegAddress, 'legId'>): Promise<void>;
}

/** What every use case that moves agents or interactions builds on; opened for one request of one tenant. */
export interface WorkPorts {
  readonly ctx: Context;
  readonly nextId: NextId;
  /** The same ports for another context of the same tenant. */
  as(ctx: Context): WorkPorts;
  /**
   * The same ports, whose `agent` and `interaction` answer from memory what this process stored last. Good for a
   * decision whose commit checks the versions; never for an answer or a refusal.
   */
  fromMemory(): WorkPorts;
  /**
   * A conversation as this process read or stored it last, where nobody else was seen writing to it. Good for a guess that
   * a condition of the store confirms; never for an answer or a refusal.
   */
  recall(interactionId: string): Conversation | undefined;
  /** An agent, alike. */
  recallAgent(agentId: string): AgentAtWork | undefined;
  /** The same ports, whose `agent` and `interaction` are read for half the price and may lag by a second. */
  lagging(): WorkPorts;
  /** The tenant's configuration, at most a few seconds old in another process, at once in this one. */
  configuration(): Promise<Configuration>;
  user(userId: string): Promise<User | undefined>;
  agent(agentId: string): Promise<AgentAtWork | undefined>;
  interaction(interactionId: string): Promise<Conversation | undefined>;
  interactions(interactionIds: readonly string[]): Promise<InteractionRecord[]>;
  /** The last signs of life of customers, by interaction; who has given none is left out. */
  lastSeen(interactionIds: readonly string[]): Promise<ReadonlyMap<string, Seen>>;
  call(interactionId: string): Promise<CallRecord | undefined>;
  /** Calls of which something may be left at the telephone service; lags a little. */
  liveCalls(): Promise<CallRecord[]>;
  /** The telephone service; null where there is none. */
  readonly voice: VoiceProvider | null;
  entries(interactionId: string, after: number, limit: number): Promise<Entry[]>;
  /** Ids of the contacts of a customer, by any of the keys that name one, newest first. */
  contacts(customerKeys: readonly string[], limit: number): Promise<string[]>;
  timeline(interactionId: string): Promise<ChangeRecord[]>;
  /** Agents who could take work of a queue, as many as are needed to know the best of them. */
  routables(queueId: string, look: RoutablesLook): Promise<RoutableRecord[]>;
  /** Who waits in a lane, best first. */
  waiting(lane: string, limit: number): Promise<WaitingRecord[]>;
  /** Agents with an open session who are assigned to a queue, some of them where there are very many. */
  roster(queueId: string): Promise<AgentRecord[]>;
  /** The places that are taken among the reservations of a lane. */
  reservations(lane: string): Promise<readonly number[]>;
  queueStats(queueIds: readonly string[]): Promise<Map<string, QueueStatsRecord>>;
  /** Agents with an open session; lags a little. */
  liveAgents(): Promise<AgentRecord[]>;
  /** Rows that follow from these agents and interactions, wherever some may be; for the sweeper. */
  derivedRows(interactions: readonly InteractionRecord[], agents: readonly AgentRecord[]): Promise<DerivedRows>;
  /** Removes rows that are still as they were seen. @throws AppError `WRITE_CONFLICT` when one is not */
  removeDerived(rows: Partial<DerivedRows>): Promise<void>;
  /** Lets queues know of a routing profile that serves them. */
  restoreProfiles(profiles: readonly Omit<QueueProfileRecord, 'tenantId' | 'version'>[]): Promise<void>;
  /** Interactions that are not closed; lags a little. */
  liveInteractions(): Promise<InteractionRecord[]>;
  /**
   * Stores a sealed change with everything that follows from it, in one transaction, and with it the answer when the
   * command is keyed.
   *
   * @throws AppError `WRITE_CONFLICT` when anything it was decided on has moved on.
   */
  commit(sealed: Change, answer: unknown): Promise<Committed>;
  /** Adds one line to a conversation outside a transaction; `WRITE_CONFLICT` when the index is taken. */
  append(entry: Entry): Promise<void>;
  /** Puts an event into agents' feeds, when it is not part of a change. */
  feed(agentIds: readonly string[], event: EventEnvelope): Promise<FedEvent[]>;
  /** @throws AppError `WRITE_CONFLICT` when the side's receipt is no longer the one that was known. */
  saveReceipt(interactionId: string, receipt: Receipt, known: Receipt | undefined): Promise<void>;
  /** Remembers a sign of life of a customer. */
  saveSeen(interactionId: string, seen: Seen): Promise<void>;
  /** Remembers that an agent typed, and wakes long polls. */
  saveTyping(interactionId: string, typing: Typing): Promise<void>;
  /** @throws AppError `WRITE_CONFLICT` when the lease is no longer that of the session it was known to be of. */
  saveLease(lease: Omit<LeaseRecord, 'tenantId' | 'version'>, known: LeaseRecord | null): Promise<void>;
  /** The stored answer of a keyed command, if it has been carried out before. */
  replay(): Promise<{ readonly answer: unknown; readonly digest: string } | undefined>;
  /** Pushes feed frames and conversation lines to the sockets concerned. Never fails. */
  push(news: Committed): Promise<void>;
  /** The open sockets of principals; a look that may lag. */
  listeners(principals: readonly string[]): Promise<Listeners>;
  /** Pushes an event that nobody needs to catch up on (typing, receipts), to a conversation's sides. */
  pushFleeting(principals: readonly string[], event: EventEnvelope): Promise<void>;
  schedule(tasks: readonly ScheduledTask[]): Promise<void>;
}

/** What a commit has added that somebody may be listening for. */
export interface Committed {
  readonly fed: readonly FedEvent[];
  readonly entries: readonly Entry[];
  /** The sockets it is for, where they have been looked up already. */
  readonly listeners?: Listeners;
}

/** Open sockets by principal, as connection ids. */
export type Listeners = ReadonlyMap<string, readonly string[]>;

/** Knows the numbering plans of the world. */
export interface PhoneNumbers {
  judge(number: string): Promise<NumberFacts>;
}

/** What use cases build on that have somebody called. */
export type DiallingPorts = WorkPorts & { readonly numbers: PhoneNumbers };

export interface Authority {
  readonly roles: readonly Role[];
  readonly permissions: readonly Permission[];
}
