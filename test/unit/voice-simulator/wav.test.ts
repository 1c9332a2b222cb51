import { describe, expect, it } from 'vitest';
import { wavDurationMs } from '#local/sma/wav.ts';

/** A WAV file of 8 kHz mono, 16 bits, with another chunk before the sound. */
function wav({ seconds = 1.5, format = 1 }: { seconds?: number; format?: number } = {}): Buffer {
  const data = Buffer.alloc(seconds * 16_000);
  const chunk = (name: string, content: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(content.length);
    return Buffer.concat([Buffer.from(name), length, content, Buffer.alloc(content.length % 2)]);
  };
  const fmt = Buffer.alloc(16);
  fmt.writeUInt16LE(format, 0);
  fmt.writeUInt16LE(1, 2);
  fmt.writeUInt32LE(8000, 4);
  fmt.writeUInt32LE(16_000, 8);
  fmt.writeUInt16LE(2, 12);
  fmt.writeUInt16LE(16, 14);
  const body = Buffer.concat([chunk('fmt ', fmt), chunk('LIST', Buffer.from('odd')), chunk('data', data)]);
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), body]));
}

describe('an audio file', () => {
  it('that is PCM lasts as long as its data', () => {
    expect(wavDurationMs(wav())).toBe(1500);
    expect(wavDurationMs(wav({ seconds: 0 }))).toBe(0);
  });

  it.each([
    ['is mu-law', wav({ format: 7 })],
    ['is no WAV', Buffer.from('ID3 something else')],
    ['is empty', Buffer.alloc(0)],
    ['ends in its head', wav().subarray(0, 30)],
    ['has no sound', wav().subarray(0, 60).fill(0, 12)],
    ['is larger than 50 MB', Buffer.concat([wav(), Buffer.alloc(50 * 1024 * 1024)])],
  ])('that %s cannot be played', (_, content) => {
    expect(wavDurationMs(content)).toBeUndefined();
  });
});
