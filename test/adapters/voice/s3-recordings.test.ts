import { expect, test } from 'vitest';
import { s3Recordings } from '#shared/adapters/voice/s3-recordings.ts';

/** What goes to the bucket of recordings, and what becomes of its answers. Links are checked with those of attachments. */

const NOW = Date.parse('2026-11-25T10:00:00.000Z');
const KEY = 'calls/demo/int_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E/leg_01K9ZQ6P8W0T4X7Y9A2B3C4D5E/2026/11/25/2026-11-25_a_b.wav';
const OBJECT = `https://recordings-of-tandem.s3.eu-central-1.amazonaws.com/${KEY}`;

/** A bucket behind a network that answers in this way, and what was asked of it. */
function behind(answer: () => Response) {
  const requests: Request[] = [];
  const surroundings = {
    now: () => NOW,
    random: () => 0,
    pause: async () => undefined,
    fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      requests.push(new Request(String(input), init));
      return answer();
    },
  };
  const credentials = () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' });
  const connection = { region: 'eu-central-1', credentials, surroundings };
  return { requests, recordings: s3Recordings({ bucket: 'recordings-of-tandem', connection, now: () => NOW }) };
}

test('a link names the file, is to be saved and good until its instant, and asks the bucket for nothing', async () => {
  const { recordings, requests } = behind(() => Response.error());

  const link = new URL(await recordings.link(KEY, 'recording.wav', '2026-11-25T10:05:00.000Z'));

  expect(link.origin + link.pathname).toBe(OBJECT);
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    'X-Amz-Expires': '300',
    'X-Amz-Security-Token': 'token',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    'response-content-disposition': `attachment; filename="recording.wav"; filename*=UTF-8''recording.wav`,
    'response-content-type': 'application/octet-stream',
  });
  expect(requests).toEqual([]);
});

test('a recording is removed by its key', async () => {
  const { recordings, requests } = behind(() => new Response(null, { status: 204 }));

  await recordings.remove(KEY);

  expect(requests.map(({ method, url }) => [method, url])).toEqual([['DELETE', OBJECT]]);
});

test('a removal that the bucket does not take is tried later, and one that it forbids is a defect', async () => {
  const busy = behind(() => new Response('', { status: 503 }));
  const forbidden = behind(() => new Response('<Error><Code>AccessDenied</Code></Error>', { status: 403 }));

  await expect(busy.recordings.remove(KEY)).rejects.toMatchObject({ code: 'TRY_LATER' });
  await expect(forbidden.recordings.remove(KEY)).rejects.toMatchObject({ status: 403 });
});
