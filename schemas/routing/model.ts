import * as z from 'zod';
import { SkillStep } from '../admin/skill-step.ts';
import { Channel } from '../interactions/channel.ts';
import { InteractionId, OfferId } from '../interactions/id.ts';
import { Customer } from '../interactions/model.ts';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';
import { AgentProfile, ReservedFor } from '../sessions/model.ts';

/** An offer as its agent sees it: the facts to decide on (ROUT-02), nothing of the conversation. */
export const Offer = z
  .object({
    id: OfferId,
    interactionId: InteractionId,
    agentId: ObjectId,
    channel: Channel,
    queueId: ObjectId,
    queueName: z.string(),
    campaignId: ObjectId,
    customer: Customer,
    profile: z.record(z.string(), z.string()),
    createdAt: Instant,
    expiresAt: Instant,
    autoAnswerAt: Instant.nullable(),
    /** The server's clock, so that a client counts down against it and not against its own. */
    serverTime: Instant,
  })
  .meta({ id: 'Offer' });
export type Offer = z.output<typeof Offer>;

export const OfferResolution = z.enum(['accepted', 'rejected', 'expired', 'revoked']).meta({ id: 'OfferResolution' });
export type OfferResolution = z.output<typeof OfferResolution>;
export const RevokeReason = z.enum([
  'customer-left',
  'agent-disconnected',
  'agent-not-ready',
  'session-taken-over',
  'queue-logout',
  'repaired',
]);
export type RevokeReason = z.output<typeof RevokeReason>;

/** A contact that waits; exists exactly while the interaction is queued, written in the same transaction. */
export const WaitingRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  lane: z.string(),
  shard: z.int(),
  class: z.int(),
  rank: z.int(),
  interactionId: InteractionId,
  channel: Channel,
  queueId: ObjectId,
  campaignId: ObjectId,
  cost: z.int(),
  enqueuedAt: Instant,
  steps: z.array(SkillStep),
  stepStartedAt: Instant,
  excluded: z.array(z.object({ agentId: ObjectId, until: Instant, rejections: z.int() })),
  sticky: z.object({ agentId: ObjectId, until: Instant }).nullable(),
  /** Until when an agent is kept for it; left out when nobody is. */
  keptUntil: Instant.optional(),
});
export type WaitingRecord = z.output<typeof WaitingRecord>;

/** An agent who could take something now; exists exactly while that is so. */
export const RoutableRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  routingProfileId: z.string(),
  shard: z.int(),
  /** Used share of the capacity in thousandths. */
  load: z.int(),
  idleSince: Instant,
  agentId: ObjectId,
  queueIds: z.array(ObjectId),
  campaignIds: z.array(ObjectId),
  profile: AgentProfile,
  free: z.int(),
  live: z.partialRecord(Channel, z.int()),
  /** Work that heavier contacts of these channels may interrupt, with the units it takes; left out when there is none. */
  interruptible: z.array(z.object({ cost: z.int(), by: z.array(Channel) })).optional(),
  reservedFor: ReservedFor.optional(),
});
export type RoutableRecord = z.output<typeof RoutableRecord>;

/** One of the reservations that a lane may have at once; the row is what limits their number. */
export const ReservationRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  lane: z.string(),
  slot: z.int(),
  interactionId: InteractionId,
});
export type ReservationRecord = z.output<typeof ReservationRecord>;

/** Somebody with an open session, however much he has to do: written when it begins and when it ends. */
export const RosterRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  routingProfileId: z.string(),
  shard: z.int(),
  agentId: ObjectId,
});
export type RosterRecord = z.output<typeof RosterRecord>;

/** Which routing profiles serve a queue. Profiles are derived: agents with the same queue assignments share one. */
export const QueueProfileRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  queueId: ObjectId,
  routingProfileId: z.string(),
  /** A profile is listed once for every shard that somebody has been routable in. */
  shard: z.int(),
});
export type QueueProfileRecord = z.output<typeof QueueProfileRecord>;

export const RefusalReason = z
  .enum([
    'offline',
    'not-ready',
    'pending-presence',
    'lease-expired',
    'not-logged-in',
    'campaign-not-selected',
    'capacity',
    'channel-cap',
    'skill',
    'excluded',
    'cooling-down',
    'delay',
    'reserved-for-other',
  ])
  .meta({ id: 'RefusalReason', description: 'Why an agent does not get an interaction now.' });
export type RefusalReason = z.output<typeof RefusalReason>;

/** One look of the matcher at one interaction, kept with its timeline. */
export const RoutingEvaluation = z
  .object({
    at: Instant,
    trigger: z.enum(['queued', 'returned', 'agent-freed', 'step-expired', 'repaired', 'pick-up', 'simulated']),
    step: z.int(),
    class: z.int(),
    rank: z.int(),
    considered: z.array(
      z.object({
        agentId: ObjectId,
        load: z.int(),
        skillScore: z.number(),
        idleSince: Instant,
        refused: RefusalReason.nullable(),
        detail: z.string().nullable(),
      }),
    ),
    chosen: ObjectId.nullable(),
    /** Who is kept for it from now on, because it needs more than anybody has free. */
    reserved: ObjectId.optional(),
  })
  .meta({ id: 'RoutingEvaluation' });
export type RoutingEvaluation = z.output<typeof RoutingEvaluation>;

export const RoutingTrace = z
  .object({
    interactionId: InteractionId,
    status: z.string(),
    /** Why it waits or why this agent, now. */
    now: RoutingEvaluation.nullable(),
    /** Earlier looks, newest first, at most 20. */
    evaluations: z.array(RoutingEvaluation),
  })
  .meta({ id: 'RoutingTrace' });

export const QueueLive = z
  .object({
    queueId: ObjectId,
    name: z.string(),
    open: z.boolean(),
    waiting: z.int(),
    longestWaitMs: z.int().nullable(),
    offered: z.int(),
    active: z.int(),
    wrapUp: z.int(),
    agents: z.object({ loggedIn: z.int(), ready: z.int(), notReady: z.int(), released: z.int() }),
    /** Since midnight UTC. */
    today: z.object({
      offered: z.int(),
      answered: z.int(),
      abandoned: z.int(),
      shortAbandoned: z.int(),
      answeredInTarget: z.int(),
      waitMsTotal: z.int(),
    }),
    /** Answered within the target, of answered and abandoned without short abandons; null before the first. */
    serviceLevel: z.number().nullable(),
    alerts: z.array(z.enum(['waiting', 'longest-wait'])),
    asOf: Instant,
  })
  .meta({ id: 'QueueLive' });
export type QueueLive = z.output<typeof QueueLive>;

export const WaitingContact = z
  .object({
    interactionId: InteractionId,
    position: z.int(),
    channel: Channel,
    queueId: ObjectId,
    class: z.int(),
    priority: z.int(),
    customer: Customer,
    profile: z.record(z.string(), z.string()),
    enqueuedAt: Instant,
    waitedMs: z.int(),
  })
  .meta({ id: 'WaitingContact' });

export const Estimate = z
  .object({
    open: z.boolean(),
    /** Why there is no figure, or why the queue is closed. */
    reason: z.enum(['closed', 'barred', 'full', 'no-agents', 'insufficient-data']).nullable(),
    position: z.int().nullable(),
    etaMs: z.int().nullable(),
    lowMs: z.int().nullable(),
    highMs: z.int().nullable(),
    /** What the figure rests on. */
    basis: z.object({ ahead: z.int(), power: z.number(), handleMs: z.int().nullable(), samples: z.int() }).nullable(),
    computedAt: Instant,
  })
  .meta({ id: 'Estimate' });
export type Estimate = z.output<typeof Estimate>;

/** What a queue has learned of itself, from the event stream. */
export const QueueStatsRecord = z.object({
  tenantId: TenantId,
  version: z.int(),
  queueId: ObjectId,
  /** UTC day the daily figures are of. */
  day: z.iso.date(),
  offered: z.int(),
  answered: z.int(),
  abandoned: z.int(),
  shortAbandoned: z.int(),
  answeredInTarget: z.int(),
  waitMsTotal: z.int(),
  queued: z.int(),
  ringing: z.int(),
  active: z.int(),
  wrapUp: z.int(),
  /** Recent handle times (conversation and wrap-up) in ms, newest last, at most 50. */
  handleMs: z.array(z.int()),
  agentsLoggedIn: z.int(),
  agentsReady: z.int(),
  /** Agents who are not ready, by the reason they gave. */
  agentsAway: z.record(z.string(), z.int()).default({}),
  /** Parallel contacts its agents could handle, shared between their queues, in thousandths, per channel. */
  power: z.partialRecord(Channel, z.int()),
  /** Contacts its ready agents could take at once, per channel. */
  readySlots: z.partialRecord(Channel, z.int()),
  /** Last position of each stream shard that these figures include. */
  positions: z.record(z.string(), z.string()),
  /** Recent actual / predicted waits, newest last, at most 50. */
  waitRatios: z.array(z.number()),
});
export type QueueStatsRecord = z.output<typeof QueueStatsRecord>;
