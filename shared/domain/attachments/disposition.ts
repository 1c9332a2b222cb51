/** Characters that a quoted file name of a header may hold. */
const PLAIN = /[^\x20-\x7e]|["\\%]/g;

/**
 * The header with which a file is handed out: always to be saved, never to be shown. The name comes in plain characters
 * for old programs and in full for all others (RFC 6266).
 */
export const dispositionOf = (name: string): string =>
  `attachment; filename="${name.replace(PLAIN, '_')}"; filename*=UTF-8''${encoded(name)}`;

const encoded = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
