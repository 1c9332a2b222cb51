import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** Contents by key, with the type they were uploaded as. */
export interface Blob {
  readonly content: Uint8Array;
  readonly contentType: string;
}

export interface Blobs {
  read(key: string): Promise<Blob | undefined>;
  write(key: string, blob: Blob): Promise<void>;
  remove(key: string): Promise<void>;
  /** Those below a folder, whose name ends with a slash, in order. */
  keys(prefix: string): Promise<string[]>;
}

export function memoryBlobs(): Blobs {
  const blobs = new Map<string, Blob>();
  return {
    read: async key => blobs.get(key),
    write: async (key, blob) => void blobs.set(key, blob),
    remove: async key => void blobs.delete(key),
    keys: async prefix => [...blobs.keys()].filter(key => key.startsWith(prefix)).toSorted(),
  };
}

/** Parts of keys are tenants, ids and dates; anything else leads nowhere. */
const KEY = /^(?:[\w-]+\/){3,}[\w-]+(?:\.wav)?$/;

/** One file for the content and one beside it for its type. */
export function folderBlobs(folder: string): Blobs {
  const pathOf = (key: string) => {
    if (!KEY.test(key)) throw new TypeError(`${key} is no key`);
    return join(folder, key);
  };
  return {
    async read(key) {
      const path = pathOf(key);
      try {
        const [content, contentType] = await Promise.all([readFile(path), readFile(`${path}.type`, 'utf8')]);
        return { content, contentType };
      } catch {
        return undefined;
      }
    },
    async write(key, { content, contentType }) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.type`, contentType);
      await writeFile(path, content);
    },
    async remove(key) {
      await Promise.all([pathOf(key), `${pathOf(key)}.type`].map(path => rm(path, { force: true })));
    },
    async keys(prefix) {
      try {
        const found = await readdir(join(folder, prefix), { recursive: true, withFileTypes: true });
        return found
          .filter(entry => entry.isFile() && !entry.name.endsWith('.type'))
          .map(entry => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
          .toSorted();
      } catch {
        return [];
      }
    },
  };
}
