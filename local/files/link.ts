import { createHmac } from 'node:crypto';

/** A file that may be fetched until an instant, and the name it is saved under. */
export interface Link {
  readonly key: string;
  readonly name: string;
  readonly expiresAt: string;
}

export const signLink = (link: Link, secret: string): URLSearchParams =>
  new URLSearchParams({ name: link.name, expiresAt: link.expiresAt, signature: signatureOf(link, secret) });

/** The link that an address carries; undefined when it was not signed here or has expired. */
export function readLink(key: string, query: URLSearchParams, secret: string, now: string): Link | undefined {
  const link = { key, name: query.get('name') ?? '', expiresAt: query.get('expiresAt') ?? '' };
  return query.get('signature') === signatureOf(link, secret) && now < link.expiresAt ? link : undefined;
}

const signatureOf = ({ key, name, expiresAt }: Link, secret: string): string =>
  createHmac('sha256', secret)
    .update(JSON.stringify([key, name, expiresAt]))
    .digest('hex');
