import type { TableEngine } from '#shared/adapters/store/table-engine.ts';

/**
 * Asks the engine at most so many things at once; the others wait here, in order. The embedded engine is one process:
 * what it is asked beyond what it can do at once would only wait there, until it counts as an outage.
 */
export function inTurns(engine: TableEngine, atOnce: number): TableEngine {
  const waiting: (() => void)[] = [];
  let working = 0;

  const turn =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (working >= atOnce) await new Promise<void>(resolve => waiting.push(resolve));
      else working += 1;
      try {
        return await call(...given);
      } finally {
        const next = waiting.shift();
        if (next) next();
        else working -= 1;
      }
    };

  return {
    get: turn(engine.get),
    batchGet: turn(engine.batchGet),
    query: turn(engine.query),
    commit: turn(engine.commit),
  };
}
