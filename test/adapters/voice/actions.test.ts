import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Activity, Errand, Prompt } from '#schemas/voice/activity.ts';
import { actionsFor, textsOf } from '#shared/adapters/voice/chime/actions.ts';
import { attributesOf, type Told } from '#shared/adapters/voice/chime/attributes.ts';
import { SmaAnswer } from '#shared/adapters/voice/chime/sma-answer.ts';
import type { SmaEventType } from '#shared/adapters/voice/chime/sma-event.ts';
import type { LegOrders } from '#shared/app/voice/ports.ts';
import {
  ACTIVITY,
  action,
  CALL_A,
  CALL_B,
  caller,
  LEG,
  parsed,
  room,
  SECRET,
  sipPhone,
  type WireOptions,
} from './sma-events.ts';

const id = ACTIVITY;
const music: Prompt = { kind: 'sound', name: 'music' };
const say = (text: string): Prompt => ({ kind: 'speech', text });
const places = { promptsBucket: 'prompts', recordingsBucket: 'recordings' };
const seat = { meetingId: 'meeting', attendeeId: 'attendee', joinToken: SECRET };
const inRoom = [caller('Connected'), room('Connected')];
const bridged = [room('Connected', 'LEG-A'), sipPhone('Connected')];
const told = (kind: Told['kind'], left = 0): Told => ({ kind, id, left });

interface Situation extends WireOptions {
  readonly type?: SmaEventType;
  readonly told?: Told | null;
  readonly rest?: boolean;
}

const ordered = (activity: Activity | null, errands: readonly Errand[] = []): LegOrders => ({
  ...LEG,
  activity,
  errands,
  language: 'en-US',
});

function rendered(
  orders: LegOrders,
  { type = 'CALL_UPDATE_REQUESTED', told = null, rest = false, ...wire }: Situation = {},
) {
  return actionsFor(orders, { event: parsed(type, wire), told, rest, seat, places });
}
const actions = (activity: Activity | null, situation?: Situation) => rendered(ordered(activity), situation).actions;
const types = (activity: Activity | null, situation?: Situation) =>
  actions(activity, situation).map(({ Type }) => Type);

describe('a leg that rings', () => {
  it('waits without being answered', () => {
    expect(actions({ kind: 'ring', id, seconds: 20 })).toEqual([
      { Type: 'Pause', Parameters: { ParticipantTag: 'LEG-A', DurationInMilliseconds: 20_000 } },
    ]);
  });
});

describe('what a leg plays', () => {
  it('comes with Tandem, is a file of the tenant, or is spoken', () => {
    const prompts: Prompt[] = [music, { kind: 'sound', name: 'welcome.wav' }, say('Please wait.')];

    const keys = actions({ kind: 'play', id, prompts, repeat: 1 }).map(one =>
      one.Type === 'PlayAudio' ? one.Parameters.AudioSource.Key : one.Type,
    );

    expect(keys).toEqual([
      'sounds/music.wav',
      'tenants/demo/welcome.wav',
      expect.stringMatching(/^spoken\/[0-9a-f]{40}\.wav$/),
    ]);
  });

  it('is never spoken by the service, which could not be cut short', () => {
    const played = types({ kind: 'play', id, prompts: [say('One'), say('Two')], repeat: 3 });

    expect(new Set(played)).toEqual(new Set(['PlayAudio']));
  });

  it('is one text in one file, and another in another language', () => {
    const keyOf = (prompt: Prompt) => JSON.stringify(actions({ kind: 'play', id, prompts: [prompt], repeat: 1 }));

    expect(keyOf(say('Hello'))).toBe(keyOf(say('Hello')));
    expect(keyOf({ kind: 'speech', text: 'Hello', language: 'de-DE' })).not.toBe(keyOf(say('Hello')));
  });

  it('names the texts that must be spoken before', () => {
    const texts = textsOf(ordered({ kind: 'play', id, prompts: [music, say('Hello')], repeat: 2 }));

    expect(texts).toEqual([{ text: 'Hello', language: 'en-US' }]);
  });

  it('is repeated by the service when it is one', () => {
    expect(actions({ kind: 'play', id, prompts: [music], repeat: 40 })).toMatchObject([{ Parameters: { Repeat: 40 } }]);
  });

  it('follows in several answers when it does not fit into one', () => {
    const play: Activity = { kind: 'play', id, prompts: [say('a'), say('b'), say('c'), say('d')], repeat: 4 };
    const end = { type: 'ACTION_SUCCESSFUL', action: action('PlayAudio'), rest: true } as const;

    const first = rendered(ordered(play));
    const second = rendered(ordered(play), { ...end, told: first.told });

    expect(first.told).toEqual(told('play', 6));
    expect(second.told).toEqual(told('play', 0));
    expect([...first.actions, ...second.actions]).toEqual(
      Array.from({ length: 4 }, () => actions({ ...play, repeat: 1 })).flat(),
    );
  });

  it('begins anew when an errand has ended it', () => {
    const play: Activity = { kind: 'play', id, prompts: [say('a'), say('b')], repeat: 6 };

    const again = rendered(ordered(play), { told: told('play', 2) });

    expect(again.told).toEqual(told('play', 2));
    expect(again.actions).toHaveLength(10);
  });

  it('is a second of nothing when there is nothing', () => {
    expect(types({ kind: 'play', id, prompts: [], repeat: 1 })).toEqual(['Pause']);
  });

  it('comes a moment later when the file before could not be played', () => {
    const failed = { type: 'ACTION_FAILED', action: action('PlayAudio') } as const;

    expect(types({ kind: 'play', id, prompts: [music], repeat: 1 }, failed)).toEqual(['Pause', 'PlayAudio']);
  });
});

describe('digits', () => {
  const collect: Extract<Activity, { kind: 'collect' }> = {
    ...{ kind: 'collect', id, prompts: [say('Your code?'), say('Then hash.')], failure: [say('Again.')] },
    ...{ minDigits: 4, maxDigits: 4, terminators: ['#'], pattern: null, attempts: 3 },
    ...{ timeoutSeconds: 8, betweenDigitsSeconds: 3 },
  };

  it('are asked for by the service when all is spoken', () => {
    expect(actions(collect)).toEqual([
      {
        Type: 'SpeakAndGetDigits',
        Parameters: {
          ParticipantTag: 'LEG-A',
          SpeechParameters: {
            ...{ Text: 'Your code? Then hash.', TextType: 'text', LanguageCode: 'en-US' },
            ...{ Engine: 'neural', VoiceId: 'Joanna' },
          },
          FailureSpeechParameters: {
            ...{ Text: 'Again.', TextType: 'text', LanguageCode: 'en-US', Engine: 'neural', VoiceId: 'Joanna' },
          },
          // The service wants fewer at least than at most; the pattern asks for exactly four.
          ...{ MinNumberOfDigits: 3, MaxNumberOfDigits: 4, InputDigitsRegex: '^(?:[0-9*#]{4,4})[#]?$' },
          ...{ TerminatorDigits: ['#'], Repeat: 3 },
          ...{ RepeatDurationInMilliseconds: 8000, InBetweenDigitsDurationInMilliseconds: 3000 },
        },
      },
    ]);
  });

  it.each([
    ['1234', true],
    ['1234#', true],
    ['123', false],
    ['12345', false],
  ])('%s fit the pattern: %s', (digits, fits) => {
    const [asked] = actions(collect);

    expect(new RegExp((asked!.Parameters as { InputDigitsRegex: string }).InputDigitsRegex).test(digits)).toBe(fits);
  });

  it('must match all of a pattern that is given', () => {
    expect(actions({ ...collect, pattern: '1|2', minDigits: 1, maxDigits: 1, terminators: [] })).toMatchObject([
      { Parameters: { InputDigitsRegex: '^(?:1|2)$', MinNumberOfDigits: 0, MaxNumberOfDigits: 1 } },
    ]);
  });

  it('are asked for with files when there is a sound among the prompts', () => {
    const mixed = { ...collect, prompts: [say('Hello'), { kind: 'sound', name: 'menu.wav' } as const] };

    expect(actions(mixed)).toMatchObject([
      { Type: 'PlayAudio' },
      {
        Type: 'PlayAudioAndGetDigits',
        Parameters: {
          AudioSource: { BucketName: 'prompts', Key: 'tenants/demo/menu.wav' },
          FailureAudioSource: { Key: expect.stringMatching(/^spoken\//) },
        },
      },
    ]);
    expect(textsOf(ordered(mixed)).map(({ text }) => text)).toEqual(['Hello', 'Again.', '']);
  });

  it('may be asked for without a word', () => {
    expect(actions({ ...collect, prompts: [], failure: [] })).toMatchObject([
      { Type: 'SpeakAndGetDigits', Parameters: { SpeechParameters: { TextType: 'ssml' } } },
    ]);
  });

  it('are sent as one when several come together', () => {
    const errands: Errand[] = [
      { kind: 'send-digits', id, digits: '12' },
      { kind: 'send-digits', id, digits: ',3#' },
    ];

    expect(rendered(ordered(null, errands), { participants: inRoom }).actions).toEqual([
      { Type: 'SendDigits', Parameters: { CallId: CALL_A, Digits: '12,3#' } },
    ]);
  });
});

describe('a message', () => {
  it('is recorded under the call and the activity', () => {
    const record: Activity = { kind: 'record-message', id, maxSeconds: 120, silenceSeconds: 5, terminators: [] };

    expect(actions(record)).toEqual([
      {
        Type: 'RecordAudio',
        Parameters: {
          ParticipantTag: 'LEG-A',
          RecordingDestination: {
            ...{ Type: 'S3', BucketName: 'recordings' },
            Prefix: `messages/demo/${LEG.interactionId}/${ACTIVITY}`,
          },
          RecordingTerminators: ['#'],
          DurationInSeconds: 120,
          SilenceDurationInSeconds: 5,
        },
      },
    ]);
  });
});

describe('the room', () => {
  const talk: Activity = { kind: 'talk', id };
  const hold: Activity = { kind: 'play', id, prompts: [music], repeat: 1 };

  it('is joined with the token of the seat', () => {
    expect(actions(talk)).toEqual([
      {
        Type: 'JoinChimeMeeting',
        Parameters: { ParticipantTag: 'LEG-A', JoinToken: SECRET, MeetingId: 'meeting' },
      },
    ]);
  });

  it('is left before music is played on hold', () => {
    expect(actions(hold, { participants: inRoom, told: told('talk') })).toMatchObject([
      { Type: 'Hangup', Parameters: { ParticipantTag: 'LEG-B', SipResponseCode: 0 } },
      { Type: 'PlayAudio' },
    ]);
  });

  it('is not left twice by a leg that is on its way out', () => {
    expect(types(hold, { participants: inRoom, told: told('play') })).toEqual(['PlayAudio']);
  });

  it('is joined again by a leg that is on its way out', () => {
    expect(types(talk, { participants: inRoom, told: told('play') })).toEqual(['JoinChimeMeeting']);
  });

  it('is left by a leg that came in after it was told to leave', () => {
    const joined = { type: 'ACTION_SUCCESSFUL', action: action('JoinChimeMeeting') } as const;

    expect(types(hold, { ...joined, participants: inRoom, told: told('play') })).toEqual(['Hangup', 'PlayAudio']);
  });

  it('is not joined by a leg that is there', () => {
    expect(types(talk, { participants: inRoom, told: told('talk') })).toEqual(['Pause']);
    expect(types(talk, { participants: bridged })).toEqual(['Pause']);
  });

  it('needs a seat', () => {
    const event = parsed('CALL_ANSWERED');

    expect(() => actionsFor(ordered(talk), { event, told: null, rest: false, seat: null, places })).toThrow(
      'needs a seat',
    );
  });
});

describe('a leg that is taken down', () => {
  it.each([
    ['normal', 0],
    ['busy', 486],
    ['unavailable', 480],
  ] as const)('%s says so with %i', (cause, SipResponseCode) => {
    expect(actions({ kind: 'hang-up', id, cause })).toEqual([
      { Type: 'Hangup', Parameters: { ParticipantTag: 'LEG-A', SipResponseCode } },
    ]);
  });

  it('is the SIP telephone, or the room when there is none yet', () => {
    const end: Activity = { kind: 'hang-up', id, cause: 'normal' };

    expect(actions(end, { participants: bridged })).toMatchObject([{ Parameters: { ParticipantTag: 'LEG-B' } }]);
    expect(actions(end, { participants: [room('Connected', 'LEG-A')] })).toMatchObject([
      { Parameters: { ParticipantTag: 'LEG-A' } },
    ]);
  });
});

describe('a recording', () => {
  const start = {
    Type: 'StartCallRecording',
    Parameters: {
      ...{ CallId: CALL_A, Track: 'BOTH' },
      Destination: { Type: 'S3', Location: `recordings/calls/demo/${LEG.interactionId}/${LEG.legId}` },
    },
  };
  const one = (Type: string) => ({ Type, Parameters: { CallId: CALL_A } });

  test.each([
    [['start'], [start]],
    [['pause'], [one('PauseCallRecording')]],
    [['resume'], [one('ResumeCallRecording')]],
    [['stop'], [one('StopCallRecording')]],
    [['pause', 'resume'], [one('ResumeCallRecording')]],
    [
      ['start', 'pause'],
      [start, one('PauseCallRecording')],
    ],
    [['start', 'pause', 'resume'], [start]],
    [
      ['start', 'stop'],
      [start, one('StopCallRecording')],
    ],
  ] as const)('told %o comes to its last word', (wishes, expected) => {
    const errands = wishes.map(to => ({ kind: 'recording', id, to }) as const);

    expect(rendered(ordered(null, errands)).actions).toEqual(expected);
  });

  it('is of the SIP telephone where there is one', () => {
    const errands = [{ kind: 'recording', id, to: 'pause' }] as const;

    expect(rendered(ordered(null, errands), { participants: bridged }).actions).toMatchObject([
      { Parameters: { CallId: CALL_B } },
    ]);
  });
});

describe('whatever the orders are', () => {
  const digit = fc.constantFrom(...'0123456789*#');
  const prompt: fc.Arbitrary<Prompt> = fc.oneof(
    fc.record({ kind: fc.constant('sound' as const), name: fc.constantFrom('music', 'beep', 'mine/hello.wav') }),
    fc.record({ kind: fc.constant('speech' as const), text: fc.string({ minLength: 1, maxLength: 1000 }) }),
  );
  const prompts = fc.array(prompt, { maxLength: 10 });
  const terminators = fc.uniqueArray(digit, { maxLength: 12 });
  const activity: fc.Arbitrary<Activity | null> = fc.oneof(
    fc.constant(null),
    fc.record({ kind: fc.constant('ring' as const), id: fc.constant(id), seconds: fc.integer({ min: 1, max: 30 }) }),
    fc.record({
      ...{ kind: fc.constant('play' as const), id: fc.constant(id), prompts },
      repeat: fc.integer({ min: 1, max: 100 }),
    }),
    fc.record({
      ...{ kind: fc.constant('collect' as const), id: fc.constant(id), prompts, failure: prompts, terminators },
      ...{ minDigits: fc.integer({ min: 1, max: 128 }), maxDigits: fc.integer({ min: 1, max: 128 }) },
      ...{ pattern: fc.constantFrom(null, '\\d+'), attempts: fc.integer({ min: 1, max: 10 }) },
      timeoutSeconds: fc.integer({ min: 1, max: 60 }),
      betweenDigitsSeconds: fc.integer({ min: 1, max: 30 }),
    }),
    fc.record({
      ...{ kind: fc.constant('record-message' as const), id: fc.constant(id), terminators },
      ...{ maxSeconds: fc.integer({ min: 1, max: 900 }), silenceSeconds: fc.integer({ min: 1, max: 60 }) },
    }),
    fc.record({ kind: fc.constant('talk' as const), id: fc.constant(id) }),
    fc.record({
      ...{ kind: fc.constant('hang-up' as const), id: fc.constant(id) },
      cause: fc.constantFrom('normal' as const, 'busy' as const, 'unavailable' as const),
    }),
  );
  const errand: fc.Arbitrary<Errand> = fc.oneof(
    fc.record({
      ...{ kind: fc.constant('send-digits' as const), id: fc.constant(id) },
      digits: fc.string({ unit: fc.constantFrom(...'0123456789*#ABCD,'), minLength: 1, maxLength: 50 }),
    }),
    fc.record({
      ...{ kind: fc.constant('recording' as const), id: fc.constant(id) },
      to: fc.constantFrom('start' as const, 'pause' as const, 'resume' as const, 'stop' as const),
    }),
  );
  const situation = fc.record({
    participants: fc.constantFrom([caller('Connected')], [caller()], inRoom, bridged, [room('Connected', 'LEG-A')]),
    type: fc.constantFrom<SmaEventType>(
      ...(['NEW_INBOUND_CALL', 'CALL_ANSWERED', 'ACTION_SUCCESSFUL', 'ACTION_FAILED'] as const),
      ...(['CALL_UPDATE_REQUESTED', 'INVALID_LAMBDA_RESPONSE'] as const),
    ),
    action: fc.constantFrom(action('PlayAudio'), action('JoinChimeMeeting')),
    told: fc.option(
      fc.record({
        ...{ kind: fc.constantFrom('play' as const, 'talk' as const, 'collect' as const), id: fc.constant(id) },
        left: fc.integer({ min: 0, max: 1200 }),
      }),
    ),
    rest: fc.boolean(),
  });
  const orders = fc
    .record({ activity, errands: fc.array(errand, { maxLength: 20 }) })
    .map(({ activity, errands }) => ordered(activity, errands));

  it('the answer is within the documented limits', () => {
    fc.assert(
      fc.property(orders, situation, (given, scene) => {
        const { actions, told } = rendered(given, scene);
        const TransactionAttributes = { ...attributesOf({ leg: LEG, told, sipUser: 'ana' }) };

        const answer = SmaAnswer.safeParse({ SchemaVersion: '1.0', Actions: [...actions], TransactionAttributes });

        expect(answer.error?.issues).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('the token is in no attribute', () => {
    fc.assert(
      fc.property(orders, situation, (given, scene) => {
        const { told } = rendered(given, scene);

        expect(JSON.stringify(attributesOf({ leg: LEG, told, sipUser: 'ana' }))).not.toContain(SECRET);
      }),
    );
  });

  it('all of a list is told once, answer by answer', () => {
    fc.assert(
      fc.property(prompts, fc.integer({ min: 1, max: 30 }), (given, repeat) => {
        fc.pre(given.length > 1);
        const play: Activity = { kind: 'play', id, prompts: given, repeat };
        const heard: unknown[] = [];
        let before: Told | null = null;
        do {
          const { actions, told }: ReturnType<typeof rendered> = rendered(ordered(play), {
            ...{ type: 'ACTION_SUCCESSFUL', action: action('PlayAudio'), told: before, rest: before !== null },
          });
          heard.push(...actions);
          before = told;
        } while (before !== null && before.left > 0);

        expect(heard).toHaveLength(given.length * repeat);
      }),
    );
  });
});
