import { createHash, randomUUID } from 'node:crypto';
import { objectKey } from '#shared/adapters/attachments/object-key.ts';
import { postFields } from '#shared/adapters/attachments/post-policy.ts';
import { recordedCalls } from '#shared/adapters/voice/recorded-calls.ts';
import type { AttachmentFiles } from '#shared/app/attachments/ports.ts';
import type { RecordingFiles } from '#shared/app/voice/ports.ts';
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

export interface LocalFiles extends AttachmentFiles {
  readonly serve: RawPage;
  readonly recordings: LocalRecordings;
}

/** The bucket of recordings, and what the telephone service does with it. */
export interface LocalRecordings extends RecordingFiles {
  deliver(key: string, content: Uint8Array): Promise<void>;
}

/** The store of files where there is no S3: the same forms, the same rules, on a path of the local server. */
export function localFiles({ url, now, blobs }: LocalFilesOptions): LocalFiles {
  const credentials = { accessKeyId: 'local', secretAccessKey: randomUUID() };
  const signing: FileSigning = { bucket: 'local', region: 'local', credentials };
  const link = async (key: string, name: string, expiresAt: string) => {
    const query = signLink({ key, name, expiresAt }, credentials.secretAccessKey);
    return `${url}${FILES_PATH}/${key}?${query}`;
  };
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
    link: (key, name, expiresAt) => link(objectKey('kept', key), name, expiresAt),
    recordings: {
      link,
      remove: key => blobs.remove(key),
      recorded: recordedCalls(async (prefix, behind, limit) => {
        const keys = (await blobs.keys(prefix)).filter(key => key > behind);
        return { keys: keys.slice(0, limit), more: keys.length > limit };
      }),
      deliver: (key, content) => blobs.write(key, { content, contentType: 'audio/wav' }),
    },
    serve: serveFiles({ signing, now, blobs }),
  };
}

const tagOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
