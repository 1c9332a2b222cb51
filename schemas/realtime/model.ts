import * as z from 'zod';
import { ListedInteraction } from '../interactions/model.ts';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';
import { Offer } from '../routing/model.ts';
import { Session } from '../sessions/model.ts';

export const Actor = z
  .object({ kind: z.enum(['agent', 'customer', 'supervisor', 'admin', 'system']), id: z.string().nullable() })
  .meta({ id: 'Actor' });
export type Actor = z.output<typeof Actor>;

/** An event as it travels; `id` names it once and for all, `aggregateVersion` orders events of one subject. */
export const EventEnvelope = z
  .object({
    id: z.string(),
    type: z.string(),
    time: Instant,
    /** `interaction/int_...` or `agent/ana`. */
    subject: z.string(),
    aggregateVersion: z.int(),
    actor: Actor,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'EventEnvelope' });
export type EventEnvelope = z.output<typeof EventEnvelope>;

export const Topic = z
  .string()
  .max(100)
  .regex(/^(me|(interaction|queue|dashboard):[A-Za-z0-9_.@-]+)$/, 'me, interaction:{id}, queue:{id} or dashboard:{id}')
  .meta({ id: 'Topic', examples: ['queue:support'] });
export type Topic = z.output<typeof Topic>;

/** What an agent's desktop shows, as of a sequence number; sent when a gap can no longer be filled. */
export const Snapshot = z
  .object({
    session: Session.nullable(),
    offers: z.array(Offer),
    interactions: z.array(ListedInteraction),
  })
  .meta({ id: 'Snapshot' });
export type Snapshot = z.output<typeof Snapshot>;

/** Frames that the server sends. A frame has exactly one of these forms. */
export const frames = {
  feed: z.object({ seq: z.int(), event: EventEnvelope }).meta({
    id: 'FeedFrame',
    description:
      'The next event of your own feed; `seq` has no gaps and is replayed by `resume`. The data of an event that is too large for a frame (32 KB) are `truncated: true` with `read`, the path to read them at (`readAsCustomer` with a conversation token).',
  }),
  topic: z.object({ topic: Topic, event: EventEnvelope }).meta({
    id: 'TopicFrame',
    description: 'An event of a topic you follow; not replayed, subscribe again for the state.',
  }),
  welcome: z
    .object({ welcome: z.object({ serverTime: Instant, seq: z.int(), heartbeatMs: z.int() }) })
    .meta({ id: 'WelcomeFrame', description: 'Answer to the first `resume`: the newest sequence number there is.' }),
  reset: z
    .object({ reset: z.object({ snapshot: Snapshot.nullable(), asOfSeq: z.int() }) })
    .meta({ id: 'ResetFrame', description: 'The gap is too old to be filled: start from this snapshot.' }),
  pong: z.object({ pong: z.object({ serverTime: Instant, seq: z.int(), leaseUntil: Instant.nullable() }) }).meta({
    id: 'PongFrame',
    description:
      'Answer to `ping`; a `seq` ahead of yours means that you missed something, one behind it that the feed has started anew: resume.',
  }),
  subscribed: z
    .object({ subscribed: z.object({ topics: z.array(Topic) }) })
    .meta({ id: 'SubscribedFrame', description: 'The topics you follow now.' }),
  error: z
    .object({ error: z.record(z.string(), z.unknown()), ref: z.string().nullable() })
    .meta({ id: 'ErrorFrame', description: 'A frame of yours was refused: a problem document and your `ref`.' }),
};

export const FeedRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  /** `user~<id>` or `chat~<interaction>`. */
  principal: z.string(),
  /**
   * Number of the first of the events; the others count on from it. Whoever writes next to the feed writes the row of
   * the next number, so of two at the same moment one finds it taken, however many events each has.
   */
  seq: z.int(),
  /** What one command told this principal: one row, whatever it said. */
  events: z.array(EventEnvelope),
  expiresAt: Instant,
});
export type FeedRecord = z.output<typeof FeedRecord>;

/** One open socket. */
export const SocketRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  principal: z.string(),
  connectionId: z.string(),
  roles: z.array(z.string()),
  topics: z.array(Topic),
  openedAt: Instant,
  expiresAt: Instant,
});
export type SocketRecord = z.output<typeof SocketRecord>;

export const SubscriptionRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  topic: Topic,
  connectionId: z.string(),
  principal: z.string(),
  expiresAt: Instant,
});
export type SubscriptionRecord = z.output<typeof SubscriptionRecord>;

export const TicketRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  /** SHA-256 of the secret part of the ticket. */
  digest: z.string(),
  principal: z.string(),
  roles: z.array(z.string()),
  origin: z.string().nullable(),
  expiresAt: Instant,
});
export type TicketRecord = z.output<typeof TicketRecord>;

export const DashboardRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  queueId: ObjectId,
  pushedAt: Instant,
  /** When the trailing push is due; null when none is. */
  dueAt: Instant.nullable(),
});
export type DashboardRecord = z.output<typeof DashboardRecord>;
