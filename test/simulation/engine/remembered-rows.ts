import { type RowReader, readRow } from '#shared/adapters/store/open-store.ts';
import type { Item } from '#shared/adapters/store/table-engine.ts';

/**
 * Reads each stored item once: the store in memory hands out the same frozen item until it is written again. Rows are
 * frozen, too, so that nobody writes into what another process reads without its being noticed.
 */
export function rememberedRows(): RowReader {
  const known = new WeakMap<Item, unknown>();
  return (entity, item) => {
    const found = known.get(item);
    if (found !== undefined) return found as never;
    const row = freeze(readRow(entity, item));
    known.set(item, row);
    return row;
  };
}

function freeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) freeze(inner);
  }
  return Object.freeze(value);
}
