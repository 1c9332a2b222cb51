/** What will happen, soonest first; a binary heap. */
export class Agenda<T> {
  readonly #entries: { readonly at: number; readonly what: T }[] = [];

  /** When the next thing happens; infinity when nothing does. */
  get next(): number {
    return this.#entries[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, what: T): void {
    const entries = this.#entries;
    const entry = { at, what };
    let place = entries.length;
    entries.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = entries[parent];
      if (!above || above.at <= at) break;
      entries[place] = above;
      place = parent;
    }
    entries[place] = entry;
  }

  take(): { readonly at: number; readonly what: T } | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (!first || !last || entries.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      const [left, right] = [entries[child], entries[child + 1]];
      if (!left) break;
      if (right && right.at < left.at) child++;
      const below = entries[child];
      if (!below || below.at >= last.at) break;
      entries[place] = below;
      place = child;
    }
    entries[place] = last;
    return first;
  }
}
