import { readFileSync } from 'node:fs';

/** Where a path of the repository lies on this machine. */
export const located = (path: string): URL => new URL(`../../${path}`, import.meta.url);

/** The version that package.json names. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(located('package.json'), 'utf8')) as { version: string }).version;
