/** What goes over the wire between SIP media applications and the function that they invoke. */

export type ParticipantTag = 'LEG-A' | 'LEG-B';

/** A party of a call as the function sees it. */
export interface Participant {
  readonly CallId: string;
  readonly ParticipantTag: ParticipantTag;
  readonly To: string;
  readonly From: string;
  readonly Direction: 'Inbound' | 'Outbound';
  /** Milliseconds since 1970, as text. */
  readonly StartTimeInMilliseconds: string;
  /** Missing until the leg has been answered. */
  readonly Status?: 'Connected' | 'Disconnected';
  readonly SipHeaders?: Readonly<Record<string, string>>;
}

export interface CallDetails {
  readonly TransactionId: string;
  readonly TransactionAttributes?: Readonly<Record<string, string>>;
  readonly AwsAccountId: string;
  readonly AwsRegion: string;
  readonly SipRuleId?: string;
  readonly SipMediaApplicationId: string;
  readonly Participants: readonly Participant[];
}

export const INVOCATION_EVENT_TYPES = [
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
] as const;
export type InvocationEventType = (typeof INVOCATION_EVENT_TYPES)[number];

/** What an event is about: an action with its results, or a request. */
export interface ActionData {
  readonly Type: string;
  readonly Parameters: Readonly<Record<string, unknown>>;
  readonly [result: string]: unknown;
}

export interface InvocationEvent {
  readonly SchemaVersion: '1.0';
  readonly Sequence: number;
  readonly InvocationEventType: InvocationEventType;
  readonly ActionData?: ActionData;
  readonly CallDetails: CallDetails;
  /** Of `INVALID_LAMBDA_RESPONSE` alone. */
  readonly ErrorType?: string;
  readonly ErrorMessage?: string;
}

/** The function behind the applications: on AWS a Lambda function, here a call. A rejection is a failed invocation. */
export type Invoke = (event: InvocationEvent) => Promise<unknown>;

/** Why an action or an answer is refused, in the words of the service. */
export interface Fault {
  readonly type: string;
  readonly message: string;
}
