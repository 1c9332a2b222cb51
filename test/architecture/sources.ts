import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** One import or export line: `from` is a path in the repository, or the name of a package. */
export interface Import {
  readonly from: string;
  readonly isPackage: boolean;
  readonly line: string;
}

export interface Source {
  readonly path: string;
  /** The text without its comments. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** The files that match, as paths of the repository. */
export const filesAt = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT, exclude: ['**/node_modules/**', '**/dist/**', '**/cdk.out*/**'] })
    .map(path => path.replaceAll('\\', '/'))
    .toSorted();

export const sourcesAt = (pattern: string): Source[] =>
  filesAt(pattern).map(path => sourceOf(path, readFileSync(join(ROOT, path), 'utf8')));

/** What a file of this text would be. */
export function sourceOf(path: string, text: string): Source {
  const code = text.replaceAll(COMMENT, '');
  const imports = [...code.matchAll(IMPORT)].map(match => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    return { ...targetOf(path, specifier), line: match[0].trim() };
  });
  return { path, code, imports };
}

/** Comments that begin a line or follow a blank: an address in a text has its slashes after a colon. */
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
const IMPORT = /^(?:import|export)\s[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

function targetOf(path: string, specifier: string): Pick<Import, 'from' | 'isPackage'> {
  if (specifier.startsWith('#')) return { from: specifier.slice(1), isPackage: false };
  if (specifier.startsWith('.')) return { from: posix.join(posix.dirname(path), specifier), isPackage: false };
  return { from: specifier, isPackage: true };
}
