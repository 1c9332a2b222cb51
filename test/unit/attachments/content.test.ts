import { describe, expect, test } from 'vitest';
import { fileRecognition } from '#shared/adapters/attachments/file-recognition.ts';
import { lieOf } from '#shared/domain/attachments/content.ts';
import { dispositionOf } from '#shared/domain/attachments/disposition.ts';
import { extensionOf } from '#shared/domain/chat/limits.ts';

const bytesOf = (...parts: (string | number[])[]): Uint8Array => {
  const start = Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
  return new Uint8Array(Buffer.concat([start, Buffer.alloc(64)]));
};
const JPEG = bytesOf([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF');
const PDF = bytesOf('%PDF-1.7\n');
const CFB = bytesOf([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const MP4 = bytesOf([0, 0, 0, 24], 'ftypisom');
const ELF = bytesOf([0x7f], 'ELF');
const TEXT = bytesOf('Dear Sir');

/** What is wrong with a file of this name, type and beginning. */
async function verdict(name: string, contentType: string, start: Uint8Array): Promise<string | null> {
  const recognised = await fileRecognition.recognise(start);
  const recognisable = fileRecognition.recognises(extensionOf(name));
  const bytes = start.length;
  return lieOf({ name, bytes, contentType }, { bytes, contentType, recognised, recognisable });
}

describe('a file', () => {
  test.each([
    ['photo.jpg', 'image/jpeg', JPEG],
    ['photo.JPEG', 'image/jpg', JPEG],
    ['paper.pdf', 'application/pdf', PDF],
    ['paper.pdf', 'application/octet-stream', PDF],
    ['old.doc', 'application/msword', CFB],
    ['film.mp4', 'video/mp4', MP4],
    ['voice.m4a', 'audio/mp4', MP4],
    ['letter.txt', 'text/plain', TEXT],
    ['drawing.svg', 'image/svg+xml', TEXT],
    ['table.csv', 'text/csv', TEXT],
    ['README', 'text/plain', TEXT],
  ])('that is what it says passes: %s as %s', async (name, contentType, start) => {
    expect(await verdict(name, contentType, start)).toBeNull();
  });

  test.each([
    ['photo.jpg', 'image/jpeg', ELF],
    ['letter.txt', 'text/plain', ELF],
    ['README', 'text/plain', ELF],
    ['paper.pdf', 'application/pdf', JPEG],
    ['paper.pdf', 'application/pdf', TEXT],
    ['photo.jpg', 'image/jpeg', TEXT],
    ['photo', 'image/jpeg', TEXT],
    ['old.doc', 'application/msword', JPEG],
  ])('whose content is another is found out: %s as %s', async (name, contentType, start) => {
    expect(await verdict(name, contentType, start)).toBe('content');
  });

  test.each([
    ['photo.jpg', 'application/pdf', JPEG],
    ['paper.pdf', 'image/png', PDF],
  ])('whose type is another is found out: %s as %s', async (name, contentType, start) => {
    expect(await verdict(name, contentType, start)).toBe('type');
  });

  test('of another size or stored as another type is found out', () => {
    const declared = { name: 'a.txt', bytes: 5, contentType: 'text/plain' };
    const found = { bytes: 5, contentType: 'text/plain', recognised: null, recognisable: false };

    expect(lieOf(declared, { ...found, bytes: 6 })).toBe('size');
    expect(lieOf(declared, { ...found, contentType: 'text/html' })).toBe('type');
  });
});

describe('the name under which a file is saved', () => {
  test.each([
    ['receipt.pdf', 'attachment; filename="receipt.pdf"; filename*=UTF-8\'\'receipt.pdf'],
    ['"; evil="x', 'attachment; filename="_; evil=_x"; filename*=UTF-8\'\'%22%3B%20evil%3D%22x'],
    ['a\r\nSet-Cookie: x', 'attachment; filename="a__Set-Cookie: x"; filename*=UTF-8\'\'a%0D%0ASet-Cookie%3A%20x'],
    ["it's (1)*.txt", "attachment; filename=\"it's (1)*.txt\"; filename*=UTF-8''it%27s%20%281%29%2A.txt"],
  ])('breaks out of no header: %j', (name, header) => {
    expect(dispositionOf(name)).toBe(header);
  });
});
