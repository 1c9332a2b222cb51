import type { Change } from '#shared/adapters/store/table-engine.ts';
import type { Scheduler } from './scheduler.ts';

/** How long somebody waits to be overtaken, in ms. */
const PATIENCE_MS = 1500;

interface Waiting {
  readonly seen: ReadonlySet<string>;
  readonly goOn: () => void;
}

/** Lets an invocation go on just when somebody else has changed what it has read. */
export class Races {
  readonly #scheduler: Scheduler;
  readonly #waiting = new Set<Waiting>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  overtaken(seen: ReadonlySet<string>): Promise<void> {
    return new Promise(resolve => {
      const waiting: Waiting = {
        seen,
        goOn: () => {
          if (this.#waiting.delete(waiting)) resolve();
        },
      };
      this.#waiting.add(waiting);
      this.#scheduler.at(this.#scheduler.now + PATIENCE_MS, waiting.goOn);
    });
  }

  committed(changes: readonly Change[]): void {
    if (this.#waiting.size === 0) return;
    const ids = changes.filter(({ entityName }) => AGGREGATES.has(entityName)).map(idOf);
    for (const { goOn, seen } of this.#waiting) {
      if (ids.some(id => seen.has(id))) this.#scheduler.at(this.#scheduler.now, goOn);
    }
  }
}

const AGGREGATES: ReadonlySet<string> = new Set(['agent', 'interaction']);

const idOf = ({ after, before }: Change): string => String((after ?? before)?.['id']);
