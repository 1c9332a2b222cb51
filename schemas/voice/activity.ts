import * as z from 'zod';
import { ActivityId } from './id.ts';

/*
 * What a leg can be told to do. A leg does one thing at a time: to command it is to give it another activity, which
 * replaces the one before. Activities have ids, so that telling one twice is telling it once.
 */

const Digit = z.string().regex(/^[0-9*#]$/, 'one of 0-9 * #');

/** Something a party hears: a sound file of Tandem or of the tenant, or a text that is spoken. */
export const Prompt = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('sound'),
      /** `music`, `ringback`, `beep` and the other sounds that come with Tandem, or the key of a file of the tenant. */
      name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9/_.-]{0,199}$/, 'not the name of a sound'),
    }),
    z.strictObject({
      kind: z.literal('speech'),
      text: z.string().trim().min(1).max(1000),
      /** BCP 47; the language of the call when left out. */
      language: z.string().max(35).optional(),
    }),
  ])
  .meta({ id: 'Prompt' });
export type Prompt = z.output<typeof Prompt>;

const id = ActivityId;
const prompts = z.array(Prompt).max(10);

export const Activity = z
  .discriminatedUnion('kind', [
    /** Rings on; the call is not answered yet. */
    z.object({ kind: z.literal('ring'), id, seconds: z.int().min(1).max(30) }),
    /** Plays; whatever comes next may cut it short. Done when the last prompt is over. */
    z.object({ kind: z.literal('play'), id, prompts, repeat: z.int().min(1).max(100) }),
    /** Plays and waits for digits; not cut short by other commands while it runs. */
    z.object({
      kind: z.literal('collect'),
      id,
      prompts,
      /** Played before another attempt. */
      failure: prompts,
      minDigits: z.int().min(1).max(128),
      maxDigits: z.int().min(1).max(128),
      terminators: z.array(Digit).max(12),
      /** What the whole input must match. */
      pattern: z.string().max(200).nullable(),
      attempts: z.int().min(1).max(10),
      /** How long to wait for the first digit of an attempt, and between digits. */
      timeoutSeconds: z.int().min(1).max(60),
      betweenDigitsSeconds: z.int().min(1).max(30),
    }),
    /** Records what the party says: voicemail. */
    z.object({
      kind: z.literal('record-message'),
      id,
      maxSeconds: z.int().min(1).max(900),
      silenceSeconds: z.int().min(1).max(60),
      terminators: z.array(Digit).max(12),
    }),
    /** Takes part in the conversation of the call's room. */
    z.object({ kind: z.literal('talk'), id }),
    /** The leg is taken down; before it was answered with a cause that the caller's network learns. */
    z.object({ kind: z.literal('hang-up'), id, cause: z.enum(['normal', 'busy', 'unavailable']) }),
  ])
  .meta({ id: 'Activity' });
export type Activity = z.output<typeof Activity>;
export type ActivityKind = Activity['kind'];
export type ActivityOf<K extends ActivityKind> = Extract<Activity, { kind: K }>;

/** How an activity came out. */
export const ActivityResult = z.discriminatedUnion('kind', [
  /** Over, or, of `talk`, under way: the party is in the room. */
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('digits'), digits: z.string().regex(/^[0-9*#]{0,128}$/) }),
  z.object({ kind: z.literal('no-digits') }),
  z.object({ kind: z.literal('recorded'), key: z.string().max(1024), seconds: z.number().nullable() }),
  z.object({ kind: z.literal('failed'), reason: z.string().max(500) }),
]);
export type ActivityResult = z.output<typeof ActivityResult>;

/** Something done in passing, beside the activity of a leg, once. */
export const Errand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('send-digits'), id: ActivityId, digits: z.string().regex(/^[0-9*#ABCD,]{1,50}$/) }),
  z.object({
    kind: z.literal('recording'),
    id: ActivityId,
    to: z.enum(['start', 'pause', 'resume', 'stop']),
  }),
]);
export type Errand = z.output<typeof Errand>;
