import { registerHooks } from 'node:module';
import { applied, type Mutant, urlOf } from './mutant.ts';

export interface Caught {
  readonly name: string;
  /** How many seeds it took; null when it survived all of them. */
  readonly seeds: number | null;
  readonly rule: string | null;
}

/** Plays seeds on the mutated source until something is found. For a process of its own: modules are loaded once. */
export async function hunt(mutant: Mutant, maxSeeds: number): Promise<Caught> {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== urlOf(mutant)) return loaded;
      return { ...loaded, source: applied(mutant, String(loaded.source)) };
    },
  });
  const { runSeed } = await import('../run-seed.ts');
  for (let seed = 1; seed <= maxSeeds; seed++) {
    const { findings } = await runSeed({ seed });
    if (findings[0]) return { name: mutant.name, seeds: seed, rule: findings[0].rule };
  }
  return { name: mutant.name, seeds: null, rule: null };
}
