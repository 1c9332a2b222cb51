import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { signatureOf } from '#shared/adapters/attachments/post-policy.ts';
import { dispositionOf } from '#shared/domain/attachments/disposition.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import type { PageReply, RawPage } from '../http.ts';
import type { Blobs } from './blobs.ts';
import { readLink } from './link.ts';
import { FILES_PATH, type FileSigning } from './local-files.ts';

export interface ServingOptions {
  readonly signing: FileSigning;
  readonly now: () => number;
  readonly blobs: Blobs;
}

/** A little more than the largest file that a limit can admit. */
const MAX_FORM_BYTES = 101 * 1024 * 1024;

/** Takes the posted forms and hands out what links name, by the rules of S3. */
export function serveFiles(options: ServingOptions): RawPage {
  return async (request, url) => {
    if (request.method === 'POST' && url.pathname === FILES_PATH) return take(request, options);
    if (request.method === 'GET' && url.pathname.startsWith(`${FILES_PATH}/`)) return handOut(url, options);
    return undefined;
  };
}

const reply = (status: number, body: string | Buffer = '', headers: Record<string, string> = {}): PageReply => ({
  status,
  headers: { 'Access-Control-Allow-Origin': '*', 'X-Content-Type-Options': 'nosniff', ...headers },
  body,
});
const refused = (status: number, code: string): PageReply =>
  reply(status, `<Error><Code>${code}</Code></Error>`, { 'Content-Type': 'application/xml' });

async function take(request: IncomingMessage, { blobs, now, signing }: ServingOptions): Promise<PageReply> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_FORM_BYTES) return refused(413, 'EntityTooLarge');
  const form = await formOf(request);
  if (!form) return refused(400, 'MalformedPOSTRequest');
  const { fields, file } = form;
  const refusal = policyRefusal(fields, file.length, signing, toInstant(now()));
  if (refusal) return refused(refusal === 'AccessDenied' ? 403 : 400, refusal);
  await blobs.write(fields['key'] ?? '', { content: file, contentType: fields['Content-Type'] ?? '' });
  return reply(204);
}

async function formOf(request: IncomingMessage) {
  const { 'content-type': type = '' } = request.headers;
  const body = Readable.toWeb(request) as ReadableStream;
  try {
    const init = { method: 'POST', headers: { 'content-type': type }, body, duplex: 'half' } as RequestInit;
    const form = await new Request('http://localhost', init).formData();
    const file = form.get('file');
    if (file === null || typeof file === 'string') return undefined;
    const texts = [...form].filter((field): field is [string, string] => typeof field[1] === 'string');
    return { fields: Object.fromEntries(texts), file: new Uint8Array(await file.arrayBuffer()) };
  } catch {
    return undefined;
  }
}

interface Policy {
  readonly expiration: string;
  readonly conditions: readonly (Readonly<Record<string, string>> | readonly [string, number, number])[];
}

/** What S3 would say to a form; null when it is what was signed, in time, and with as many bytes as it may have. */
function policyRefusal(
  fields: Readonly<Record<string, string>>,
  bytes: number,
  { region, credentials }: FileSigning,
  now: string,
): string | null {
  const { Policy: text = '', 'X-Amz-Signature': signature, 'X-Amz-Date': date = '', ...given } = fields;
  if (signature !== signatureOf(text, date, region, credentials)) return 'AccessDenied';
  const { conditions, expiration }: Policy = JSON.parse(Buffer.from(text, 'base64').toString());
  if (now >= expiration) return 'AccessDenied';
  const wanted = Object.fromEntries(conditions.flatMap(one => (Array.isArray(one) ? [] : Object.entries(one))));
  const named = { ...given, 'X-Amz-Date': date } as Record<string, string>;
  const names = new Set([...Object.keys(wanted), ...Object.keys(named)]);
  if ([...names].some(name => wanted[name] !== named[name])) return 'AccessDenied';
  const [, least = 0, most = 0] = (conditions.find(Array.isArray) ?? []) as readonly [string, number, number];
  if (bytes > most) return 'EntityTooLarge';
  return bytes < least ? 'EntityTooSmall' : null;
}

async function handOut(url: URL, { blobs, now, signing }: ServingOptions): Promise<PageReply> {
  const key = url.pathname.slice(FILES_PATH.length + 1);
  const link = readLink(key, url.searchParams, signing.credentials.secretAccessKey, toInstant(now()));
  if (!link) return refused(403, 'AccessDenied');
  const blob = await blobs.read(link.key);
  if (!blob) return refused(404, 'NoSuchKey');
  return reply(200, Buffer.from(blob.content), {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': dispositionOf(link.name),
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, no-store',
  });
}
