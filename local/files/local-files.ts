import { createHash, randomUUID } from 'node:crypto';
import { objectKey } from '#shared/adapters/attachments/object-key.ts';
import { postFields } from '#shared/adapters/attachments/post-policy.ts';
import type { AttachmentFiles } from '#shared/app/attachments/ports.ts';
import type { RawPage } from '../http.ts';
import type { Blobs } from './blobs.ts';
import { signLink } from './link.ts';
import { serveFiles } from './serve.ts';

export interface LocalFilesOptions {
  /** Of the local system. */
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly blobs: Blobs;
}

/** What stands for the account here; forms and links end with the process that signed them. */
export interface FileSigning {
  readonly bucket: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export const FILES_PATH = '/local/files';
const START_BYTES = 4100;

/** The store of files where there is no S3: the same forms, the same rules, on a path of the local server. */
export function localFiles({ url, now, blobs }: LocalFilesOptions): AttachmentFiles & { readonly serve: RawPage } {
  const credentials = { accessKeyId: 'local', secretAccessKey: randomUUID() };
  const signing: FileSigning = { bucket: 'local', region: 'local', credentials };
  return {
    async uploadForm(key, { bytes, contentType }, expiresAt) {
      const conditions = { key: objectKey('pending', key), bytes, contentType, expiresAt };
      return { url: `${url}${FILES_PATH}`, fields: postFields(conditions, { ...signing, now: now() }) };
    },
    async uploaded(key) {
      const blob = await blobs.read(objectKey('pending', key));
      if (!blob) return undefined;
      const { content, contentType } = blob;
      return { bytes: content.length, contentType, tag: tagOf(content), start: content.subarray(0, START_BYTES) };
    },
    async keep(key, tag) {
      const blob = await blobs.read(objectKey('pending', key));
      if (!blob || tagOf(blob.content) !== tag) return false;
      await blobs.write(objectKey('kept', key), blob);
      return true;
    },
    discard: key => blobs.remove(objectKey('pending', key)),
    link: async (key, name, expiresAt) => {
      const query = signLink({ key: objectKey('kept', key), name, expiresAt }, credentials.secretAccessKey);
      return `${url}${FILES_PATH}/${objectKey('kept', key)}?${query}`;
    },
    serve: serveFiles({ signing, now, blobs }),
  };
}

const tagOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
