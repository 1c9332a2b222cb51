import type * as z from 'zod';

/** One physical table: names of its key attributes, of the time-to-live attribute and of its indexes. */
export interface TableSpec {
  readonly name: string;
  readonly pk: string;
  readonly sk: string;
  readonly ttl: string;
  readonly indexes: Readonly<Record<string, { readonly pk: string; readonly sk: string }>>;
}

export const defineTable = <const T extends TableSpec>(spec: T): T => spec;

/** Every partition key starts with the tenant, so that a read across tenants cannot be expressed. */
type TenantFirst<A> = readonly ['tenantId', ...A[]];

/**
 * One way to read rows through an index. `why` names the reader. A row appears in the index only while it has all
 * attributes of the pattern (a sparse index).
 */
export interface AccessPattern<A, I extends string> {
  readonly index: I;
  readonly pk: TenantFirst<A>;
  readonly sk: readonly A[];
  readonly why: string;
}

export interface Entity<
  S extends z.ZodObject = z.ZodObject,
  Pk extends string = string,
  Sk extends string = string,
  Access extends Readonly<Record<string, AccessPattern<string, string>>> = Readonly<
    Record<string, AccessPattern<string, string>>
  >,
> {
  readonly table: TableSpec;
  readonly name: string;
  /** Second segment of the partition key; entities that share it and the partition attributes live side by side. */
  readonly collection: string;
  readonly schema: S;
  readonly key: { readonly pk: readonly ['tenantId', ...Pk[]]; readonly sk: readonly Sk[] };
  readonly access: Access;
  /** Attribute with the ISO instant after which the row is gone (time to live). */
  readonly expires?: string;
  /**
   * There for rows that are written again and again: they are stored without what says nothing (null, false, an empty
   * list), and so are these attributes, which are objects, or lists of objects, of a schema.
   */
  readonly dense?: Readonly<Record<string, z.ZodObject | undefined>>;
  readonly why: string;
}

type Attribute<S extends z.ZodObject> = keyof z.output<S> & string;

/**
 * Declares a stored row: its schema (which has `tenantId` and `version`), the attributes its key is made of, and the
 * ways to read it.
 *
 * @example
 * const Note = defineEntity(table, { name: 'note', schema, key: { pk: ['tenantId', 'id'], sk: [] }, access: {}, why: '...' });
 */
export function defineEntity<
  const T extends TableSpec,
  S extends z.ZodObject,
  const Pk extends Attribute<S> = never,
  const Sk extends Attribute<S> = never,
  const Access extends Readonly<Record<string, AccessPattern<Attribute<S>, keyof T['indexes'] & string>>> = Record<
    never,
    never
  >,
>(
  table: T,
  spec: {
    name: string;
    collection?: string;
    schema: S;
    key: { pk: readonly ['tenantId', ...Pk[]]; sk: readonly Sk[] };
    access?: Access;
    expires?: Attribute<S>;
    dense?: Partial<Readonly<Record<Attribute<S>, z.ZodObject>>>;
    why: string;
  },
): Entity<S, Pk, Sk, Access> {
  const taken = physicalAttributes(table).find(name => name in spec.schema.shape);
  if (taken) throw new TypeError(`${spec.name} has an attribute ${taken}, which the table needs for itself`);
  return { collection: spec.name, access: {} as Access, ...spec, table };
}

/** The attributes that the table adds to every row for itself. */
export const physicalAttributes = (table: TableSpec): string[] => [
  table.pk,
  table.sk,
  table.ttl,
  ...Object.values(table.indexes).flatMap(({ pk, sk }) => [pk, sk]),
];

export type Row<E> = E extends Entity<infer S, string, string> ? z.output<S> : never;

type PkOf<E> = E extends Entity<z.ZodObject, infer Pk, string> ? Pk : never;
type SkOf<E> = E extends Entity<z.ZodObject, string, infer Sk> ? Sk : never;

/** The attributes that name one row; the tenant is added by the opened store. */
export type KeyInput<E> = Pick<Row<E>, (PkOf<E> | SkOf<E>) & keyof Row<E>>;
/** The attributes that name one partition of the base table. */
export type PartitionInput<E> = Pick<Row<E>, PkOf<E> & keyof Row<E>>;
/** A partition and, optionally, the leading sort attributes to narrow it. */
export type RangeInput<E> = PartitionInput<E> & Partial<Pick<Row<E>, SkOf<E> & keyof Row<E>>>;

type Attributes<P> = P extends { pk: readonly ['tenantId', ...infer A] } ? A[number] : never;
type SortAttributes<P> = P extends { sk: readonly (infer A)[] } ? A : never;
export type AccessName<E> = E extends Entity<z.ZodObject, string, string, infer A> ? keyof A & string : never;
export type AccessInput<E, N extends string> =
  E extends Entity<infer S, string, string, infer A>
    ? N extends keyof A
      ? Required<Pick<z.output<S>, Attributes<A[N]> & keyof z.output<S>>> &
          Partial<Pick<z.output<S>, SortAttributes<A[N]> & keyof z.output<S>>>
      : never
    : never;

/** Digits that a number takes in a key, so that text order is number order: enough for milliseconds of any year. */
const NUMBER_WIDTH = 16;
const OFFSET = 10 ** (NUMBER_WIDTH - 1);

function segment(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Math.abs(value) >= OFFSET) throw new TypeError(`not a key number: ${value}`);
    return String(value + OFFSET).padStart(NUMBER_WIDTH, '0');
  }
  if (typeof value !== 'string') throw new TypeError(`not a key value: ${String(value)}`);
  if (PLAIN.test(value)) return value;
  if (value.includes('#')) throw new TypeError('a key value may not contain "#"');
  if (!value.isWellFormed()) throw new TypeError('a key value may not contain half a surrogate pair');
  return value.replace(BELOW_PERCENT, escaped);
}

/** Nearly all that goes into keys: nothing to refuse and nothing to escape. */
const PLAIN = /^[%-~]*$/;
/** Characters that sort before `%`: the closing `#`, the escape `$`, the blank and the control characters among them. */
const BELOW_PERCENT = /[^%-\u{10FFFF}]/gu;
const escaped = (character: string) => `$${String.fromCharCode(character.charCodeAt(0) + 0x30)}`;

/**
 * Joins segments, each closed with `#`, so that no key is a prefix of another by accident. No segment holds a character
 * up to `#`, so keys sort as the lists of their values do: shorter texts first, numbers by value.
 */
export function compose(segments: readonly unknown[]): string {
  let key = '';
  for (const value of segments) key += `${segment(value)}#`;
  return key;
}

const leading = (names: readonly string[], values: Readonly<Record<string, unknown>>): unknown[] => {
  const present: unknown[] = [];
  for (const name of names) {
    if (values[name] === undefined) break;
    present.push(values[name]);
  }
  return present;
};

export function partitionKey(entity: Entity, values: Readonly<Record<string, unknown>>): string {
  const [, ...rest] = entity.key.pk;
  return compose(['T', values['tenantId'], entity.collection, ...rest.map(name => values[name])]);
}

/**
 * The sort keys that start with `prefix`, as inclusive text bounds; with `after`, only those behind its group in reading
 * direction. Exact, because no segment holds a character up to `#`.
 */
export function sortRange(prefix: string, after?: string, reverse = false): { from: string; to: string } {
  const range = { from: prefix, to: replaceClosing(prefix, '$') };
  if (after === undefined || after === prefix) return range;
  return reverse ? { ...range, to: replaceClosing(after, '"') } : { ...range, from: replaceClosing(after, '$') };
}

const replaceClosing = (key: string, mark: string) => key.slice(0, -1) + mark;

/** The sort key, or its prefix when trailing attributes are left out. */
export function sortKey(entity: Entity, values: Readonly<Record<string, unknown>>): string {
  return compose([entity.name, ...leading(entity.key.sk, values)]);
}

export function indexPartitionKey(entity: Entity, access: string, values: Readonly<Record<string, unknown>>): string {
  const [, ...rest] = pattern(entity, access).pk;
  return compose(['T', values['tenantId'], entity.name, access, ...rest.map(name => values[name])]);
}

export function indexSortKey(entity: Entity, access: string, values: Readonly<Record<string, unknown>>): string {
  return compose([entity.name, ...leading(pattern(entity, access).sk, values)]);
}

export function pattern(entity: Entity, access: string): AccessPattern<string, string> {
  const found = entity.access[access];
  if (!found) throw new TypeError(`${entity.name} has no access pattern ${access}`);
  return found;
}

/**
 * The key of one row in the base table.
 *
 * @throws TypeError when an attribute of the key is missing or cannot be one.
 */
export function primaryKey(entity: Entity, values: Readonly<Record<string, unknown>>): Record<string, string> {
  const missing = entity.key.sk.find(name => values[name] === undefined);
  if (missing) throw new TypeError(`${entity.name} has no key without ${missing}`);
  return { [entity.table.pk]: partitionKey(entity, values), [entity.table.sk]: sortKey(entity, values) };
}

/**
 * All key attributes of a row as the table stores them, those of a sparse index only where the row has them.
 *
 * @throws TypeError when the row belongs to two access patterns of one index, which holds it only once.
 */
export function keyAttributes(entity: Entity, row: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const keys: Record<string, string | number> = primaryKey(entity, row);
  for (const [access, { index, pk, sk }] of Object.entries(entity.access)) {
    const names = entity.table.indexes[index];
    if (!names || [...pk, ...sk].some(name => (row[name] ?? undefined) === undefined)) continue;
    if (names.pk in keys) throw new TypeError(`${entity.name} is in ${index} twice, once as ${access}`);
    keys[names.pk] = indexPartitionKey(entity, access, row);
    keys[names.sk] = indexSortKey(entity, access, row);
  }
  if (entity.expires && typeof row[entity.expires] === 'string') {
    keys[entity.table.ttl] = Math.ceil(Date.parse(row[entity.expires] as string) / 1000);
  }
  return keys;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * A row as it is stored: what may be null and is, is left out, because every byte of a hot row is paid for. Of a dense
 * entity, so is what is false or an empty list, and all of that inside of the attributes that it names.
 */
export function withoutNulls(entity: Entity, row: Fields): Record<string, unknown> {
  const kept = withoutEmpty(row, entity.dense ? emptyOf(entity.schema) : nullsOf(entity));
  return inside(entity, kept, withoutEmpty);
}

/** A stored row as its schema knows it: what was left out is what it was. */
export const withNulls = (entity: Entity, stored: Fields): Record<string, unknown> =>
  inside(entity, { ...(entity.dense ? emptyOf(entity.schema) : nullsOf(entity)), ...stored }, (one, empty) => ({
    ...empty,
    ...one,
  }));

/** Changes the objects, or lists of objects, that are the dense attributes of a row. */
function inside(entity: Entity, row: Record<string, unknown>, change: (one: Fields, empty: Fields) => Fields) {
  for (const [name, schema] of Object.entries(entity.dense ?? {})) {
    const value = row[name];
    if (!schema || typeof value !== 'object' || value === null) continue;
    const empty = emptyOf(schema);
    row[name] = Array.isArray(value) ? value.map(one => change(one, empty)) : change(value as Fields, empty);
  }
  return row;
}

function withoutEmpty(one: Fields, empty: Fields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(one)) {
    const value = one[name];
    const isEmpty = Array.isArray(value) ? value.length === 0 && Array.isArray(empty[name]) : value === empty[name];
    if (!isEmpty || !(name in empty)) kept[name] = value;
  }
  return kept;
}

/** What a field that must be there is when there is nothing to say: the first of these that it may be. */
const EMPTY = [null, false, []] as const;

const knownEmpty = new WeakMap<z.ZodObject, Fields>();

function emptyOf(schema: z.ZodObject): Fields {
  const known = knownEmpty.get(schema);
  if (known) return known;
  const required = Object.entries(schema.shape).filter(([, type]) => !type.safeParse(undefined).success);
  const empty: Record<string, unknown> = {};
  for (const [name, type] of required) {
    const value = EMPTY.find(one => type.safeParse(one).success);
    if (value !== undefined) empty[name] = value;
  }
  knownEmpty.set(schema, empty);
  return empty;
}

const known = new WeakMap<Entity, Readonly<Record<string, null>>>();

/** The attributes that may be null and must be there. */
function nullsOf(entity: Entity): Readonly<Record<string, null>> {
  const nulls =
    known.get(entity) ??
    Object.fromEntries(
      Object.entries(entity.schema.shape)
        .filter(([, type]) => type.safeParse(null).success && !type.safeParse(undefined).success)
        .map(([name]) => [name, null]),
    );
  known.set(entity, nulls);
  return nulls;
}
