import { createHash } from 'node:crypto';
import type { Prompt } from '#schemas/voice/activity.ts';
import { type SoundName, SPOKEN_PREFIX, soundKey, soundNames } from '#schemas/voice/sounds.ts';
import { voiceOf } from './voices.ts';

/*
 * Where that which callers hear lies in the bucket of prompts. A text has the same file every time, so that it is spoken
 * once; a text that nobody uses any more costs its storage and nothing else.
 */

/** A text to be heard as a sound file. The empty text is a moment of silence. */
export interface SpokenText {
  readonly text: string;
  readonly language: string;
}

export const SILENCE: SpokenText = { text: '', language: 'en-US' };

/** Changes when texts are to be spoken anew, for example with other voices. */
const EDITION = 1;

export function spokenKey({ text, language }: SpokenText): string {
  const facts = JSON.stringify([EDITION, voiceOf(language), text]);
  return `${SPOKEN_PREFIX}/${createHash('sha256').update(facts).digest('hex').slice(0, 40)}.wav`;
}

const isOurs = (name: string): name is SoundName => soundNames.some(ours => ours === name);

/** The key of a sound: one that comes with Tandem, or a file of the tenant. */
export const soundFileKey = (name: string, tenantId: string): string =>
  isOurs(name) ? soundKey(name) : `tenants/${tenantId}/${name}`;

export const textOf = (prompt: Extract<Prompt, { kind: 'speech' }>, language: string): SpokenText => ({
  text: prompt.text,
  language: prompt.language ?? language,
});
