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

test('recordings are listed by their keys, behind one of them, and say whose they are', async () => {
  const key = KEY.replace('a_b', 'a%3Ab');
  const page = `<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>${key}</Key></Contents></ListBucketResult>`;
  const { recordings, requests } = behind(() => new Response(page));

  const found = await recordings.recorded('demo', 'calls/demo/int_0', 50);

  expect(found).toEqual({
    interactionIds: ['int_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E'],
    behind: KEY.replace('a_b', 'a:b'),
  });
  const asked = new URL(requests[0]!.url);
  expect([requests[0]!.method, asked.origin + asked.pathname]).toEqual(['GET', new URL('/', OBJECT).href]);
  expect(Object.fromEntries(asked.searchParams)).toEqual({
    'list-type': '2',
    'encoding-type': 'url',
    prefix: 'calls/demo/',
    'max-keys': '50',
    'start-after': 'calls/demo/int_0',
  });
});

test('the first look at recordings begins at the first, and ends with the other kind of files', async () => {
  const page = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';
  const { recordings, requests } = behind(() => new Response(page));

  const first = await recordings.recorded('demo', '', 50);
  const second = await recordings.recorded('demo', first.behind!, 50);

  expect([first, second]).toEqual([
    { interactionIds: [], behind: 'messages/demo/' },
    { interactionIds: [], behind: null },
  ]);
  const prefixes = requests.map(({ url }) => new URL(url).searchParams);
  expect(prefixes.map(query => [query.get('prefix'), query.get('start-after')])).toEqual([
    ['calls/demo/', null],
    ['messages/demo/', 'messages/demo/'],
  ]);
});

test('a list that the bucket does not give is asked for later', async () => {
  const { recordings } = behind(() => new Response('', { status: 503 }));

  await expect(recordings.recorded('demo', '', 50)).rejects.toMatchObject({ code: 'TRY_LATER' });
});
