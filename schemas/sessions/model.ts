import * as z from 'zod';
import { Channel } from '../interactions/channel.ts';
import { InteractionId, OfferId } from '../interactions/id.ts';
import { Instant, idOf, ObjectId, TenantId } from '../kit/id.ts';

export const SessionId = idOf('ses');
export type SessionId = z.output<typeof SessionId>;

export const PresenceStatus = z.enum(['ready', 'not-ready']);
export const PendingPresence = z.object({
  status: PresenceStatus,
  reasonId: ObjectId.nullable(),
  requestedAt: Instant,
  actorId: z.string(),
});
export const Presence = z
  .object({
    status: PresenceStatus,
    reasonId: ObjectId.nullable(),
    /** `system`: set by Tandem, with the cause. */
    kind: z.enum(['user', 'system']),
    cause: z.enum(['offer-missed', 'no-queues', 'signed-in']).nullable(),
    since: Instant,
    /** Takes effect when the live work is done. */
    pending: PendingPresence.nullable(),
    /** When an automatic not-ready ends by itself. */
    returnsAt: Instant.nullable(),
  })
  .meta({ id: 'Presence' });
export type Presence = z.output<typeof Presence>;

export const AgentState = z
  .enum(['offline', 'reconnecting', 'offered', 'on-call', 'on-chat', 'on-work', 'wrap-up', 'not-ready', 'ready'])
  .meta({ id: 'AgentState', description: 'One word for displays, computed by precedence; routing never reads it.' });
export type AgentState = z.output<typeof AgentState>;

export const Work = z
  .object({
    interactionId: InteractionId,
    channel: Channel,
    queueId: ObjectId,
    campaignId: ObjectId,
    state: z.enum(['offered', 'active', 'wrap-up']),
    cost: z.int(),
    since: Instant,
    /** Present on offers. */
    offerId: OfferId.nullable(),
    /** Channels whose heavier contacts may interrupt it; left out when nothing may. */
    interruptibleBy: z.array(Channel).optional(),
    /** Capacity that its wrap-up takes, where the queue says so. */
    wrapUpCost: z.int().optional(),
    /** Why it takes less than it will when it goes on, and how much that is. */
    relief: z.object({ reason: z.enum(['interrupted', 'customer-silent']), cost: z.int() }).optional(),
    /** Set on a parked call: it waits, and takes less capacity. */
    parked: z.literal(true).optional(),
  })
  .meta({ id: 'Work' });
export type Work = z.output<typeof Work>;

export const Session = z
  .object({
    id: SessionId,
    userId: ObjectId,
    userName: z.string(),
    roles: z.array(z.string()),
    status: z.enum(['online', 'grace']),
    state: AgentState,
    /** With the moment at which a break has lasted longer than its reason allows (PRES-10). */
    presence: Presence.extend({ overdueAt: Instant.nullable() }).meta({ id: 'SessionPresence' }),
    autoCall: z.boolean(),
    queues: z.array(
      z.object({
        queueId: ObjectId,
        name: z.string(),
        campaignId: ObjectId,
        primary: z.boolean(),
        loggedIn: z.boolean(),
      }),
    ),
    campaignIds: z.array(ObjectId),
    extension: z.string().nullable(),
    capacity: z.object({ total: z.int(), free: z.int() }),
    work: z.array(Work),
    leaseUntil: Instant,
    openedAt: Instant,
    epoch: z.int(),
    version: z.int(),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof Session>;

/** What routing needs to know of a person, copied from the configuration so that one row answers. */
export const AgentProfile = z.object({
  name: z.string(),
  displayName: z.string(),
  queues: z.array(
    z.object({
      queueId: ObjectId,
      campaignId: ObjectId,
      tier: z.int(),
      delaySeconds: z.int(),
      primary: z.boolean(),
      /** Capacity that the queue's contacts take, where it says so. */
      weights: z.partialRecord(Channel, z.int()).optional(),
    }),
  ),
  skills: z.record(z.string(), z.int()),
  total: z.int(),
  weights: z.record(Channel, z.int()),
  /** The weights that are this person's own; left out when there are none. */
  ownWeights: z.partialRecord(Channel, z.int()).optional(),
  wrapUpWeights: z.record(Channel, z.int()),
  caps: z.partialRecord(Channel, z.int()),
  personalQueue: z.boolean(),
  /** Tiers are minutes of head start and no strict order; left out where they are strict. */
  blendsTiers: z.literal(true).optional(),
  /** Where the routable row goes; absent while the tenant's agents are not spread. */
  shard: z.int().optional(),
});
export type AgentProfile = z.output<typeof AgentProfile>;

/** Until then, only work with a better place may use what an agent has free. */
export const ReservedFor = z.object({
  interactionId: InteractionId,
  until: Instant,
  tier: z.int(),
  class: z.int(),
  rank: z.int(),
});
export type ReservedFor = z.output<typeof ReservedFor>;

/** One person at work: session, presence and work, in one row. */
export const AgentRecord = z.object({
  tenantId: TenantId,
  id: ObjectId,
  version: z.int(),
  /** Fencing token: goes up with every session. */
  epoch: z.int(),
  session: z
    .object({
      id: SessionId,
      status: z.enum(['online', 'grace']),
      openedAt: Instant,
      graceUntil: Instant.nullable(),
      extension: z.string().nullable(),
      campaignIds: z.array(ObjectId),
    })
    .nullable(),
  presence: Presence,
  autoCall: z.boolean(),
  queueIds: z.array(ObjectId),
  profile: AgentProfile,
  work: z.array(Work),
  misses: z.int(),
  coolingUntil: Instant.nullable(),
  idleSince: Instant,
  /**
   * The contact he is kept for, because it needs more than anybody has free, with its place among his work; left out
   * when he is kept for none (4.6).
   */
  reservedFor: ReservedFor.optional(),
  /** Interactions whose required outcome is still owed. */
  outcomesPending: z.array(InteractionId),
  /** Present while a session is open: the shard of the index of live agents. */
  live: z.string().optional(),
});
export type AgentRecord = z.output<typeof AgentRecord>;

/** The session's lease, apart from the agent's row so that heartbeats never disturb a command. */
export const LeaseRecord = z.object({
  tenantId: TenantId,
  agentId: ObjectId,
  version: z.int(),
  sessionId: SessionId,
  epoch: z.int(),
  beatAt: Instant,
  leaseUntil: Instant,
});
export type LeaseRecord = z.output<typeof LeaseRecord>;
