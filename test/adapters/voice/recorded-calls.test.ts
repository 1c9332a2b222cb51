import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Blobs, folderBlobs, memoryBlobs } from '#local/files/blobs.ts';
import { recordedCalls } from '#shared/adapters/voice/recorded-calls.ts';

const interaction = (number: number) => `int_01K9ZQ4M6T${String(number).padStart(16, '0')}`;
const legId = 'leg_01K9ZQ6P8W0T4X7Y9A2B3C4D5E';
const call = (number: number, tenantId = 'demo') =>
  `calls/${tenantId}/${interaction(number)}/${legId}/2026/11/25/2026-11-25_a_b.wav`;
const message = (number: number) => `messages/demo/${interaction(number)}/act_1/2026-11-25_a_b.wav`;

/** The interactions that a look through all files comes to, page by page. */
async function walk(keys: readonly string[], limit: number): Promise<(readonly string[])[]> {
  const recorded = recordedCalls(async (prefix, behind) => {
    const there = keys.filter(key => key.startsWith(prefix) && key > behind).toSorted();
    return { keys: there.slice(0, limit), more: there.length > limit };
  });
  const pages: (readonly string[])[] = [];
  for (let behind: string | null = ''; behind !== null; ) {
    const page: Awaited<ReturnType<typeof recorded>> = await recorded('demo', behind, limit);
    pages.push(page.interactionIds);
    behind = page.behind;
  }
  return pages;
}

it.each([1, 2, 3, 100])('comes to every recording of a tenant and to no other, %d at a time', async limit => {
  const keys = [call(1), call(2), call(2).replace('_b.wav', '_c.wav'), call(3), message(4), message(5)];

  const pages = await walk([...keys, call(9, 'demo2'), 'calls/demo/else/a/b.wav', call(8, 'acme')], limit);

  expect(new Set(pages.flat())).toEqual(new Set([1, 2, 3, 4, 5].map(interaction)));
  expect(pages.every(page => page.length <= limit)).toBe(true);
});

it('is at the end at once where there are no files', async () => {
  expect(await walk([], 10)).toEqual([[], []]);
});

it('begins nowhere behind the last kind of file', async () => {
  const recorded = recordedCalls(async () => expect.fail());

  expect(await recorded('demo', 'z', 10)).toEqual({ interactionIds: [], behind: null });
});

it.each(['memory', 'folder'])('finds the files of the local system, kept in %s', async where => {
  const folder = await mkdtemp(join(tmpdir(), 'recorded-'));
  try {
    const blobs: Blobs = where === 'memory' ? memoryBlobs() : folderBlobs(folder);
    const keys = [call(2), call(1), call(9, 'acme')].map(key => key.replace('2026-11-25_a_b', 'a'));
    for (const key of keys) await blobs.write(key, { content: new Uint8Array([1]), contentType: 'audio/wav' });

    expect(await blobs.keys('calls/demo/')).toEqual([keys[1], keys[0]]);
    expect(await blobs.keys('messages/demo/')).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
