import { SOUND_SAMPLE_RATE } from '#schemas/voice/sounds.ts';

/** A sound as samples from -1 to 1, `SOUND_SAMPLE_RATE` of them a second. */
export type Samples = Float64Array;

const PCM_MAX = 32_767;
const BYTES_PER_SAMPLE = 2;
const WAV_HEADER_BYTES = 44;
const FORMAT_CHUNK_BYTES = 16;
const PCM = 1;

const lengthOf = (seconds: number): number => Math.round(seconds * SOUND_SAMPLE_RATE);

export const silence = (seconds: number): Samples => new Float64Array(lengthOf(seconds));

/** Sine waves of equal loudness together; `fade` seconds at both ends keep them from clicking. */
export function tone(frequencies: readonly number[], seconds: number, { level = 0.4, fade = 0.01 } = {}): Samples {
  const samples = silence(seconds);
  const ramp = lengthOf(fade);
  const share = level / frequencies.length;
  for (let at = 0; at < samples.length; at += 1) {
    const angle = (2 * Math.PI * at) / SOUND_SAMPLE_RATE;
    const sum = frequencies.reduce((total, frequency) => total + Math.sin(angle * frequency), 0);
    samples[at] = sum * share * Math.min(1, at / ramp, (samples.length - 1 - at) / ramp);
  }
  return samples;
}

/** A struck string: two partials that die away, the upper one sooner. `seconds` is how long it rings. */
export function pluck(frequency: number, seconds: number, level = 0.3): Samples {
  const samples = silence(seconds);
  const attack = lengthOf(0.008);
  for (let at = 0; at < samples.length; at += 1) {
    const time = at / SOUND_SAMPLE_RATE;
    const angle = 2 * Math.PI * frequency * time;
    const left = 1 - at / samples.length;
    const string = Math.sin(angle) * Math.exp(-2.5 * time) + 0.35 * Math.sin(2 * angle) * Math.exp(-6 * time);
    samples[at] = string * level * left * Math.min(1, at / attack);
  }
  return samples;
}

/** One after the other. */
export function inTurn(...parts: readonly Samples[]): Samples {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Adds a sound at a time of a loop of which the end goes on at the beginning, so that repeating it has no seam. */
export function layInLoop(loop: Samples, sound: Samples, seconds: number): void {
  const start = lengthOf(seconds);
  sound.forEach((sample, offset) => {
    const at = (start + offset) % loop.length;
    loop[at] = (loop[at] ?? 0) + sample;
  });
}

/** A RIFF WAVE file of 16-bit PCM, one channel, as the telephone service plays it. */
export function wavOf(samples: Samples): Uint8Array {
  const dataBytes = samples.length * BYTES_PER_SAMPLE;
  const bytes = new Uint8Array(WAV_HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string) => bytes.set(new TextEncoder().encode(letters), at);
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, FORMAT_CHUNK_BYTES, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SOUND_SAMPLE_RATE, true);
  view.setUint32(28, SOUND_SAMPLE_RATE * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, BYTES_PER_SAMPLE * 8, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  samples.forEach((sample, at) => {
    const clipped = Math.max(-1, Math.min(1, sample));
    view.setInt16(WAV_HEADER_BYTES + at * BYTES_PER_SAMPLE, Math.round(clipped * PCM_MAX), true);
  });
  return bytes;
}
