import { createHash } from 'node:crypto';

/** Everything that happened, as one hash: two runs with the same hash were the same. */
export class Trace {
  readonly #hash = createHash('sha256');
  #lines: string[] = [];

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length >= 500) this.#flush();
  }

  digest(): string {
    this.#flush();
    return this.#hash.copy().digest('hex').slice(0, 16);
  }

  #flush(): void {
    this.#hash.update(this.#lines.join('\n'));
    this.#lines = [];
  }
}
