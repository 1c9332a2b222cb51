import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';
import { E164 } from '../voice/phone-number.ts';

/** A telephone number that customers call, and the queue in which their calls wait. */
export const InboundNumber = z
  .strictObject({
    id: ObjectId,
    name: z.string().trim().min(1).max(120),
    /** Of one tenant alone. */
    number: E164,
    queueId: ObjectId,
    /** BCP 47; what callers are told is spoken in it. */
    language: z.string().min(2).max(35).default('en-US'),
  })
  .meta({ id: 'InboundNumber' });
export type InboundNumber = z.output<typeof InboundNumber>;

/** What a kind of extension is reached by. */
interface Reach {
  readonly kind: string;
  readonly number?: string | undefined;
  readonly user?: string | undefined;
}
const isReachable = ({ kind, number, user }: Reach): boolean =>
  (kind === 'phone') === (number !== undefined) && (kind === 'sip') === (user !== undefined);

/** The rule of an extension, and of a body in which the id may be missing. */
export const reachable: [typeof isReachable, { message: string; path: string[] }] = [
  isReachable,
  { message: 'a phone has a number, a sip telephone a user, and a browser neither', path: ['kind'] },
];

/** How an agent is reached who selects this extension; every other extension is the browser. */
export const Extension = z
  .strictObject({
    id: ObjectId,
    name: z.string().trim().min(1).max(120),
    kind: z.enum(['browser', 'phone', 'sip']),
    /** Of a `phone`. */
    number: E164.optional(),
    /** The user part of the address of a `sip` telephone. */
    user: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,36}$/, 'use 1 to 36 letters, digits, or . _ -')
      .optional(),
  })
  .refine(...reachable)
  .meta({ id: 'Extension' });
export type Extension = z.output<typeof Extension>;

/** What happens to the customer's place in the conversation when others are called in (VOICE-16). */
export const HoldSwitches = z
  .strictObject({
    /** The customer is on hold until the one who is called in has answered. */
    holdBeforeConference: z.boolean().default(false),
    /** The customer is taken from hold before the call is handed on. */
    unholdBeforeTransfer: z.boolean().default(false),
    /** Hold takes everybody outside from the conversation, not the customer alone. */
    holdAllOnConference: z.boolean().default(false),
  })
  .meta({ id: 'HoldSwitches' });
export type HoldSwitches = z.output<typeof HoldSwitches>;

/** Whether calls of a campaign are recorded, and who decides. */
export const RecordingSettings = z
  .strictObject({
    /** `never`; `on-demand`: the agent begins it; `always`: begins when customer and agent are connected. */
    mode: z.enum(['never', 'on-demand', 'always']).default('never'),
    /** Said to the customer before the recording begins, where it must be. */
    announcement: z.string().max(500).optional(),
    /** Recordings can no longer be had after so many days. */
    retentionDays: z.int().min(1).max(3650).default(90),
  })
  .meta({ id: 'RecordingSettings' });
export type RecordingSettings = z.output<typeof RecordingSettings>;

/** The tenant's rules of calls. */
export const VoiceSettings = z
  .strictObject({
    /** A parked call that nobody picks up waits in its queue again after this time; never when null. */
    parkSeconds: z.int().min(10).max(3600).nullable().default(300),
    /** Capacity that a parked call takes of whoever parked it. */
    parkedWeight: z.int().min(0).max(100).default(5),
    /** Countries that may be called, as ISO 3166 codes; all but premium numbers when empty. */
    countries: z
      .array(z.string().regex(/^[A-Z]{2}$/, 'use a code of two capital letters'))
      .max(250)
      .default([]),
  })
  .meta({ id: 'VoiceSettings' });
export type VoiceSettings = z.output<typeof VoiceSettings>;
