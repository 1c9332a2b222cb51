import { MUTANTS } from '../mutants/all.ts';
import { hunt } from '../mutants/hunt.ts';

/** One mutant for one process: a module that is loaded stays as it was. */
process.once('message', ({ maxSeeds, name }: { name: string; maxSeeds: number }) => {
  const mutant = MUTANTS.find(one => one.name === name);
  if (!mutant) throw new Error(`no mutant ${name}`);
  void hunt(mutant, maxSeeds).then(caught => process.send?.(caught));
});
