import { type AudioSource, NO_AUDIO, type Speech } from '../actions.ts';
import type { World } from '../world.ts';
import type { Perform, Stage } from './stage.ts';

/** Length of an audio file in ms, when it can be played. */
export function audioMs({ prompts, faults }: World, { BucketName, Key }: AudioSource): number | undefined {
  return faults.audioDenied?.(BucketName, Key) ? undefined : prompts.durationMs(BucketName, Key);
}

export const promptOf = ({ Key }: AudioSource): string => `prompt:${Key}`;

/** What is spoken, without marks. */
const spoken = ({ Text, TextType }: Speech): string => (TextType === 'ssml' ? Text.replaceAll(/<[^>]*>/g, '') : Text);
export const speechOf = (speech: Speech): string => `speech:"${spoken(speech)}"`;
export const speechMs = ({ timing }: World, speech: Speech): number =>
  Math.max(1, spoken(speech).length) * timing.speechPerCharacter;

/** Plays for so long, then goes on. Returns what ends it early. */
export function playFor(stage: Stage, source: string, ms: number, then: () => void): () => void {
  const silence = stage.play(source);
  const cancel = stage.after(ms, () => {
    silence();
    then();
  });
  return () => {
    cancel();
    silence();
  };
}

export const playAudio: Perform<'PlayAudio'> = ({ AudioSource, PlaybackTerminators, Repeat }, stage) => {
  const ms = audioMs(stage.world, AudioSource);
  if (ms === undefined) {
    stage.failed(NO_AUDIO);
    return undefined;
  }
  playFor(stage, promptOf(AudioSource), ms * Repeat, () => stage.done());
  return { press: digit => void (PlaybackTerminators.includes(digit) && stage.done()) };
};

export const speak: Perform<'Speak'> = (parameters, stage) => {
  playFor(stage, speechOf(parameters), speechMs(stage.world, parameters), () => stage.done());
  return undefined;
};

export const pause: Perform<'Pause'> = ({ DurationInMilliseconds }, stage) => {
  stage.after(DurationInMilliseconds, () => stage.done());
  return undefined;
};
