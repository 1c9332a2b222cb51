import { describe, expect, it } from 'vitest';
import {
  APPLICATION,
  answer,
  bridge,
  CALLER,
  dataOf,
  hangup,
  join,
  meetingWith,
  NUMBER,
  play,
  stand,
} from './stand.ts';

const CALLEE = '+14255550111';
const ring = { from: CALLER, to: NUMBER };

describe('CallAndBridge', () => {
  it('lets the caller hear ringback until the other one answers, and then each other', async () => {
    const { sma, pass, types, last, times } = stand({ NEW_INBOUND_CALL: [bridge(CALLEE)] });
    const id = sma.call(ring);
    await pass(1);
    const ringing = [sma.hears(id), sma.leg(id).answered];

    await pass(2);

    const [, callee] = sma.legs();
    expect(ringing).toEqual([['tone:ringback'], false]);
    expect([sma.hears(id), callee?.hears]).toEqual([[`party:${CALLEE}`], [`party:${CALLER}`]]);
    expect(types()).toEqual(['NEW_INBOUND_CALL', 'ACTION_SUCCESSFUL']);
    expect(times.at(-1)).toBe(2.5);
    expect(last('ACTION_SUCCESSFUL')).toMatchObject({
      ActionData: { Type: 'CallAndBridge', Parameters: { CallId: id } },
      CallDetails: {
        Participants: [
          { ParticipantTag: 'LEG-A', Status: 'Connected' },
          { ParticipantTag: 'LEG-B', From: NUMBER, To: CALLEE, Direction: 'Outbound', Status: 'Connected' },
        ],
      },
    });
  });

  it('plays a ringback tone of its own, and finds a voicemail to be an answer', async () => {
    const tone = { RingbackTone: { Type: 'S3', BucketName: 'prompts', Key: 'tone.wav' } };
    const { sma, pass } = stand({ NEW_INBOUND_CALL: [play('a.wav'), bridge(CALLEE, tone)] });
    sma.phones.set(CALLEE, { behavior: 'voicemail', afterSeconds: 15 });
    const id = sma.call(ring);
    await pass(7);
    const ringing = sma.hears(id);

    await pass(20);

    expect(ringing).toEqual(['prompt:tone.wav']);
    expect(sma.hears(id)).toEqual([`voicemail:${CALLEE}`]);
  });

  it.each([
    [{ behavior: 'busy' }, 0.5],
    [{ behavior: 'no-answer' }, 20],
    [{ behavior: 'answers', afterSeconds: 25 }, 20],
  ] as const)('fails with %j, and leaves the caller alone', async (behavior, at) => {
    const { sma, pass, last, times } = stand({ NEW_INBOUND_CALL: [bridge(CALLEE, { CallTimeoutSeconds: '20' })] });
    sma.phones.set(CALLEE, behavior);
    const id = sma.call(ring);

    await pass(25);

    expect(times[1]).toBe(at);
    expect(dataOf(last('ACTION_FAILED'))).toMatchObject({
      ErrorType: 'CallNotAnswered',
      ErrorMessage: 'Call not answered',
    });
    expect(last('ACTION_FAILED').CallDetails.Participants).toHaveLength(1);
    expect(sma.live.legs).toBe(1);
    expect(sma.leg(id).state).toBe('ringing');
  });

  it('needs a caller number of the account, or the one of LEG-A', async () => {
    const from = (CallerIdNumber: string) => [bridge(CALLEE, { CallerIdNumber })];
    const foreign = stand({ NEW_INBOUND_CALL: from('+14255550222') });
    const own = stand({ NEW_INBOUND_CALL: from(CALLER) });
    for (const { sma, pass } of [foreign, own]) {
      sma.call(ring);
      await pass(5);
    }

    expect(dataOf(foreign.last('ACTION_FAILED')).ErrorMessage).toBe(
      'Provided caller ID number is invalid. Number must be owned by this AWS account, or be the From number of LEG-A.',
    );
    expect(own.types().at(-1)).toBe('ACTION_SUCCESSFUL');
  });

  it('counts as two active calls, and fails when there is no room', async () => {
    const { sma, pass, last } = stand({ NEW_INBOUND_CALL: () => [bridge(CALLEE)] }, { quotas: { activeCalls: 3 } });
    sma.call(ring);
    await pass(5);
    const second = sma.call(ring);

    await pass(5);

    expect(dataOf(last('ACTION_FAILED')).ErrorType).toBe('SystemException');
    expect(sma.live.legs).toBe(3);
    expect(sma.leg(second).state).toBe('ringing');
  });

  it('is given up when the caller hangs up while the other one rings', async () => {
    const { sma, pass, types } = stand({ NEW_INBOUND_CALL: [bridge(CALLEE)] });
    sma.phones.set(CALLEE, { behavior: 'answers', afterSeconds: 10 });
    const id = sma.call(ring);
    await pass(3);

    sma.hangUp(id);
    await pass(20);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'ACTION_SUCCESSFUL', 'HANGUP']);
    expect(sma.live).toEqual({ transactions: 0, legs: 0, meetings: 0 });
  });

  it('calls a SIP endpoint with its headers, which LEG-B shows', async () => {
    const endpoint = { BridgeEndpointType: 'AWS', Uri: '5550', Arn: 'arn:aws:chime:us-east-1:0:vc/a' };
    const sip = bridge('5550', { Endpoints: [endpoint], SipHeaders: { 'X-floor': '3' } });
    const { sma, pass, last } = stand({ NEW_INBOUND_CALL: [sip] });
    sma.call(ring);

    await pass(5);

    expect(last('ACTION_SUCCESSFUL').CallDetails.Participants[1]).toMatchObject({ SipHeaders: { 'X-floor': '3' } });
  });

  it('and JoinChimeMeeting exclude each other', async () => {
    const { sma, pass, last } = stand({
      NEW_INBOUND_CALL: [bridge(CALLEE)],
      CALL_UPDATE_REQUESTED: () => [join(room.meetingId, room.tokens[0]!)],
    });
    const room = meetingWith(sma, 'caller');
    const id = sma.call(ring);
    await pass(5);

    sma.updateCall(APPLICATION, sma.leg(id).transactionId, {});
    await pass(2);

    expect(dataOf(last('ACTION_FAILED')).ErrorMessage).toBe('Invalid action on the call.');
  });
});

describe('the legs of a bridge', () => {
  it('are not coupled: who is left hears silence and is billed until he is hung up', async () => {
    const { sma, pass, last } = stand({ NEW_INBOUND_CALL: [bridge(CALLEE)] });
    const id = sma.call(ring);
    await pass(5);
    const callee = sma.legs()[1]!.id;

    sma.hangUp(id);
    await pass(3600);

    expect(last('HANGUP').CallDetails.Participants.map(({ Status }) => Status)).toEqual(['Disconnected', 'Connected']);
    expect(sma.leg(callee)).toMatchObject({ state: 'connected', hears: ['silence'] });
    expect(sma.live).toMatchObject({ transactions: 1, legs: 1 });
  });

  it('are told of by HANGUP alone when the application hangs up LEG-A', async () => {
    const { sma, pass, types } = stand({
      NEW_INBOUND_CALL: [bridge(CALLEE)],
      CALL_UPDATE_REQUESTED: [hangup({ ParticipantTag: 'LEG-A' })],
    });
    const id = sma.call(ring);
    await pass(5);

    sma.updateCall(APPLICATION, sma.leg(id).transactionId, {});
    await pass(1);

    expect(types().slice(2)).toEqual(['CALL_UPDATE_REQUESTED', 'HANGUP']);
    expect(sma.live).toMatchObject({ transactions: 1, legs: 1 });
  });

  it('are ended by the function, which is asked about the one that is left', async () => {
    const { sma, pass, types } = stand({
      NEW_INBOUND_CALL: [bridge(CALLEE)],
      HANGUP: event =>
        answer(
          event.CallDetails.Participants.filter(({ Status }) => Status === 'Connected').map(({ CallId }) =>
            hangup({ CallId }),
          ),
        ),
    });
    sma.call(ring);
    await pass(5);

    sma.hangUp(sma.legs()[1]!.id);
    await pass(1);

    expect(types().slice(2)).toEqual(['HANGUP', 'HANGUP']);
    expect(sma.live.transactions).toBe(0);
  });
});
