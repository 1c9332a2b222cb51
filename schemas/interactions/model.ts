import * as z from 'zod';
import { SkillStep } from '../admin/skill-step.ts';
import { Attachment } from '../attachments/model.ts';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';
import { Channel } from './channel.ts';
import { InteractionId, OfferId } from './id.ts';

export { InteractionId, OfferId };

export const Customer = z
  .object({
    id: z.string().max(128).nullable(),
    name: z.string().max(200).nullable(),
    email: z.string().max(254).nullable(),
    phone: z.string().max(40).nullable(),
  })
  .meta({ id: 'Customer' });
export type Customer = z.output<typeof Customer>;

export const InteractionStatus = z
  .enum(['created', 'queued', 'offered', 'connecting', 'active', 'parked', 'handed-over', 'ended', 'closed'])
  .meta({
    id: 'InteractionStatus',
    description:
      '`created`: the caller is in a call flow; `connecting`: accepted, and the media are being joined; `parked`: the customer waits for whoever picks the call up; `handed-over`: the customer speaks with somebody outside; `ended`: the conversation is over and wrap-up still runs; `closed`: nothing is left to do.',
  });
export type InteractionStatus = z.output<typeof InteractionStatus>;

export const EndReason = z
  .enum([
    'customer-left',
    'customer-idle',
    'customer-lost',
    'agent-ended',
    'abandoned-in-flow',
    'abandoned-in-queue',
    'abandoned-while-offered',
    'short-abandon',
    'queue-closed',
    'flow-ended',
    'callback-requested',
    'guest-left',
    'busy',
    'no-answer',
    'refused',
    'machine',
    'failed',
    'agent-lost',
    'system',
  ])
  .meta({
    id: 'EndReason',
    description:
      '`customer-idle`: said nothing for too long; `customer-lost`: the page was gone for too long; `queue-closed`: the hours of the queue ended while it waited; `abandoned-in-flow`: the caller hung up in a call flow; `flow-ended`: a call flow ended the call; `callback-requested`: the caller is to be called back; `guest-left`: who the call was handed over to hung up. Of calls to customers who were not reached: `busy`, `no-answer`, `refused`, `machine` (one answered), `failed`. `agent-lost`: a room without a customer whose agent never came, or was lost.',
  });
export type EndReason = z.output<typeof EndReason>;

export const WrapUp = z
  .object({
    startedAt: Instant,
    /** Null after an extension: only the agent ends it. */
    endsAt: Instant.nullable(),
    completedAt: Instant.nullable(),
    completedBy: z.enum(['agent', 'timer', 'supervisor', 'system']).nullable(),
  })
  .meta({ id: 'WrapUp' });
export type WrapUp = z.output<typeof WrapUp>;

export const Assignment = z
  .object({
    agentId: ObjectId,
    /** The name that customers see. */
    agentName: z.string(),
    /** The offer that was accepted. */
    offerId: OfferId,
    /** `primary` holds the interaction; `conferenced` was called in. */
    role: z.enum(['primary', 'conferenced']),
    status: z.enum(['active', 'wrap-up', 'done']),
    queueId: ObjectId,
    campaignId: ObjectId,
    acceptedAt: Instant,
    connectedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    wrapUp: WrapUp.nullable(),
    /** Wrap-up ended without the required disposition; it is in the agent's pending-outcome list. */
    outcomePending: z.boolean(),
  })
  .meta({ id: 'Assignment' });
export type Assignment = z.output<typeof Assignment>;

export const Disposition = z
  .object({
    classId: ObjectId,
    codeId: ObjectId,
    note: z.string().max(4000).nullable(),
    agentId: ObjectId,
    at: Instant,
  })
  .meta({ id: 'Disposition' });

export const Interaction = z
  .object({
    id: InteractionId,
    channel: Channel,
    direction: z.enum(['inbound', 'outbound']),
    status: InteractionStatus,
    queueId: ObjectId,
    campaignId: ObjectId,
    customer: Customer,
    assignments: z.array(Assignment),
    /** Wrap-up codes chosen so far (WRAP-05). */
    codes: z.array(ObjectId),
    disposition: Disposition.nullable(),
    notes: z.string().max(4000).nullable(),
    /** Call profile: administrator-defined facts shown to the agent (INT-23). */
    profile: z.record(z.string().max(60), z.string().max(500)),
    class: z.int(),
    priority: z.int(),
    firstEnqueuedAt: Instant,
    enqueuedAt: Instant,
    connectedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    endedBy: z.enum(['customer', 'agent', 'system']).nullable(),
    endReason: EndReason.nullable(),
    version: z.int().min(1),
  })
  .meta({ id: 'Interaction' });
export type Interaction = z.output<typeof Interaction>;

export const PendingOffer = z.object({
  id: OfferId,
  agentId: ObjectId,
  createdAt: Instant,
  expiresAt: Instant,
  /** When the server accepts for the agent (auto-answer). */
  autoAnswerAt: Instant.nullable(),
  source: z.enum(['routing', 'pick-up']),
  /** Silence of the customer after which the conversation takes less capacity; left out where it never does. */
  silentSeconds: z.int().optional(),
});
export type PendingOffer = z.output<typeof PendingOffer>;

/** How long a customer may be silent or gone, in seconds; null for ever. Fixed when the interaction begins. */
export const Patience = z.object({
  idleSeconds: z.int().nullable(),
  idleWarningSeconds: z.int(),
  pageLostSeconds: z.int().nullable(),
  pageLostWarningSeconds: z.int(),
});
export type Patience = z.output<typeof Patience>;

/**
 * What is known of the customer's silence and absence. The instants are looks, not ends: signs of life are kept apart,
 * so that none of them writes this row; a look that finds one moves itself on.
 */
export const CustomerWatch = z.object({
  /** Next look at how long nobody has said anything; counts while an agent handles the interaction. */
  idleLookAt: Instant.nullable(),
  idleWarnedAt: Instant.nullable(),
  /** Next look at whether the page is there; null where none was ever seen, and while a socket is open. */
  pageLookAt: Instant.nullable(),
  /** Set while the page is known to be gone. */
  away: z.object({ since: Instant, warnedAt: Instant.nullable() }).nullable(),
});
export type CustomerWatch = z.output<typeof CustomerWatch>;

/** What the store keeps of an interaction beyond what clients see. */
export const InteractionRecord = Interaction.extend({
  tenantId: TenantId,
  /** Where it waits: a queue, or `agent~<id>` for one person alone. */
  lane: z.string(),
  /** The shard of the lane it waits in; kept, so that a queue may be given more shards while contacts wait. */
  shard: z.int(),
  /** Capacity it takes of an agent. */
  cost: z.int(),
  /** Ascending order inside its class: enqueue instant less the head start, in ms. */
  rank: z.int(),
  steps: z.array(SkillStep),
  stepStartedAt: Instant,
  excluded: z.array(z.object({ agentId: ObjectId, until: Instant, rejections: z.int() })),
  /** Preferred agent until an instant, then anybody. */
  sticky: z.object({ agentId: ObjectId, until: Instant }).nullable(),
  /** The place a transfer goes back to when nobody takes it by `at` (never when `at` is null), and who sent it. */
  returnTo: z
    .object({
      lane: z.string(),
      shard: z.int(),
      queueId: ObjectId,
      campaignId: ObjectId,
      class: z.int(),
      priority: z.int(),
      rank: z.int(),
      steps: z.array(SkillStep),
      escalatesAt: Instant.nullable(),
      agentId: ObjectId,
      at: Instant.nullable(),
    })
    .nullable(),
  /** When waiting this long moves it up one class; null in the highest. */
  escalatesAt: Instant.nullable(),
  /** Next look at whether the queue has closed (CHAT-34); left out where it has no hours. */
  closingLookAt: Instant.optional(),
  /** When its call flow takes the caller out of the queue; left out where it does not. */
  overflowAt: Instant.optional(),
  /** The wait that was foretold when it was queued, to be compared with the real one. */
  predictedMs: z.int().nullable(),
  offer: PendingOffer.nullable(),
  /** The agent who is kept for it, and which of the lane's reservations this is; left out when nobody is (4.6). */
  reservation: z.object({ agentId: ObjectId, until: Instant, slot: z.int() }).optional(),
  offerCount: z.int(),
  queueVisits: z.int(),
  /** Where the customer came in; null for the interface itself. Other channels bring kinds of their own. */
  entryPoint: z.object({ kind: z.enum(['widget']), id: ObjectId }).nullable(),
  /** The language the customer asked for, as a browser names it. */
  locale: z.string().nullable(),
  /** The customer learns no name of an agent (CHAT-43). */
  hidesAgentNames: z.literal(true).optional(),
  /** Null where the customer may be silent and gone for ever, as on channels without a page, and when it is over. */
  patience: Patience.nullable(),
  customerWatch: CustomerWatch.nullable(),
  /**
   * Next look at how long the customer has said nothing, where that makes it take less capacity; null once it does. Left
   * out where the channel has no such rule, and while nobody handles it (4.6).
   */
  silence: z.object({ lookAt: Instant.nullable() }).optional(),
  /** When somebody asked for the transcript by e-mail, and when that was settled: sent, or given up (TRX-01). */
  transcript: z.object({ wantedAt: Instant, settledAt: Instant.nullable() }).optional(),
  /** Known to integrations only. */
  privateData: z.string().max(4000).nullable(),
  /** Present while not closed: the shard of the index of live work. */
  live: z.string().optional(),
});
export type InteractionRecord = z.output<typeof InteractionRecord>;

export const EntryAuthor = z
  .object({
    kind: z.enum(['customer', 'agent', 'system']),
    id: z.string().nullable(),
    name: z.string().nullable(),
    /** Set on agents whose name the customer is not told. */
    anonymous: z.literal(true).optional(),
  })
  .meta({ id: 'EntryAuthor' });
export type EntryAuthor = z.output<typeof EntryAuthor>;

/** `agent-away` and `agent-back`: the agent lost the connection and came back; `idle-warning`: the silence grows long. */
export const EntryKind = z.enum([
  'message',
  'queued',
  'agent-joined',
  'agent-left',
  'agent-away',
  'agent-back',
  'transferred',
  'idle-warning',
  'ended',
]);

/** One line of a conversation. `index` counts from 1 without gaps, over messages and notices alike. */
export const Entry = z
  .object({
    interactionId: InteractionId,
    index: z.int().min(1),
    at: Instant,
    kind: EntryKind,
    author: EntryAuthor,
    text: z.string().nullable(),
    clientMessageId: z.string().nullable(),
    /** Set on lines that the customer does not read. */
    audience: z.literal('agents').optional(),
    /** Set on lines that announce a file; the text is its name (ATT-01). */
    attachment: Attachment.optional(),
  })
  .meta({ id: 'Entry' });
export type Entry = z.output<typeof Entry>;

/** The furthest entry a side has read; it only moves forward. */
export const Receipt = z
  .object({ party: z.enum(['customer', 'agent']), readIndex: z.int().min(0), at: Instant })
  .meta({ id: 'Receipt' });
export type Receipt = z.output<typeof Receipt>;

/** The customer's last sign of life, and the last one of somebody who does something: a request, a touch of a key. */
export const Seen = z.object({ seenAt: Instant, activeAt: Instant.nullable() });
export type Seen = z.output<typeof Seen>;

/** An agent typed; the name is null where the customer learns none. */
export const Typing = z.object({ at: Instant, name: z.string().nullable() });
export type Typing = z.output<typeof Typing>;

export const TimelineEvent = z
  .object({
    id: z.string(),
    type: z.string(),
    at: Instant,
    actor: z.object({
      kind: z.enum(['agent', 'customer', 'supervisor', 'admin', 'system']),
      id: z.string().nullable(),
    }),
    aggregateVersion: z.int(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEvent' });
export type TimelineEvent = z.output<typeof TimelineEvent>;

/** What may be said anew of a customer: what is left out stays, null takes it away. */
export const CustomerChanges = z
  .strictObject({
    name: z.string().trim().min(1).max(200).nullable().optional(),
    email: z.email().max(254).nullable().optional(),
    phone: z.string().trim().min(1).max(40).nullable().optional(),
  })
  .refine(changes => Object.keys(changes).length > 0, 'names at least one field')
  .meta({ id: 'CustomerChanges' });

/** An interaction in an agent's list, with what the desktop marks. */
export const ListedInteraction = Interaction.extend({
  /** Customer messages since the agent's last one (INT-28). */
  unanswered: z.int(),
  lastIndex: z.int(),
}).meta({ id: 'ListedInteraction' });
