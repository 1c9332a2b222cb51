import { describe, expect, it, test } from 'vitest';
import { knownLegOf } from '#shared/adapters/voice/chime/attributes.ts';
import { eventOf } from '#shared/adapters/voice/chime/leg-events.ts';
import { SmaEvent, type SmaEventType } from '#shared/adapters/voice/chime/sma-event.ts';
import {
  ACTIVITY,
  action,
  attributes,
  CALLER,
  callee,
  caller,
  hangUp,
  LEG,
  NUMBER,
  parsed,
  room,
  SECRET,
  sipPhone,
  TRANSACTION,
  toldTo,
  update,
  type WireOptions,
  wire,
} from './sma-events.ts';

/** What is told of the leg, or the kind of the reading when nothing is. */
function heard(type: SmaEventType, options: WireOptions = {}) {
  const reading = eventOf(parsed(type, { attributes: toldTo('play'), ...options }));
  return reading.kind === 'event' ? reading.event : reading.kind;
}
const activity = (result: object) => ({ legId: LEG.legId, kind: 'activity', activityId: ACTIVITY, result });
const ended = (cause: string) => ({ legId: LEG.legId, kind: 'ended', cause });
const idle = { legId: LEG.legId, kind: 'asked', idle: true };
const inRoom = [caller('Connected'), room('Connected')];
const bridged = [room('Connected', 'LEG-A'), sipPhone('Connected')];

describe('somebody who hangs up while a flow speaks to him', () => {
  const gone = [caller('Disconnected')];

  it.each([
    ['play', 'ACTION_SUCCESSFUL', action('PlayAudio', {})],
    ['play', 'ACTION_FAILED', action('PlayAudio', {})],
    ['collect', 'ACTION_SUCCESSFUL', action('SpeakAndGetDigits', {})],
    ['collect', 'ACTION_FAILED', action('PlayAudioAndGetDigits', {})],
  ] as const)('has not heard out or entered anything: %s, %s', (kind, type, told) => {
    expect(heard(type, { participants: gone, attributes: toldTo(kind), action: told })).toBe('passing');
  });

  it('has left a message all the same', () => {
    const recorded = { ...action('RecordAudio', {}), RecordingDestination: { Type: 'S3', Key: 'messages/x.wav' } };

    const event = heard('ACTION_SUCCESSFUL', {
      participants: gone,
      attributes: toldTo('record-message'),
      action: recorded,
    });

    expect(event).toEqual(activity({ kind: 'recorded', key: 'messages/x.wav', seconds: null }));
  });
});

describe('a call that comes in', () => {
  it('names both numbers and what the network passed on', () => {
    const call = { ...caller(), SipHeaders: { 'X-Ticket': '7' } };

    const reading = eventOf(parsed('NEW_INBOUND_CALL', { participants: [call], sequence: 1 }));

    expect(reading).toEqual({
      kind: 'incoming',
      call: { ref: TRANSACTION, to: NUMBER, from: CALLER, headers: { 'X-Ticket': '7' } },
      gone: false,
    });
  });

  it.each(['anonymous', '', 'Restricted'])('has no number of its own when it says "%s"', From => {
    const reading = eventOf(parsed('NEW_INBOUND_CALL', { participants: [{ ...caller(), From }] }));

    expect(reading).toMatchObject({ call: { from: null } });
  });

  it('is offered again after it has waited for somebody who could take it', () => {
    const waited = action('Pause', { DurationInMilliseconds: '501' });

    const reading = eventOf(parsed('ACTION_SUCCESSFUL', { participants: [caller()], action: waited }));

    expect(reading).toMatchObject({ kind: 'incoming', gone: false });
  });

  it('is taken note of when the caller was faster than we', () => {
    const reading = eventOf(parsed('HANGUP', { participants: [caller('Disconnected')], action: hangUp('LEG-A') }));

    expect(reading).toMatchObject({ kind: 'incoming', gone: true });
  });
});

describe('a call that goes out', () => {
  it('is known by the arguments it was made with', () => {
    const action = { Type: 'CallCreateRequest', Parameters: { Arguments: { ...attributes(), sip: 'ana' } } };

    const reading = eventOf(parsed('NEW_OUTBOUND_CALL', { participants: [callee()], action }));

    expect(reading).toEqual({
      kind: 'dialled',
      known: { leg: LEG, told: null, sipUser: 'ana' },
      ref: TRANSACTION,
    });
  });

  test.each<[SmaEventType, string]>([
    ['RINGING', 'ringing'],
    ['CALL_ANSWERED', 'answered'],
  ])('%s tells that it is %s', (type, kind) => {
    const event = heard(type, { participants: [callee()], attributes: attributes() });

    expect(event).toEqual({ legId: LEG.legId, kind });
  });

  it('reaches its room first when it is for a SIP telephone, which rings then', () => {
    const options = { participants: [room('Connected', 'LEG-A')], attributes: { ...attributes(), sip: 'ana' } };

    expect(heard('RINGING', options)).toBe('passing');
    expect(eventOf(parsed('CALL_ANSWERED', options))).toMatchObject({ kind: 'bridge', user: 'ana' });
  });

  it('is answered by a SIP telephone when it has been bridged', () => {
    const options = { participants: bridged, action: action('CallAndBridge') };

    expect(heard('ACTION_SUCCESSFUL', options)).toEqual({ legId: LEG.legId, kind: 'answered' });
  });

  it.each([
    ['CallNotAnswered', 'no-answer'],
    ['InvalidActionParameter', 'failed'],
  ])('ends without a SIP telephone after %s', (ErrorType, cause) => {
    const options = {
      participants: [room('Connected', 'LEG-A')],
      action: action('CallAndBridge', {}, { ErrorType, ErrorMessage: 'x' }),
    };

    expect(heard('ACTION_FAILED', options)).toEqual(ended(cause));
  });
});

describe('an activity', () => {
  it.each([
    ['ring', action('Pause', { DurationInMilliseconds: '20000' })],
    ['play', action('PlayAudio', { Repeat: 1 })],
    ['play', action('Pause', { DurationInMilliseconds: 1000 })],
    ['talk', action('JoinChimeMeeting', { JoinToken: SECRET, MeetingId: 'm' })],
  ])('%s is done', (kind, done) => {
    const event = heard('ACTION_SUCCESSFUL', { attributes: toldTo(kind), action: done });

    expect(event).toEqual(activity({ kind: 'done' }));
  });

  it.each([
    ['1234#', { kind: 'digits', digits: '1234' }],
    ['1234', { kind: 'digits', digits: '1234' }],
    [12, { kind: 'digits', digits: '12' }],
    ['*1', { kind: 'digits', digits: '*1' }],
    ['#', { kind: 'no-digits' }],
    ['', { kind: 'no-digits' }],
    ['12A', { kind: 'failed', reason: 'digits that are none' }],
  ])('collect has received %o', (ReceivedDigits, result) => {
    const collected = action('SpeakAndGetDigits', { TerminatorDigits: ['#'] }, { ReceivedDigits });

    const event = heard('ACTION_SUCCESSFUL', { attributes: toldTo('collect'), action: collected });

    expect(event).toEqual(activity(result));
  });

  it('collect has received nothing that fits', () => {
    const failed = action('PlayAudioAndGetDigits', {}, { ErrorType: 'InvalidDigitsReceived', ErrorMessage: 'x' });

    expect(heard('ACTION_FAILED', { attributes: toldTo('collect'), action: failed })).toEqual(
      activity({ kind: 'no-digits' }),
    );
  });

  it.each([
    ['beside the parameters', action('RecordAudio', {}, { RecordingDestination: { Key: 'messages/a.wav' } })],
    ['among the parameters', action('RecordAudio', { RecordingDestination: { Key: 'messages/a.wav' } })],
  ])('record-message tells where it lies, %s', (_, recorded) => {
    const event = heard('ACTION_SUCCESSFUL', { attributes: toldTo('record-message'), action: recorded });

    expect(event).toEqual(activity({ kind: 'recorded', key: 'messages/a.wav', seconds: null }));
  });

  it.each([
    [
      'ErrorType',
      { ErrorType: 'InvalidAudioSource', ErrorMessage: 'no such file' },
      'InvalidAudioSource: no such file',
    ],
    ['Error', { Error: 'Call not found' }, 'Call not found'],
    ['nothing', {}, 'failed'],
  ])('fails for the reason in %s', (_, results, reason) => {
    const event = heard('ACTION_FAILED', { action: action('PlayAudio', {}, results) });

    expect(event).toEqual(activity({ kind: 'failed', reason: `PlayAudio: ${reason}` }));
  });

  it('talk fails without telling the token', () => {
    const failed = action('JoinChimeMeeting', { JoinToken: SECRET, MeetingId: 'm' }, { Error: 'not valid' });

    const event = heard('ACTION_FAILED', { attributes: toldTo('talk'), action: failed });

    expect(event).toEqual(activity({ kind: 'failed', reason: 'JoinChimeMeeting: not valid' }));
  });
});

describe('a leg asks what to do', () => {
  it('when it is nudged, and is not idle', () => {
    const event = heard('CALL_UPDATE_REQUESTED', { action: update() });

    expect(event).toEqual({ legId: LEG.legId, kind: 'asked' });
  });

  it.each([
    ['when it has waited because nobody could say', 'play', action('Pause', { DurationInMilliseconds: '2001' })],
    ['when an errand has ended its music', 'play', action('SendDigits', { Digits: '1' })],
    ['when it came into the room after it was told to leave', 'play', action('JoinChimeMeeting')],
  ])('%s', (_, kind, done) => {
    const event = heard('ACTION_SUCCESSFUL', { participants: inRoom, attributes: toldTo(kind), action: done });

    expect(event).toEqual(idle);
  });

  it.each(['SpeakAndGetDigits', 'RecordAudio', 'PlayAudio', 'JoinChimeMeeting'])(
    'when %s fails after it was told to hang up, which is lost with it',
    type => {
      const failed = action(type, {}, { ErrorType: 'InvalidDigitsReceived', ErrorMessage: 'x' });

      expect(heard('ACTION_FAILED', { attributes: toldTo('hang-up'), action: failed })).toEqual(idle);
    },
  );

  it.each(['SpeakAndGetDigits', 'RecordAudio', 'PlayAudio'])(
    'for nothing when %s is over after it was told to hang up, which follows',
    type => {
      expect(heard('ACTION_SUCCESSFUL', { attributes: toldTo('hang-up'), action: action(type) })).toBe('passing');
    },
  );

  it('for the rest of its prompts', () => {
    const reading = eventOf(
      parsed('ACTION_SUCCESSFUL', { attributes: toldTo('play', 7), action: action('PlayAudio') }),
    );

    expect(reading).toMatchObject({ event: idle, rest: true });
  });

  it('when its answer was not understood', () => {
    expect(heard('INVALID_LAMBDA_RESPONSE')).toEqual(idle);
  });

  it.each(['mute', 'unmute'])('to %s it, which is between the service and us', word => {
    const reading = eventOf(parsed('CALL_UPDATE_REQUESTED', { attributes: toldTo('talk'), action: update(word) }));

    expect(reading).toMatchObject({ kind: 'mute' });
  });
});

describe('a leg in its room', () => {
  it.each(['SendDigits', 'StartCallRecording', 'PauseCallRecording'])('goes on after %s', type => {
    const options = { participants: inRoom, attributes: toldTo('talk'), action: action(type) };

    expect(heard('ACTION_SUCCESSFUL', options)).toBe('passing');
    expect(heard('ACTION_FAILED', options)).toBe('passing');
  });

  it('is there when it was there already', () => {
    const waited = action('Pause', { DurationInMilliseconds: 100 });

    const event = heard('ACTION_SUCCESSFUL', { participants: inRoom, attributes: toldTo('talk'), action: waited });

    expect(event).toEqual(activity({ kind: 'done' }));
  });

  it('that waited because nobody could say what it is to do asks', () => {
    const waited = action('Pause', { DurationInMilliseconds: 501 });

    const event = heard('ACTION_SUCCESSFUL', { participants: inRoom, attributes: toldTo('talk'), action: waited });

    expect(event).toEqual(idle);
  });

  it('has lost it when the room hangs up', () => {
    const options = { participants: [caller('Connected'), room('Disconnected')], action: hangUp('LEG-B') };

    const event = heard('HANGUP', { ...options, attributes: toldTo('talk') });

    expect(event).toEqual(activity({ kind: 'failed', reason: 'cut off from the room' }));
  });

  it('has left it when it was told to', () => {
    const options = { participants: [caller('Connected'), room('Disconnected')] };

    expect(heard('ACTION_SUCCESSFUL', { ...options, action: action('Hangup', { ParticipantTag: 'LEG-B' }) })).toBe(
      'passing',
    );
    expect(heard('HANGUP', { ...options, action: hangUp('LEG-B') })).toBe('passing');
  });
});

describe('a leg has ended', () => {
  it.each([
    [0, 'hung-up'],
    ['0', 'hung-up'],
    [486, 'busy'],
    [600, 'busy'],
    [480, 'no-answer'],
    ['408', 'no-answer'],
    [603, 'rejected'],
    [404, 'failed'],
    [503, 'failed'],
  ])('out there with code %o', (code, cause) => {
    const options = { participants: [callee('Disconnected')], action: hangUp('LEG-A', code) };

    expect(heard('HANGUP', options)).toEqual(ended(cause));
  });

  it('because its caller hung up, whatever the code', () => {
    expect(heard('HANGUP', { participants: [caller('Disconnected')], action: hangUp('LEG-A', 487) })).toEqual(
      ended('hung-up'),
    );
  });

  it('because it was told to', () => {
    const options = { participants: [caller('Disconnected')], attributes: toldTo('hang-up'), action: hangUp('LEG-A') };

    expect(heard('HANGUP', options)).toEqual(ended('taken-down'));
  });

  it('on a SIP telephone, and when that loses its room', () => {
    const gone = { participants: [room('Connected', 'LEG-A'), sipPhone('Disconnected')], action: hangUp('LEG-B') };
    const cutOff = { participants: [room('Disconnected', 'LEG-A'), sipPhone('Connected')], action: hangUp('LEG-A') };

    expect(heard('HANGUP', { ...gone, attributes: toldTo('talk') })).toEqual(ended('hung-up'));
    expect(heard('HANGUP', { ...cutOff, attributes: toldTo('talk') })).toEqual(ended('taken-down'));
  });

  it('and asks for nothing more', () => {
    const waited = action('Pause', { DurationInMilliseconds: 501 });

    expect(heard('ACTION_SUCCESSFUL', { participants: [caller('Disconnected')], action: waited })).toBe('passing');
  });
});

describe('nothing is told', () => {
  test.each<SmaEventType>(['ACTION_INTERRUPTED', 'DIGITS_RECEIVED'])('of %s', type => {
    expect(heard(type, { action: action('PlayAudio') })).toBe('passing');
  });

  it('of a hang-up that did not succeed: it comes when the telephone is answered', () => {
    const failed = { participants: [callee()], attributes: toldTo('hang-up'), action: action('Hangup') };

    expect(heard('ACTION_FAILED', failed)).toBe('passing');
  });
});

describe('a call that nobody here knows', () => {
  it.each([
    ['without attributes', undefined],
    ['with those of somebody else', { customer: '7' }],
    ['with broken ones', { ...attributes(), leg: 'leg_1' }],
  ])('%s is a stranger', (_, other) => {
    const event = parsed('CALL_ANSWERED', { participants: [callee('Connected')], attributes: other });

    expect(eventOf(event).kind).toBe('stranger');
  });

  it.each(['juggle act_01K9ZQ4M6T8R2V5X7Y0A1B2C3F 0', 'play nothing 0', `play ${ACTIVITY} -1`, 'play'])(
    'is one that was told "%s"',
    text => {
      expect(knownLegOf(attributes(text))).toBeUndefined();
    },
  );
});

describe('the schema', () => {
  it('takes the older name of the application', () => {
    const event = wire('RINGING') as { CallDetails: Record<string, unknown> };
    const { SipMediaApplicationId: id, ...details } = event.CallDetails;

    const older = SmaEvent.parse({ ...event, CallDetails: { ...details, SipApplicationId: id } });

    expect(older.CallDetails.SipMediaApplicationId).toBe(id);
  });

  it('takes numbers that are texts, and tags in any case', () => {
    const event = SmaEvent.parse({
      ...wire('HANGUP', { participants: [{ ...caller('Connected'), ParticipantTag: 'Leg-A' }] }),
      Sequence: '7',
    });

    expect(event).toMatchObject({ Sequence: 7, CallDetails: { Participants: [{ ParticipantTag: 'LEG-A' }] } });
  });

  it.each([
    ['no object', 'ring'],
    ['nothing', null],
    ['an empty one', {}],
    ['another version', { ...wire('RINGING'), SchemaVersion: '2.0' }],
    ['an unknown type', { ...wire('RINGING'), InvocationEventType: 'NEW_INCOMING_CALL' }],
    ['no transaction', { ...wire('RINGING'), CallDetails: { Participants: [] } }],
    ['a sequence that is none', { ...wire('RINGING'), Sequence: 'first' }],
    ['three participants', wire('RINGING', { participants: [caller(), caller(), caller()] })],
    ['a leg that does not exist', wire('RINGING', { participants: [{ ...caller(), ParticipantTag: 'LEG-C' }] })],
  ])('refuses %s', (_, raw) => {
    expect(SmaEvent.safeParse(raw).success).toBe(false);
  });
});
