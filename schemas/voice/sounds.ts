/** The sounds that come with Tandem; everything else that callers hear is spoken or a file of the tenant. */
export const soundNames = ['music', 'ringback', 'recording', 'beep', 'auto-answer'] as const;
export type SoundName = (typeof soundNames)[number];

/** Samples of a second of every sound: that of the telephone network, which resamples what is better. */
export const SOUND_SAMPLE_RATE = 8000;

/** Where the sounds lie in the bucket of prompts; files of tenants lie elsewhere. */
export const SOUND_PREFIX = 'sounds';

/** Where texts lie that were made sound files at their first use. */
export const SPOKEN_PREFIX = 'spoken';

/** Key of a sound in the bucket of prompts. */
export const soundKey = (name: SoundName): string => `${SOUND_PREFIX}/${name}.wav`;
