import { bucketEndpoint, type LinkOptions, signedLink } from '#shared/adapters/aws/signed-link.ts';
import { signedRequests } from '#shared/adapters/aws/signed-requests.ts';
import { unlessDown } from '#shared/adapters/outage.ts';
import type { RecordingFiles } from '#shared/app/voice/ports.ts';
import { recordedCalls } from './recorded-calls.ts';

/** Recordings in the bucket to which the telephone service delivers them. */
export function s3Recordings(options: LinkOptions): RecordingFiles {
  const { bucket, connection } = options;
  const send = signedRequests('s3', { ...connection, endpoint: bucketEndpoint(bucket, connection) });
  return {
    link: async (key, name, expiresAt) => signedLink(options, key, name, expiresAt),
    async remove(key) {
      await unlessDown(() => send({ method: 'DELETE', path: `/${key}`, headers: {} }));
    },
    recorded: recordedCalls(async (prefix, behind, limit) => {
      const query = new URLSearchParams({
        'list-type': '2',
        'encoding-type': 'url',
        prefix,
        'max-keys': String(limit),
        ...(behind !== '' && { 'start-after': behind }),
      });
      const { body } = await unlessDown(() => send({ method: 'GET', path: `/?${query}`, headers: {} }));
      return listed(new TextDecoder().decode(body));
    }),
  };
}

/** A page of ListObjectsV2. */
const listed = (page: string) => ({
  keys: [...page.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = '']) => decodeURIComponent(key.replaceAll('+', ' '))),
  more: page.includes('<IsTruncated>true</IsTruncated>'),
});
