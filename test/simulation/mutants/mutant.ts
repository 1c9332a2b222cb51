import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A mistake put into production source as it is loaded: nothing is written to disk. */
export interface Mutant {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Text that occurs exactly once. */
  readonly find: string;
  readonly put: string;
}

const ROOT = new URL('../../../', import.meta.url);

export const urlOf = ({ file }: Mutant): string => new URL(file, ROOT).href;

export const applied = ({ find, put }: Mutant, source: string): string => source.replace(find, () => put);

/** Mutants whose text does not occur exactly once: they would say nothing. */
export const inapplicable = (mutants: readonly Mutant[]): string[] =>
  mutants
    .map(mutant => ({
      mutant,
      count: readFileSync(fileURLToPath(urlOf(mutant)), 'utf8').split(mutant.find).length - 1,
    }))
    .filter(({ count }) => count !== 1)
    .map(({ count, mutant }) => `${mutant.name}: its text occurs ${count} times in ${mutant.file}`);
