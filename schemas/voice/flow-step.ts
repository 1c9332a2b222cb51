import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';
import { Prompt } from './activity.ts';
import { E164 } from './phone-number.ts';

/* The steps of call flows. Each names the next one. */

export const StepId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'use 1 to 40 letters, digits, _ or -')
  .meta({ examples: ['greeting'] });
const Next = StepId.meta({ id: 'FlowNext', description: 'The step that follows.' });
const Key = z.string().regex(/^[0-9*#]$/, 'one of 0-9 * #');
const ValueName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'use 1 to 40 letters, digits or _');
export const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][A-Za-z]{3})?(-([A-Z]{2}|\d{3}))?$/, 'not a language such as en-US')
  .meta({ examples: ['en-US'] });
/** What a caller hears; `{name}` in a text stands for a value of the flow. */
const Prompts = z.array(Prompt).max(10);
const Attempts = z.int().min(1).max(10).default(3);
const TimeoutSeconds = z.int().min(1).max(60).default(5);

/** What callers hear between the music while they wait. */
const Announcements = z
  .strictObject({
    everySeconds: z.int().min(15).max(600).default(60),
    /** Said every time. */
    prompts: Prompts.default([]),
    /** Said where the place is known and has not grown since it was said last; `{position}` stands for it. */
    position: Prompts.default([]),
    /** Said where the wait can be estimated; `{minutes}` stands for it, rounded up. */
    estimate: Prompts.default([]),
  })
  .meta({ id: 'QueueAnnouncements' });
export type QueueAnnouncements = z.output<typeof Announcements>;

export const FlowStep = z
  .discriminatedUnion('kind', [
    /** Plays and goes on. */
    z.strictObject({ kind: z.literal('say'), prompts: Prompts.min(1), next: Next }),
    /** The caller chooses by a key. */
    z.strictObject({
      kind: z.literal('menu'),
      prompts: Prompts.min(1),
      /** Played after no key or a wrong one, before the prompts come again. */
      failure: Prompts.default([]),
      choices: z.record(Key, Next).refine(choices => Object.keys(choices).length > 0, 'offers at least one choice'),
      attempts: Attempts,
      timeoutSeconds: TimeoutSeconds,
      /** After the last attempt. */
      otherwise: Next,
    }),
    /** The caller enters digits, kept as a value and in the call profile. */
    z.strictObject({
      kind: z.literal('input'),
      prompts: Prompts.min(1),
      failure: Prompts.default([]),
      value: ValueName,
      minDigits: z.int().min(1).max(128).default(1),
      maxDigits: z.int().min(1).max(128).default(20),
      /** Ends the input before the last digit. */
      terminator: Key.default('#'),
      attempts: Attempts,
      timeoutSeconds: TimeoutSeconds,
      next: Next,
      otherwise: Next,
    }),
    /** By opening hours. */
    z.strictObject({ kind: z.literal('hours'), hoursId: ObjectId, open: Next, closed: Next }),
    /** Whatever is spoken from now on is spoken in this language. */
    z.strictObject({ kind: z.literal('language'), language: Language, next: Next }),
    /** By the number that calls: whole numbers, or beginnings such as `+49`. The longest that fits decides. */
    z.strictObject({
      kind: z.literal('caller'),
      numbers: z
        .record(z.string().regex(/^\+[1-9]\d{0,14}$/, 'not the beginning of a number such as +49'), Next)
        .refine(numbers => Object.keys(numbers).length > 0, 'names at least one number'),
      /** Other numbers, and callers who hide theirs. */
      otherwise: Next,
    }),
    /** By a value. */
    z.strictObject({
      kind: z.literal('branch'),
      value: ValueName,
      cases: z.record(z.string().max(500), Next).refine(cases => Object.keys(cases).length > 0, 'names a case'),
      otherwise: Next,
    }),
    /** Sets values; agents see them in the call profile (INT-23). */
    z.strictObject({ kind: z.literal('set'), values: z.record(ValueName, z.string().max(500)), next: Next }),
    /** How urgent the call is in the queue that it reaches later; what is left out stays with the queue. */
    z.strictObject({
      kind: z.literal('priority'),
      class: z.int().min(0).max(9).optional(),
      /** Minutes of head start. */
      priority: z.int().min(-1000).max(1000).optional(),
      next: Next,
    }),
    /** Waits for an agent. The flow goes on only when a rule below takes the caller out of the queue again. */
    z.strictObject({
      kind: z.literal('queue'),
      queueId: ObjectId,
      /** The sound between announcements. */
      music: z.string().max(200).default('music'),
      announcements: Announcements.optional(),
      /** The queue is closed, or closes before anybody answers. */
      closed: Next,
      /** So many wait already that nobody more is let in. */
      full: Next.optional(),
      /** Nobody who serves the queue is signed in, or the last one signs off before anybody answers. */
      unstaffed: Next.optional(),
      /** The caller has waited this long. */
      overflow: z.strictObject({ afterSeconds: z.int().min(5).max(7200), next: Next }).optional(),
    }),
    /** The caller is asked to leave the line and to be called back with the place kept. */
    z.strictObject({
      kind: z.literal('callback-offer'),
      prompts: Prompts.min(1),
      queueId: ObjectId,
      key: Key.default('1'),
      timeoutSeconds: TimeoutSeconds,
      /** Said when the caller has agreed, before the call ends. */
      confirmation: Prompts.default([]),
      /** For who does not press the key, or hides the number. */
      declined: Next,
    }),
    /** The caller leaves a message, which becomes work of a queue. */
    z.strictObject({
      kind: z.literal('voicemail'),
      prompts: Prompts.min(1),
      queueId: ObjectId,
      maxSeconds: z.int().min(5).max(900).default(120),
      silenceSeconds: z.int().min(1).max(60).default(5),
      next: Next,
    }),
    /** The call is forwarded to a number outside; Tandem leaves it to the two. */
    z.strictObject({
      kind: z.literal('forward'),
      number: E164,
      /** Of the number, as ISO 3166; null of one that is of no country. Set when the flow is saved. */
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .nullable()
        .optional(),
      timeoutSeconds: z.int().min(5).max(120).default(30),
      otherwise: Next,
    }),
    /** Another flow takes over at its beginning. */
    z.strictObject({ kind: z.literal('flow'), flowId: ObjectId }),
    /** The call ends. */
    z.strictObject({
      kind: z.literal('hang-up'),
      prompts: Prompts.default([]),
      cause: z.enum(['normal', 'busy', 'unavailable']).default('normal'),
    }),
  ])
  .meta({ id: 'FlowStep' });
export type FlowStep = z.output<typeof FlowStep>;
export type FlowStepKind = FlowStep['kind'];
export type FlowStepOf<K extends FlowStepKind> = Extract<FlowStep, { kind: K }>;
