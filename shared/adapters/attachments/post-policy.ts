import { createHmac } from 'node:crypto';
import type { Credentials } from '#shared/adapters/aws/signed-requests.ts';

/** What a form may upload, and until when. */
export interface PostConditions {
  readonly key: string;
  readonly contentType: string;
  /** Exactly as many. */
  readonly bytes: number;
  readonly expiresAt: string;
}

export interface PostSigning {
  readonly bucket: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The fields of a form with which S3 lets a browser upload one object, and nothing else (POST policy, Signature V4). */
export function postFields(conditions: PostConditions, signing: PostSigning): Record<string, string> {
  const { bucket, credentials, now, region } = signing;
  const date = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '');
  const { sessionToken } = credentials;
  const fields = {
    key: conditions.key,
    'Content-Type': conditions.contentType,
    bucket,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scopeOf(date, region)}`,
    'X-Amz-Date': date,
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
  };
  const policy = Buffer.from(
    JSON.stringify({
      expiration: conditions.expiresAt,
      conditions: [
        ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
        ['content-length-range', conditions.bytes, conditions.bytes],
      ],
    }),
  ).toString('base64');
  return { ...fields, Policy: policy, 'X-Amz-Signature': signatureOf(policy, date, region, credentials) };
}

const scopeOf = (date: string, region: string): string => `${date.slice(0, 8)}/${region}/s3/aws4_request`;

/** Signature V4 of a text of this day for S3. */
export function signatureOf(text: string, date: string, region: string, { secretAccessKey }: Credentials): string {
  const key = [date.slice(0, 8), region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (signed, part) => createHmac('sha256', signed).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}
