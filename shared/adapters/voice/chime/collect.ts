import type { ActivityOf, Prompt } from '#schemas/voice/activity.ts';
import type { LegOrders } from '#shared/app/voice/ports.ts';
import { playAudio, promptKey, type Scene, s3, tagOf } from './scene.ts';
import type { SmaAction, Speech } from './sma-answer.ts';
import type { Ends } from './sma-event.ts';
import { SILENCE, type SpokenText, soundFileKey, spokenKey, textOf } from './sound-files.ts';
import { voiceOf } from './voices.ts';

type Collect = ActivityOf<'collect'>;

const SPEECH_LIMIT = 1000;

export const spokenIn = (prompts: readonly Prompt[], language: string): SpokenText[] =>
  prompts.flatMap(prompt => (prompt.kind === 'speech' ? [textOf(prompt, language)] : []));

/** Whether all that is said while digits are waited for can be spoken by the service itself. */
const isSpoken = ({ prompts, failure }: Collect, language: string): boolean =>
  [prompts, failure].every(
    said => spokenIn(said, language).length === said.length && joined(spokenIn(said, language)).length <= SPEECH_LIMIT,
  );

const joined = (texts: readonly SpokenText[]): string => texts.map(({ text }) => text).join(' ');

/** What must be spoken into files before digits can be asked for. */
export function collectTexts(activity: Collect, language: string): SpokenText[] {
  if (isSpoken(activity, language)) return [];
  const failure = failureFile(activity, language);
  return [...spokenIn(activity.prompts, language), ...(typeof failure === 'string' ? [] : [failure]), SILENCE];
}

/** The one file that is played before another attempt: one is all that the service takes. */
function failureFile({ failure }: Collect, language: string): string | SpokenText {
  const [first] = failure;
  if (!first) return SILENCE;
  if (first.kind === 'sound') return first.name;
  const texts = spokenIn(failure, language);
  const all = { ...textOf(first, language), text: joined(texts) };
  return texts.length === failure.length && all.text.length <= SPEECH_LIMIT ? all : textOf(first, language);
}

/** Prompts before the last are played ahead of it, so that digits count from the last one on. */
export function collectSteps(activity: Collect, orders: LegOrders, scene: Scene, ends: Ends): SmaAction[] {
  const { language, tenantId } = orders;
  const digits = { ParticipantTag: tagOf(ends), ...digitRules(activity) };
  if (isSpoken(activity, language)) {
    return [
      {
        Type: 'SpeakAndGetDigits',
        Parameters: {
          ...digits,
          SpeechParameters: speech(spokenIn(activity.prompts, language), language),
          FailureSpeechParameters: speech(spokenIn(activity.failure, language), language),
        },
      },
    ];
  }
  const last = activity.prompts.at(-1);
  const failure = failureFile(activity, language);
  const { promptsBucket } = scene.places;
  return [
    ...activity.prompts.slice(0, -1).map(prompt => playAudio(prompt, 1, orders, scene, ends)),
    {
      Type: 'PlayAudioAndGetDigits',
      Parameters: {
        ...digits,
        AudioSource: s3(promptsBucket, last ? promptKey(last, orders) : spokenKey(SILENCE)),
        FailureAudioSource: s3(
          promptsBucket,
          typeof failure === 'string' ? soundFileKey(failure, tenantId) : spokenKey(failure),
        ),
      },
    },
  ];
}

/** Of nothing to say, the shortest that can be said. */
const NOTHING_SAID = '<speak><break time="100ms"/></speak>';

function speech(texts: readonly SpokenText[], language: string): Speech {
  const { languageCode, voiceId } = voiceOf(texts[0]?.language ?? language);
  const said = texts.length > 0 ? { Text: joined(texts), TextType: 'text' } : { Text: NOTHING_SAID, TextType: 'ssml' };
  return { ...said, LanguageCode: languageCode, Engine: 'neural', VoiceId: voiceId } as Speech;
}

/**
 * The service wants fewer digits at least than at most: an exact number is asked for by the pattern. Whether the digit
 * that ends an entry is part of what the pattern sees is documented in two ways, so it may be.
 */
function digitRules(activity: Collect) {
  const { attempts, betweenDigitsSeconds, minDigits, maxDigits, pattern, terminators, timeoutSeconds } = activity;
  const most = Math.max(minDigits, maxDigits);
  const ending = terminators.length > 0 ? `[${terminators.join('')}]?` : '';
  return {
    InputDigitsRegex: `^(?:${pattern ?? `[0-9*#]{${minDigits},${most}}`})${ending}$`,
    MinNumberOfDigits: Math.min(minDigits, most - 1),
    MaxNumberOfDigits: most,
    TerminatorDigits: terminators,
    InBetweenDigitsDurationInMilliseconds: betweenDigitsSeconds * 1000,
    Repeat: attempts,
    RepeatDurationInMilliseconds: timeoutSeconds * 1000,
  };
}
