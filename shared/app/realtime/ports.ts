import type { SocketRecord, SubscriptionRecord } from '#schemas/realtime/model.ts';
import type { QueueStatsRecord } from '#schemas/routing/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import type { FedEvent } from '#shared/domain/kit/feed.ts';

/** What sockets and the fan-out need besides agents and interactions. */
export interface RealtimePorts extends WorkPorts {
  /** The address clients open sockets at. */
  readonly socketUrl: string;
  /** Keeps a ticket under the digest of its secret. */
  saveTicket(ticket: {
    readonly digest: string;
    readonly principal: string;
    readonly roles: readonly string[];
    readonly origin: string | null;
    readonly expiresAt: string;
  }): Promise<void>;
  sockets(principal: string): Promise<SocketRecord[]>;
  saveSocket(socket: Omit<SocketRecord, 'tenantId' | 'version'>): Promise<void>;
  removeSocket(principal: string, connectionId: string): Promise<void>;
  follow(subscriptions: readonly Omit<SubscriptionRecord, 'tenantId' | 'version'>[]): Promise<void>;
  unfollow(topics: readonly string[], connectionId: string): Promise<void>;
  followers(topic: string): Promise<SubscriptionRecord[]>;
  /** The newest sequence number of a feed, 0 for an empty one. */
  feedHead(principal: string): Promise<number>;
  /** The events of a feed behind a number, oldest first; those older than a day are gone. */
  feedAfter(principal: string, after: number, limit: number): Promise<FedEvent[]>;
  /** The events of the newest rows of a feed. */
  feedTail(principal: string, limit: number): Promise<FedEvent[]>;
  /** Pushes a frame to a socket that follows a topic; when nobody is there, it follows no longer and is forgotten. */
  post(
    follower: Omit<SubscriptionRecord, 'tenantId' | 'version' | 'expiresAt'>,
    frame: unknown,
  ): Promise<'sent' | 'gone'>;
  /** @throws AppError `WRITE_CONFLICT` when the figures moved on since they were read. */
  saveQueueStats(stats: Omit<QueueStatsRecord, 'tenantId'>): Promise<void>;
  /** When a queue's dashboard was pushed last, and whether a push is due. */
  dashboard(queueId: string): Promise<{ readonly pushedAt: string; readonly dueAt: string | null } | undefined>;
  saveDashboard(queueId: string, state: { readonly pushedAt: string; readonly dueAt: string | null }): Promise<void>;
}
