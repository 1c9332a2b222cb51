import {
  ChimeSDKMeetingsClient,
  CreateAttendeeCommand,
  CreateMeetingCommand,
  DeleteAttendeeCommand,
  DeleteMeetingCommand,
  GetMeetingCommand,
  UpdateAttendeeCapabilitiesCommand,
} from '@aws-sdk/client-chime-sdk-meetings';
import {
  ChimeSDKVoiceClient,
  CreateSipMediaApplicationCallCommand,
  UpdateSipMediaApplicationCallCommand,
} from '@aws-sdk/client-chime-sdk-voice';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { VoiceControl } from '#schemas/voice/control.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import { type ChimeTelephone, chimeTelephone } from '#shared/adapters/voice/chime/telephone.ts';
import type { AppError } from '#shared/domain/kit/app-error.ts';
import { CALLER, LEG, NUMBER } from './sma-events.ts';

const voice = mockClient(ChimeSDKVoiceClient);
const meetings = mockClient(ChimeSDKMeetingsClient);
afterAll(() => {
  voice.restore();
  meetings.restore();
});
const START = Date.parse('2026-11-25T10:00:00.000Z');
const phone = { kind: 'phone', number: CALLER } as const;
const sip = { kind: 'sip', user: 'ana' } as const;
const other = { ...LEG, legId: 'leg_01K9ZQ4M6T8R2V5X7Y0A1B2C3H' };

let now: number;
let queued: { control: VoiceControl; delaySeconds: number }[];
let telephone: ChimeTelephone;

const exception = (name: string, status: number, message = name) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
const notFound = () => exception('NotFoundException', 404);

beforeEach(() => {
  now = START;
  queued = [];
  voice.reset();
  meetings.reset();
  let calls = 0;
  let made = 0;
  let attendees = 0;
  voice.on(CreateSipMediaApplicationCallCommand).callsFake(() => {
    calls += 1;
    return { SipMediaApplicationCall: { TransactionId: `tx-${calls}` } };
  });
  voice.on(UpdateSipMediaApplicationCallCommand).resolves({});
  meetings.on(CreateMeetingCommand).callsFake(({ ExternalMeetingId }) => {
    made += 1;
    return { Meeting: { MeetingId: `meeting-${made}`, ExternalMeetingId, MediaPlacement: { AudioHostUrl: 'a' } } };
  });
  meetings.on(GetMeetingCommand).resolves({});
  meetings.on(CreateAttendeeCommand).callsFake(({ ExternalUserId }) => {
    attendees += 1;
    return { Attendee: { AttendeeId: `attendee-${attendees}`, JoinToken: `token-${attendees}`, ExternalUserId } };
  });
  telephone = open('arn:vc');
});

function open(voiceConnectorArn: string | null) {
  const store = memoryStore({ now: () => now });
  return chimeTelephone({
    ...{ openStore: store.open, now: () => now, sipMediaApplicationId: () => 'sma-1', voiceConnectorArn },
    service: { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
    queue: { send: async (control, delaySeconds) => void queued.push({ control, delaySeconds }) },
  });
}

/** The next call that is created is not. */
const failsOnce = (thrown: Error) =>
  voice
    .on(CreateSipMediaApplicationCallCommand)
    .rejectsOnce(thrown)
    .resolves({ SipMediaApplicationCall: { TransactionId: 'tx-later' } });

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'no refusal',
    (thrown: AppError) => ({ code: thrown.code, ...thrown.details }),
  );
const inputs = (mock: typeof voice | typeof meetings, command: Parameters<typeof voice.commandCalls>[0]) =>
  mock.commandCalls(command as never).map(call => (call as { args: [{ input: object }] }).args[0].input);

describe('to dial', () => {
  it('a telephone is a call that names its leg', async () => {
    const { ref } = await telephone.provider.dial(LEG, phone, NUMBER);

    expect(ref).toBe('tx-1');
    expect(inputs(voice, CreateSipMediaApplicationCallCommand)).toEqual([
      {
        ...{ FromPhoneNumber: NUMBER, ToPhoneNumber: CALLER, SipMediaApplicationId: 'sma-1' },
        ArgumentsMap: { tenant: 'demo', interaction: LEG.interactionId, leg: LEG.legId },
      },
    ]);
  });

  it('a SIP telephone is a call of the room, with a seat in it', async () => {
    await telephone.provider.dial(LEG, sip, NUMBER);

    expect(inputs(voice, CreateSipMediaApplicationCallCommand)).toMatchObject([
      {
        ToPhoneNumber: '+17035550122',
        SipHeaders: { 'X-chime-join-token': 'token-1', 'X-chime-meeting-id': 'meeting-1' },
        ArgumentsMap: { leg: LEG.legId, sip: 'ana' },
      },
    ]);
  });

  it('a SIP telephone is refused where there is no connector', async () => {
    const without = open(null);

    expect(await refusal(without.provider.dial(LEG, sip, NUMBER))).toMatchObject({
      code: 'VOICE_UNAVAILABLE',
      params: { reason: 'no-voice-connector' },
    });
    expect(without.provider.capabilities.sipEndpoints).toBe(false);
  });

  it('the same leg again finds the call there is', async () => {
    await telephone.provider.dial(LEG, phone, NUMBER);

    expect(await telephone.provider.dial(LEG, phone, NUMBER)).toEqual({ ref: 'tx-1' });
    expect(voice.commandCalls(CreateSipMediaApplicationCallCommand)).toHaveLength(1);
  });

  it('at the same time makes one call', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => telephone.provider.dial(LEG, phone, NUMBER)));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(voice.commandCalls(CreateSipMediaApplicationCallCommand)).toHaveLength(1);
  });

  it('nobody tries again while it is unknown whether there is a call', async () => {
    failsOnce(exception('ServiceFailureException', 500));

    expect(await refusal(telephone.provider.dial(LEG, phone, NUMBER))).toMatchObject({ code: 'VOICE_UNAVAILABLE' });
    expect(await refusal(telephone.provider.dial(LEG, phone, NUMBER))).toMatchObject({
      params: { reason: 'unconfirmed' },
    });

    now += 31_000;
    expect(await telephone.provider.dial(LEG, phone, NUMBER)).toMatchObject({ ref: expect.any(String) });
  });

  it('a call that the service announced is found, although its answer was lost', async () => {
    failsOnce(exception('TimeoutError', 0));
    await refusal(telephone.provider.dial(LEG, phone, NUMBER));

    expect(await telephone.dialledLegs.note(LEG, 'tx-announced')).toBe(true);
    expect(await telephone.dialledLegs.note(LEG, 'tx-second')).toBe(false);
    expect(await telephone.provider.dial(LEG, phone, NUMBER)).toEqual({ ref: 'tx-announced' });
  });

  it.each([
    ['BadRequestException', 400],
    ['ForbiddenException', 403],
    ['AccessDeniedException', 403],
    ['UnauthorizedClientException', 401],
    ['NotFoundException', 404],
  ])('%s is unavailable for a reason, and may be tried again', async (name, status) => {
    failsOnce(exception(name, status, `${CALLER} is bad`));

    const thrown = await telephone.provider.dial(LEG, phone, NUMBER).catch((error: AppError) => error);

    expect(thrown).toMatchObject({ code: 'VOICE_UNAVAILABLE', details: { params: { reason: name } } });
    expect(String((thrown as AppError).cause)).not.toContain(CALLER.slice(1));
    now += 1000;
    expect(await telephone.provider.dial(LEG, phone, NUMBER)).toMatchObject({ ref: expect.any(String) });
  });

  it.each([
    ['ThrottledClientException', 429],
    ['ResourceLimitExceededException', 400],
  ])('%s lets the call wait', async (name, status) => {
    failsOnce(exception(name, status));

    expect(await refusal(telephone.provider.dial(LEG, phone, NUMBER))).toMatchObject({ code: 'VOICE_BUSY' });
    expect(queued).toMatchObject([{ control: { kind: 'dial', leg: LEG }, delaySeconds: 2 }]);
  });

  it('more than one call a second waits without being tried', async () => {
    await telephone.provider.dial(LEG, phone, NUMBER);

    expect(await refusal(telephone.provider.dial(other, phone, NUMBER))).toMatchObject({ code: 'VOICE_BUSY' });
    expect(voice.commandCalls(CreateSipMediaApplicationCallCommand)).toHaveLength(1);

    now += 1000;
    expect(await telephone.provider.dial(other, phone, NUMBER)).toEqual({ ref: 'tx-2' });
  });
});

describe('a command', () => {
  const commands = () => inputs(voice, UpdateSipMediaApplicationCallCommand);

  it('says that there is something to ask for, and not what', async () => {
    await telephone.provider.nudge(LEG, 'tx-1');

    expect(commands()).toEqual([
      { SipMediaApplicationId: 'sma-1', TransactionId: 'tx-1', Arguments: { nudge: 'ask' } },
    ]);
    expect(queued).toEqual([]);
  });

  it('goes out five times a second, and waits beyond', async () => {
    for (let sent = 0; sent < 12; sent += 1) await telephone.provider.nudge(LEG, 'tx-1');

    expect(commands()).toHaveLength(5);
    expect(queued).toHaveLength(7);
    expect(queued[0]).toEqual({
      control: { kind: 'nudge', leg: LEG, ref: 'tx-1', word: 'ask', since: '2026-11-25T10:00:00.000Z' },
      delaySeconds: 1,
    });
  });

  it.each([
    ['ThrottledClientException', 429],
    ['ServiceUnavailableException', 503],
    ['NotFoundException', 404],
  ])('waits after %s, for whoever can tell the call', async (name, status) => {
    voice.on(UpdateSipMediaApplicationCallCommand).rejects(exception(name, status));

    await telephone.provider.nudge(LEG, 'tx-1');

    expect(queued).toHaveLength(1);
  });

  it.each([
    ['NotFoundException', 404, 'gone'],
    ['ThrottledClientException', 429, 'busy'],
  ])('that waited hears of %s', async (name, status, outcome) => {
    voice.on(UpdateSipMediaApplicationCallCommand).rejects(exception(name, status));

    expect(await telephone.provider.send('tx-1', 'ask')).toBe(outcome);
  });

  it('that waited fails when the service does', async () => {
    voice.on(UpdateSipMediaApplicationCallCommand).rejects(exception('ServiceFailureException', 500));

    expect(await refusal(telephone.provider.send('tx-1', 'ask'))).toMatchObject({ code: 'VOICE_UNAVAILABLE' });
  });
});

describe('a room', () => {
  it('comes into being with its first party, named so that news of it finds the leg', async () => {
    const access = await telephone.provider.admit(LEG);

    expect(access).toEqual({
      provider: 'chime-sma',
      meeting: expect.objectContaining({ MeetingId: 'meeting-1', MediaPlacement: { AudioHostUrl: 'a' } }),
      attendee: { AttendeeId: 'attendee-1', ExternalUserId: LEG.legId, JoinToken: 'token-1' },
    });
    expect(inputs(meetings, CreateMeetingCommand as never)).toEqual([
      {
        ClientRequestToken: `${LEG.interactionId}-1`,
        ExternalMeetingId: expect.stringMatching(/^demo\/[\w-]{22}$/),
        MediaRegion: 'us-east-1',
      },
    ]);
    expect(inputs(meetings, CreateAttendeeCommand as never)).toEqual([
      {
        ...{ MeetingId: 'meeting-1', ExternalUserId: LEG.legId },
        Capabilities: { Audio: 'SendReceive', Video: 'None', Content: 'None' },
      },
    ]);
  });

  it('is the same for everybody, and a seat the same each time', async () => {
    const first = await telephone.provider.admit(LEG);
    const again = await telephone.provider.admit(LEG);
    const second = await telephone.rooms.take(other, 'tx-1');

    expect(again).toEqual(first);
    expect(second).toMatchObject({ meetingId: 'meeting-1', attendeeId: 'attendee-2', ref: 'tx-1' });
    expect(meetings.commandCalls(CreateMeetingCommand)).toHaveLength(1);
  });

  it('that has died is followed by the next, with new seats', async () => {
    await telephone.provider.admit(LEG);
    meetings.on(GetMeetingCommand, { MeetingId: 'meeting-1' }).rejects(notFound());

    const access = await telephone.provider.admit(LEG);

    expect(access.meeting['MeetingId']).toBe('meeting-2');
    expect(access.attendee['AttendeeId']).toBe('attendee-2');
    expect(inputs(meetings, CreateMeetingCommand as never)).toMatchObject([
      {},
      { ClientRequestToken: `${LEG.interactionId}-2` },
    ]);
  });

  it('that dies while somebody takes a seat is followed by the next', async () => {
    meetings.on(CreateAttendeeCommand, { MeetingId: 'meeting-1' }).rejects(notFound());
    meetings.on(GetMeetingCommand, { MeetingId: 'meeting-1' }).rejects(notFound());

    const seat = await telephone.rooms.take(LEG, null);

    expect(seat.meetingId).toBe('meeting-2');
  });

  it('is one when two come first', async () => {
    const seats = await Promise.all([telephone.rooms.take(LEG, null), telephone.rooms.take(other, 'tx-1')]);

    expect(new Set(seats.map(({ meetingId }) => meetingId)).size).toBe(1);
  });

  it.each([
    ['ThrottlingException', 429, 'VOICE_BUSY'],
    ['LimitExceededException', 400, 'VOICE_BUSY'],
    ['ServiceUnavailableException', 503, 'VOICE_UNAVAILABLE'],
    ['ForbiddenException', 403, 'VOICE_UNAVAILABLE'],
    ['UnprocessableEntityException', 422, 'VOICE_UNAVAILABLE'],
  ])('cannot be opened after %s', async (name, status, code) => {
    meetings.on(CreateMeetingCommand).rejects(exception(name, status));

    expect(await refusal(telephone.provider.admit(LEG))).toMatchObject({ code });
  });

  it('is closed with every seat in it, once or twice', async () => {
    await telephone.provider.admit(LEG);
    await telephone.rooms.take(other, 'tx-1');
    meetings.on(DeleteMeetingCommand).resolvesOnce({}).rejects(notFound());

    await telephone.provider.closeRoom(LEG);
    await telephone.provider.closeRoom(LEG);

    expect(inputs(meetings, DeleteMeetingCommand as never)).toEqual([{ MeetingId: 'meeting-1' }]);
    expect(await telephone.rooms.find(LEG)).toBeUndefined();
    expect(await telephone.rooms.find(other)).toBeUndefined();
  });

  it('is closed also when it has died', async () => {
    await telephone.provider.admit(LEG);
    meetings.on(DeleteMeetingCommand).rejects(notFound());

    await expect(telephone.provider.closeRoom(LEG)).resolves.toBeUndefined();
  });
});

describe('a party', () => {
  it('on a browser is muted by what it may send', async () => {
    await telephone.provider.admit(LEG);

    await telephone.provider.setMuted(LEG, true);
    await telephone.provider.setMuted(LEG, false);

    expect(inputs(meetings, UpdateAttendeeCapabilitiesCommand as never)).toEqual(
      ['Receive', 'SendReceive'].map(Audio => ({
        ...{ MeetingId: 'meeting-1', AttendeeId: 'attendee-1' },
        Capabilities: { Audio, Video: 'None', Content: 'None' },
      })),
    );
  });

  it('is muted later when the service does not take it now', async () => {
    await telephone.provider.admit(LEG);
    meetings.on(UpdateAttendeeCapabilitiesCommand).rejectsOnce(exception('ThrottlingException', 429));

    await telephone.provider.setMuted(LEG, true);

    expect(queued).toMatchObject([{ control: { kind: 'mute', leg: LEG }, delaySeconds: 1 }]);
  });

  it('is taken from its room later when the service does not do it now', async () => {
    await telephone.provider.admit(LEG);
    meetings.on(DeleteAttendeeCommand).rejectsOnce(exception('ThrottlingException', 429));

    await telephone.provider.dismiss(LEG);

    expect(queued).toMatchObject([{ control: { kind: 'dismiss', leg: LEG }, delaySeconds: 1 }]);
  });

  it('on a telephone is muted by its own call', async () => {
    await telephone.rooms.take(LEG, 'tx-1');

    await telephone.provider.setMuted(LEG, true);

    expect(inputs(voice, UpdateSipMediaApplicationCallCommand)).toMatchObject([{ Arguments: { nudge: 'mute' } }]);
    expect(await telephone.rooms.find(LEG)).toMatchObject({ muted: true });
  });

  it('without a seat has nothing to mute', async () => {
    await telephone.provider.setMuted(LEG, true);

    expect(meetings.calls()).toEqual([]);
    expect(voice.calls()).toEqual([]);
  });

  it('is muted still in the next room', async () => {
    await telephone.provider.admit(LEG);
    await telephone.provider.setMuted(LEG, true);
    meetings.on(GetMeetingCommand, { MeetingId: 'meeting-1' }).rejects(notFound());

    await telephone.provider.admit(LEG);

    expect(inputs(meetings, CreateAttendeeCommand as never).at(-1)).toMatchObject({
      Capabilities: { Audio: 'Receive' },
    });
  });

  it('that is dismissed loses its seat, once or twice', async () => {
    await telephone.provider.admit(LEG);
    meetings.on(DeleteAttendeeCommand).rejects(notFound());

    await telephone.provider.dismiss(LEG);
    await telephone.provider.dismiss(LEG);

    expect(inputs(meetings, DeleteAttendeeCommand as never)).toEqual([
      { MeetingId: 'meeting-1', AttendeeId: 'attendee-1' },
    ]);
    expect(await telephone.rooms.find(LEG)).toBeUndefined();
  });
});
