import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { s3Files } from '#shared/adapters/attachments/s3-files.ts';
import { dispositionOf } from '#shared/domain/attachments/disposition.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** What goes to S3, against what the AWS SDK would send; and what is made of its answers. */

const NOW = Date.parse('2026-11-21T09:30:00.000Z');
const EXPIRES_AT = '2026-11-21T09:35:00.000Z';
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token/+=' };
const region = 'eu-central-1';
const bucket = 'files-of-tandem';
const key = { tenantId: 'demo', interactionId: 'int_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E', id: 'att_01K9ZQ6P8W0T4X7Y9A2B3C4D5E' };
const pending = `pending/demo/${key.interactionId}/${key.id}`;
const kept = `kept/demo/${key.interactionId}/${key.id}`;
const client = new S3Client({ region, credentials });

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A bucket behind a network that answers in this way, and what was asked of it. */
function behind(answer: (request: Request) => Response = () => new Response()) {
  const requests: Request[] = [];
  const surroundings = {
    now: () => NOW,
    random: () => 0,
    pause: async () => undefined,
    fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const request = new Request(String(input), init);
      requests.push(request);
      return answer(request);
    },
  };
  const connection = { region, credentials: () => credentials, surroundings };
  return { requests, files: s3Files({ bucket, connection, now: () => NOW }) };
}

describe('what is signed', () => {
  test('for an upload is the form that the SDK makes', async () => {
    const { files } = behind();

    const form = await files.uploadForm(key, { name: 'a.pdf', bytes: 9, contentType: 'application/pdf' }, EXPIRES_AT);

    const ofSdk = await createPresignedPost(client, {
      Bucket: bucket,
      Key: pending,
      Fields: { 'Content-Type': 'application/pdf' },
      Conditions: [['content-length-range', 9, 9]],
      Expires: 300,
    });
    const policyOf = (fields: Readonly<Record<string, string>>) => {
      const { conditions, expiration } = JSON.parse(Buffer.from(fields['Policy'] ?? '', 'base64').toString());
      const sorted = conditions.map((one: unknown) => JSON.stringify(one)).toSorted();
      return { conditions: sorted, until: Date.parse(expiration) };
    };
    const plain = ({ Policy: _, 'X-Amz-Signature': __, ...fields }: Record<string, string>) => fields;
    expect(form.url).toBe(ofSdk.url);
    expect(plain({ ...form.fields })).toEqual(plain(ofSdk.fields));
    expect(policyOf(form.fields)).toEqual(policyOf(ofSdk.fields));
  });

  test('for a link is the address that the SDK makes', async () => {
    const { files } = behind();

    const link = new URL(await files.link(key, 'Ümläut (1).pdf', EXPIRES_AT));

    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: kept,
      ResponseContentDisposition: dispositionOf('Ümläut (1).pdf'),
      ResponseContentType: 'application/octet-stream',
    });
    const ofSdk = new URL(await getSignedUrl(client, command, { expiresIn: 300, signingDate: new Date(NOW) }));
    const signed = ({ searchParams }: URL) =>
      Object.fromEntries([...searchParams].filter(([name]) => !/checksum|x-id|Content-Sha256|Signature$/i.test(name)));
    expect(link.origin + link.pathname).toBe(ofSdk.origin + ofSdk.pathname);
    expect(signed(link)).toEqual(signed(ofSdk));
    expect(link.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('what was uploaded', () => {
  test('is looked at by its first bytes alone', async () => {
    const headers = { 'content-range': 'bytes 0-4099/9000', 'content-type': 'image/png', etag: '"abc"' };
    const { files, requests } = behind(() => new Response('start', { status: 206, headers }));

    const uploaded = await files.uploaded(key);

    expect(requests[0]?.url).toBe(`https://${bucket}.s3.${region}.amazonaws.com/${pending}`);
    expect(requests[0]?.headers.get('range')).toBe('bytes=0-4099');
    const start = new TextEncoder().encode('start');
    expect(uploaded).toEqual({ bytes: 9000, contentType: 'image/png', tag: '"abc"', start });
  });

  test('is nothing when there is nothing', async () => {
    const { files } = behind(() => new Response('<Error><Code>NoSuchKey</Code></Error>', { status: 404 }));

    expect(await files.uploaded(key)).toBeUndefined();
  });

  test('is kept only as it was looked at', async () => {
    const { files, requests } = behind(() => new Response('<CopyObjectResult/>'));
    const changed = behind(() => new Response('<Error/>', { status: 412 }));

    expect(await files.keep(key, '"abc"')).toBe(true);
    expect(await changed.files.keep(key, '"abc"')).toBe(false);
    expect([requests[0]?.method, requests[0]?.url]).toEqual([
      'PUT',
      `https://${bucket}.s3.${region}.amazonaws.com/${kept}`,
    ]);
    expect(requests[0]?.headers.get('x-amz-copy-source')).toBe(`/${bucket}/${pending}`);
    expect(requests[0]?.headers.get('x-amz-copy-source-if-match')).toBe('"abc"');
  });

  test('is removed without a trace of what is kept', async () => {
    const { files, requests } = behind(() => new Response(null, { status: 204 }));

    await files.discard(key);

    expect([requests[0]?.method, new URL(requests[0]?.url ?? '').pathname]).toEqual(['DELETE', `/${pending}`]);
  });
});

describe('a store that fails', () => {
  test.each([
    ['does not answer', () => Response.error()],
    ['is busy', () => new Response('', { status: 503 })],
    ['breaks off a copy that it has begun to answer', () => new Response('<Error><Code>InternalError</Code></Error>')],
  ])('because it %s is tried later', async (_, answer) => {
    const { files } = behind(answer);

    const failed = await files.keep(key, 'tag').catch((thrown: unknown) => thrown);

    expect(failed).toBeInstanceOf(AppError);
    expect(failed).toMatchObject({ code: 'TRY_LATER' });
  });
});
