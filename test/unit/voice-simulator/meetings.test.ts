import { describe, expect, it } from 'vitest';
import { ApiError } from '#local/sma/api-error.ts';
import type { Capabilities } from '#local/sma/meeting-requests.ts';
import type { MeetingNotification } from '#local/sma/meetings.ts';
import type { SmaOptions } from '#local/sma/sma.ts';
import { APPLICATION, CALLER, dataOf, hangup, join, meetingWith, NUMBER, play, type Script, stand } from './stand.ts';

const monitor: Capabilities = { Audio: 'Receive', Video: 'None', Content: 'None' };
const barge: Capabilities = { ...monitor, Audio: 'SendReceive' };
const ring = { from: CALLER, to: NUMBER };

/** A caller who has joined a meeting in which Ana is, and where there is a seat for Sue. */
async function conversation(script: Script = {}, options: Partial<SmaOptions> = {}) {
  let next: readonly object[] = [];
  const made = stand(
    {
      NEW_INBOUND_CALL: () => [join(room.meetingId, room.tokens[0]!)],
      CALL_UPDATE_REQUESTED: () => next,
      ...script,
    },
    options,
  );
  const { sma, pass } = made;
  const room = meetingWith(sma, 'caller', 'ana', 'sue');
  const ana = sma.joinMeeting(room.meetingId, room.tokens[1]!);
  const id = sma.call(ring);
  await pass(2);
  const update = (...actions: readonly object[]) => {
    next = actions;
    sma.updateCall(APPLICATION, sma.leg(id).transactionId, {});
    return pass(2);
  };
  return { ...made, room, ana, id, update };
}

describe('JoinChimeMeeting', () => {
  it('brings caller and agent together, with a second leg that is the seat in the meeting', async () => {
    const { sma, id, ana, last } = await conversation();

    expect(sma.hears(id)).toEqual(['attendee:ana']);
    expect(ana.hears()).toEqual(['attendee:caller']);
    expect(last('ACTION_SUCCESSFUL')).toMatchObject({
      ActionData: { Type: 'JoinChimeMeeting' },
      CallDetails: {
        Participants: [
          { ParticipantTag: 'LEG-A', Status: 'Connected' },
          { ParticipantTag: 'LEG-B', To: '+17035550122', From: 'SMA', Direction: 'Outbound', Status: 'Connected' },
        ],
      },
    });
  });

  it.each(['token', 'meeting', 'deleted attendee', 'ended meeting'])('fails with a wrong or dead %s', async what => {
    const { sma, pass, last } = stand({
      NEW_INBOUND_CALL: () => [
        join(what === 'meeting' ? 'none' : room.meetingId, what === 'token' ? 'none' : room.tokens[0]!),
      ],
    });
    const room = meetingWith(sma, 'caller');
    if (what === 'deleted attendee') sma.meetings.deleteAttendee(room.meetingId, room.attendees[0]!.AttendeeId);
    if (what === 'ended meeting') sma.meetings.delete(room.meetingId);
    sma.call(ring);

    await pass(2);

    expect(dataOf(last('ACTION_FAILED'))).toMatchObject({
      ErrorType: 'InvalidActionParameter',
      ErrorMessage: 'JoinToken parameter value is invalid.',
    });
  });

  it('that fails after it was found valid says so in one text, and leaves no second leg', async () => {
    const faults = { joinFails: () => true };
    const { sma, id, last } = await conversation({}, { faults });

    expect(dataOf(last('ACTION_FAILED'))).toMatchObject({
      Error: 'ErrorJoiningMeeting: Error while joining meeting.',
    });
    expect(last('ACTION_FAILED').CallDetails.Participants).toHaveLength(1);
    expect(sma.hears(id)).toEqual(['silence']);
  });

  it('is refused while the call is bridged or in a meeting', async () => {
    const { room, update, last } = await conversation();

    await update(join(room.meetingId, room.tokens[0]!));

    expect(dataOf(last('ACTION_FAILED'))).toMatchObject({ ErrorMessage: 'Invalid action on the call.' });
  });
});

describe('hold', () => {
  it('takes the caller out of the meeting to music, tells it by ACTION_SUCCESSFUL alone, and brings him back', async () => {
    const { sma, id, ana, room, update, types } = await conversation();

    await update(hangup({ ParticipantTag: 'LEG-B' }), play('hold.wav', { Repeat: 100 }));
    const held = [sma.hears(id), ana.hears()];
    const told = types().slice(2);
    await update(join(room.meetingId, room.tokens[0]!));

    expect(held).toEqual([['prompt:hold.wav'], ['silence']]);
    expect(told).toEqual(['CALL_UPDATE_REQUESTED', 'ACTION_SUCCESSFUL']);
    expect([sma.hears(id), ana.hears()]).toEqual([['attendee:ana'], ['attendee:caller']]);
  });
});

describe('who hears whom', () => {
  it('is by capability: a monitor hears and is not heard, until she may speak', async () => {
    const { sma, id, ana, room } = await conversation();
    const seat = room.attendees[2]!;
    sma.meetings.updateCapabilities(room.meetingId, seat.AttendeeId, monitor);
    const sue = sma.joinMeeting(room.meetingId, seat.JoinToken);

    const listening = [sue.hears(), ana.hears(), sma.hears(id)];
    sma.meetings.updateCapabilities(room.meetingId, seat.AttendeeId, barge);
    const speaking = [sue.hears(), ana.hears(), sma.hears(id)];

    expect(listening).toEqual([['attendee:ana', 'attendee:caller'], ['attendee:caller'], ['attendee:ana']]);
    expect(speaking).toEqual([
      ...[
        ['attendee:ana', 'attendee:caller'],
        ['attendee:caller', 'attendee:sue'],
        ['attendee:ana', 'attendee:sue'],
      ],
    ]);
  });

  it('leaves an attendee who only sends with nothing to hear', async () => {
    const { sma, ana, room } = await conversation();
    const seat = room.attendees[1]!;

    sma.meetings.updateCapabilities(room.meetingId, seat.AttendeeId, { ...monitor, Audio: 'Send' });

    expect(ana.hears()).toEqual(['silence']);
  });

  it.each([
    ['apply', ['silence']],
    ['ignored', ['attendee:caller']],
  ] as const)('of one who joined by telephone, where capabilities %s', async (capabilitiesOfPhones, heard) => {
    const { sma, ana, room } = await conversation({}, { conformance: { capabilitiesOfPhones } });

    sma.meetings.updateCapabilities(room.meetingId, room.attendees[0]!.AttendeeId, monitor);

    expect(ana.hears()).toEqual(heard);
  });

  it('is changed by mute, which reaches telephones alone', async () => {
    const { ana, room, update, last, types } = await conversation();
    const [caller, agent] = room.attendees;
    const mute = (AttendeeList: readonly string[], Operation = 'Mute') => ({
      Type: 'ModifyChimeMeetingAttendees',
      Parameters: { Operation, MeetingId: room.meetingId, AttendeeList },
    });

    await update(mute([caller!.AttendeeId]));
    const muted = ana.hears();
    await update(mute([caller!.AttendeeId], 'Unmute'));
    const unmuted = ana.hears();
    await update(mute([agent!.AttendeeId]));

    expect([muted, unmuted]).toEqual([['silence'], ['attendee:caller']]);
    expect(types().filter(type => type === 'ACTION_SUCCESSFUL')).toHaveLength(3);
    expect(dataOf(last('ACTION_FAILED')).ErrorMessage).toBe(
      'One or more attendees are not part of this meeting. All attendees must be part of this meeting.',
    );
  });

  it('includes a prompt: the caller hears it besides the meeting or alone, and one on his seat is heard by the others', async () => {
    const { sma, id, ana, update } = await conversation();
    await update(play('beep.wav', { ParticipantTag: 'LEG-A' }));
    const onCaller = [sma.hears(id), ana.hears()];
    await update(play('consent.wav', { ParticipantTag: 'LEG-B' }));
    const onSeat = [sma.hears(id), ana.hears()];
    const alone = await conversation({}, { conformance: { promptInMeeting: 'alone' } });
    await alone.update(play('beep.wav', { ParticipantTag: 'LEG-A' }));

    expect(onCaller).toEqual([['attendee:ana', 'prompt:beep.wav'], ['attendee:caller']]);
    expect(onSeat).toEqual([['attendee:ana'], ['attendee:caller', 'prompt:consent.wav']]);
    expect(alone.sma.hears(alone.id)).toEqual(['prompt:beep.wav']);
  });

  it('of a replica is the primary meeting, which never hears the replica', async () => {
    const { sma, ana, room } = await conversation();
    const replica = sma.meetings.create({
      ...{ ClientRequestToken: 'replica', MediaRegion: 'us-east-1', ExternalMeetingId: 'monitors' },
      PrimaryMeetingId: room.meetingId,
    }) as { MeetingId: string };
    const { JoinToken } = sma.meetings.createAttendee(replica.MeetingId, { ExternalUserId: 'sue' });

    const sue = sma.joinMeeting(replica.MeetingId, JoinToken);
    const heard = [sue.hears(), ana.hears()];
    sma.meetings.delete(room.meetingId);

    expect(heard).toEqual([['attendee:ana', 'attendee:caller'], ['attendee:caller']]);
    expect(sue.dropped()).toBe('meeting-ended');
    expect(sma.live.meetings).toBe(0);
  });

  it('never has one user twice: who joins again cuts himself off', async () => {
    const { sma, ana, room } = await conversation({}, { conformance: { attendeeOfSameUser: 'another' } });
    const second = sma.meetings.createAttendee(room.meetingId, { ExternalUserId: 'Ana' });

    const again = sma.joinMeeting(room.meetingId, second.JoinToken);

    expect(ana.dropped()).toBe('joined-elsewhere');
    expect(again.hears()).toEqual(['attendee:caller']);
  });
});

describe('an attendee', () => {
  it.each([
    ['same', true],
    ['another', false],
  ] as const)('of a user who has one is %s', (attendeeOfSameUser, isSame) => {
    const { sma } = stand({}, { conformance: { attendeeOfSameUser } });
    const { meetingId, attendees } = meetingWith(sma, 'ana');

    const again = sma.meetings.createAttendee(meetingId, { ExternalUserId: 'ANA' });

    expect(again.AttendeeId === attendees[0]!.AttendeeId).toBe(isSame);
  });
});

describe('the seat of a caller', () => {
  it.each(['meeting', 'attendee'])(
    'is lost with the %s, which HANGUP tells of LEG-B while LEG-A goes on',
    async what => {
      const { sma, id, pass, room, last } = await conversation({
        HANGUP: [play('sorry.wav', { ParticipantTag: 'LEG-A' })],
      });

      if (what === 'meeting') sma.meetings.delete(room.meetingId);
      else sma.meetings.deleteAttendee(room.meetingId, room.attendees[0]!.AttendeeId);
      await pass(1);

      expect(last('HANGUP')).toMatchObject({
        ActionData: { Parameters: { ParticipantTag: 'LEG-B' } },
        CallDetails: { Participants: [{ Status: 'Connected' }, { ParticipantTag: 'LEG-B', Status: 'Disconnected' }] },
      });
      expect(sma.hears(id)).toEqual(['prompt:sorry.wav']);
    },
  );

  it.each([
    ['stays', 1, ['attendee:caller']],
    ['ends', 0, ['silence']],
  ] as const)('%s when the caller hangs up', async (meetingLegOfGoneCaller, legs, heard) => {
    const { sma, id, pass, ana } = await conversation({}, { conformance: { meetingLegOfGoneCaller } });

    sma.hangUp(id);
    await pass(1);

    expect(sma.live.legs).toBe(legs);
    expect(ana.hears()).toEqual(heard);
  });

  it.each([
    [false, undefined],
    [true, 503],
  ])('takes a line of the account when it counts as an active call: %s', async (meetingLegIsActiveCall, cause) => {
    const options = { conformance: { meetingLegIsActiveCall }, quotas: { activeCalls: 2 } };
    const { sma, pass } = await conversation({}, options);

    const second = sma.call({ from: '+14255550122', to: NUMBER });
    await pass(0);

    expect(sma.leg(second).cause).toBe(cause);
  });

  it('that stays is given up by a hang-up in answer to HANGUP', async () => {
    const { sma, id, pass, ana } = await conversation({ HANGUP: [hangup({ ParticipantTag: 'LEG-B' })] });

    sma.hangUp(id);
    await pass(1);

    expect(sma.live).toMatchObject({ transactions: 0, legs: 0 });
    expect(ana.hears()).toEqual(['silence']);
  });
});

describe('a meeting', () => {
  it('ends after five minutes with nobody in it, and after a day whoever is', async () => {
    const { sma, pass } = stand();
    const empty = meetingWith(sma, 'ana');
    const busy = meetingWith(sma, 'ben');
    const ben = sma.joinMeeting(busy.meetingId, busy.tokens[0]!);

    await pass(299);
    const before = sma.meetings.live;
    await pass(2);
    const after = sma.meetings.live;
    await pass(24 * 3600);

    expect([before, after]).toEqual([[empty.meetingId, busy.meetingId], [busy.meetingId]]);
    expect(ben.dropped()).toBe('meeting-ended');
    expect(() => sma.meetings.get(busy.meetingId)).toThrow(ApiError);
  });

  it('counts five minutes from the last one who left', async () => {
    const { sma, pass } = stand();
    const { meetingId, tokens } = meetingWith(sma, 'ana');
    await pass(200);
    const ana = sma.joinMeeting(meetingId, tokens[0]!);
    await pass(50);
    ana.leave();
    await pass(299);
    const before = sma.meetings.live.length;

    await pass(2);

    expect([before, sma.meetings.live.length]).toEqual([1, 0]);
  });

  it('is told of as EventBridge would, and some of it is lost or late on demand', async () => {
    const told: MeetingNotification[] = [];
    const { sma, pass } = stand({}, { notify: notification => void told.push(notification) });
    sma.faults.notification = type =>
      type === 'chime:AttendeeAuthorized'
        ? { lost: true }
        : type === 'chime:AttendeeAdded'
          ? { late: 5000 }
          : undefined;
    const { meetingId, tokens } = meetingWith(sma, 'ana');
    sma.joinMeeting(meetingId, tokens[0]!).leave();
    sma.meetings.delete(meetingId);

    await pass(10);

    expect(told.map(({ detail }) => detail.eventType)).toEqual([
      ...['chime:MeetingStarted', 'chime:AttendeeJoined', 'chime:AttendeeLeft', 'chime:MeetingEnded'],
      'chime:AttendeeAdded',
    ]);
    expect(told[1]).toMatchObject({
      source: 'aws.chime',
      'detail-type': 'Chime Meeting State Change',
      detail: { meetingId, externalMeetingId: 'conversation', externalUserId: 'ana', networkType: 'Voip' },
    });
  });

  it('has four replicas at most', () => {
    const { sma } = stand();
    const { meetingId } = meetingWith(sma);
    const replicate = (count: number) =>
      sma.meetings.create({
        ...{ ClientRequestToken: `replica-${count}`, MediaRegion: 'us-east-1', ExternalMeetingId: 'monitors' },
        PrimaryMeetingId: meetingId,
      });
    for (let count = 0; count < 4; count += 1) replicate(count);

    expect(() => replicate(4)).toThrow(/replica/);
  });

  it('is called by its number with the token in the headers, which the function never sees', async () => {
    const { sma, pass, events, types } = stand();
    const { meetingId, tokens } = meetingWith(sma, 'bridge', 'ana');
    const ana = sma.joinMeeting(meetingId, tokens[1]!);
    sma.createCall({
      ...{ applicationId: APPLICATION, from: NUMBER, to: '+17035550122' },
      sipHeaders: { 'X-chime-join-token': tokens[0]!, 'X-chime-meeting-id': meetingId, 'X-other': 'seen' },
    });

    await pass(2);

    expect(types()).toEqual(['NEW_OUTBOUND_CALL', 'CALL_ANSWERED']);
    expect(events[0]?.CallDetails.Participants[0]?.SipHeaders).toEqual({ 'X-other': 'seen' });
    expect(ana.hears()).toEqual(['attendee:bridge']);
  });
});
