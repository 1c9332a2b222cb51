/** Whether two values are the same as JSON, whatever the order of their fields: the store does not keep that order. */
export function isSame(left: unknown, right: unknown): boolean {
  if (!isComposite(left) || !isComposite(right)) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [old, fresh] = [fieldsOf(left), fieldsOf(right)];
  return old.size === fresh.size && [...old].every(([field, value]) => isSame(value, fresh.get(field)));
}

/** The fields that are there; one that is undefined is not. */
export const fieldsOf = (value: object | null): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(value ?? {}).filter(([, inner]) => inner !== undefined));

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;
