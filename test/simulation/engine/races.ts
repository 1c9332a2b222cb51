import type { Change } from '#shared/adapters/store/table-engine.ts';
import type { Scheduler } from './scheduler.ts';

/** How long somebody waits to be overtaken, in ms. */
const PATIENCE_MS = 1500;

/** One race of so many is not left to chance. */
const PROVOKED = 3;

interface Waiting {
  readonly seen: ReadonlySet<string>;
  readonly goOn: () => void;
}

/** Lets an invocation go on just when somebody else has changed what it has read. */
export class Races {
  readonly #scheduler: Scheduler;
  readonly #waiting = new Set<Waiting>();
  readonly #provoke: (seen: ReadonlySet<string>, number: number) => void;
  #races = 0;

  /** @param provoke has somebody who was read about do something; called for some races, with their number */
  constructor(scheduler: Scheduler, provoke: (seen: ReadonlySet<string>, number: number) => void) {
    this.#scheduler = scheduler;
    this.#provoke = provoke;
  }

  overtaken(seen: ReadonlySet<string>): Promise<void> {
    this.#races += 1;
    if (this.#races % PROVOKED === 0) this.#provoke(seen, this.#races);
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
