import type { InvocationFault } from '#local/sma/faults.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Chance, chance } from '../engine/chance.ts';

/** How often each mistake is made, of the occasions that there are for it. Nothing goes wrong where all are 0. */
export interface Rates {
  /** The function fails, and is invoked once more. */
  readonly invocationFails: number;
  /** The answer comes after the service has asked again. */
  readonly invocationLate: number;
  readonly invocationTwice: number;
  /** The function notices itself that it takes too long. */
  readonly answersLate: number;
  readonly throttled: number;
  readonly outage: number;
  readonly updateLate: number;
  readonly joinFails: number;
  readonly messageLate: number;
  readonly messageTwice: number;
  /** A write or read is refused, or done though the reply is lost. */
  readonly storeFails: number;
}

const SOUND: Rates = {
  ...{ invocationFails: 0, invocationLate: 0, invocationTwice: 0, answersLate: 0, throttled: 0, outage: 0 },
  ...{ updateLate: 0, joinFails: 0, messageLate: 0, messageTwice: 0, storeFails: 0 },
};

const BAD: Rates = {
  ...{ invocationFails: 0.02, invocationLate: 0.01, invocationTwice: 0.05, answersLate: 0.01, throttled: 0.1 },
  ...{ outage: 0.02, updateLate: 0.1, joinFails: 0.08, messageLate: 0.1, messageTwice: 0.05, storeFails: 0.004 },
};

/** A third of all histories go well, a third have one kind of mistake, and a third have all of them. */
export function ratesOf(seed: number): Rates {
  const by = chance(seed, 'call faults');
  switch (seed % 3) {
    case 0:
      return SOUND;
    case 1: {
      const kind = by.pick(Object.keys(BAD) as [keyof Rates, ...(keyof Rates)[]]);
      return { ...SOUND, [kind]: Math.min(0.3, BAD[kind] * 3) };
    }
    default:
      return BAD;
  }
}

/** Mistakes while they are on; none once they are off. */
export class CallFaults {
  isOn = true;
  /** How many were made, by name. */
  readonly made = new Map<keyof Rates, number>();
  readonly #rates: Rates;
  readonly #by: Chance;

  constructor(seed: number) {
    this.#rates = ratesOf(seed);
    this.#by = chance(seed, 'mistakes');
  }

  happens(kind: keyof Rates): boolean {
    if (!this.isOn || !this.#by.happens(this.#rates[kind])) return false;
    this.made.set(kind, (this.made.get(kind) ?? 0) + 1);
    return true;
  }

  invocation(attempt: number): InvocationFault | undefined {
    // Twice in a row is the end of the call, which the service then tells nobody of in time.
    if (attempt === 1 && this.happens('invocationFails')) return { status: 500 };
    if (attempt === 1 && this.happens('invocationLate')) return { late: this.#by.between(5200, 9000) };
    return this.happens('invocationTwice') ? { twice: true } : undefined;
  }

  lateBy(most: number): number {
    return this.#by.between(200, most);
  }

  /** When each copy of a message comes, in ms. */
  deliveries(): number[] {
    const late = this.happens('messageLate') ? this.lateBy(4000) : 0;
    return this.happens('messageTwice') ? [late, late + this.lateBy(2000)] : [late];
  }

  /** Others get their turn at every trip to the store, so that whatever may overtake does now and then. */
  async atStore(when: 'before' | 'after'): Promise<void> {
    const turns = when === 'before' ? this.#by.between(0, 5) : 0;
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    if (this.happens('storeFails')) throw new AppError('TRY_LATER');
  }
}
