import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SOUND_SAMPLE_RATE, soundNames } from '#schemas/voice/sounds.ts';
import { soundFile } from '#shared/domain/voice/sounds.ts';

const HEADER = 44;

/** Reads a WAV file by the format's rules alone. */
function read(file: Uint8Array) {
  const view = new DataView(file.buffer);
  const text = (at: number) => String.fromCharCode(...file.slice(at, at + 4));
  const samples = new Int16Array(file.buffer.slice(HEADER));
  return {
    container: [text(0), text(8), text(12), text(36)],
    sizes: [view.getUint32(4, true), view.getUint32(40, true)],
    format: view.getUint16(20, true),
    channels: view.getUint16(22, true),
    rate: view.getUint32(24, true),
    bytesPerSecond: view.getUint32(28, true),
    bits: view.getUint16(34, true),
    samples,
    seconds: samples.length / view.getUint32(24, true),
  };
}

/** How much of a frequency is in the samples (Goertzel), from 0 to 1 of full scale. */
function strength(samples: Int16Array, frequency: number): number {
  let real = 0;
  let imaginary = 0;
  samples.forEach((sample, at) => {
    const angle = (2 * Math.PI * frequency * at) / SOUND_SAMPLE_RATE;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length / 32_767;
}

const loudest = (samples: Int16Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

describe.each(soundNames)('the sound %s', name => {
  const file = soundFile(name);
  const wav = read(file);

  it('is a WAV file of 8 kHz, mono, 16-bit PCM with the sizes it states', () => {
    expect(wav.container).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
    expect(wav).toMatchObject({ format: 1, channels: 1, rate: 8000, bytesPerSecond: 16_000, bits: 16 });
    expect(wav.sizes).toEqual([file.length - 8, file.length - HEADER]);
  });

  it('can be heard and is not clipped', () => {
    expect(loudest(wav.samples)).toBeGreaterThan(5000);
    expect(loudest(wav.samples)).toBeLessThan(32_767);
  });

  it('is the same whenever it is made', () => {
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

    expect(hash(soundFile(name))).toBe(hash(file));
  });
});

describe('the sounds', () => {
  it('have a few hundred kilobytes together', () => {
    const bytes = soundNames.reduce((sum, name) => sum + soundFile(name).length, 0);

    expect(bytes).toBeLessThan(400_000);
  });

  it('ring as a telephone of North America does: 440 and 480 Hz for two seconds, then four of silence', () => {
    const { samples, seconds } = read(soundFile('ringback'));
    const ringing = samples.slice(0, 2 * SOUND_SAMPLE_RATE);

    expect(seconds).toBe(6);
    expect(strength(ringing, 440)).toBeCloseTo(0.2, 1);
    expect(strength(ringing, 480)).toBeCloseTo(0.2, 1);
    expect(strength(ringing, 620)).toBeLessThan(0.01);
    expect(loudest(samples.slice(2 * SOUND_SAMPLE_RATE))).toBe(0);
  });

  it('tell of a recording by 1400 Hz for half a second', () => {
    const { samples, seconds } = read(soundFile('recording'));

    expect(seconds).toBe(0.5);
    expect(strength(samples, 1400)).toBeGreaterThan(0.2);
  });

  it('repeat the music without a seam: the step from the end to the beginning is one as inside', () => {
    const { samples, seconds } = read(soundFile('music'));
    const steps = samples.slice(1).map((sample, at) => Math.abs(sample - samples[at]!));
    const seam = Math.abs(samples[0]! - samples.at(-1)!);

    expect(seconds).toBe(12);
    expect(seam).toBeLessThan(loudest(steps));
  });

  it('never leave the music silent, so that nobody takes it for a broken line', () => {
    const { samples } = read(soundFile('music'));
    const half = SOUND_SAMPLE_RATE / 2;
    const pieces = Array.from({ length: samples.length / half }, (_, at) => samples.slice(at * half, (at + 1) * half));

    expect(Math.min(...pieces.map(loudest))).toBeGreaterThan(2000);
  });
});
