import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Something else in the place of a text that occurs exactly once. */
interface Edit {
  readonly find: string;
  readonly put: string;
}

/** A mistake put into production source as it is loaded: nothing is written to disk. */
export interface Mutant extends Edit {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** What must go as well, where one condition stands behind another. */
  readonly also?: Edit;
}

const ROOT = new URL('../../../', import.meta.url);

export const urlOf = ({ file }: Mutant): string => new URL(file, ROOT).href;

const editsOf = ({ also, find, put }: Mutant): readonly Edit[] => [{ find, put }, ...(also ? [also] : [])];

export const applied = (mutant: Mutant, source: string): string =>
  editsOf(mutant).reduce((text, { find, put }) => text.replace(find, () => put), source);

/** Mutants whose text does not occur exactly once: they would say nothing. */
export const inapplicable = (mutants: readonly Mutant[]): string[] =>
  mutants
    .flatMap(mutant => editsOf(mutant).map(({ find }) => ({ mutant, find })))
    .map(({ find, mutant }) => ({
      mutant,
      count: readFileSync(fileURLToPath(urlOf(mutant)), 'utf8').split(find).length - 1,
    }))
    .filter(({ count }) => count !== 1)
    .map(({ count, mutant }) => `${mutant.name}: its text occurs ${count} times in ${mutant.file}`);
