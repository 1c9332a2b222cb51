import { describe, expect, it } from 'vitest';
import { type ActionType, actionParameters, parseAction } from '#local/sma/actions.ts';
import { parseAnswer } from '#local/sma/answer.ts';
import { defaultConformance } from '#local/sma/conformance.ts';
import { answer, askDigits, bridge, CALLER, NUMBER, pause, play, receiveDigits, record, stand } from './stand.ts';

const pairs = (count: number, value = 'v') =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, value]));

describe('an answer as a whole', () => {
  const bad: readonly (readonly [string, unknown, string])[] = [
    ['is blank', '', 'Response is blank or empty'],
    ['is null', null, 'Response is blank or empty'],
    [
      'has no schema version',
      { Actions: [] },
      'The schema version in the invocation request does not match the schema version in the response.',
    ],
    [
      'has another schema version',
      { SchemaVersion: '2.0', Actions: [] },
      'The schema version in the invocation request does not match the schema version in the response.',
    ],
    ['has a list that is none', { SchemaVersion: '1.0', Actions: {} }, 'Error while reading actions list.'],
    ['has an action without a type', answer([{ Parameters: {} }]), 'Error while reading actions list.'],
    ['has 11 actions', answer(Array(11).fill(pause(1000))), 'Too many actions specified in a response.'],
    [
      'has an action that does not exist',
      answer([{ Type: 'SpeakAndBridge', Parameters: {} }]),
      'Unsupported action SpeakAndBridge specified',
    ],
    [
      'has 11 attributes',
      answer([], { TransactionAttributes: pairs(11) }),
      'Transaction Attributes has too many mappings. Maximum number of mappings is 10',
    ],
    [
      'has attributes over 20 KB',
      answer([], { TransactionAttributes: pairs(2, 'v'.repeat(11_000)) }),
      'Transaction Attributes is too large. Maximum size is 20 KB',
    ],
    [
      'has an attribute that is no text',
      answer([], { TransactionAttributes: { a: 1 } }),
      'Transaction Attributes must map text to text',
    ],
  ];

  it.each(bad)('that %s comes back as INVALID_LAMBDA_RESPONSE, with the error at the top', async (_, raw, message) => {
    const { sma, pass, events } = stand({
      NEW_INBOUND_CALL: () => (raw === null ? null : (raw as object)),
      INVALID_LAMBDA_RESPONSE: [play('sorry.wav')],
    });
    const id = sma.call({ from: CALLER, to: NUMBER });

    await pass(1);

    expect(events[1]).toMatchObject({ InvocationEventType: 'INVALID_LAMBDA_RESPONSE', ErrorMessage: message });
    expect(events[1]).not.toHaveProperty('ActionData');
    expect(sma.hears(id)).toEqual(['prompt:sorry.wav']);
    expect(sma.logs.map(one => one.message)).toContain(message);
  });

  it('names the documented type for too many attributes', () => {
    const parsed = parseAnswer(answer([], { TransactionAttributes: pairs(11) }), defaultConformance);

    expect(parsed).toMatchObject({ fault: { type: 'TransactionAttributesInvalidMapSize' } });
  });

  it.each([
    [10, 11, false],
    [10, 10, true],
    [100, 100, true],
    [100, 101, false],
  ] as const)('with %d attributes allowed may have %d: %s', (attributesMax, count, isFine) => {
    const parsed = parseAnswer(answer([], { TransactionAttributes: pairs(count) }), {
      ...defaultConformance,
      attributesMax,
    });

    expect('fault' in parsed).toBe(!isFine);
  });

  it('may be anything in answer to what is only information', async () => {
    const { sma, pass, types } = stand({ RINGING: () => null });

    sma.createCall({ applicationId: 'sma-local', from: NUMBER, to: CALLER });
    await pass(4);

    expect(types()).toEqual(['NEW_OUTBOUND_CALL', 'RINGING', 'CALL_ANSWERED']);
  });

  it('that is wrong again and again ends the call after a thousand invocations', async () => {
    const wrong = () => ({ SchemaVersion: '9' });
    const { sma, pass, events } = stand({ NEW_INBOUND_CALL: wrong, INVALID_LAMBDA_RESPONSE: wrong });
    const id = sma.call({ from: CALLER, to: NUMBER });

    for (let turns = 0; turns < 20 && sma.leg(id).state !== 'disconnected'; turns += 1) await pass(1);

    expect(events).toHaveLength(1000);
    expect(sma.live.transactions).toBe(0);
  });
});

describe('an action', () => {
  const parameters: { readonly [T in ActionType]: Record<string, unknown> } = {
    PlayAudio: play('a.wav').Parameters as Record<string, unknown>,
    PlayAudioAndGetDigits: askDigits().Parameters as Record<string, unknown>,
    Speak: { CallId: 'c', Text: 'Hello' },
    SpeakAndGetDigits: {
      ...{ SpeechParameters: { Text: 'Press' }, FailureSpeechParameters: { Text: 'Again' } },
      RepeatDurationInMilliseconds: 1000,
    },
    ReceiveDigits: receiveDigits('^1$').Parameters as Record<string, unknown>,
    SendDigits: { CallId: 'c', Digits: '12,3#' },
    RecordAudio: record().Parameters as Record<string, unknown>,
    Pause: { DurationInMilliseconds: '1000' },
    Hangup: { SipResponseCode: '0' },
    CallAndBridge: bridge('+14255550111').Parameters as Record<string, unknown>,
    JoinChimeMeeting: { JoinToken: 't', MeetingId: 'm' },
    ModifyChimeMeetingAttendees: { Operation: 'Mute', MeetingId: 'm', AttendeeList: ['a'] },
    StartCallRecording: { CallId: 'c', Track: 'BOTH', Destination: { Type: 'S3', Location: 'bucket' } },
    StopCallRecording: { CallId: 'c' },
    PauseCallRecording: { CallId: 'c' },
    ResumeCallRecording: { CallId: 'c' },
    VoiceFocus: { CallId: 'c', Enable: 'true' },
    StartBotConversation: { BotAliasArn: 'arn:aws:lex:us-east-1:000000000000:bot-alias/A/B' },
  };
  const types = Object.keys(actionParameters) as ActionType[];
  const parsed = (Type: ActionType, more: object = {}) =>
    parseAction({ Type, Parameters: { ...parameters[Type], ...more } });

  it.each(types)('%s is taken with its documented parameters', Type => {
    expect(parsed(Type)).toMatchObject({ type: Type });
  });

  it.each(types)('%s is refused with a parameter that does not exist', Type => {
    expect(parsed(Type, { Volume: 11 })).toMatchObject({
      fault: { type: 'InvalidActionParameter', message: 'Volume parameter value is invalid.' },
    });
  });

  it('takes numbers that are texts, as samples send them', () => {
    expect(parsed('PlayAudio', { Repeat: '5' })).toMatchObject({ parameters: { Repeat: 5 } });
  });

  const endpoint = (more: object) => ({ Endpoints: [{ BridgeEndpointType: 'PSTN', Uri: '+14255550111', ...more }] });
  const cases: readonly (readonly [ActionType, object, string, string])[] = [
    ['PlayAudio', { AudioSource: { Type: 'URL' } }, 'InvalidAudioSource', 'Audio Source parameter value is invalid.'],
    ['PlayAudio', { Repeat: 0 }, 'InvalidActionParameter', 'Repeat parameter value is invalid.'],
    [
      'PlayAudio',
      { PlaybackTerminators: ['12'] },
      'InvalidActionParameter',
      'PlaybackTerminators parameter value is invalid.',
    ],
    [
      'PlayAudio',
      { ParticipantTag: 'LEG-C' },
      'InvalidActionParameter',
      'CallId or ParticipantTag parameter for action is invalid.',
    ],
    [
      'PlayAudioAndGetDigits',
      { MaxNumberOfDigits: 0 },
      'InvalidActionParameter',
      'The MaxNumberOfDigits parameter is invalid.',
    ],
    [
      'PlayAudioAndGetDigits',
      { MaxNumberOfDigits: 129 },
      'InvalidActionParameter',
      'The MaxNumberOfDigits parameter is invalid.',
    ],
    [
      'PlayAudioAndGetDigits',
      { RepeatDurationInMilliseconds: 0 },
      'InvalidActionParameter',
      'The RepeatDurationInMilliseconds parameter is invalid.',
    ],
    [
      'PlayAudioAndGetDigits',
      { InputDigitsRegex: '(' },
      'InvalidActionParameter',
      'The InputDigitsRegex parameter is invalid.',
    ],
    ['Speak', { Text: undefined }, 'MissingRequiredActionParameter', 'Text is a required parameter.'],
    ['Speak', { Text: 'x'.repeat(1001) }, 'MissingRequiredActionParameter', 'Text is limited to 1,000 characters'],
    ['SpeakAndGetDigits', { SpeechParameters: {} }, 'MissingRequiredActionParameter', 'Text is a required parameter.'],
    [
      'ReceiveDigits',
      { InBetweenDigitsDurationInMilliseconds: 0 },
      'InvalidActionParameter',
      'The InBetweenDigitsDurationInMilliseconds parameter is invalid.',
    ],
    [
      'ReceiveDigits',
      { FlushDigitsDurationInMilliseconds: 1000 },
      'InvalidActionParameter',
      'The FlushDigitsDurationInMilliseconds parameter is invalid.',
    ],
    ['ReceiveDigits', { InputDigitsRegex: '' }, 'InvalidActionParameter', 'The InputDigitsRegex parameter is invalid.'],
    [
      'SendDigits',
      { ToneDurationInMilliseconds: 20_000_000 },
      'InvalidActionParameter',
      'ToneDuration parameter value is invalid.',
    ],
    ['SendDigits', { Digits: '1'.repeat(51) }, 'InvalidActionParameter', 'Digits parameter value is invalid.'],
    ['SendDigits', { Digits: undefined }, 'MissingRequiredActionParameter', 'Missing a required action parameter.'],
    [
      'RecordAudio',
      { RecordingDestination: { Type: 'S3', BucketName: '' } },
      'InvalidActionParameter',
      'The RecordingDestination parameter is invalid.',
    ],
    [
      'RecordAudio',
      { RecordingDestination: { Type: 'S3', BucketName: 'b', Prefix: 'p'.repeat(980) } },
      'InvalidActionParameter',
      'The RecordingDestination parameter is invalid.',
    ],
    ['RecordAudio', { DurationInSeconds: 0 }, 'InvalidActionParameter', 'The DurationInSeconds parameter is invalid.'],
    ['RecordAudio', { SilenceThreshold: 1001 }, 'InvalidActionParameter', 'The SilenceThreshold parameter is invalid.'],
    [
      'RecordAudio',
      { SilenceDurationInSeconds: 0 },
      'InvalidActionParameter',
      'The SilenceDurationInSeconds parameter is invalid.',
    ],
    ['Pause', { DurationInMilliseconds: 99 }, 'InvalidActionParameter', 'The Duration parameter is invalid.'],
    ['Pause', { DurationInMilliseconds: 30_001 }, 'InvalidActionParameter', 'The Duration parameter is invalid.'],
    ['Hangup', { SipResponseCode: 404 }, 'InvalidActionParameter', 'SipResponseCode parameter value is invalid.'],
    ['CallAndBridge', { Endpoints: [] }, 'InvalidActionParameter', 'Invalid number of endpoints provided.'],
    [
      'CallAndBridge',
      { Endpoints: [...endpoint({}).Endpoints, ...endpoint({}).Endpoints] },
      'InvalidActionParameter',
      'Invalid number of endpoints provided.',
    ],
    ['CallAndBridge', endpoint({ Uri: '911x' }), 'InvalidActionParameter', 'Endpoint parameter is invalid.'],
    [
      'CallAndBridge',
      endpoint({ Arn: 'arn:aws:chime:us-east-1:0:vc/a' }),
      'InvalidActionParameter',
      'Endpoint parameter is invalid.',
    ],
    [
      'CallAndBridge',
      endpoint({ BridgeEndpointType: 'AWS', Uri: '5550' }),
      'InvalidActionParameter',
      'Endpoint parameter is invalid.',
    ],
    [
      'CallAndBridge',
      endpoint({ BridgeEndpointType: 'AWS', Uri: '5'.repeat(37), Arn: 'arn' }),
      'InvalidActionParameter',
      'Endpoint parameter is invalid.',
    ],
    ['CallAndBridge', { CallerIdNumber: undefined }, 'InvalidActionParameter', 'Caller ID not defined.'],
    ['CallAndBridge', { CallerIdNumber: 'anonymous' }, 'InvalidActionParameter', 'Invalid caller ID.'],
    [
      'CallAndBridge',
      { CallTimeoutSeconds: 121 },
      'InvalidActionParameter',
      'The MaxCallTimeout parameter is invalid. Timeout must be between 0 and 120 seconds.',
    ],
    [
      'CallAndBridge',
      { RingbackTone: { Type: 'S3', BucketName: 'b', Key: '' } },
      'InvalidAudioSource',
      'Ringtone parameter value is invalid.',
    ],
    [
      'CallAndBridge',
      { SipHeaders: { 'x-amzn-trace': '1', 'x-fine': '2' } },
      'InvalidActionParameter',
      'Invalid SIP header(s) provided: x-amzn-trace.',
    ],
    ['JoinChimeMeeting', { JoinToken: '' }, 'InvalidActionParameter', 'JoinToken parameter value is invalid.'],
    [
      'JoinChimeMeeting',
      { ParticipantTag: 'LEG-B' },
      'InvalidActionParameter',
      'CallId or ParticipantTag parameter for action is invalid.',
    ],
    [
      'ModifyChimeMeetingAttendees',
      { Operation: 'Add' },
      'InvalidActionParameter',
      'The value in the Operation field of the ModifyChimeMeetingAttendees action is invalid.',
    ],
    [
      'ModifyChimeMeetingAttendees',
      { MeetingId: '' },
      'InvalidActionParameter',
      'The meeting ID parameter is invalid.',
    ],
    [
      'ModifyChimeMeetingAttendees',
      { AttendeeList: Array(101).fill('a') },
      'InvalidActionParameter',
      'Attendee List parameter is invalid.',
    ],
    [
      'StartCallRecording',
      { CallId: undefined },
      'InvalidActionParameter',
      'CallId or ParticipantTag parameter for action is invalid.',
    ],
    ['StartCallRecording', { Track: 'ALL' }, 'InvalidActionParameter', 'Track parameter value is invalid.'],
    ['VoiceFocus', { Enable: 'loud' }, 'MissingRequiredActionParameter', 'Missing a required action parameter.'],
  ];

  it.each(cases)('%s with %j is refused as %s: %s', (Type, more, type, message) => {
    expect(parsed(Type, more)).toEqual({ fault: { type, message } });
  });
});
