import { physicalAttributes } from '#schemas/kit/table.ts';
import { table } from '#schemas/table.ts';
import type { Expectation, Store } from './store.ts';

/** A row with the key attributes that the table stores beside it. */
export type Item = Readonly<Record<string, unknown>>;
export type ItemKey = Readonly<Record<string, string>>;

export type Operation = Exclude<keyof Store, 'tenantId'>;
/** The call of the store that an engine works for. */
export interface Call {
  readonly operation: Operation;
  readonly tenantId: string;
}

export interface Units {
  readonly readUnits: number;
  readonly writeUnits: number;
}
/** What one round trip used up. `partitions` tells where, if the engine knows. */
export interface Consumed extends Call, Units {
  readonly partitions?: ReadonlyMap<string, Units>;
}
export type Meter = (consumed: Consumed) => void;

export interface ItemRange {
  /** Reads keys from this index instead of items from the table. */
  readonly index?: keyof typeof table.indexes;
  readonly partition: string;
  /** Inclusive text bounds of the sort key. */
  readonly from: string;
  readonly to: string;
  readonly reverse: boolean;
  /** Whether the answer may lag behind the last writes. */
  readonly eventual?: boolean;
  /** At most this many; `Infinity` for as many as the engine gives at once. */
  readonly limit: number;
  readonly startBehind: ItemKey | undefined;
}
export interface ItemPage {
  readonly items: readonly Item[];
  /** Where the next page starts; undefined when there is none. */
  readonly next: ItemKey | undefined;
}

/** `expires` names the attribute with the instant from which the stored row counts as absent. */
interface Condition {
  readonly expect: Expectation;
  readonly expires: string | undefined;
}
export type ItemWrite =
  | (Condition & { readonly kind: 'put'; readonly key: ItemKey; readonly item: Item })
  | (Condition & { readonly kind: 'remove'; readonly key: ItemKey });

/** Physical access to the table, one round trip a call (a `batchGet` of many keys may need more). */
export interface TableEngine {
  get(call: Call, key: ItemKey): Promise<Item | undefined>;
  /** The items that exist, in any order. The keys differ from each other. */
  batchGet(call: Call, keys: readonly ItemKey[]): Promise<readonly Item[]>;
  query(call: Call, range: ItemRange): Promise<ItemPage>;
  commit(call: Call, writes: readonly ItemWrite[]): Promise<void>;
}

export const baseKey = (item: Item): ItemKey => ({
  [table.pk]: String(item[table.pk]),
  [table.sk]: String(item[table.sk]),
});
/** One text for the key, to compare and collect by. */
export const keyText = (key: ItemKey): string => `${key[table.pk]}\u0000${key[table.sk]}`;

const physical: ReadonlySet<string> = new Set(physicalAttributes(table));
/** The row without what the table stores beside it. */
export function rowAttributes(item: Item): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const name in item) if (!physical.has(name)) row[name] = item[name];
  return row;
}

/** A committed write. `before` is missing when there was no row, `after` when it was removed. */
export interface Change {
  readonly tenantId: string;
  readonly entityName: string;
  readonly key: ItemKey;
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
}

/** Reads a change from the images before and after it, of which at least one is there. */
export function changeOf(before: Item | undefined, after: Item | undefined): Change {
  const image = after ?? before;
  if (!image) throw new TypeError('a change has an image');
  return {
    tenantId: String(image['tenantId']),
    entityName: String(image[table.sk]).split('#', 1).join(),
    key: baseKey(image),
    ...(before && { before: rowAttributes(before) }),
    ...(after && { after: rowAttributes(after) }),
  };
}
