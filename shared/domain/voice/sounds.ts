import type { SoundName } from '#schemas/voice/sounds.ts';
import { inTurn, layInLoop, pluck, type Samples, silence, tone, wavOf } from './synthesis.ts';

/** Broken chords over A minor, F, C and G, in hertz: six notes a bar. */
const BARS = [
  [220, 261.63, 329.63, 440, 329.63, 261.63],
  [174.61, 220, 261.63, 349.23, 261.63, 220],
  [196, 261.63, 329.63, 392, 329.63, 261.63],
  [196, 246.94, 293.66, 392, 293.66, 246.94],
];
const SECONDS_PER_NOTE = 0.5;
const NOTES_PER_BAR = 6;
/** Notes ring into the next ones. */
const RING_SECONDS = 1.6;

/** Twelve seconds that can be repeated without a seam. */
function music(): Samples {
  const notes = BARS.flat();
  const loop = silence(BARS.length * NOTES_PER_BAR * SECONDS_PER_NOTE);
  notes.forEach((frequency, index) => {
    layInLoop(loop, pluck(frequency, RING_SECONDS), index * SECONDS_PER_NOTE);
  });
  return loop;
}

const sounds: Readonly<Record<SoundName, () => Samples>> = {
  music,
  /** Audible ringing of North America, ITU-T E.180: 440 and 480 Hz, two seconds on and four off. */
  ringback: () => inTurn(tone([440, 480], 2), silence(4)),
  /** Tells that a conversation is recorded: 1400 Hz for half a second. */
  recording: () => tone([1400], 0.5, { level: 0.25 }),
  /** Asks a caller to speak after it. */
  beep: () => inTurn(tone([1000], 0.3), silence(0.2)),
  /** Warns an agent who is connected without lifting a receiver: two rising notes. */
  'auto-answer': () => inTurn(tone([660], 0.12), silence(0.04), tone([880], 0.2)),
};

/** A sound as a WAV file: 8 kHz, mono, 16-bit PCM. Computed, so nobody else has rights in it; the same every time. */
export const soundFile = (name: SoundName): Uint8Array => wavOf(sounds[name]());
