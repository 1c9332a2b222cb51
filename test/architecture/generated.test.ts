import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documents, LOCK, readContract } from '../../docs/generate/documents.ts';
import { forbiddenDifferences } from '../../docs/generate/lock.ts';
import { located, packageVersion } from '../../docs/generate/repository.ts';

const version = packageVersion();
const generated = documents(version);
const committed = (path: string) => readFileSync(located(path), 'utf8');

describe('the committed documents', () => {
  it.each([...generated.keys()])('%s is what `npm run docs` writes', path => {
    // Compared as a truth value: a difference of half a megabyte helps nobody.
    expect(committed(path) === generated.get(path)).toBe(true);
  });

  it('keep every promise of the locked contract', () => {
    const locked = readContract(committed(LOCK));
    const current = readContract(generated.get(LOCK) ?? '');

    expect(forbiddenDifferences(locked, current)).toEqual([]);
  });
});
