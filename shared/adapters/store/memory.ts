import { table } from '#schemas/table.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { frozenCopy } from './attribute-value.ts';
import { compareBytes } from './byte-order.ts';
import { hasExpired, openStore } from './open-store.ts';
import { SortedMap } from './sorted-map.ts';
import type { OpenStore } from './store.ts';
import {
  baseKey,
  type Call,
  type Change,
  changeOf,
  type Item,
  type ItemKey,
  type ItemPage,
  type ItemRange,
  type ItemWrite,
  keyText,
  type Meter,
  type TableEngine,
  type Units,
} from './table-engine.ts';
import { itemSize, readUnits, writeUnits } from './unit-size.ts';

/**
 * What goes wrong, read anew at every round trip, so that a test may change it on the way. A hook that throws before is
 * a request that never arrived (throttled with `TRY_LATER`, outrun with `WRITE_CONFLICT`, crashed with anything else);
 * one that throws after is a reply that got lost.
 */
export interface Faults {
  before?: ((call: Call) => void | Promise<void>) | undefined;
  after?: ((call: Call) => void | Promise<void>) | undefined;
  /** How long, by `now`, a write takes until `find` sees it. */
  indexLagMs?: number | undefined;
}

export interface MemoryOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly faults?: Faults;
  /** Told of every round trip, refused writes included, with the units of each partition it touched. */
  readonly meter?: Meter;
}

/** One table in memory that any number of tenants open. */
export interface MemoryStore {
  readonly open: OpenStore;
  readonly engine: TableEngine;
  /** Tells every committed write, in order, before the commit returns. Returns what ends it. */
  onChange(listener: (change: Change) => void): () => void;
}

/** The store in memory, with DynamoDB's order, limits and prices. */
export function memoryStore({ now, faults = {}, meter }: MemoryOptions): MemoryStore {
  const items = new Partitions();
  const indexes = { gsi1: new Partitions() } satisfies Record<IndexName, Partitions>;
  const listeners = new Set<(change: Change) => void>();
  const lagging: { readonly due: number; readonly apply: () => void }[] = [];

  async function roundTrip<T>(call: Call, work: (spent: Spending | undefined) => T): Promise<T> {
    if (faults.before) await faults.before(call);
    // Prices are found out only where somebody wants to know them.
    const spent = meter && new Spending();
    try {
      return work(spent);
    } finally {
      if (spent) meter({ ...call, ...spent.total(), partitions: spent.partitions });
      if (faults.after) await faults.after(call);
    }
  }

  function catchUp() {
    while (lagging[0] && lagging[0].due <= now()) lagging.shift()?.apply();
  }

  function store(key: ItemKey, before: Stored | undefined, after: Stored | undefined) {
    items.replace(partitionOf(key), sortOf(key), after);
    for (const [at, name] of indexNames.entries()) {
      const [old, fresh] = [before?.entries[at], after?.entries[at]];
      if (!old && !fresh) continue;
      const apply = () => {
        if (old) indexes[name].replace(old.partition, old.position, undefined);
        if (fresh) indexes[name].replace(fresh.partition, fresh.position, fresh.stored);
      };
      lagging.push({ due: now() + (faults.indexLagMs ?? 0), apply });
    }
    // Removing what is not there is no change, and the stream of the engine tells none.
    if (!before && !after) return;
    for (const listener of listeners) listener(changeOf(before?.item, after?.item));
  }

  function commit(writes: readonly ItemWrite[], spent: Spending | undefined) {
    const prepared = writes.map(write => ({
      write,
      before: items.get(partitionOf(write.key), sortOf(write.key)),
      after: write.kind === 'put' ? stored(write.item) : undefined,
    }));
    const refused = prepared.some(({ write, before }) => !isExpected(write, before?.item, now()));
    for (const { write, before, after } of prepared) {
      spent?.onWrite(write.key, before, refused ? undefined : after, { refused, transactional: writes.length > 1 });
    }
    if (refused) throw new AppError('WRITE_CONFLICT');
    for (const { write, before, after } of prepared) store(write.key, before, after);
    catchUp();
  }

  const engine: TableEngine = {
    get: (call, key) =>
      roundTrip(call, spent => {
        const found = items.get(partitionOf(key), sortOf(key));
        spent?.onRead(partitionOf(key), readUnits(found?.size ?? 0));
        return found?.item;
      }),

    batchGet: (call, keys) =>
      roundTrip(call, spent => {
        const found = keys.map(key => items.get(partitionOf(key), sortOf(key)));
        for (const [at, key] of keys.entries()) spent?.onRead(partitionOf(key), readUnits(found[at]?.size ?? 0));
        return found.flatMap(one => (one ? [one.item] : []));
      }),

    query: (call, range) =>
      roundTrip(call, spent => {
        catchUp();
        const { page, bytes } = readPage(range.index ? indexes[range.index] : items, range);
        const partition = range.index ? `${range.index} ${range.partition}` : range.partition;
        spent?.onRead(partition, range.index || range.eventual ? readUnits(bytes) / 2 : readUnits(bytes));
        return page;
      }),

    commit: (call, writes) => roundTrip(call, spent => commit(writes, spent)),
  };

  return {
    open: openStore(engine, now),
    engine,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type IndexName = keyof typeof table.indexes;
const indexNames = Object.keys(table.indexes) as IndexName[];

interface Stored {
  readonly item: Item;
  readonly size: number;
  /** What each index holds of it, in the order of `indexNames`. */
  readonly entries: readonly (IndexEntry | undefined)[];
}

const MAX_ITEM_BYTES = 400 * 1024;
const MAX_PAGE_BYTES = 1024 * 1024;

class Partitions {
  readonly #partitions = new Map<string, SortedMap<Stored>>();

  get(partition: string, position: string): Stored | undefined {
    return this.#partitions.get(partition)?.get(position);
  }

  replace(partition: string, position: string, value: Stored | undefined): void {
    const rows = this.#partitions.get(partition) ?? new SortedMap<Stored>();
    if (value) this.#partitions.set(partition, rows);
    if (value) rows.set(position, value);
    else rows.delete(position);
  }

  between({ partition, from, to, reverse }: ItemRange): Iterable<readonly [string, Stored]> {
    return this.#partitions.get(partition)?.between(from, to, reverse) ?? [];
  }
}

/** Units that one round trip spends, by partition. */
class Spending {
  readonly partitions = new Map<string, Units>();

  onRead(partition: string, units: number): void {
    this.#add(partition, { readUnits: units, writeUnits: 0 });
  }

  onWrite(
    key: ItemKey,
    before: Stored | undefined,
    after: Stored | undefined,
    { refused, transactional }: { refused: boolean; transactional: boolean },
  ): void {
    const units = writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0));
    this.#add(partitionOf(key), { readUnits: 0, writeUnits: transactional ? 2 * units : units });
    if (refused) return;
    for (const [at, name] of indexNames.entries()) {
      for (const entry of changedEntries(before?.entries[at], after?.entries[at])) {
        this.#add(`${name} ${entry.partition}`, { readUnits: 0, writeUnits: writeUnits(entry.stored.size) });
      }
    }
  }

  total(): Units {
    const all = [...this.partitions.values()];
    return {
      readUnits: all.reduce((sum, units) => sum + units.readUnits, 0),
      writeUnits: all.reduce((sum, units) => sum + units.writeUnits, 0),
    };
  }

  #add(partition: string, units: Units): void {
    const before = this.partitions.get(partition) ?? { readUnits: 0, writeUnits: 0 };
    this.partitions.set(partition, {
      readUnits: before.readUnits + units.readUnits,
      writeUnits: before.writeUnits + units.writeUnits,
    });
  }
}

const partitionOf = (key: ItemKey): string => String(key[table.pk]);
const sortOf = (key: ItemKey): string => String(key[table.sk]);

/** The item as it would come back from DynamoDB. Frozen, because readers share it. */
function stored(written: Item): Stored {
  const item = frozenCopy(written);
  const size = itemSize(item);
  if (size > MAX_ITEM_BYTES) throw new TypeError(`an item takes ${MAX_ITEM_BYTES} bytes at most, not ${size}`);
  return { item, size, entries: indexNames.map(name => indexEntry(name, item)) };
}

function isExpected({ expect, expires }: ItemWrite, before: Item | undefined, now: number): boolean {
  if (expect === 'any') return true;
  if (expect === 'absent') return before === undefined || hasExpired(before, expires, now);
  return before?.['version'] === expect;
}

/** What an index holds of an item: the keys alone. */
interface IndexEntry {
  readonly partition: string;
  readonly position: string;
  readonly stored: Stored;
}

function indexEntry(name: IndexName, from: Item): IndexEntry | undefined {
  const names = table.indexes[name];
  const { [names.pk]: partition, [names.sk]: sort } = from;
  if (typeof partition !== 'string' || typeof sort !== 'string') return undefined;
  const item = Object.freeze({ ...baseKey(from), [names.pk]: partition, [names.sk]: sort });
  return { partition, position: positionIn(name, from), stored: { item, size: itemSize(item), entries: [] } };
}

/** The entries an index has to remove and to add; none when the keys stay the same. */
const changedEntries = (old: IndexEntry | undefined, fresh: IndexEntry | undefined): IndexEntry[] =>
  old?.partition === fresh?.partition && old?.position === fresh?.position
    ? []
    : [old, fresh].filter(entry => entry !== undefined);

function readPage(partitions: Partitions, range: ItemRange): { page: ItemPage; bytes: number } {
  const start = range.startBehind && positionIn(range.index, range.startBehind);
  const direction = range.reverse ? -1 : 1;
  const items: Item[] = [];
  let bytes = 0;
  for (const [position, { item, size }] of partitions.between(range)) {
    if (start !== undefined && direction * compareBytes(position, start) <= 0) continue;
    if (items.length === range.limit || (items.length > 0 && bytes + size > MAX_PAGE_BYTES)) {
      return { page: { items, next: items.at(-1) as ItemKey }, bytes };
    }
    items.push(item);
    bytes += size;
  }
  return { page: { items, next: undefined }, bytes };
}

/** Where an item sorts: by its sort key, in an index also by its own key, because others may share the sort key. */
const positionIn = (index: IndexName | undefined, keys: Item): string =>
  index ? `${keys[table.indexes[index].sk]}\u0000${keyText(baseKey(keys))}` : sortOf(baseKey(keys));
