import aws4 from 'aws4';
import { dispositionOf } from '#shared/domain/attachments/disposition.ts';
import type { Connection } from './signed-requests.ts';

export interface LinkOptions {
  readonly bucket: string;
  readonly connection: Connection;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Where the objects of a bucket are. */
export const bucketEndpoint = (bucket: string, { endpoint, region }: Connection): string =>
  endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`;

/**
 * An address that hands out an object of S3 to whoever has it, always to be saved under a name, until an instant. Nobody
 * is asked for it: who may not read the object is refused when the address is used.
 */
export function signedLink(
  { bucket, connection, now }: LinkOptions,
  key: string,
  name: string,
  expiresAt: string,
): string {
  const query = new URLSearchParams({
    'X-Amz-Date': new Date(now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    'X-Amz-Expires': String(Math.floor((Date.parse(expiresAt) - now()) / 1000)),
    'response-content-disposition': dispositionOf(name),
    // Whatever it was declared as: nothing that a browser would show.
    'response-content-type': 'application/octet-stream',
  });
  const { host, origin } = new URL(bucketEndpoint(bucket, connection));
  const { credentials, region } = connection;
  const request = { service: 's3', region, host, method: 'GET', path: `/${key}?${query}`, signQuery: true };
  return `${origin}${aws4.sign(request, credentials()).path}`;
}
