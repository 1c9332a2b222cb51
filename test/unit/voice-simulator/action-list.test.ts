import { describe, expect, it } from 'vitest';
import {
  APPLICATION,
  answer,
  askDigits,
  bridge,
  CALLER,
  dataOf,
  hangup,
  NUMBER,
  pause,
  play,
  receiveDigits,
  record,
  speak,
  stand,
} from './stand.ts';

describe('a list of actions', () => {
  it('is performed in order, and its end is told once, with its last action', async () => {
    const { sma, pass, types, last } = stand({ NEW_INBOUND_CALL: [play('one.wav'), pause(2000), play('two.wav')] });
    const id = sma.call({ from: CALLER, to: NUMBER });

    await pass(4);
    const first = sma.hears(id);
    await pass(2);
    const between = sma.hears(id);
    await pass(4);
    const second = sma.hears(id);
    await pass(3);

    expect([first, between, second]).toEqual([['prompt:one.wav'], ['silence'], ['prompt:two.wav']]);
    expect(types()).toEqual(['NEW_INBOUND_CALL', 'ACTION_SUCCESSFUL']);
    expect(dataOf(last('ACTION_SUCCESSFUL'))).toEqual(play('two.wav'));
  });

  it('tells in the middle of it what is always told, and goes on when the answer has no actions', async () => {
    const { sma, pass, types, events } = stand({ NEW_INBOUND_CALL: [askDigits(), play('thanks.wav')] });
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    sma.press(id, '1#');
    await pass(1);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'ACTION_SUCCESSFUL']);
    expect(events[1]?.ActionData).toMatchObject({ Type: 'PlayAudioAndGetDigits', ReceivedDigits: '1' });
    expect(sma.hears(id)).toEqual(['prompt:thanks.wav']);
  });

  it('tells of a recording in the middle of it', async () => {
    const { sma, pass, types, events } = stand({ NEW_INBOUND_CALL: [record({ DurationInSeconds: 1 }), play('b.wav')] });
    const id = sma.call({ from: CALLER, to: NUMBER });

    await pass(2);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'ACTION_SUCCESSFUL']);
    expect(events[1]?.ActionData?.Type).toBe('RecordAudio');
    expect(sma.hears(id)).toEqual(['prompt:b.wav']);
  });

  it('is replaced by the actions that answer in the middle of it', async () => {
    const { sma, pass } = stand({
      NEW_INBOUND_CALL: [askDigits(), play('thanks.wav')],
      ACTION_SUCCESSFUL: [play('other.wav')],
    });
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    sma.press(id, '1#');
    await pass(1);

    expect(sma.hears(id)).toEqual(['prompt:other.wav']);
  });

  it('is dropped by a failure', async () => {
    const { sma, pass, types, last } = stand({ NEW_INBOUND_CALL: [pause(50), play('never.wav')] });
    const id = sma.call({ from: CALLER, to: NUMBER });

    await pass(1);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'ACTION_FAILED']);
    expect(dataOf(last('ACTION_FAILED'))).toMatchObject({
      Type: 'Pause',
      ErrorType: 'InvalidActionParameter',
      ErrorMessage: 'The Duration parameter is invalid.',
    });
    expect(sma.leg(id).timeline.flatMap(({ hears }) => hears)).not.toContain('prompt:never.wav');
  });

  it('stays as it is when the answer is null or has no list', async () => {
    const { sma, pass } = stand({
      NEW_INBOUND_CALL: [play('music.wav', { Repeat: 10 })],
      CALL_UPDATE_REQUESTED: () => ({ SchemaVersion: '1.0', Actions: null }),
    });
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    sma.updateCall(APPLICATION, sma.leg(id).transactionId, {});
    await pass(1);

    expect(sma.hears(id)).toEqual(['prompt:music.wav']);
  });
});

describe('an update', () => {
  const update = { CALL_UPDATE_REQUESTED: [play('new.wav')] };

  it.each([
    ['PlayAudio', play('old.wav', { Repeat: 100 })],
    ['Pause', pause(30_000)],
    [
      'RecordAudio',
      {
        Type: 'RecordAudio',
        Parameters: {
          RecordingDestination: { Type: 'S3', BucketName: 'b' },
          RecordingTerminators: ['#'],
          DurationInSeconds: 60,
        },
      },
    ],
  ])('interrupts %s at once and says so', async (type, action) => {
    const { sma, pass, types, last } = stand({ NEW_INBOUND_CALL: [action, play('queued.wav')], ...update });
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(2);

    sma.updateCall(APPLICATION, sma.leg(id).transactionId, { action: 'play' });
    await pass(0.1);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'CALL_UPDATE_REQUESTED', 'ACTION_INTERRUPTED']);
    expect(dataOf(last('ACTION_INTERRUPTED')).Type).toBe(type);
    expect(sma.hears(id)).toEqual(['prompt:new.wav']);
  });

  it('waits for the end of Speak, and drops what was queued', async () => {
    const text = 'x'.repeat(100);
    const { sma, pass, types } = stand({ NEW_INBOUND_CALL: [speak(text), play('queued.wav')], ...update });
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    sma.updateCall(APPLICATION, sma.leg(id).transactionId, {});
    await pass(1);
    const during = sma.hears(id);
    await pass(6);

    expect(during).toEqual([`speech:"${text}"`]);
    expect(sma.hears(id)).toEqual(['prompt:new.wav']);
    expect(types()).not.toContain('ACTION_INTERRUPTED');
    expect(sma.leg(id).timeline.flatMap(({ hears }) => hears)).not.toContain('prompt:queued.wav');
  });

  it('brings its arguments, and actions in answer to an interruption are ignored', async () => {
    const { sma, pass, last } = stand({
      NEW_INBOUND_CALL: [play('old.wav', { Repeat: 100 })],
      ...update,
      ACTION_INTERRUPTED: [hangup()],
    });
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    sma.updateCall(APPLICATION, sma.leg(id).transactionId, { action: 'play' });
    await pass(1);

    expect(dataOf(last('CALL_UPDATE_REQUESTED'))).toEqual({
      Type: 'CallUpdateRequest',
      Parameters: { Arguments: { action: 'play' } },
    });
    expect(sma.leg(id).state).toBe('connected');
  });
});

describe('digits that were armed for', () => {
  const script = { NEW_INBOUND_CALL: [receiveDigits('^1$'), play('music.wav', { Repeat: 100 })] };

  it('come as an event while the list goes on', async () => {
    const { sma, pass, last, types } = stand(script);
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    sma.press(id, '1');
    await pass(2);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'DIGITS_RECEIVED']);
    expect(dataOf(last('DIGITS_RECEIVED')).ReceivedDigits).toBe('1');
    expect(sma.hears(id)).toEqual(['prompt:music.wav']);
  });

  it.each([
    [true, ['prompt:menu.wav']],
    [false, ['prompt:music.wav']],
  ])('interrupt the prompt by their answer when that is so: %s', async (interruptOnDigits, heard) => {
    const options = { conformance: { interruptOnDigits } };
    const { sma, pass } = stand({ ...script, DIGITS_RECEIVED: [play('menu.wav')] }, options);
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    sma.press(id, '1');
    await pass(2);

    expect(sma.hears(id)).toEqual(heard);
  });
});

describe('a hang-up in the middle of an action', () => {
  it.each([
    ['successful', ['NEW_INBOUND_CALL', 'ACTION_SUCCESSFUL', 'HANGUP']],
    ['failed', ['NEW_INBOUND_CALL', 'ACTION_FAILED', 'HANGUP']],
    ['silent', ['NEW_INBOUND_CALL', 'HANGUP']],
  ] as const)('is told as %s, of a party that is gone, before HANGUP', async (actionCutByHangup, expected) => {
    const { sma, pass, types, events } = stand(
      { NEW_INBOUND_CALL: [play('music.wav'), play('more.wav')] },
      { conformance: { actionCutByHangup } },
    );
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    sma.hangUp(id);
    await pass(60);

    expect(types()).toEqual(expected);
    expect(events[1]?.CallDetails.Participants.map(({ Status }) => Status)).toEqual(['Disconnected']);
    expect(sma.live).toEqual({ transactions: 0, legs: 0, meetings: 0 });
  });

  it('leaves the call over, whatever the function answers', async () => {
    const always = () => answer([play('again.wav')]);
    const { sma, pass, types } = stand({ NEW_INBOUND_CALL: always, ACTION_SUCCESSFUL: always, HANGUP: always });
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    sma.hangUp(id);
    await pass(60);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'ACTION_SUCCESSFUL', 'HANGUP']);
    expect(sma.leg(id)).toMatchObject({ state: 'disconnected', hears: ['silence'], cause: 0 });
  });
});

describe('the hang-up of a bridged second leg by the application', () => {
  const script = {
    NEW_INBOUND_CALL: [bridge('+14255550111')],
    CALL_UPDATE_REQUESTED: [hangup({ ParticipantTag: 'LEG-B' }), play('after.wav')],
  };

  it.each([
    ['both', ['HANGUP', 'ACTION_SUCCESSFUL']],
    ['hangup', ['HANGUP']],
    ['action-successful', ['ACTION_SUCCESSFUL']],
  ] as const)('is told by %s, and the list goes on', async (hangupOfBridgedLeg, expected) => {
    const { sma, pass, types } = stand(script, { conformance: { hangupOfBridgedLeg } });
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(5);

    sma.updateCall(APPLICATION, sma.leg(id).transactionId, {});
    await pass(1);

    expect(types().slice(3)).toEqual(expected);
    expect(sma.hears(id)).toEqual(['prompt:after.wav']);
  });
});
