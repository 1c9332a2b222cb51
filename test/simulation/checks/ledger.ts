import type { Breach } from '#shared/domain/kit/breach.ts';

/** A breach, with the number of events that had happened when it was found. */
export interface Finding extends Breach {
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What has been found wrong in one run. */
export class Ledger {
  readonly findings: Finding[] = [];
  readonly #clock: { readonly now: number; readonly steps: number };

  constructor(clock: { readonly now: number; readonly steps: number }) {
    this.#clock = clock;
  }

  add(...breaches: readonly Breach[]): void {
    for (const one of breaches) this.findings.push({ ...one, step: this.#clock.steps, at: this.#clock.now });
  }

  breach(rule: string, subject: string, detail: string): void {
    this.add({ rule, subject, detail });
  }
}
