/** A value as DynamoDB stores it: the JSON types and nothing else. */
export type StoredValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: StoredValue[] }
  | { readonly M: Record<string, StoredValue> };

/** A value as DynamoDB and its stream hand it out. */
export interface ReceivedValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly L?: readonly ReceivedValue[] | undefined;
  readonly M?: Readonly<Record<string, ReceivedValue>> | undefined;
}

/**
 * Attributes left `undefined` are dropped.
 *
 * @throws TypeError for what JSON cannot carry: dates, functions, infinite numbers, `undefined` in a list.
 */
export function toAttributes(values: Readonly<Record<string, unknown>>): Record<string, StoredValue> {
  const attributes: Record<string, StoredValue> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) attributes[name] = toAttribute(value);
  }
  return attributes;
}

export function fromAttributes(attributes: Readonly<Record<string, ReceivedValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, fromAttribute(value)]));
}

/**
 * What comes back of values that were stored, frozen: the same as `fromAttributes(toAttributes(values))` without the way
 * through DynamoDB's notation.
 */
export function frozenCopy(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const copy: Record<string, unknown> = {};
  for (const name in values) {
    const value = values[name];
    // Assigned, that name would be no attribute but a prototype.
    if (value !== undefined && name !== '__proto__') copy[name] = frozenValue(value);
  }
  return Object.freeze(copy);
}

function frozenValue(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  // There is no negative zero.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenValue));
  if (isPlainObject(value)) return frozenCopy(value);
  throw new TypeError(`cannot be stored: ${String(value)}`);
}

function toAttribute(value: unknown): StoredValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (isPlainObject(value)) return { M: toAttributes(value) };
  throw new TypeError(`cannot be stored: ${String(value)}`);
}

function fromAttribute(value: ReceivedValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(fromAttribute);
  if (value.M !== undefined) return fromAttributes(value.M);
  throw new TypeError(`unknown kind of stored value: ${Object.keys(value).join()}`);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
