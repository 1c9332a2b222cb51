import { describe, expect, it } from 'vitest';
import { conclude, enter } from '#local/sma/digits.ts';
import { APPLICATION, answer, askDigits, CALLER, dataOf, NUMBER, play, receiveDigits, stand } from './stand.ts';

const ring = { from: CALLER, to: NUMBER };
const rules = { min: 2, max: 4, terminators: ['#'] };

describe('an entry', () => {
  it.each([
    ['1', '2', 'open'],
    ['123', '4', 'complete'],
    ['12', '#', 'complete'],
    ['1', '#', 'refused'],
    ['', '#', 'refused'],
  ])('of %j is with %j then %s', (digits, digit, state) => {
    expect(enter(rules, digits, digit).state).toBe(state);
  });

  it.each([
    ['^\\d{2}#$', '12', '#', 'complete'],
    ['^\\d{2}$', '12', '#', 'complete'],
    ['^[12]$', '3', '', 'refused'],
  ])('that must match %s is with %j and %j %s', (pattern, digits, terminator, state) => {
    expect(conclude({ ...rules, min: 0, pattern }, digits, terminator).state).toBe(state);
  });
});

describe('PlayAudioAndGetDigits', () => {
  it('lets the first digit end the prompt, and reports the digits without the terminator', async () => {
    const { sma, pass, last } = stand({ NEW_INBOUND_CALL: [askDigits()] });
    const id = sma.call(ring);
    await pass(1);
    const prompt = sma.hears(id);

    sma.press(id, '4');
    const entering = sma.hears(id);
    sma.press(id, '2#');
    await pass(0);

    expect([prompt, entering]).toEqual([['prompt:menu.wav'], ['silence']]);
    expect(dataOf(last('ACTION_SUCCESSFUL'))).toMatchObject({ ReceivedDigits: '42' });
  });

  it('takes what was entered when nothing more comes in between', async () => {
    const { sma, pass, last, times } = stand({
      NEW_INBOUND_CALL: [askDigits({ InBetweenDigitsDurationInMilliseconds: 2000 })],
    });
    const id = sma.call(ring);
    await pass(1);

    sma.press(id, '7');
    await pass(5);

    expect(dataOf(last('ACTION_SUCCESSFUL'))).toMatchObject({ ReceivedDigits: '7' });
    expect(times.at(-1)).toBe(3);
  });

  it.each([
    [true, 26],
    [false, 21],
  ])(
    'repeats with the failure prompt in between, then fails; after the last one, too: %s',
    async (failurePromptAtLast, at) => {
      const options = { conformance: { failurePromptAtLast } };
      const { sma, pass, last, times } = stand(
        { NEW_INBOUND_CALL: [askDigits({ Repeat: 2 }), play('no.wav')] },
        options,
      );
      const id = sma.call(ring);

      await pass(40);

      // Two attempts of 5 s of prompt and 3 s of waiting, and 5 s for each failure prompt.
      expect(times.at(-1)).toBe(at);
      expect(dataOf(last('ACTION_FAILED'))).toMatchObject({ ErrorType: 'InvalidDigitsReceived' });
      expect(sma.leg(id).timeline.filter(({ hears }) => hears[0] === 'prompt:menu.wav')).toHaveLength(2);
      expect(sma.hears(id)).toEqual(['silence']);
    },
  );

  it('is not interrupted by an update', async () => {
    const { sma, pass, types } = stand({
      NEW_INBOUND_CALL: [askDigits()],
      CALL_UPDATE_REQUESTED: [play('agent.wav')],
    });
    const id = sma.call(ring);
    await pass(1);
    sma.updateCall(APPLICATION, sma.leg(id).transactionId, {});
    await pass(1);
    const during = sma.hears(id);

    sma.press(id, '1#');
    await pass(1);

    expect(during).toEqual(['prompt:menu.wav']);
    expect(sma.hears(id)).toEqual(['prompt:agent.wav']);
    expect(types()).not.toContain('ACTION_INTERRUPTED');
  });
});

describe('SpeakAndGetDigits', () => {
  const ask = {
    Type: 'SpeakAndGetDigits',
    Parameters: {
      SpeechParameters: { Text: '<speak>Press <break/>one</speak>', TextType: 'ssml' },
      FailureSpeechParameters: { Text: 'Again' },
      MaxNumberOfDigits: 1,
      RepeatDurationInMilliseconds: 3000,
    },
  };

  it('speaks, and takes as many digits as there may be', async () => {
    const { sma, pass, last } = stand({ NEW_INBOUND_CALL: [ask] });
    const id = sma.call(ring);
    await pass(0.1);
    const speech = sma.hears(id);

    sma.press(id, '1');
    await pass(0);

    expect(speech).toEqual(['speech:"Press one"']);
    expect(dataOf(last('ACTION_SUCCESSFUL'))).toMatchObject({ Type: 'SpeakAndGetDigits', ReceivedDigits: '1' });
  });
});

describe('PlayAudio', () => {
  it('is ended by one of its terminators and by no other digit', async () => {
    const { sma, pass, types } = stand({
      NEW_INBOUND_CALL: [play('a.wav', { PlaybackTerminators: ['#'], Repeat: 3 })],
    });
    const id = sma.call(ring);
    await pass(1);

    sma.press(id, '1');
    const other = sma.hears(id);
    sma.press(id, '#');
    await pass(0);

    expect(other).toEqual(['prompt:a.wav']);
    expect(types()).toEqual(['NEW_INBOUND_CALL', 'ACTION_SUCCESSFUL']);
    expect(sma.hears(id)).toEqual(['silence']);
  });

  it('fails when the file is not there, or access is denied', async () => {
    const prompts = { durationMs: (_: string, key: string) => (key === 'there.wav' ? 1000 : undefined) };
    const again = () => answer([play('there.wav')]);
    const { sma, pass, events } = stand({ NEW_INBOUND_CALL: [play('none.wav')], ACTION_FAILED: again }, { prompts });
    sma.faults.audioDenied = (bucket, key) => bucket === 'prompts' && key === 'there.wav';
    sma.call(ring);

    await pass(0);

    const failures = events.slice(1, 3).map(event => [dataOf(event).ErrorType, dataOf(event).ErrorMessage]);
    expect(failures).toEqual(Array(2).fill(['InvalidAudioSource', 'Cannot access S3 bucket or audio file.']));
  });
});

describe('ReceiveDigits', () => {
  const armed = (more: object = {}) => [receiveDigits('^\\d{2}#$', more), play('music.wav', { Repeat: 100 })];

  it('looks when nothing has come for the time in between, and stays armed', async () => {
    const { sma, pass, types, events, times } = stand({ NEW_INBOUND_CALL: armed() });
    const id = sma.call(ring);
    await pass(1);

    sma.press(id, '11');
    await pass(0.5);
    sma.press(id, '#');
    await pass(2);
    sma.press(id, '22#');
    await pass(2);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'DIGITS_RECEIVED', 'DIGITS_RECEIVED']);
    expect(events.slice(1).map(event => dataOf(event).ReceivedDigits)).toEqual(['11#', '22#']);
    expect(times[1]).toBe(2.5);
  });

  it('is replaced by another one', async () => {
    const { sma, pass, types } = stand({
      NEW_INBOUND_CALL: armed(),
      CALL_UPDATE_REQUESTED: [receiveDigits('^9$'), play('more.wav')],
    });
    const id = sma.call(ring);
    await pass(1);
    sma.updateCall(APPLICATION, sma.leg(id).transactionId, {});
    await pass(1);

    sma.press(id, '11#');
    await pass(12);
    sma.press(id, '9');
    await pass(2);

    expect(types().filter(type => type === 'DIGITS_RECEIVED')).toHaveLength(1);
  });

  it.each([
    [false, ['NEW_INBOUND_CALL']],
    [true, ['NEW_INBOUND_CALL', 'DIGITS_RECEIVED']],
  ])(
    'forgets what matches nothing when the flush interval ends, or sends it: %s',
    async (flushSendsDigits, expected) => {
      const { sma, pass, types } = stand({ NEW_INBOUND_CALL: armed() }, { conformance: { flushSendsDigits } });
      const id = sma.call(ring);
      await pass(1);

      sma.press(id, '5');
      await pass(11);

      expect(types()).toEqual(expected);
    },
  );

  it('begins the flush interval with the first digit after the last flush', async () => {
    const { sma, pass, types } = stand({ NEW_INBOUND_CALL: armed() });
    const id = sma.call(ring);
    await pass(1);
    sma.press(id, '5');
    await pass(9);
    sma.press(id, '6');
    await pass(9.8);

    sma.press(id, '11');
    await pass(0.4);
    sma.press(id, '#');
    await pass(2);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'DIGITS_RECEIVED']);
  });

  it('does not see what a prompt collects', async () => {
    const { sma, pass, types } = stand({ NEW_INBOUND_CALL: [receiveDigits('^1#$'), askDigits(), play('b.wav')] });
    const id = sma.call(ring);
    await pass(1);

    sma.press(id, '1#');
    await pass(3);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'ACTION_SUCCESSFUL']);
  });
});

describe('SendDigits', () => {
  it('takes 250 ms for a tone and half a second for a comma, and reaches the telephone', async () => {
    const send = (event: { CallDetails: { Participants: readonly { CallId: string }[] } }) => [
      play('a.wav', { Repeat: 1 }),
      { Type: 'SendDigits', Parameters: { CallId: event.CallDetails.Participants[0]?.CallId, Digits: '1,2#' } },
    ];
    const { sma, pass, times } = stand({ NEW_INBOUND_CALL: send });
    const id = sma.call(ring);

    await pass(10);

    expect(sma.leg(id).receivedDigits).toBe('12#');
    expect(times.at(-1)).toBe(6.25);
  });
});
