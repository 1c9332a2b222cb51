import { type AudioSource, NO_AUDIO, type ParametersOf } from '../actions.ts';
import { conclude, type DigitRules, type Entry, enter, matches } from '../digits.ts';
import { after } from '../world.ts';
import { audioMs, playFor, promptOf, speechMs, speechOf } from './playback.ts';
import type { Perform, Performance, Stage } from './stage.ts';

interface Prompt {
  readonly source: string;
  readonly ms: number;
}

type DigitEntry = Pick<
  ParametersOf<'PlayAudioAndGetDigits'>,
  | 'InputDigitsRegex'
  | 'MinNumberOfDigits'
  | 'MaxNumberOfDigits'
  | 'TerminatorDigits'
  | 'InBetweenDigitsDurationInMilliseconds'
  | 'Repeat'
  | 'RepeatDurationInMilliseconds'
>;

/** Observed, not documented. */
const NO_VALID_DIGITS = { type: 'InvalidDigitsReceived', message: 'Invalid digits received.' };

/**
 * Plays the prompt and takes digits, as often as attempts are allowed. The first digit ends the prompt; after a failed
 * attempt the failure prompt is played.
 */
function collect(stage: Stage, entry: DigitEntry, main: Prompt, failure: Prompt): Performance {
  const rules: DigitRules = {
    pattern: entry.InputDigitsRegex,
    min: entry.MinNumberOfDigits,
    max: entry.MaxNumberOfDigits,
    terminators: entry.TerminatorDigits,
  };
  const betweenMs = entry.InBetweenDigitsDurationInMilliseconds ?? entry.RepeatDurationInMilliseconds;
  let attempts = 0;
  let digits = '';
  let isOpen = false;
  let stopWaiting = () => {};

  function attempt(): void {
    attempts += 1;
    digits = '';
    isOpen = true;
    stopWaiting = playFor(stage, main.source, main.ms, () => wait(entry.RepeatDurationInMilliseconds));
  }
  function wait(ms: number): void {
    stopWaiting = stage.after(ms, () => judge(conclude(rules, digits)));
  }
  function judge({ state, digits: entered }: Entry): void {
    digits = entered;
    if (state === 'open') wait(betweenMs);
    else if (state === 'complete') stage.done({ ReceivedDigits: digits });
    else refuse();
  }
  function refuse(): void {
    isOpen = false;
    const isLast = attempts >= entry.Repeat;
    const next = isLast ? () => stage.failed(NO_VALID_DIGITS) : attempt;
    if (isLast && !stage.world.conformance.failurePromptAtLast) next();
    else playFor(stage, failure.source, failure.ms, next);
  }

  attempt();
  return {
    press(digit) {
      if (!isOpen) return;
      stopWaiting();
      judge(enter(rules, digits, digit));
    },
  };
}

export const playAudioAndGetDigits: Perform<'PlayAudioAndGetDigits'> = (parameters, stage) => {
  const promptAt = (source: AudioSource) => ({ source: promptOf(source), ms: audioMs(stage.world, source) });
  const [main, failure] = [promptAt(parameters.AudioSource), promptAt(parameters.FailureAudioSource)];
  if (main.ms === undefined || failure.ms === undefined) {
    stage.failed(NO_AUDIO);
    return undefined;
  }
  return collect(stage, parameters, { ...main, ms: main.ms }, { ...failure, ms: failure.ms });
};

export const speakAndGetDigits: Perform<'SpeakAndGetDigits'> = (parameters, stage) => {
  const [main, failure] = [parameters.SpeechParameters, parameters.FailureSpeechParameters].map(speech => ({
    source: speechOf(speech),
    ms: speechMs(stage.world, speech),
  })) as [Prompt, Prompt];
  return collect(stage, parameters, main, failure);
};

/**
 * Arms the leg and is done. Digits are looked at when none has come for the time in between, and are forgotten when the
 * flush interval, which the first of them begins, is over.
 */
export const receiveDigits: Perform<'ReceiveDigits'> = (parameters, { world, call, leg, raw, done }) => {
  let digits = '';
  let stopLooking = () => {};
  let stopFlush = () => {};
  const report = () => {
    const ReceivedDigits = digits;
    stopFlush();
    digits = '';
    call.digitsReceived({ Type: 'ReceiveDigits', Parameters: raw, ReceivedDigits });
  };
  const look = () => matches(parameters.InputDigitsRegex, digits) && report();
  const flush = () => {
    stopLooking();
    if (world.conformance.flushSendsDigits || matches(parameters.InputDigitsRegex, digits)) report();
    digits = '';
  };

  call.arm(leg, digit => {
    if (digits === '') stopFlush = after(world, parameters.FlushDigitsDurationInMilliseconds, flush);
    digits += digit;
    stopLooking();
    stopLooking = after(world, parameters.InBetweenDigitsDurationInMilliseconds, look);
  });
  done();
  return undefined;
};

const COMMA_MS = 500;

export const sendDigits: Perform<'SendDigits'> = ({ Digits, ToneDurationInMilliseconds: toneMs }, stage) => {
  const tones = Digits.replaceAll(',', '');
  const ms = tones.length * toneMs + (Digits.length - tones.length) * COMMA_MS;
  stage.after(ms, () => {
    stage.leg.receivedDigits += tones;
    stage.done();
  });
  return undefined;
};
