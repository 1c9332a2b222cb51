import { type Participant, SmaEvent, type SmaEventType } from '#shared/adapters/voice/chime/sma-event.ts';

/*
 * Events of SIP media applications as they come over the wire, after the shapes of the Chime SDK developer guide.
 */

export const LEG = {
  tenantId: 'demo',
  interactionId: 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3D',
  legId: 'leg_01K9ZQ4M6T8R2V5X7Y0A1B2C3E',
};
export const ACTIVITY = 'act_01K9ZQ4M6T8R2V5X7Y0A1B2C3F';
export const CALLER = '+14255550199';
export const NUMBER = '+15550100';
export const CALL_A = 'call-a';
export const CALL_B = 'call-b';
export const TRANSACTION = '9d6d7bd5-8ef6-4a2f-8b5b-9a3cf4a8f5a0';
export const SECRET = 'join-token-that-nobody-may-see';

type Wire = Record<string, unknown>;

/** What a leg was told last, as the service keeps it. */
export const attributes = (activity?: string): Record<string, string> => ({
  tenant: LEG.tenantId,
  interaction: LEG.interactionId,
  leg: LEG.legId,
  ...(activity !== undefined && { activity }),
});
export const toldTo = (kind: string, left = 0): Record<string, string> => attributes(`${kind} ${ACTIVITY} ${left}`);

export const caller = (status?: Participant['Status']): Wire => ({
  CallId: CALL_A,
  ParticipantTag: 'LEG-A',
  To: NUMBER,
  From: CALLER,
  Direction: 'Inbound',
  StartTimeInMilliseconds: '1764108000000',
  ...(status && { Status: status }),
});
export const callee = (status?: Participant['Status']): Wire => ({
  ...caller(status),
  To: CALLER,
  From: NUMBER,
  Direction: 'Outbound',
});
export const room = (status: Participant['Status'], tag: 'LEG-A' | 'LEG-B' = 'LEG-B'): Wire => ({
  CallId: tag === 'LEG-A' ? CALL_A : CALL_B,
  ParticipantTag: tag,
  To: '+17035550122',
  From: tag === 'LEG-A' ? NUMBER : 'SMA',
  Direction: 'Outbound',
  StartTimeInMilliseconds: '1764108001000',
  Status: status,
});
export const sipPhone = (status: Participant['Status']): Wire => ({
  CallId: CALL_B,
  ParticipantTag: 'LEG-B',
  To: 'ana',
  From: NUMBER,
  Direction: 'Outbound',
  StartTimeInMilliseconds: '1764108001000',
  Status: status,
});

export interface WireOptions {
  readonly participants?: readonly Wire[];
  readonly attributes?: Record<string, string> | undefined;
  readonly sequence?: number;
  readonly action?: Wire;
}

/** An event as it is delivered. */
export const wire = (type: SmaEventType, options: WireOptions = {}): Wire => ({
  SchemaVersion: '1.0',
  Sequence: options.sequence ?? 3,
  InvocationEventType: type,
  ...(options.action && { ActionData: options.action }),
  CallDetails: {
    TransactionId: TRANSACTION,
    ...(options.attributes && { TransactionAttributes: options.attributes }),
    AwsAccountId: '123456789012',
    AwsRegion: 'us-east-1',
    SipRuleId: 'f0a8a8c5-1111-4222-8333-444455556666',
    SipMediaApplicationId: '88ac4a32-0000-4111-8222-333344445555',
    Participants: options.participants ?? [caller('Connected')],
  },
});

export const parsed = (type: SmaEventType, options: WireOptions = {}): SmaEvent => SmaEvent.parse(wire(type, options));

export const action = (Type: string, Parameters: Wire = {}, results: Wire = {}): Wire => ({
  Type,
  Parameters: { ParticipantTag: 'LEG-A', ...Parameters },
  ...results,
});
export const hangUp = (tag: 'LEG-A' | 'LEG-B', SipResponseCode: unknown = 0): Wire => ({
  // Pages of the guide show other types here, so that nobody may rely on it.
  Type: 'ReceiveDigits',
  Parameters: { CallId: tag === 'LEG-A' ? CALL_A : CALL_B, ParticipantTag: tag, SipResponseCode },
});
export const update = (nudge = 'ask'): Wire => ({
  Type: 'CallUpdateRequest',
  Parameters: { Arguments: { nudge } },
});
