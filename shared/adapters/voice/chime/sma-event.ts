import * as z from 'zod';
import { MEETING_NUMBER } from './external-ids.ts';

/*
 * Events of SIP media applications, as their documentation shows them and as they come. Only what is used is read, and
 * where the two differ both are taken. Source: Chime SDK developer guide, `pstn-invocations` and the page of each event.
 */

export const ParticipantTag = z.enum(['LEG-A', 'LEG-B']);
export type ParticipantTag = z.output<typeof ParticipantTag>;

/** Lists of several pages write `Leg-A`. */
const Tag = z.preprocess(tag => (typeof tag === 'string' ? tag.toUpperCase() : tag), ParticipantTag);
const texts = z.record(z.string(), z.string());

const Participant = z.object({
  CallId: z.string(),
  ParticipantTag: Tag,
  To: z.string().default(''),
  From: z.string().default(''),
  Direction: z.enum(['Inbound', 'Outbound']),
  /** Missing on legs that have not been answered. */
  Status: z.enum(['Connected', 'Disconnected']).optional(),
  SipHeaders: texts.nullish(),
});
export type Participant = z.output<typeof Participant>;

export const SmaEventType = z.enum([
  'NEW_INBOUND_CALL',
  'NEW_OUTBOUND_CALL',
  'RINGING',
  'CALL_ANSWERED',
  'ACTION_SUCCESSFUL',
  'ACTION_FAILED',
  'ACTION_INTERRUPTED',
  'CALL_UPDATE_REQUESTED',
  'DIGITS_RECEIVED',
  'HANGUP',
  'INVALID_LAMBDA_RESPONSE',
]);
export type SmaEventType = z.output<typeof SmaEventType>;

const number = z.coerce.number();

const Parameters = z.looseObject({
  CallId: z.string().optional(),
  ParticipantTag: Tag.optional(),
  SipResponseCode: number.optional(),
  DurationInMilliseconds: number.optional(),
  TerminatorDigits: z.array(z.string()).optional(),
  RecordingDestination: z.looseObject({ Key: z.string().optional() }).optional(),
  Arguments: texts.nullish(),
});

/** Numbers come as numbers or as texts; what an action failed of is `ErrorType` with a message, or one `Error`. */
const ActionData = z.looseObject({
  Type: z.string().optional(),
  Parameters: Parameters.default({}),
  ReceivedDigits: z.coerce.string().optional(),
  RecordingDestination: z.looseObject({ Key: z.string().optional() }).optional(),
  ErrorType: z.string().optional(),
  ErrorMessage: z.string().optional(),
  Error: z.string().optional(),
});
export type ActionData = z.output<typeof ActionData>;

export const SmaEvent = z.object({
  SchemaVersion: z.literal('1.0'),
  Sequence: number.pipe(z.int()),
  InvocationEventType: SmaEventType,
  ActionData: ActionData.nullish().transform(data => data ?? { Parameters: {} }),
  ErrorType: z.string().optional(),
  ErrorMessage: z.string().optional(),
  CallDetails: z
    .object({
      TransactionId: z.string().min(1).max(64),
      TransactionAttributes: texts.nullish(),
      /** Older examples of the documentation call it `SipApplicationId`. */
      SipMediaApplicationId: z.string().optional(),
      SipApplicationId: z.string().optional(),
      Participants: z.array(Participant).max(2),
    })
    .transform(({ SipApplicationId, SipMediaApplicationId = SipApplicationId, ...details }) => ({
      ...details,
      SipMediaApplicationId,
    })),
});
export type SmaEvent = z.output<typeof SmaEvent>;

const isMeeting = ({ To }: Participant): boolean => To === MEETING_NUMBER;
export const isConnected = (participant: Participant | undefined): boolean => participant?.Status === 'Connected';

/** Both ends of a transaction: who is on the telephone, and the room that telephone is or was in. */
export interface Ends {
  readonly party: Participant | undefined;
  readonly room: Participant | undefined;
  /** The room was called first and then bridged to a SIP telephone, which is how those are reached. */
  readonly bridged: boolean;
}

export function endsOf({ CallDetails: { Participants } }: SmaEvent): Ends {
  const tagged = (tag: ParticipantTag) => Participants.find(({ ParticipantTag }) => ParticipantTag === tag);
  const [first, second] = [tagged('LEG-A'), tagged('LEG-B')];
  const bridged = first?.Direction === 'Outbound' && isMeeting(first);
  return bridged ? { party: second, room: first, bridged } : { party: first, room: second, bridged };
}
