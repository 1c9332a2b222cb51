import type { ItemPage, TableEngine } from '#shared/adapters/store/table-engine.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** What one call came to: what was found, or the code of a refusal. */
export type Outcome = { readonly found: unknown } | { readonly refused: string };

/** One call of the table, when it was made, and what came of it. */
export interface Recorded {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly operation: keyof TableEngine;
  readonly ask: (engine: TableEngine) => Promise<unknown>;
  readonly outcome: Outcome;
}

/** The engine, with everything it is asked written down in order. */
export function recording(engine: TableEngine, now: () => number, into: Recorded[]): TableEngine {
  const record = <T>(operation: keyof TableEngine, ask: (on: TableEngine) => Promise<T>): Promise<T> => {
    const at = now();
    const answer = ask(engine);
    void outcomeOf(answer).then(outcome => into.push({ at, operation, ask, outcome }));
    return answer;
  };
  return {
    get: (call, key) => record('get', on => on.get(call, key)),
    batchGet: (call, keys) => record('batchGet', on => on.batchGet(call, keys)),
    query: (call, range) => record('query', on => on.query(call, range)),
    commit: (call, writes) => record('commit', on => on.commit(call, writes)),
  };
}

/** The answer in a form in which engines can be compared: items that may come in any order stand in one. */
export async function outcomeOf(answer: Promise<unknown>): Promise<Outcome> {
  try {
    const found = await answer;
    if (Array.isArray(found)) return { found: found.map(textOf).sort() };
    // An engine may name a next page that turns out to be empty.
    return { found: isPage(found) ? found.items : (found ?? null) };
  } catch (thrown) {
    if (thrown instanceof AppError) return { refused: thrown.code };
    throw thrown;
  }
}

const isPage = (found: unknown): found is ItemPage => typeof found === 'object' && found !== null && 'items' in found;

/** The same text for the same item, in whatever order its attributes come. */
const textOf = (item: object): string =>
  JSON.stringify(item, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value,
  );
