import { AwsError } from '#shared/adapters/aws/aws-error.ts';
import { bucketEndpoint, type LinkOptions, signedLink } from '#shared/adapters/aws/signed-link.ts';
import { signedRequests } from '#shared/adapters/aws/signed-requests.ts';
import { unlessDown } from '#shared/adapters/outage.ts';
import type { AttachmentFiles } from '#shared/app/attachments/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { objectKey } from './object-key.ts';
import { postFields } from './post-policy.ts';

/** Enough to recognise every kind of file. */
const START_BYTES = 4100;

/** Files in a bucket of S3, over the few requests that they need. */
export function s3Files({ bucket, connection, now }: LinkOptions): AttachmentFiles {
  const { credentials, region } = connection;
  const endpoint = bucketEndpoint(bucket, connection);
  const send = signedRequests('s3', { ...connection, endpoint });

  /** Undefined when there is no such object, or another one than the request asks for. */
  const sendUnlessGone = (request: Parameters<typeof send>[0]) =>
    unlessDown(() => send(request)).catch((thrown: unknown) => {
      if (thrown instanceof AwsError && [404, 412, 416].includes(thrown.status)) return undefined;
      throw thrown;
    });

  return {
    async uploadForm(key, { bytes, contentType }, expiresAt) {
      const conditions = { key: objectKey('pending', key), bytes, contentType, expiresAt };
      const signing = { bucket, region, credentials: credentials(), now: now() };
      return { url: `${endpoint}/`, fields: postFields(conditions, signing) };
    },

    async uploaded(key) {
      const path = `/${objectKey('pending', key)}`;
      const headers = { range: `bytes=0-${START_BYTES - 1}` };
      const reply = await sendUnlessGone({ method: 'GET', path, headers });
      if (!reply) return undefined;
      return {
        bytes: Number(reply.headers.get('content-range')?.split('/')[1] ?? reply.body.length),
        contentType: reply.headers.get('content-type') ?? '',
        tag: reply.headers.get('etag') ?? '',
        start: reply.body,
      };
    },

    async keep(key, tag) {
      const headers = {
        'x-amz-copy-source': `/${bucket}/${objectKey('pending', key)}`,
        'x-amz-copy-source-if-match': tag,
      };
      const reply = await sendUnlessGone({ method: 'PUT', path: `/${objectKey('kept', key)}`, headers });
      if (!reply) return false;
      // S3 answers 200 before a copy is done, and says in the body how it went.
      if (new TextDecoder().decode(reply.body).includes('<Error>')) throw new AppError('TRY_LATER');
      return true;
    },

    async discard(key) {
      await sendUnlessGone({ method: 'DELETE', path: `/${objectKey('pending', key)}`, headers: {} });
    },

    async link(key, name, expiresAt) {
      return signedLink({ bucket, connection, now }, objectKey('kept', key), name, expiresAt);
    },
  };
}
