import type { AccessInput, AccessName, Entity, KeyInput, PartitionInput, RangeInput, Row } from '#schemas/kit/table.ts';

/** The version a row must have when it is written: a number, no row at all, or whatever is there. */
export type Expectation = number | 'absent' | 'any';

export type Write =
  | {
      readonly kind: 'put';
      readonly entity: Entity;
      readonly row: Record<string, unknown>;
      readonly expect: Expectation;
    }
  | {
      readonly kind: 'remove';
      readonly entity: Entity;
      readonly key: Record<string, unknown>;
      readonly expect: Expectation;
    };

/** Writes one whole row. Its `version` attribute is what later writers expect. */
export const put = <E extends Entity>(entity: E, row: Omit<Row<E>, 'tenantId'>, expect: Expectation): Write => ({
  kind: 'put',
  entity,
  row,
  expect,
});
export const remove = <E extends Entity>(entity: E, key: KeyInput<E>, expect: Expectation = 'any'): Write => ({
  kind: 'remove',
  entity,
  key,
  expect,
});

export interface QueryOptions {
  /** At most this many rows; all when left out. */
  readonly limit?: number;
  /** Highest sort key first. */
  readonly reverse?: boolean;
  /** Half the price: what was written a moment ago may be missing. */
  readonly eventual?: boolean;
}

/** Sort attributes to start behind, in the order of the sort key; the whole group when trailing ones are left out. */
export type After<E> = { readonly after?: Partial<Row<E>> };

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

export type Rows<Entities extends readonly Entity[]> = { [K in keyof Entities]: Row<Entities[K]>[] };
export interface KeyOf<E extends Entity> {
  readonly entity: E;
  readonly key: KeyInput<E>;
}
export type Found<Keys extends readonly KeyOf<Entity>[]> = {
  [K in keyof Keys]: Keys[K] extends KeyOf<infer E> ? Row<E> | undefined : never;
};

/**
 * Storage for one tenant. No call takes a tenant: the store adds it to every key and refuses a row that comes back with
 * another one. Reads of the base table are strongly consistent; reads through an index lag and only serve lists and
 * repair. Rows whose `expires` instant has passed are not returned. Rows come back parsed by their schema.
 *
 * Every call is one round trip (a `query` without limit may need more for very large partitions).
 *
 * @throws AppError `WRITE_CONFLICT` from `commit` when a row is not at its expected version; nothing is written then.
 * After a lost reply the row may be the caller's own: load and decide again.
 * @throws AppError `TRY_LATER` when the engine throttles or does not answer.
 */
export interface Store {
  readonly tenantId: string;
  get<E extends Entity>(entity: E, key: KeyInput<E>): Promise<Row<E> | undefined>;
  /** Any rows of any entities in one round trip, in the order asked for. */
  batchGet<const Keys extends readonly KeyOf<Entity>[]>(keys: Keys): Promise<Found<Keys>>;
  /** Rows of one entity in one partition, narrowed by leading sort attributes, ordered by the sort key. */
  query<E extends Entity>(entity: E, range: RangeInput<E>, options?: QueryOptions & After<E>): Promise<Row<E>[]>;
  /** Rows of several entities that share a partition, from its end or start, in one round trip. `limit` counts all rows. */
  collection<const Entities extends readonly Entity[]>(
    entities: Entities,
    partition: PartitionInput<Entities[number]>,
    options?: QueryOptions,
  ): Promise<Rows<Entities>>;
  /** Rows found through a named access pattern of an index; eventually consistent. */
  find<E extends Entity, N extends AccessName<E>>(
    entity: E,
    access: N,
    input: AccessInput<E, N>,
    options?: QueryOptions,
  ): Promise<Row<E>[]>;
  /** One page of a partition. The cursor is opaque; a cursor that this store did not make is `REQUEST_INVALID`. */
  page<E extends Entity>(
    entity: E,
    range: RangeInput<E>,
    options: { readonly limit: number; readonly cursor?: string | undefined; readonly reverse?: boolean },
  ): Promise<Page<Row<E>>>;
  /** All writes or none. One write alone is a plain conditional write (half the price of a transaction). */
  commit(writes: readonly Write[]): Promise<void>;
}

/** Opens the table for one tenant. */
export type OpenStore = (tenantId: string) => Store;
