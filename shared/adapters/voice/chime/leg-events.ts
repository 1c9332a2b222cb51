import type { ActivityKind, ActivityResult } from '#schemas/voice/activity.ts';
import { Nudge } from '#schemas/voice/control.ts';
import type { LegEndCause } from '#schemas/voice/model.ts';
import type { IncomingCall, LegEvent } from '#shared/app/voice/ports.ts';
import { type KnownLeg, knownLegOf } from './attributes.ts';
import { isKeepAlive } from './keep-alive.ts';
import { type ActionData, type Ends, endsOf, isConnected, type Participant, type SmaEvent } from './sma-event.ts';

/** What an event of the service means. */
export type Reading =
  /** Somebody calls, and, when `gone`, has hung up before anybody took note. */
  | { readonly kind: 'incoming'; readonly call: IncomingCall; readonly gone: boolean }
  /** The service has taken a call that it was asked for. */
  | { readonly kind: 'dialled'; readonly known: KnownLeg; readonly ref: string }
  /** The room has been reached for a SIP telephone, which is to be called now. */
  | { readonly kind: 'bridge'; readonly known: KnownLeg; readonly user: string }
  /** Whether the leg is heard is to be as its seat says. */
  | { readonly kind: 'mute'; readonly known: KnownLeg }
  /** Something to tell. `rest`: the leg asks for the actions that did not fit into the answer before. */
  | { readonly kind: 'event'; readonly known: KnownLeg; readonly event: LegEvent; readonly rest: boolean }
  /** Nothing to tell: what the call does goes on. */
  | { readonly kind: 'passing' }
  /** A call that nobody here knows. */
  | { readonly kind: 'stranger' };

const PASSING: Reading = { kind: 'passing' };
const STRANGER: Reading = { kind: 'stranger' };
const MOST_REASON = 500;

/** Reads an event. Pure: the same event means the same every time. */
export function eventOf(event: SmaEvent): Reading {
  const { InvocationEventType: type, ActionData: action, CallDetails: details } = event;
  if (type === 'NEW_OUTBOUND_CALL') {
    const known = knownLegOf(action.Parameters.Arguments);
    return known ? { kind: 'dialled', known, ref: details.TransactionId } : PASSING;
  }
  const ends = endsOf(event);
  const known = knownLegOf(details.TransactionAttributes);
  if (!known) return withoutLeg(event, ends);
  switch (type) {
    case 'NEW_INBOUND_CALL':
      return incoming(event, ends, false);
    case 'RINGING':
      return ends.bridged ? PASSING : tell(known, { kind: 'ringing' });
    case 'CALL_ANSWERED':
      if (known.sipUser !== null) return { kind: 'bridge', known, user: known.sipUser };
      return tell(known, { kind: 'answered' });
    case 'ACTION_SUCCESSFUL':
      return isCutOff(known, action, ends) ? PASSING : succeeded(known, action, ends);
    case 'ACTION_FAILED':
      return isCutOff(known, action, ends) ? PASSING : failed(known, action, ends);
    case 'CALL_UPDATE_REQUESTED':
      return nudged(known, action);
    case 'HANGUP':
      return hungUp(known, action, ends);
    case 'INVALID_LAMBDA_RESPONSE':
      return idle(known, ends);
    case 'ACTION_INTERRUPTED':
    case 'DIGITS_RECEIVED':
      return PASSING;
  }
}

const tell = (known: KnownLeg, event: WithoutLeg<LegEvent>, rest = false): Reading => ({
  kind: 'event',
  known,
  event: { ...event, legId: known.leg.legId } as LegEvent,
  rest,
});
type WithoutLeg<E> = E extends unknown ? Omit<E, 'legId'> : never;

/** The activity that the leg was told last has come out so. */
const settled = (known: KnownLeg, result: ActivityResult): Reading =>
  known.told ? tell(known, { kind: 'activity', activityId: known.told.id, result }) : PASSING;

/**
 * What somebody heard or was to enter is over because he has hung up, which is told next: nothing follows from it. A
 * message counts all the same.
 */
const isCutOff = ({ told }: KnownLeg, { Type }: ActionData, { party }: Ends): boolean =>
  party?.Status === 'Disconnected' && Type !== 'RecordAudio' && (told?.kind === 'play' || told?.kind === 'collect');

/** The leg has nothing to do, through no success and no fault of its activity. */
function idle(known: KnownLeg, { party }: Ends, rest = false): Reading {
  return party?.Status === 'Disconnected' ? PASSING : tell(known, { kind: 'asked', idle: true }, rest);
}

/** A call without attributes: one that comes in and was not told anything yet, or none of ours. */
function withoutLeg(event: SmaEvent, ends: Ends): Reading {
  const { InvocationEventType: type, ActionData: action } = event;
  if (ends.party?.Direction !== 'Inbound') return ends.party || ends.room ? STRANGER : PASSING;
  const waited = type === 'ACTION_SUCCESSFUL' && isKeepAlive(action.Parameters.DurationInMilliseconds);
  if (type === 'NEW_INBOUND_CALL' || waited) return incoming(event, ends, false);
  if (type === 'HANGUP') return incoming(event, ends, true);
  return STRANGER;
}

function incoming({ CallDetails: { TransactionId: ref } }: SmaEvent, { party }: Ends, gone: boolean): Reading {
  if (!party) return STRANGER;
  const from = /^\+?\d+$/.test(party.From) ? party.From : null;
  return { kind: 'incoming', call: { ref, to: party.To, from, headers: party.SipHeaders ?? {} }, gone };
}

function nudged(known: KnownLeg, { Parameters: { Arguments: words } }: ActionData): Reading {
  const { data: word } = Nudge.safeParse(words?.['nudge']);
  if (word === 'mute' || word === 'unmute') return { kind: 'mute', known };
  return tell(known, { kind: 'asked' });
}

function succeeded(known: KnownLeg, action: ActionData, ends: Ends): Reading {
  const { Parameters: parameters, ReceivedDigits = '', Type } = action;
  const kind = known.told?.kind;
  const inRoom = isConnected(ends.room);
  switch (Type) {
    case 'PlayAudio':
      if (known.told && known.told.left > 0) return idle(known, ends, true);
      return kind === 'play' ? settled(known, { kind: 'done' }) : PASSING;
    case 'PlayAudioAndGetDigits':
    case 'SpeakAndGetDigits':
      // What was asked is of no concern any more when it was told something else meanwhile, which follows.
      return kind === 'collect' ? settled(known, digitsOf(ReceivedDigits, parameters.TerminatorDigits)) : PASSING;
    case 'RecordAudio': {
      if (kind !== 'record-message') return PASSING;
      const key = action.RecordingDestination?.Key ?? parameters.RecordingDestination?.Key;
      if (key === undefined) return settled(known, { kind: 'failed', reason: 'nothing was recorded' });
      return settled(known, { kind: 'recorded', key, seconds: null });
    }
    case 'Pause':
      if (isKeepAlive(parameters.DurationInMilliseconds)) return idle(known, ends);
      if (kind === 'talk' && inRoom) return settled(known, { kind: 'done' });
      return kind === 'ring' || kind === 'play' ? settled(known, { kind: 'done' }) : idle(known, ends);
    case 'JoinChimeMeeting':
      // It was told something else on its way in: then it must leave.
      return kind === 'talk' ? settled(known, { kind: 'done' }) : idle(known, ends);
    case 'CallAndBridge':
      return tell(known, { kind: 'answered' });
    case 'Hangup':
      // Whether a bridged telephone that was taken down is told of as hung up, too, is not documented.
      return ends.bridged && kind === 'hang-up' ? tell(known, { kind: 'ended', cause: 'taken-down' }) : PASSING;
    case 'SendDigits':
    case 'StartCallRecording':
    case 'StopCallRecording':
    case 'PauseCallRecording':
    case 'ResumeCallRecording':
      return kind === 'talk' && inRoom ? PASSING : idle(known, ends);
    default:
      // The list it is part of goes on.
      return PASSING;
  }
}

function digitsOf(received: string, terminators: readonly string[] = []): ActivityResult {
  const last = received.at(-1);
  const digits = last !== undefined && terminators.includes(last) ? received.slice(0, -1) : received;
  if (digits === '') return { kind: 'no-digits' };
  return /^[0-9*#]{1,128}$/.test(digits)
    ? { kind: 'digits', digits }
    : { kind: 'failed', reason: 'digits that are none' };
}

/** Of a failure the name and the message are told, never its parameters: they may hold a join token. */
function reasonOf({ Type = 'action', ErrorType, ErrorMessage, Error: error }: ActionData): string {
  const said = [ErrorType, ErrorMessage, error].filter(Boolean).join(': ') || 'failed';
  return `${Type}: ${said}`.slice(0, MOST_REASON);
}

/** Activities by the actions that they are made of. */
const ACTIVITIES: Readonly<Record<string, readonly ActivityKind[]>> = {
  PlayAudio: ['play', 'collect'],
  PlayAudioAndGetDigits: ['collect'],
  SpeakAndGetDigits: ['collect'],
  RecordAudio: ['record-message'],
  JoinChimeMeeting: ['talk'],
};

/** A failure takes all that should have followed with it, also what the leg was told meanwhile. */
function failed(known: KnownLeg, action: ActionData, ends: Ends): Reading {
  const inRoom = isConnected(ends.room);
  const kinds = ACTIVITIES[action.Type ?? ''];
  if (kinds && known.told && !kinds.includes(known.told.kind)) return idle(known, ends);
  switch (action.Type) {
    case 'PlayAudioAndGetDigits':
    case 'SpeakAndGetDigits': {
      const isEntry = action.ErrorType === 'InvalidDigitsReceived';
      return settled(known, isEntry ? { kind: 'no-digits' } : { kind: 'failed', reason: reasonOf(action) });
    }
    case 'PlayAudio':
    case 'RecordAudio':
    case 'JoinChimeMeeting':
    case 'Pause':
      return settled(known, { kind: 'failed', reason: reasonOf(action) });
    case 'CallAndBridge': {
      const cause = action.ErrorType === 'CallNotAnswered' ? 'no-answer' : 'failed';
      return tell(known, { kind: 'ended', cause });
    }
    case 'Hangup':
      // Of a telephone that still rings: it is taken down when it is answered.
      return known.told?.kind === 'hang-up' ? PASSING : idle(known, ends);
    default:
      return known.told?.kind === 'talk' && inRoom ? PASSING : idle(known, ends);
  }
}

function hungUp(known: KnownLeg, { Parameters: { CallId, ParticipantTag, SipResponseCode } }: ActionData, ends: Ends) {
  const { bridged, party, room } = ends;
  const isMeant = (one: Participant | undefined) =>
    CallId === undefined ? one?.ParticipantTag === ParticipantTag : one?.CallId === CallId;
  if (isMeant(room)) {
    // A SIP telephone has nothing left when its room is gone; another telephone can be told something else.
    if (bridged) return tell(known, { kind: 'ended', cause: party ? 'taken-down' : 'failed' });
    const isCutOff = known.told?.kind === 'talk' && isConnected(party);
    return isCutOff ? settled(known, { kind: 'failed', reason: 'cut off from the room' }) : PASSING;
  }
  return tell(known, { kind: 'ended', cause: endCause(known, party, SipResponseCode) });
}

/** Final answers of SIP to a call (RFC 3261, section 21) by what they mean for the telephone that was called. */
const CAUSES: Readonly<Record<number, LegEndCause>> = {
  0: 'hung-up',
  200: 'hung-up',
  403: 'rejected',
  408: 'no-answer',
  480: 'no-answer',
  486: 'busy',
  487: 'no-answer',
  600: 'busy',
  603: 'rejected',
};

function endCause({ told }: KnownLeg, party: Participant | undefined, code = 0): LegEndCause {
  if (told?.kind === 'hang-up') return 'taken-down';
  if (party?.Direction === 'Inbound') return 'hung-up';
  return CAUSES[code] ?? 'failed';
}
