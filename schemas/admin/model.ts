import * as z from 'zod';
import { Channel } from '../interactions/channel.ts';
import { ObjectId } from '../kit/id.ts';
import { Flow } from '../voice/flow.ts';
import { E164 } from '../voice/phone-number.ts';
import { ChatLimits, ChatSettings } from './chat-limits.ts';
import { ChatWidget } from './chat-widget.ts';
import { OutcomeEffect } from './outcome-effect.ts';
import { SkillStep } from './skill-step.ts';
import { Snippets } from './snippets.ts';
import { isTimeZone } from './time-zone.ts';
import { TranscriptSettings } from './transcript-settings.ts';
import { Extension, HoldSwitches, InboundNumber, RecordingSettings, VoiceSettings } from './voice.ts';

export {
  ChatLimits,
  ChatSettings,
  ChatWidget,
  Extension,
  Flow,
  HoldSwitches,
  InboundNumber,
  isTimeZone,
  OutcomeEffect,
  RecordingSettings,
  SkillStep,
  Snippets,
  TranscriptSettings,
  VoiceSettings,
};

const Name = z.string().trim().min(1).max(120);
const Text = z.string().max(2000);
const Seconds = z.int().min(0).max(86_400);
/** Units of a person's capacity. */
const Units = z.int().min(0).max(100);
/** Integer under which the documented chat service and toolbar address an object. */
const Alias = z.int().min(1).max(2_000_000_000);
/** `HH:mm` of a day; `24:00` is its end. */
const TimeOfDay = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'use HH:mm');

const unique = <T>(by: (item: T) => unknown) =>
  [
    (items: readonly T[]) => new Set(items.map(by)).size === items.length,
    { message: 'must not repeat an entry' },
  ] as const;

export const Role = z.enum(['agent', 'supervisor', 'admin', 'analyst']).meta({ id: 'Role' });
export const Permission = z
  .enum(['queue-login', 'pick-up', 'send-email', 'play-recordings'])
  .meta({ id: 'Permission', description: 'Rights beyond the roles (AUTH-25); supervisors and admins have them all.' });
export type Permission = z.output<typeof Permission>;

export const Capacity = z
  .strictObject({
    total: z.int().min(0).max(100).default(100),
    /** Highest number of interactions at once per channel; channels left out are bounded by the total alone. */
    caps: z.partialRecord(Channel, z.int().min(0).max(100)).default({}),
    /** Overrides of the tenant's channel weights for this person. */
    weights: z.partialRecord(Channel, Units).default({}),
  })
  .meta({ id: 'Capacity' });

export const User = z
  .strictObject({
    id: ObjectId.meta({ description: 'The subject (`sub`) of the identity provider' }),
    name: Name,
    email: z.email().max(254).optional(),
    firstName: Name.optional(),
    lastName: Name.optional(),
    chatDisplayName: Name.optional(),
    roles: z
      .array(Role)
      .min(1)
      .max(4)
      .refine(...unique(role => role)),
    permissions: z.array(Permission).max(20).default([]),
    skills: z
      .array(z.strictObject({ skillId: ObjectId, level: z.int().min(1).max(5) }))
      .max(50)
      .refine(...unique<{ skillId: string }>(skill => skill.skillId))
      .default([]),
    queues: z
      .array(
        z.strictObject({
          queueId: ObjectId,
          /** Lower tiers are served first (strictly). */
          tier: z.int().min(1).max(99).default(1),
          /** A contact must have waited this long before it is offered to this person. */
          delaySeconds: z.int().min(0).max(3600).default(0),
          primary: z.boolean().default(false),
        }),
      )
      .max(50)
      .refine(...unique<{ queueId: string }>(queue => queue.queueId))
      .default([]),
    capacity: Capacity.prefault({}),
    /** Whether the session starts ready (PRES-09). */
    defaultReady: z.boolean().default(false),
    /** Whether any extension may be typed at login (AUTH-10); otherwise it must be one of `extensions`. */
    hotDesking: z.boolean().default(false),
    extensions: z
      .array(z.string().regex(/^[0-9A-Za-z+*#._-]{1,40}$/))
      .max(10)
      .default([]),
    /** Whether interactions may be sent to this person's own queue (QUE-08). */
    personalQueue: z.boolean().default(true),
    active: z.boolean().default(true),
  })
  .meta({ id: 'User' });
export type User = z.output<typeof User>;

export const Skill = z.strictObject({ id: ObjectId, name: Name, description: Text.optional() }).meta({ id: 'Skill' });
export type Skill = z.output<typeof Skill>;

export const Queue = z
  .strictObject({
    id: ObjectId,
    alias: Alias.optional(),
    name: Name,
    campaignId: ObjectId,
    channels: z
      .array(Channel)
      .min(1)
      .refine(...unique(channel => channel)),
    steps: z
      .array(SkillStep)
      .max(5)
      .refine(steps => steps.slice(0, -1).every(step => step.durationSeconds !== undefined), {
        message: 'every step but the last needs durationSeconds',
      })
      .default([]),
    /** Strict order between contacts: 0 before 9. */
    class: z.int().min(0).max(9).default(5),
    /** Minutes of head start inside the class. */
    priority: z.int().min(-1000).max(1000).default(0),
    /** Open always when left out. */
    hoursId: ObjectId.optional(),
    texts: z
      .strictObject({
        /** Shown while the queue is open, before a chat is requested. */
        open: Text.optional(),
        /** Said instead of a chat while closed (CHAT-04). */
        closed: Text.optional(),
        /** Said to the customer who has just been queued (QUE-12). */
        initial: Text.optional(),
      })
      .default({}),
    thresholds: z
      .strictObject({
        serviceLevelSeconds: Seconds.default(20),
        shortAbandonSeconds: Seconds.default(5),
        /** Alert when this many wait. */
        waiting: z.int().min(1).optional(),
        /** Alert when the oldest has waited this long. */
        longestWaitSeconds: Seconds.optional(),
        /** Nobody more is queued when this many wait: the contact is refused with the closed text. */
        maxWaiting: z.int().min(1).optional(),
      })
      .prefault({}),
    /** Chat requests are refused although the queue is open (QUE-14). */
    barredFromChat: z.boolean().default(false),
    chatLimits: ChatLimits.prefault({}),
    transcript: TranscriptSettings.prefault({}),
    /** Capacity that its contacts take, before the tenant's channel weights; a person's own come before both. */
    weights: z.partialRecord(Channel, Units).default({}),
    /** Capacity that their wrap-up takes, before the tenant's. */
    wrapUpWeights: z.partialRecord(Channel, Units).default({}),
    /** Partitions over which waiting contacts are spread; 1 suffices below 150 assignments a second. */
    shards: z.int().min(1).max(16).default(1),
  })
  .meta({ id: 'Queue' });
export type Queue = z.output<typeof Queue>;

const RingSeconds = z.int().min(5).max(600);
export const Campaign = z
  .strictObject({
    id: ObjectId,
    alias: Alias.optional(),
    name: Name,
    active: z.boolean().default(true),
    /** 0 means no wrap-up. */
    wrapUpSeconds: z.int().min(0).max(900).default(30),
    /** After-call time of contacts that never connected (WRAP-07); `wrapUpSeconds` when left out. */
    notConnectedWrapUpSeconds: z.int().min(0).max(900).optional(),
    ringSeconds: z.partialRecord(Channel, RingSeconds).default({}),
    offerMode: z.enum(['manual', 'auto-answer']).default('manual'),
    /** With `auto-answer`: the tone plays this long before the offer is accepted (ROUT-06). */
    alertSeconds: z.int().min(0).max(30).default(2),
    outcomeSchemeId: ObjectId.optional(),
    dispositionRequired: z.boolean().default(false),
    /** The number that customers see who are called for this campaign; without one nobody is. */
    callerNumber: E164.optional(),
    holds: HoldSwitches.prefault({}),
    recording: RecordingSettings.prefault({}),
  })
  .refine(campaign => !campaign.dispositionRequired || campaign.outcomeSchemeId !== undefined, {
    message: 'a required disposition needs an outcome scheme',
    path: ['outcomeSchemeId'],
  })
  .meta({ id: 'Campaign' });
export type Campaign = z.output<typeof Campaign>;

export const PresenceReason = z
  .strictObject({
    id: ObjectId,
    name: Name,
    /** `release` is counted on its own (PRES-08). */
    kind: z.enum(['break', 'release', 'work']).default('break'),
    /** A break longer than this is flagged (PRES-10). */
    thresholdSeconds: z.int().min(1).max(86_400).optional(),
  })
  .meta({ id: 'PresenceReason' });
export type PresenceReason = z.output<typeof PresenceReason>;

export const OutcomeCode = z
  .strictObject({
    id: ObjectId,
    number: z.int().min(0).max(2_000_000_000),
    name: Name,
    /** All channels when empty. */
    channels: z.array(Channel).default([]),
    effect: OutcomeEffect.default('none'),
    /** Hidden codes stay valid in records and cannot be chosen any more. */
    selectable: z.boolean().default(true),
    requiresNote: z.boolean().default(false),
  })
  .meta({ id: 'OutcomeCode' });
export type OutcomeCode = z.output<typeof OutcomeCode>;
export const OutcomeClass = z
  .strictObject({
    id: ObjectId,
    number: z.int().min(0).max(2_000_000_000),
    name: Name,
    codes: z.array(OutcomeCode).min(1).max(100),
  })
  .meta({ id: 'OutcomeClass' });
export const OutcomeScheme = z
  .strictObject({
    id: ObjectId,
    name: Name,
    classes: z
      .array(OutcomeClass)
      .min(1)
      .max(50)
      .refine(classes => new Set(classes.map(one => one.id)).size === classes.length, {
        message: 'class ids must differ',
      })
      .refine(classes => unique<{ id: string }>(code => code.id)[0](classes.flatMap(one => one.codes)), {
        message: 'code ids must differ in the whole scheme',
      })
      .refine(classes => unique<{ number: number }>(code => code.number)[0](classes.flatMap(one => one.codes)), {
        message: 'code numbers must differ in the whole scheme',
      }),
  })
  .meta({ id: 'OutcomeScheme' });
export type OutcomeScheme = z.output<typeof OutcomeScheme>;

const Period = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine(period => period.from < period.to, { message: '`from` must be before `to`; split a night in two periods' });
export const Weekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
export type Weekday = z.output<typeof Weekday>;

export const BusinessHours = z
  .strictObject({
    id: ObjectId,
    name: Name,
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'not an IANA time zone')
      .meta({ examples: ['Europe/Berlin'] }),
    week: z.partialRecord(Weekday, z.array(Period).max(6)),
    /** A day of its own rules: closed when it has no periods. */
    holidays: z
      .array(z.strictObject({ date: z.iso.date(), name: Name, periods: z.array(Period).max(6).default([]) }))
      .max(400)
      .refine(...unique<{ date: string }>(holiday => holiday.date))
      .default([]),
  })
  .meta({ id: 'BusinessHours' });
export type BusinessHours = z.output<typeof BusinessHours>;

const Weights = z.record(Channel, Units);
/** The tenant's rules of routing and sessions; one object, always there. */
export const RoutingSettings = z
  .strictObject({
    /** Capacity that one live interaction of a channel takes (ROUT-08). */
    channelWeights: Weights.default({ voice: 100, chat: 30, message: 30, email: 15, task: 15 }),
    /** Capacity that its wrap-up takes. */
    wrapUpWeights: Weights.default({ voice: 100, chat: 10, message: 10, email: 10, task: 10 }),
    /** For each channel, the channels whose heavier contacts may interrupt its work, which then takes nothing (4.6). */
    interruptibleBy: z.partialRecord(Channel, z.array(Channel).max(5)).default({ email: ['voice'], task: ['voice'] }),
    /** After so long without a word of the customer, a conversation of the channel takes `silentWeight` alone. */
    silentSeconds: z.partialRecord(Channel, z.int().min(60).max(86_400)).default({ message: 300 }),
    silentWeight: Units.default(5),
    /** How long an agent is kept for a contact that needs more than anybody has free; never when null (4.6). */
    reservationSeconds: z.int().min(30).max(900).nullable().default(120),
    /** `strict`: a lower tier before a higher one, always; `blend`: each further tier is a minute later (4.5). */
    tiers: z.enum(['strict', 'blend']).default('strict'),
    /** Ring time of campaigns that set none. */
    ringSeconds: z.record(Channel, RingSeconds).default({ voice: 20, chat: 20, message: 60, email: 120, task: 120 }),
    /** Offers missed in a row before the agent is set not ready. */
    maxMisses: z.record(Channel, z.int().min(1).max(20)).default({ voice: 2, chat: 3, message: 3, email: 3, task: 3 }),
    /** After an automatic not-ready: back to ready by itself after this time; by hand alone when null. */
    autoReturnSeconds: z.int().min(5).max(3600).nullable().default(null),
    /** How long an agent who let an offer expire is not offered the same interaction. */
    missExclusionSeconds: Seconds.default(30),
    /** The same after a rejection; doubles with every further rejection by the same agent, up to ten minutes. */
    rejectExclusionSeconds: Seconds.default(30),
    /** Pause of an agent after a miss, before anything is offered again. */
    coolDownSeconds: z.int().min(0).max(600).default(5),
    leaseSeconds: z.int().min(10).max(600).default(30),
    /** After the last socket closed, so long until the session is in grace. */
    disconnectSeconds: z.int().min(0).max(120).default(10),
    graceSeconds: z.int().min(0).max(900).default(120),
    /** A transfer that nobody took goes back to where it came from; never when null. */
    transferReturnSeconds: z.int().min(5).max(900).nullable().default(60),
    /** An agent who lost the connection is preferred for this long when the work is routed again. */
    stickySeconds: Seconds.default(120),
    /** A contact that has waited this long moves up one class. */
    maxClassWaitSeconds: z.int().min(60).max(86_400).default(600),
    maxMessageLength: z.int().min(1).max(16_000).default(1024),
    /** Partitions over which agents with the same queues are spread. */
    agentShards: z.int().min(1).max(16).default(1),
    chat: ChatSettings.prefault({}),
    voice: VoiceSettings.prefault({}),
  })
  .meta({ id: 'RoutingSettings' });
export type RoutingSettings = z.output<typeof RoutingSettings>;

/** What every administrative object is wrapped in. */
const administered = { version: z.int().min(1), updatedAt: z.iso.datetime(), updatedBy: z.string() };
export const Administered = z.object(administered);
export type Administered = z.output<typeof Administered>;

/** An object as stored and answered: its own fields plus version and authorship. */
export const administeredOf = <S extends z.core.$ZodShape>(model: z.ZodObject<S, z.core.$ZodObjectConfig>) =>
  z.object({ ...model.shape, ...administered }) as z.ZodObject<S & typeof administered>;

/** Kinds of administrative objects: the path segment and the model. */
export const adminKinds = {
  users: User,
  skills: Skill,
  queues: Queue,
  campaigns: Campaign,
  'presence-reasons': PresenceReason,
  'outcome-schemes': OutcomeScheme,
  'business-hours': BusinessHours,
  'chat-widgets': ChatWidget,
  snippets: Snippets,
  'phone-numbers': InboundNumber,
  extensions: Extension,
  flows: Flow,
} as const;
export type AdminKind = keyof typeof adminKinds;
export type AdminObject<K extends AdminKind = AdminKind> = z.output<(typeof adminKinds)[K]>;

export const AuditEntry = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actorId: z.string(),
    kind: z.string(),
    objectId: z.string(),
    action: z.enum(['created', 'updated', 'deleted']),
    /** Field values before and after, for the fields that changed. */
    changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
    requestId: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.output<typeof AuditEntry>;
