import type { AgentAtWork } from '#shared/app/work/ports.ts';
import { ConversationMemory } from './conversation-memory.ts';
import { LeastRecentlyUsed } from './least-recently-used.ts';
import type { RoutablePartition } from './routable-rows.ts';

/**
 * What a process remembers between requests. Hints only: a stale one costs a second try, never correctness, because
 * what is written is conditional and the search that must not miss anybody reads afresh.
 */
export interface WorkMemory {
  /** Newest sequence number of a feed, by tenant and principal. */
  readonly heads: LeastRecentlyUsed<number>;
  /** Routing profiles and shards seen to serve a queue, by tenant and queue. */
  readonly profiles: LeastRecentlyUsed<readonly RoutablePartition[]>;
  /** Agents as this process stored them last, by tenant and id. */
  readonly agents: LeastRecentlyUsed<AgentAtWork>;
  readonly conversations: ConversationMemory;
  /** The open sockets of principals, as seen at an instant. */
  readonly listeners: LeastRecentlyUsed<{ readonly at: string; readonly connectionIds: readonly string[] }>;
}

const ROWS = 2000;

export const workMemory = (size = 20_000): WorkMemory => ({
  heads: new LeastRecentlyUsed(size),
  profiles: new LeastRecentlyUsed(size),
  agents: new LeastRecentlyUsed(ROWS),
  conversations: new ConversationMemory(ROWS),
  listeners: new LeastRecentlyUsed(size),
});
