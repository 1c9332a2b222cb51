import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';
import { Activity, Errand } from './activity.ts';
import { ActivityId, LegId } from './id.ts';
import { E164 } from './phone-number.ts';

export const LegEndCause = z
  .enum(['hung-up', 'busy', 'no-answer', 'rejected', 'failed', 'machine', 'taken-down'])
  .meta({
    id: 'LegEndCause',
    description:
      '`hung-up`: by its party; `taken-down`: by Tandem; `machine`: answered by one; `failed`: never came about.',
  });
export type LegEndCause = z.output<typeof LegEndCause>;

/** Who is behind a leg. */
export const LegParty = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('customer') }),
    z.object({ kind: z.literal('agent'), agentId: ObjectId }),
    /** Somebody outside, called in to consult or confer. */
    z.object({ kind: z.literal('guest'), name: z.string().max(120).nullable() }),
  ])
  .meta({ id: 'LegParty' });
export type LegParty = z.output<typeof LegParty>;

/** How a leg is reached: a telephone by its number, a SIP telephone by its address, a browser by its own doing. */
export const LegEndpoint = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('phone'), number: E164 }),
    z.object({ kind: z.literal('sip'), user: z.string().min(1).max(36) }),
    z.object({ kind: z.literal('browser') }),
  ])
  .meta({ id: 'LegEndpoint' });
export type LegEndpoint = z.output<typeof LegEndpoint>;

export const LegState = z
  .enum(['dialling', 'ringing', 'connected', 'ended'])
  .meta({ id: 'LegState', description: '`connected`: answered, and of a browser: in the room.' });

/** One telephone or browser on a call. */
export const Leg = z.object({
  id: LegId,
  party: LegParty,
  endpoint: LegEndpoint,
  direction: z.enum(['inbound', 'outbound']),
  state: LegState,
  /** What the telephone service calls it; null for browsers and before it was dialled. */
  ref: z.string().max(64).nullable(),
  /** What it is to do. */
  activity: Activity,
  /** Whether the telephone service is still to be told the activity. */
  untold: z.boolean(),
  /** The report in answer to which it was told something last, without the name of the leg with which it begins. */
  answered: z.string().max(160).nullable(),
  /** Whether that was the activity, and what was to be done in passing. */
  answeredActivity: z.boolean(),
  answeredErrands: z.array(Errand).max(40),
  /** Whether the activity is over or, of `talk`, under way. */
  settled: z.boolean(),
  /** When something must have come of it: an answer, a place in the room, its end. Null while nothing is awaited. */
  dueAt: Instant.nullable(),
  /** To be done in passing; gone when told. */
  errands: z.array(Errand).max(20),
  muted: z.boolean(),
  /** On hold: hears music, speaks to nobody. */
  held: z.boolean(),
  startedAt: Instant,
  answeredAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  endCause: LegEndCause.nullable(),
});
export type Leg = z.output<typeof Leg>;

/** Where a caller is in a call flow. */
export const FlowState = z.object({
  flowId: ObjectId,
  /** The step that is under way. */
  stepId: z.string().max(64),
  /** Steps taken so far; a flow that takes too many is ended. */
  steps: z.int(),
  /** What the caller has entered and the flow has set, by name. */
  values: z.record(z.string().max(64), z.string().max(500)),
  /** How urgent the call is in the next queue; null where the queue's own rules hold. */
  urgency: z.object({ class: z.int().nullable(), priority: z.int().nullable() }),
  /** Whether the caller has left a message: who hangs up after that has not given up. */
  messageLeft: z.boolean(),
  /** Set while the caller waits in a queue: since when, and what was said last. */
  waiting: z
    .object({ since: Instant, announcedAt: Instant.nullable(), announcedPosition: z.int().nullable() })
    .nullable(),
});
export type FlowState = z.output<typeof FlowState>;

export const RecordingState = z
  .enum(['off', 'on', 'paused', 'stopped'])
  .meta({ id: 'RecordingState', description: 'A leg is recorded once: what was stopped cannot be started again.' });

export type RecordingState = z.output<typeof RecordingState>;

/** One recording of a call, and what is left out of it. */
export const Recording = z.object({
  /** That of the errand or activity with which it began. */
  id: ActivityId,
  legId: LegId,
  /** A conversation, or what a caller has left at a voicemail step of a flow. */
  kind: z.enum(['call', 'message']),
  /** Null of recordings that the campaign begins, and of messages. */
  byAgentId: ObjectId.nullable(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  /** Passages that are not recorded; the last one may still go on. */
  pauses: z.array(z.object({ from: Instant, to: Instant.nullable() })).max(100),
  /** When the file was deleted, by an administrator or because its time was over; null before. */
  deletedAt: Instant.nullable().default(null),
  /** From when on it can no longer be had. */
  deletesAt: Instant,
  /** Where the file is; null until it is there, and after it was deleted. */
  key: z.string().max(1024).nullable(),
  /** How long the file is, where the telephone service has said so. */
  seconds: z.number().nullable(),
});
export type Recording = z.output<typeof Recording>;

/** The telephone side of an interaction: who is on the line and what each party does. */
export const CallRecord = z.object({
  tenantId: TenantId,
  /** That of its interaction. */
  id: InteractionId,
  version: z.int(),
  direction: z.enum(['inbound', 'outbound']),
  /** The number that was called, and the one that calls. `to` is null of a room into which people are called. */
  to: z.string().max(64).nullable(),
  from: z.string().max(64).nullable(),
  /** BCP 47; texts are spoken in it. */
  language: z.string().max(35),
  status: z.enum(['live', 'ended']),
  legs: z.array(Leg).max(50),
  /** Null once the flow has handed the caller on. */
  flow: FlowState.nullable(),
  /** Who asks for advice, and the leg of the one who is asked; null while nobody is. */
  consult: z.object({ agentId: ObjectId, legId: LegId }).nullable(),
  /** The leg that the customer, on hold, waits for to be answered (VOICE-16); null while none is. */
  joining: LegId.nullable(),
  parked: z.object({ at: Instant, byAgentId: ObjectId, endsAt: Instant.nullable() }).nullable(),
  /** Everybody from outside waits with music until the agent begins the conference (VOICE-22, VOICE-25). */
  gathering: z.boolean(),
  recording: RecordingState,
  recordings: z.array(Recording).max(10),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  /** Who brought the call to its end. */
  endedBy: z.enum(['customer', 'agent', 'system']).nullable(),
  /** Present while anything of it may be left at the telephone service: the shard of the index of live calls. */
  live: z.string().optional(),
});
export type CallRecord = z.output<typeof CallRecord>;

/** A recording as those see it who may see its interaction. */
export const CallRecording = Recording.omit({ key: true, legId: true })
  .extend({
    /** Whether it can be listened to: the file is there, and its time is not over. */
    available: z.boolean(),
  })
  .meta({ id: 'CallRecording' });
export type CallRecording = z.output<typeof CallRecording>;

/** A call as its agents see it. */
export const Call = z
  .object({
    interactionId: InteractionId,
    direction: z.enum(['inbound', 'outbound']),
    to: z.string().nullable(),
    from: z.string().nullable(),
    status: z.enum(['live', 'ended']),
    parties: z.array(
      z.object({
        legId: LegId,
        party: LegParty,
        endpoint: z.enum(['phone', 'sip', 'browser']),
        state: LegState,
        held: z.boolean(),
        muted: z.boolean(),
        answeredAt: Instant.nullable(),
        endedAt: Instant.nullable(),
        endCause: LegEndCause.nullable(),
      }),
    ),
    /** Whether others take part than an agent and a customer. */
    conference: z.boolean(),
    consulting: z.boolean(),
    parked: z.boolean(),
    /** Whether everybody from outside waits with music until the conference begins. */
    gathering: z.boolean(),
    recording: RecordingState,
    startedAt: Instant,
    endedAt: Instant.nullable(),
    endedBy: z.enum(['customer', 'agent', 'system']).nullable(),
    version: z.int(),
  })
  .meta({ id: 'Call' });
export type Call = z.output<typeof Call>;
