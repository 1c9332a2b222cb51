import { setImmediate as soon } from 'node:timers/promises';
import {
  type Entity,
  indexPartitionKey,
  indexSortKey,
  keyAttributes,
  partitionKey,
  pattern,
  primaryKey,
  type Row,
  sortKey,
  sortRange,
  withNulls,
  withoutNulls,
} from '#schemas/kit/table.ts';
import { table } from '#schemas/table.ts';
import { compareBytes } from './byte-order.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { OpenStore, QueryOptions, Store, Write } from './store.ts';
import {
  baseKey,
  type Call,
  type Item,
  type ItemRange,
  type ItemWrite,
  keyText,
  type Operation,
  rowAttributes,
  type TableEngine,
} from './table-engine.ts';

type Named = { readonly entity: Entity };
type Values = Readonly<Record<string, unknown>>;
type SortBounds = Omit<ItemRange, 'limit' | 'startBehind'>;

/** Most writes that one transaction takes. */
const TRANSACTION_LIMIT = 100;

/** Makes of a stored item the row that it is. @throws ZodError for what no row looks like */
export type RowReader = <E extends Entity>(entity: E, item: Item) => Row<E>;

export const readRow: RowReader = <E extends Entity>(entity: E, item: Item) =>
  entity.schema.parse(withNulls(entity, rowAttributes(item))) as Row<E>;

/**
 * The store port over an engine: keys, tenancy, expiry, cursors and parsing, which all engines have in common.
 *
 * @param reads another way of reading rows, for an engine that hands out the same item again and again
 */
export const openStore =
  (engine: TableEngine, now: () => number, reads: RowReader = readRow): OpenStore =>
  tenantId =>
    tenantStore(engine, now, reads, tenantId);

function tenantStore(engine: TableEngine, now: () => number, reads: RowReader, tenantId: string): Store {
  const calling = (operation: Operation): Call => ({ operation, tenantId });
  const owned = (values: Values): Values => ({ ...values, tenantId });

  function rowFrom<E extends Entity>(entity: E, item: Item): Row<E> | undefined {
    if (item['tenantId'] !== tenantId) throw new Error(`a row of another tenant came back for ${entity.name}`);
    if (hasExpired(item, entity.expires, now())) return undefined;
    return reads(entity, item);
  }

  async function batchGet(operation: Operation, keys: readonly Readonly<Record<string, string>>[]) {
    const distinct = new Map(keys.map(key => [keyText(key), key]));
    const items = distinct.size === 0 ? [] : await engine.batchGet(calling(operation), [...distinct.values()]);
    const found = new Map(items.map(item => [keyText(baseKey(item)), item]));
    return keys.map(key => found.get(keyText(key)));
  }

  async function read<T>(
    operation: Operation,
    bounds: SortBounds,
    limit: number | undefined,
    convert: (item: Item) => T | undefined,
  ): Promise<T[]> {
    const wanted = limit ?? Number.POSITIVE_INFINITY;
    const results: T[] = [];
    let startBehind: ItemRange['startBehind'];
    do {
      if (wanted <= results.length) break;
      // What has expired may fill the first page: then the next ones are as large as the engine makes them.
      const size = startBehind ? Number.POSITIVE_INFINITY : wanted;
      const page = await engine.query(calling(operation), { ...bounds, limit: size, startBehind });
      results.push(...page.items.map(convert).filter(result => result !== undefined));
      startBehind = page.next;
    } while (startBehind);
    return results.slice(0, limit);
  }

  function itemWrite(write: Write): ItemWrite {
    const { entity, expect } = write;
    const condition = { expect, expires: entity.expires };
    if (write.kind === 'remove') return { ...condition, kind: 'remove', key: primaryKey(entity, owned(write.key)) };
    const { tenantId: owner = tenantId } = write.row;
    if (owner !== tenantId) throw new TypeError(`a row of another tenant was to be written as ${entity.name}`);
    const row = owned(write.row);
    const item = { ...withoutNulls(entity, row), ...keyAttributes(entity, row) };
    return { ...condition, kind: 'put', key: baseKey(item), item };
  }

  return {
    tenantId,

    async get(entity, key) {
      const item = await engine.get(calling('get'), primaryKey(entity, owned(key)));
      return item && rowFrom(entity, item);
    },

    async batchGet(keys) {
      const items = await batchGet(
        'batchGet',
        keys.map(({ entity, key }) => primaryKey(entity, owned(key))),
      );
      return (await inPieces(items, (item, at) => item && rowFrom((keys[at] as Named).entity, item))) as never;
    },

    query(entity, range, options = {}) {
      const { limit, reverse = false, after, eventual = false } = options;
      const values = owned(range);
      const behind = after && sortKey(entity, { ...after, ...values });
      const partition = partitionKey(entity, values);
      const bounds = { partition, ...sortRange(sortKey(entity, values), behind, reverse), reverse, eventual };
      return read('query', bounds, limit, item => rowFrom(entity, item));
    },

    async collection(entities, partition, options = {}) {
      const byName = new Map(entities.map(entity => [entity.name, { entity, rows: [] as unknown[] }]));
      const bounds = collectionBounds(entities, owned(partition), options);
      await read('collection', bounds, options.limit, item => {
        const group = byName.get(entityName(item));
        const row = group && rowFrom(group.entity, item);
        if (row) group.rows.push(row);
        return row;
      });
      return entities.map(entity => byName.get(entity.name)?.rows) as never;
    },

    async find(entity, access, input, options = {}) {
      const { limit, reverse = false } = options;
      const index = pattern(entity, access).index as keyof typeof table.indexes;
      const values = owned(input);
      const range = sortRange(indexSortKey(entity, access, values));
      const bounds = { index, partition: indexPartitionKey(entity, access, values), ...range, reverse };
      const keys = await read('find', bounds, limit, baseKey);
      const items = (await batchGet('find', keys)).filter(item => item !== undefined);
      const rows = await inPieces(inIndexOrder(items, bounds), item => rowFrom(entity, item));
      return rows.filter(row => row !== undefined);
    },

    async page(entity, range, { limit, cursor, reverse = false }) {
      const values = owned(range);
      const scope = { partition: partitionKey(entity, values), prefix: sortKey(entity, values) };
      const behind = cursor === undefined ? undefined : decodeCursor(scope, cursor);
      const bounds = { partition: scope.partition, ...sortRange(scope.prefix, behind, reverse), reverse };
      const rows = await read('page', bounds, limit + 1, item => rowFrom(entity, item));
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const more = last && rows.length > limit;
      return { items, nextCursor: more ? encodeCursor(scope, sortKey(entity, last)) : null };
    },

    async commit(writes) {
      if (writes.length === 0) return;
      const items = writes.map(itemWrite);
      if (items.length > TRANSACTION_LIMIT) throw new TypeError(`a commit takes ${TRANSACTION_LIMIT} writes at most`);
      if (new Set(items.map(item => keyText(item.key))).size < items.length) {
        throw new TypeError('a commit writes each row once');
      }
      await engine.commit(calling('commit'), items);
    },
  };
}

/** Rows made of items before others get their turn: making one takes a tenth of a millisecond. */
const PIECE = 100;

/** Converts many without holding up everybody else meanwhile. */
async function inPieces<From, To>(all: readonly From[], convert: (one: From, at: number) => To): Promise<To[]> {
  const converted: To[] = [];
  for (let from = 0; from < all.length; from += PIECE) {
    if (from > 0) await soon();
    converted.push(...all.slice(from, from + PIECE).map((one, at) => convert(one, from + at)));
  }
  return converted;
}

export function hasExpired(item: Item, expires: string | undefined, now: number): boolean {
  const instant = expires === undefined ? undefined : item[expires];
  return typeof instant === 'string' && Date.parse(instant) <= now;
}

const entityName = (item: Item): string => String(item[table.sk]).split('#', 1).join();

/** The rows of the entities and of whatever sorts between them. */
function collectionBounds(entities: readonly Entity[], values: Values, options: QueryOptions): SortBounds {
  const [partition, ...others] = new Set(entities.map(entity => partitionKey(entity, values)));
  if (partition === undefined || others.length > 0) throw new TypeError('the entities do not share a partition');
  const ranges = entities.map(entity => sortRange(sortKey(entity, {})));
  const [from = ''] = ranges.map(range => range.from).sort(compareBytes);
  const [to = ''] = ranges.map(range => range.to).sort((left, right) => compareBytes(right, left));
  return { partition, from, to, reverse: options.reverse ?? false, eventual: options.eventual ?? false };
}

/** An index lags: drops items that have left the range since, and sorts the others by what they are now. */
function inIndexOrder(items: readonly Item[], { index, partition, from, to, reverse }: SortBounds): Item[] {
  const names = table.indexes[index as keyof typeof table.indexes];
  const position = (item: Item) => String(item[names.sk]);
  const inside = (item: Item) =>
    item[names.pk] === partition && compareBytes(position(item), from) >= 0 && compareBytes(position(item), to) <= 0;
  const direction = reverse ? -1 : 1;
  return items.filter(inside).sort((left, right) => direction * compareBytes(position(left), position(right)));
}
