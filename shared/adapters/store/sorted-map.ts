import { compareBytes } from './byte-order.ts';

/** Entries in the byte order of their keys. */
export class SortedMap<V> {
  readonly #keys: string[] = [];
  readonly #values = new Map<string, V>();

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: V): void {
    if (!this.#values.has(key)) this.#keys.splice(this.#firstFrom(key), 0, key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.splice(this.#firstFrom(key), 1);
  }

  /** Entries with keys between two bounds, both inclusive; from the end when reversed. Stop before the next change. */
  *between(from: string, to: string, reverse: boolean): Generator<readonly [string, V]> {
    const first = this.#firstFrom(from);
    const last = this.#values.has(to) ? this.#firstFrom(to) : this.#firstFrom(to) - 1;
    const step = reverse ? -1 : 1;
    for (let at = reverse ? last : first; first <= at && at <= last; at += step) {
      const key = this.#keys[at] as string;
      yield [key, this.#values.get(key) as V];
    }
  }

  /** Index of the first key that is not before `key`. */
  #firstFrom(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareBytes(this.#keys[middle] as string, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
