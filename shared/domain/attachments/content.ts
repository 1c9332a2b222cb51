import type { DeclaredFile } from '#schemas/attachments/model.ts';
import { extensionOf } from '#shared/domain/chat/limits.ts';

/** What the first bytes of a file say of it. */
export interface Recognised {
  /** As such files are usually called: `jpg`. */
  readonly extension: string;
  readonly contentType: string;
}

/** A file as it lies in the store. */
export interface Found {
  readonly bytes: number;
  readonly contentType: string;
  /** Null for what carries no signature, such as text. */
  readonly recognised: Recognised | null;
  /** Whether files with the declared extension always carry a signature. */
  readonly recognisable: boolean;
}

/** In which way a file is not what it was declared as. */
export type Lie = 'size' | 'type' | 'content';

/** Other names of the same content. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  jpg: ['jpeg', 'jpe', 'jfif'],
  tif: ['tiff'],
  mp4: ['m4v', 'm4a', 'mov', '3gp'],
  m4a: ['mp4'],
  m4v: ['mp4'],
  mov: ['qt', 'mp4'],
  ogg: ['oga', 'ogv', 'ogx', 'opus', 'spx'],
  opus: ['ogg', 'oga'],
  oga: ['ogg'],
  ogv: ['ogg'],
  mid: ['midi'],
  aif: ['aiff'],
  xml: ['svg', 'xhtml', 'rss'],
  heic: ['heif', 'heics'],
  asf: ['wmv', 'wma'],
  mpg: ['mpeg'],
  gz: ['tgz'],
  // Office documents are archives or compound files; the first bytes do not always say of what.
  zip: ['docx', 'xlsx', 'pptx', 'docm', 'xlsm', 'pptm', 'odt', 'ods', 'odp', 'epub', 'pages', 'numbers', 'key'],
  cfb: ['doc', 'xls', 'ppt', 'msg', 'vsd'],
};

/** Null for a file that is what it was declared as: in size, declared type, and what its first bytes show. */
export function lieOf(declared: DeclaredFile, { bytes, contentType, recognised, recognisable }: Found): Lie | null {
  if (bytes !== declared.bytes) return 'size';
  if (contentType !== declared.contentType) return 'type';
  const extension = extensionOf(declared.name);
  if (recognised === null) return recognisable || isPictured(declared.contentType) ? 'content' : null;
  const named = extension === recognised.extension || SYNONYMS[recognised.extension]?.includes(extension);
  if (!named) return 'content';
  return agree(declared.contentType, recognised.contentType) ? null : 'type';
}

/** Pictures, sound and films carry a signature, whatever they are called; a picture made of text does not count. */
const isPictured = (contentType: string): boolean =>
  /^(?:image|audio|video)\//.test(contentType) && contentType !== 'image/svg+xml';

/** Types have many spellings: what must agree is whether it is a picture, sound, a film or something else. */
function agree(declared: string, shown: string): boolean {
  const shows = [declared, shown].map(familyOf);
  return shows[0] === shows[1] || declared === 'application/octet-stream' || isSoundOrFilm(shows);
}

const familyOf = (contentType: string): string =>
  ['image', 'audio', 'video'].find(family => contentType.startsWith(`${family}/`)) ?? 'other';

/** Containers of films hold sound alone as well. */
const isSoundOrFilm = (shows: readonly unknown[]): boolean => shows.every(one => one === 'audio' || one === 'video');
