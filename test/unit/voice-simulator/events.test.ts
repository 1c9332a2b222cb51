import { describe, expect, it } from 'vitest';
import { APPLICATION, answer, BEGIN, CALLER, dataOf, NUMBER, pause, play, type Script, stand } from './stand.ts';

const CALLEE = '+14255550111';
const outbound = (args?: Record<string, string>) => ({
  ...{ applicationId: APPLICATION, from: NUMBER, to: CALLEE },
  ...(args && { args }),
});

describe('the events of an inbound call', () => {
  it('begin with the documented envelope, in which the party has no status yet', async () => {
    const { sma, pass, events } = stand();

    sma.call({ from: CALLER, to: NUMBER, sipHeaders: { 'X-Test': 'v' } });
    await pass(0);

    expect(events).toEqual([
      {
        SchemaVersion: '1.0',
        Sequence: 1,
        InvocationEventType: 'NEW_INBOUND_CALL',
        CallDetails: {
          TransactionId: 'id-1',
          AwsAccountId: '000000000000',
          AwsRegion: 'us-east-1',
          SipRuleId: 'sip-rule-local',
          SipMediaApplicationId: APPLICATION,
          Participants: [
            {
              CallId: 'id-2',
              ParticipantTag: 'LEG-A',
              To: NUMBER,
              From: CALLER,
              Direction: 'Inbound',
              StartTimeInMilliseconds: String(BEGIN),
              SipHeaders: { 'X-Test': 'v' },
            },
          ],
        },
      },
    ]);
  });

  it('are numbered without gaps and end with HANGUP', async () => {
    const { sma, pass, events, last } = stand({
      NEW_INBOUND_CALL: [play('a.wav')],
      ACTION_SUCCESSFUL: [play('b.wav')],
    });
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(7);

    sma.hangUp(id);
    await pass(0);

    expect(events.map(({ Sequence }) => Sequence)).toEqual([1, 2, 3, 4]);
    expect(last('HANGUP')).toMatchObject({
      Sequence: 4,
      ActionData: { Type: 'Hangup', Parameters: { CallId: id, ParticipantTag: 'LEG-A', SipResponseCode: 0 } },
      CallDetails: { Participants: [{ CallId: id, Status: 'Disconnected' }] },
    });
  });

  it('name the call Connected when a prompt has answered it, and not while it only pauses', async () => {
    const { sma, pass, events } = stand({ NEW_INBOUND_CALL: [pause(1000)], ACTION_SUCCESSFUL: [play('a.wav')] });
    const id = sma.call({ from: CALLER, to: NUMBER });

    await pass(0.5);
    const paused = sma.hears(id);
    await pass(10);

    expect(paused).toEqual(['tone:ringback']);
    expect(events.slice(1).map(({ CallDetails }) => CallDetails.Participants[0]?.Status)).toEqual([
      undefined,
      'Connected',
    ]);
  });
});

describe('the events of an outbound call', () => {
  it('are the request, ringing and the answer, after which actions count', async () => {
    const ignored = () => answer([play('ignored.wav')]);
    const script: Script = { NEW_OUTBOUND_CALL: ignored, RINGING: ignored, CALL_ANSWERED: [play('hello.wav')] };
    const { sma, pass, types, times, events } = stand(script);
    sma.phones.set(CALLEE, { behavior: 'answers', afterSeconds: 3 });

    sma.createCall(outbound({ reason: 'callback' }));
    await pass(1);
    const ringing = sma.legs()[0];
    await pass(3);

    const [leg] = sma.legs();
    expect(ringing).toMatchObject({ state: 'ringing', hears: ['silence'] });
    expect(types()).toEqual(['NEW_OUTBOUND_CALL', 'RINGING', 'CALL_ANSWERED']);
    expect(times).toEqual([0, 0.5, 3.5]);
    expect(events[0]?.CallDetails.SipRuleId).toBeUndefined();
    expect(leg).toMatchObject({ direction: 'outbound', state: 'connected', hears: ['prompt:hello.wav'] });
    expect(leg?.timeline.flatMap(({ hears }) => hears)).not.toContain('prompt:ignored.wav');
  });

  it('keep the attributes that the answer to the request sets', async () => {
    const attributes = { TransactionAttributes: { callId: 'c1' } };
    const { sma, pass, last } = stand({ NEW_OUTBOUND_CALL: () => answer([], attributes) });

    sma.createCall(outbound());
    await pass(4);

    expect(last('NEW_OUTBOUND_CALL').ActionData).toBeUndefined();
    expect(last('CALL_ANSWERED').CallDetails.TransactionAttributes).toEqual({ callId: 'c1' });
  });

  it.each([
    [{ behavior: 'busy' }, ['NEW_OUTBOUND_CALL', 'HANGUP'], 486, 0.5],
    [{ behavior: 'no-answer' }, ['NEW_OUTBOUND_CALL', 'RINGING', 'HANGUP'], 480, 60.5],
  ] as const)('end with the code of %j', async (behavior, expected, code, at) => {
    const { sma, pass, types, last, times } = stand();
    sma.phones.set(CALLEE, behavior);

    sma.createCall(outbound());
    await pass(120);

    expect(types()).toEqual(expected);
    expect(dataOf(last('HANGUP')).Parameters).toMatchObject({ ParticipantTag: 'LEG-A', SipResponseCode: code });
    expect(times.at(-1)).toBe(at);
    expect(sma.live.legs).toBe(0);
  });

  it('call an answering machine answered, as the network does', async () => {
    const { sma, pass, types } = stand();
    sma.phones.set(CALLEE, { behavior: 'voicemail', afterSeconds: 15 });

    sma.createCall(outbound());
    await pass(20);

    expect(types().at(-1)).toBe('CALL_ANSWERED');
  });

  it.each([
    ['fails', 'ACTION_FAILED', 'ringing'],
    ['cancels', 'HANGUP', 'disconnected'],
  ] as const)('hold a hang-up while it rings to be one that %s', async (hangupWhileRinging, event, state) => {
    const hangup = [{ Type: 'Hangup', Parameters: {} }];
    const { sma, pass, types } = stand({ CALL_UPDATE_REQUESTED: hangup }, { conformance: { hangupWhileRinging } });
    sma.phones.set(CALLEE, { behavior: 'answers', afterSeconds: 30 });
    const transactionId = sma.createCall(outbound());
    await pass(5);

    sma.updateCall(APPLICATION, transactionId, {});
    await pass(1);

    expect(types().at(-1)).toBe(event);
    expect(sma.legs()[0]?.state).toBe(state);
  });
});

describe('transaction attributes', () => {
  const attributes = (TransactionAttributes: object | null) => () => answer([play('a.wav')], { TransactionAttributes });

  it('replace those before as a whole, stay when none are sent, and are erased by an empty map', async () => {
    const sent = [{ a: '1', b: '2' }, { c: '3' }, null, undefined, {}];
    const { sma, pass, events } = stand({
      NEW_INBOUND_CALL: () => attributes(sent.shift() ?? null)(),
      ACTION_SUCCESSFUL: () => attributes(sent.shift() ?? null)(),
    });
    sma.call({ from: CALLER, to: NUMBER });

    await pass(26);

    expect(events.map(({ CallDetails }) => CallDetails.TransactionAttributes)).toEqual([
      ...[undefined, { a: '1', b: '2' }, { c: '3' }, { c: '3' }, { c: '3' }, undefined],
    ]);
  });
});

describe('an inbound call that is not answered', () => {
  it.each([
    ['wait30s', 30],
    ['hangup', 0],
  ] as const)('with an empty first answer ends by %s, with the message in the log', async (emptyFirstResponse, at) => {
    const { sma, pass, types, times } = stand({}, { conformance: { emptyFirstResponse } });
    const id = sma.call({ from: CALLER, to: NUMBER });

    await pass(40);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'HANGUP']);
    expect(times.at(-1)).toBe(at);
    expect(sma.leg(id)).toMatchObject({ state: 'disconnected', cause: 480, answered: false });
    expect(sma.logs.map(({ message }) => message)).toEqual(['Actions list is empty.']);
  });

  it('rings as long as pauses follow each other', async () => {
    const again = () => answer([pause(25_000)]);
    const { sma, pass } = stand({ NEW_INBOUND_CALL: again, ACTION_SUCCESSFUL: again });
    const id = sma.call({ from: CALLER, to: NUMBER });

    await pass(200);

    expect(sma.leg(id)).toMatchObject({ state: 'ringing', answered: false });
  });

  it('is refused with the code of a hang-up', async () => {
    const busy = [{ Type: 'Hangup', Parameters: { SipResponseCode: '486' } }];
    const { sma, pass, types } = stand({ NEW_INBOUND_CALL: busy });
    const id = sma.call({ from: CALLER, to: NUMBER });

    await pass(1);

    expect(sma.leg(id)).toMatchObject({ state: 'disconnected', cause: 486, answered: false });
    expect(types()).toEqual(['NEW_INBOUND_CALL', 'HANGUP']);
  });

  it('reaches no number that is not of the account', () => {
    const { sma } = stand();

    expect(() => sma.call({ from: CALLER, to: '+19995550100' })).toThrow(/not in service/);
  });
});
