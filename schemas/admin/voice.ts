import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';
import { E164 } from '../voice/phone-number.ts';

const leadsToOne = ({ flowId, queueId }: { flowId?: string | undefined; queueId?: string | undefined }): boolean =>
  (flowId === undefined) !== (queueId === undefined);
const ONE_TARGET = { message: 'give either flowId or queueId', path: ['flowId'] };

const inboundNumber = {
  id: ObjectId,
  name: z.string().trim().min(1).max(120),
  /** Of one tenant alone. */
  number: E164,
  /** The flow that its calls begin ... */
  flowId: ObjectId.optional(),
  /** ... or the queue in which they wait at once. */
  queueId: ObjectId.optional(),
  /** BCP 47; what callers are told is spoken in it, until a flow says otherwise. */
  language: z.string().min(2).max(35).default('en-US'),
};

/** A telephone number that customers call, and where their calls go. */
export const InboundNumber = z.strictObject(inboundNumber).refine(leadsToOne, ONE_TARGET).meta({ id: 'InboundNumber' });
export type InboundNumber = z.output<typeof InboundNumber>;
/** The same as a body of a request, which may leave out the id. */
export const InboundNumberBody = z
  .strictObject({ ...inboundNumber, id: ObjectId.optional() })
  .refine(leadsToOne, ONE_TARGET)
  .meta({ id: 'InboundNumberBody' });

/** What a kind of extension is reached by. */
interface Reach {
  readonly kind: string;
  readonly number?: string | undefined;
  readonly user?: string | undefined;
}
/** The rule of an extension, and of a body in which the id may be missing. */
export function reachable({ kind, number, user }: Reach, context: z.RefinementCtx): void {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if ((kind === 'phone') !== (number !== undefined)) wrong('number', 'belongs to the kind phone, which needs it');
  if ((kind === 'sip') !== (user !== undefined)) wrong('user', 'belongs to the kind sip, which needs it');
}

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
  .superRefine(reachable)
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
