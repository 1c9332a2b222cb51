import { describe, expect, it } from 'vitest';
import type { Activity } from '#schemas/voice/activity.ts';
import { type EndpointOptions, smaEndpoint } from '#shared/adapters/voice/chime/endpoint.ts';
import { SmaAnswer } from '#shared/adapters/voice/chime/sma-answer.ts';
import type { CallEvents, LegEvent, LegOrders } from '#shared/app/voice/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
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
  room,
  SECRET,
  sipPhone,
  TRANSACTION,
  toldTo,
  update,
  wire,
} from './sma-events.ts';

const NEXT = 'act_01K9ZQ4M6T8R2V5X7Y0A1B2C3G';
const music: Activity = { kind: 'play', id: NEXT, prompts: [{ kind: 'sound', name: 'music' }], repeat: 1 };
const talk: Activity = { kind: 'talk', id: NEXT };
const collect: Activity = {
  ...{ kind: 'collect', id: NEXT, prompts: [{ kind: 'sound', name: 'menu.wav' }], failure: [], minDigits: 1 },
  ...{ maxDigits: 1, terminators: [], pattern: null, attempts: 1, timeoutSeconds: 5, betweenDigitsSeconds: 3 },
};
const orders = (activity: Activity | null): LegOrders => ({ ...LEG, activity, errands: [], language: 'en-US' });
const never = new Promise<never>(() => undefined);
const inRoom = [caller('Connected'), room('Connected')];

interface Stand {
  /** What the calls say; the same to everything. */
  readonly says?: Activity | null | AppError | Error | Promise<never>;
  readonly isLate?: boolean;
  readonly muted?: boolean;
  readonly speech?: Error | Promise<never>;
  readonly isTwice?: boolean;
  readonly queueFails?: boolean;
}

/** The endpoint over ports that note what they are asked. */
function stand({
  says = null,
  isLate = false,
  muted = false,
  speech,
  isTwice = false,
  queueFails = false,
}: Stand = {}) {
  const told: (LegEvent & { key: string })[] = [];
  const offered: string[] = [];
  const later: LegEvent[] = [];
  const reports: [string, Readonly<Record<string, string>>][] = [];
  const seat = { meetingId: 'meeting', attendeeId: 'attendee', joinToken: SECRET, muted };
  const seats: string[] = [];
  const said = async (): Promise<LegOrders> => {
    if (says instanceof Promise) return says;
    if (says instanceof Error) throw says;
    return orders(says);
  };
  const calls: CallEvents = {
    offer: call => {
      offered.push(call.ref);
      return said();
    },
    tell: (_, event, key) => {
      told.push({ ...event, key });
      return said();
    },
  };
  const options: EndpointOptions = {
    seats: {
      take: async () => {
        seats.push('taken');
        return seat;
      },
      find: async () => seat,
      vacate: async () => void seats.push('vacated'),
    },
    speak: async () => {
      if (speech instanceof Error) throw speech;
      return speech;
    },
    dialled: async () => !isTwice,
    later: async (_, event) => {
      if (queueFails) throw new AppError('TRY_LATER');
      later.push(event);
    },
    places: { promptsBucket: 'prompts', recordingsBucket: 'recordings' },
    voiceConnectorArn: 'arn:vc',
    wait: ms => (isLate || (speech && ms < 1500) ? Promise.resolve() : never),
    report: (problem, facts) => void reports.push([problem, facts]),
  };
  const answer = smaEndpoint(options);
  return { answer: (event: unknown) => answer(event, calls), told, offered, later, reports, seats };
}
const types = ({ Actions }: SmaAnswer) => Actions.map(({ Type }) => Type);
const arrives = wire('NEW_INBOUND_CALL', { participants: [caller()], sequence: 1 });
const over = wire('ACTION_SUCCESSFUL', { attributes: toldTo('play'), action: action('PlayAudio'), sequence: 7 });

describe('a call that comes in', () => {
  it('is told what to do, and remembers who it is', async () => {
    const { answer, offered } = stand({ says: music });

    const answered = await answer(arrives);

    expect(offered).toEqual([TRANSACTION]);
    expect(types(answered)).toEqual(['PlayAudio']);
    expect(answered.TransactionAttributes).toEqual(attributes(`play ${NEXT} 0`));
  });

  it('is turned away when nobody has the number', async () => {
    const { answer, reports } = stand({ says: new AppError('TENANT_NOT_FOUND') });

    const answered = await answer(arrives);

    expect(answered.Actions).toEqual([
      { Type: 'Hangup', Parameters: { ParticipantTag: 'LEG-A', SipResponseCode: 480 } },
    ]);
    expect(reports).toEqual([['call unknown', { event: 'NEW_INBOUND_CALL', code: 'TENANT_NOT_FOUND' }]]);
  });

  it('rings on when nobody can say what it is to do', async () => {
    const { answer } = stand({ says: new AppError('TRY_LATER') });

    expect(await answer(arrives)).toEqual({
      SchemaVersion: '1.0',
      Actions: [{ Type: 'Pause', Parameters: { ParticipantTag: 'LEG-A', DurationInMilliseconds: 501 } }],
    });
  });

  it('is taken note of when it is over already', async () => {
    const { answer, offered, told } = stand({ says: music });

    await answer(wire('HANGUP', { participants: [caller('Disconnected')], action: hangUp('LEG-A'), sequence: 2 }));

    expect(offered).toEqual([TRANSACTION]);
    expect(told).toMatchObject([{ kind: 'ended', cause: 'hung-up', key: `${TRANSACTION}-2` }]);
  });
});

describe('an event', () => {
  it('is named by transaction and sequence', async () => {
    const { answer, told } = stand({ says: music });

    await answer(over);

    expect(told).toEqual([
      {
        ...{ legId: LEG.legId, kind: 'activity', activityId: ACTIVITY, result: { kind: 'done' } },
        ...{ ref: TRANSACTION, key: `${TRANSACTION}-7` },
      },
    ]);
  });

  it('that leaves everything as it is changes neither actions nor attributes', async () => {
    const { answer } = stand();

    expect(await answer(over)).toEqual({ SchemaVersion: '1.0', Actions: [] });
  });

  it.each([
    [null],
    [''],
    [[]],
    [{ SchemaVersion: '1.0' }],
    [{ ...over, CallDetails: { TransactionId: CALLER, Participants: [{ CallId: 7 }] } }],
  ])('that nobody can read is answered safely: %j', async raw => {
    const { answer, reports, told } = stand({ says: music });

    expect(await answer(raw)).toEqual({ SchemaVersion: '1.0', Actions: [] });
    expect(told).toEqual([]);
    expect(reports).toHaveLength(1);
    expect(JSON.stringify(reports)).not.toContain(CALLER);
  });

  it('of a call that nobody knows takes it down', async () => {
    const { answer, told } = stand();
    const stranger = wire('CALL_ANSWERED', { participants: [callee('Connected'), room('Connected')] });

    expect(await answer(stranger)).toMatchObject({
      Actions: [{ Parameters: { ParticipantTag: 'LEG-A' } }, { Parameters: { ParticipantTag: 'LEG-B' } }],
    });
    expect(told).toEqual([]);
  });
});

describe('when the answer does not come in time', () => {
  it('the call waits a moment, and what it told is told again', async () => {
    const { answer, later, reports } = stand({ says: never, isLate: true });

    const answered = await answer(over);

    expect(types(answered)).toEqual(['Pause']);
    expect(answered.TransactionAttributes).toBeUndefined();
    expect(later).toMatchObject([{ kind: 'activity', result: { kind: 'done' } }]);
    expect(reports).toEqual([['answer late', { event: 'ACTION_SUCCESSFUL', action: 'PlayAudio' }]]);
  });

  it.each([
    [501, 2001],
    ['2001', 8001],
    [8001, 29_001],
    [29_001, 29_001],
    [20_000, 501],
  ])('after %o ms it waits %i', async (DurationInMilliseconds, next) => {
    const { answer } = stand({ says: never, isLate: true });
    const waited = action('Pause', { DurationInMilliseconds });

    const answered = await answer(wire('ACTION_SUCCESSFUL', { attributes: toldTo('play'), action: waited }));

    expect(answered.Actions).toMatchObject([{ Parameters: { DurationInMilliseconds: next } }]);
  });

  it.each([
    [
      'it has hung up',
      wire('HANGUP', {
        ...{ attributes: toldTo('play'), participants: [caller('Disconnected')], action: hangUp('LEG-A') },
      }),
    ],
    ['it rings', wire('RINGING', { participants: [callee()], attributes: attributes() })],
    [
      'it was cut off',
      wire('ACTION_SUCCESSFUL', {
        ...{ attributes: toldTo('record-message'), participants: [caller('Disconnected')] },
        action: action('RecordAudio', { RecordingDestination: { Key: 'k' } }),
      }),
    ],
  ])('nothing is answered where nothing is heard: %s', async (_, event) => {
    const { answer, later } = stand({ says: new Error('broken'), isLate: false });

    expect(await answer(event)).toEqual({ SchemaVersion: '1.0', Actions: [] });
    expect(later).toHaveLength(1);
  });

  it('whoever is gone is taken from the room all the same', async () => {
    const { answer, later } = stand({ says: never, isLate: true });
    const participants = [caller('Disconnected'), room('Connected')];

    const answered = await answer(
      wire('HANGUP', { participants, attributes: toldTo('talk'), action: hangUp('LEG-A') }),
    );

    expect(answered.Actions).toMatchObject([{ Type: 'Hangup', Parameters: { ParticipantTag: 'LEG-B' } }]);
    expect(later).toMatchObject([{ kind: 'ended' }]);
  });

  it('a question is not kept: the call asks again by itself', async () => {
    const { answer, later } = stand({ says: new AppError('WRITE_CONFLICT') });

    await answer(wire('CALL_UPDATE_REQUESTED', { attributes: toldTo('play'), action: update() }));

    expect(later).toEqual([]);
  });

  it('it is answered even when nothing can be kept', async () => {
    const { answer, reports } = stand({ says: new Error('broken'), queueFails: true });

    expect(types(await answer(over))).toEqual(['Pause']);
    expect(reports.map(([problem]) => problem)).toEqual(['answer refused', 'event not told']);
  });
});

describe('a party', () => {
  it('is given a seat when it is to talk, and its token goes nowhere else', async () => {
    const { answer, reports, seats } = stand({ says: talk });

    const answered = await answer(over);

    expect(answered.Actions).toMatchObject([{ Type: 'JoinChimeMeeting', Parameters: { JoinToken: SECRET } }]);
    expect(JSON.stringify([answered.TransactionAttributes, reports])).not.toContain(SECRET);
    expect(seats).toEqual(['taken']);
  });

  it('needs no other seat when it sits there', async () => {
    const { answer, seats } = stand({ says: talk });

    await answer(wire('CALL_UPDATE_REQUESTED', { participants: inRoom, attributes: toldTo('talk'), action: update() }));

    expect(seats).toEqual([]);
  });

  it('gives up a seat that did not let it in', async () => {
    const { answer, reports, seats } = stand({ says: music });
    const refused = action('JoinChimeMeeting', { JoinToken: SECRET, MeetingId: 'm' }, { Error: 'not valid' });

    await answer(wire('ACTION_FAILED', { attributes: toldTo('talk'), action: refused }));

    expect(seats).toEqual(['vacated']);
    expect(JSON.stringify(reports)).not.toContain(SECRET);
  });

  it('comes back muted from hold', async () => {
    const { answer } = stand({ muted: true });
    const joined = { participants: inRoom, attributes: toldTo('talk'), action: action('JoinChimeMeeting') };

    expect((await answer(wire('ACTION_SUCCESSFUL', joined))).Actions).toEqual([
      {
        Type: 'ModifyChimeMeetingAttendees',
        Parameters: {
          ...{ ParticipantTag: 'LEG-B', Operation: 'Mute', MeetingId: 'meeting' },
          AttendeeList: ['attendee'],
        },
      },
    ]);
  });

  it('is muted without a word to anybody else', async () => {
    const { answer, told } = stand();

    const answered = await answer(
      wire('CALL_UPDATE_REQUESTED', { participants: inRoom, attributes: toldTo('talk'), action: update('unmute') }),
    );

    expect(answered.Actions).toMatchObject([{ Parameters: { Operation: 'Unmute' } }]);
    expect(told).toEqual([]);
  });

  it('takes its room down when it hangs up', async () => {
    const { answer } = stand();
    const gone = { participants: [caller('Disconnected'), room('Connected')], action: hangUp('LEG-A') };

    const answered = await answer(wire('HANGUP', { ...gone, attributes: toldTo('talk') }));

    expect(answered.Actions).toEqual([{ Type: 'Hangup', Parameters: { ParticipantTag: 'LEG-B', SipResponseCode: 0 } }]);
  });
});

describe('a leg that was dialled', () => {
  const created = wire('NEW_OUTBOUND_CALL', {
    participants: [callee()],
    action: { Type: 'CallCreateRequest', Parameters: { Arguments: attributes() } },
    sequence: 1,
  });

  it('is remembered by the service', async () => {
    const { answer } = stand();

    expect(await answer(created)).toEqual({
      SchemaVersion: '1.0',
      Actions: [],
      TransactionAttributes: attributes(),
    });
  });

  it('twice is a stranger, which is taken down when it answers', async () => {
    const { answer } = stand({ isTwice: true });

    expect(await answer(created)).toEqual({ SchemaVersion: '1.0', Actions: [] });
    expect(types(await answer(wire('CALL_ANSWERED', { participants: [callee('Connected')] })))).toEqual(['Hangup']);
  });

  it('as a SIP telephone is bridged to its room, from the number of the call', async () => {
    const { answer } = stand();
    const sip = { ...attributes(), sip: 'ana' };

    const answered = await answer(
      wire('CALL_ANSWERED', { participants: [room('Connected', 'LEG-A')], attributes: sip }),
    );

    expect(answered.Actions).toEqual([
      {
        Type: 'CallAndBridge',
        Parameters: {
          ...{ CallerIdNumber: NUMBER, CallTimeoutSeconds: 30 },
          Endpoints: [{ BridgeEndpointType: 'AWS', Uri: 'ana', Arn: 'arn:vc' }],
        },
      },
    ]);
  });

  it('as a SIP telephone takes its room down when it hangs up', async () => {
    const { answer } = stand();
    const gone = { participants: [room('Connected', 'LEG-A'), sipPhone('Disconnected')], action: hangUp('LEG-B') };

    expect((await answer(wire('HANGUP', { ...gone, attributes: toldTo('talk') }))).Actions).toMatchObject([
      { Parameters: { ParticipantTag: 'LEG-A' } },
    ]);
  });
});

describe('texts that cannot be spoken', () => {
  const announcement: Activity = {
    ...{ kind: 'play', id: NEXT, repeat: 1 },
    prompts: [
      { kind: 'speech', text: 'You are next.' },
      { kind: 'sound', name: 'music' },
    ],
  };

  it.each([
    ['at all', new Error('down')],
    ['in time', never],
  ])('%s are left out of what is played', async (_, speech) => {
    const { answer } = stand({ says: announcement, speech });

    expect((await answer(over)).Actions).toMatchObject([
      { Type: 'PlayAudio', Parameters: { AudioSource: { Key: 'sounds/music.wav' } } },
    ]);
  });

  it('let a question wait', async () => {
    const { answer } = stand({ says: collect, speech: new Error('down') });

    expect(types(await answer(over))).toEqual(['Pause']);
  });
});

it('every answer keeps the documented limits', async () => {
  const events = [
    arrives,
    over,
    wire('CALL_UPDATE_REQUESTED', { participants: inRoom, attributes: toldTo('talk'), action: update() }),
    wire('INVALID_LAMBDA_RESPONSE', { attributes: toldTo('play') }),
    wire('HANGUP', { participants: inRoom, attributes: toldTo('talk'), action: hangUp('LEG-B') }),
  ];
  const situations: Stand[] = [{ says: music }, { says: talk }, { says: collect }, { says: new Error('x') }, {}];
  for (const situation of situations) {
    for (const event of events) {
      const answered = await stand(situation).answer(event);

      expect(SmaAnswer.safeParse(answered).error?.issues).toBeUndefined();
    }
  }
});
