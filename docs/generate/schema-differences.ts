import type { Contract } from './contract.ts';
import type { Direction, JsonSchema } from './json-schema.ts';

export interface Difference {
  /** `breaking`: somebody who keeps to the old contract may fail on the new one. */
  readonly kind: 'addition' | 'breaking';
  readonly where: string;
  readonly text: string;
}

/** A schema with the contract its references point into. */
export interface Located {
  readonly schema: JsonSchema;
  readonly contract: Pick<Contract, 'definitions'>;
}

/**
 * Compares two schemas. What is sent (`input`) may be asked less of and given more choice; what is answered (`output`)
 * may gain fields and values and must keep every promise it made.
 */
export function schemaDifferences(where: string, direction: Direction, before: Located, after: Located): Difference[] {
  return compare({ direction, path: [] }, where, before, after);
}

interface Walk {
  readonly direction: Direction;
  /** Pairs of references on the way here, so that a schema that contains itself ends. */
  readonly path: readonly string[];
}

function compare(walk: Walk, where: string, before: Located, after: Located): Difference[] {
  const pair = `${before.schema['$ref'] ?? ''} ${after.schema['$ref'] ?? ''}`;
  if (pair !== ' ' && walk.path.includes(pair)) return [];
  const deeper = pair === ' ' ? walk : { ...walk, path: [...walk.path, pair] };
  const [old, next] = [resolved(before), resolved(after)];
  const branches = [branchesOf(old), branchesOf(next)] as const;
  if (branches[0].length > 1 || branches[1].length > 1) return branchDifferences(deeper, where, ...branches);
  return [
    ...typeDifferences(deeper, where, old.schema, next.schema),
    ...valueDifferences(where, old.schema, next.schema),
    ...boundDifferences(deeper, where, old.schema, next.schema),
    ...propertyDifferences(deeper, where, old, next),
    ...itemDifferences(deeper, where, old, next),
  ];
}

function resolved(located: Located): Located {
  const reference = located.schema['$ref'];
  if (typeof reference !== 'string') return located;
  const [, , direction, id] = reference.split('/');
  const schema = located.contract.definitions[direction as Direction][id ?? ''];
  if (!schema) throw new TypeError(`${reference} is not in the contract`);
  return resolved({ schema, contract: located.contract });
}

/** The alternatives of a schema, each with one type; a plain schema is its only one. */
function branchesOf(located: Located): Located[] {
  const { schema, contract } = located;
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined;
  if (alternatives) return alternatives.flatMap(one => branchesOf(resolved({ schema: one, contract })));
  if (Array.isArray(schema['type'])) return schema['type'].map(type => ({ schema: { ...schema, type }, contract }));
  return [located];
}

const typeOf = (schema: JsonSchema): string => String(schema['type'] ?? (schema['enum'] ? 'string' : 'anything'));
const breaking = (where: string, text: string): Difference => ({ kind: 'breaking', where, text });
const addition = (where: string, text: string): Difference => ({ kind: 'addition', where, text });

/** Alternatives are paired by type and, among those of one type, by place. */
function branchDifferences(walk: Walk, where: string, old: readonly Located[], next: readonly Located[]): Difference[] {
  const named = (branches: readonly Located[]) => {
    const seen = new Map<string, number>();
    return new Map(
      branches.map(branch => {
        const type = typeOf(branch.schema);
        const place = seen.get(type) ?? 0;
        seen.set(type, place + 1);
        return [place === 0 ? type : `${type} ${place + 1}`, branch] as const;
      }),
    );
  };
  const [olds, nexts] = [named(old), named(next)];
  return [
    ...[...olds].flatMap(([name, branch]) => {
      const partner = nexts.get(name);
      return partner ? compare(walk, where, branch, partner) : [breaking(where, `can no longer be ${name}`)];
    }),
    ...[...nexts.keys()]
      .filter(name => !olds.has(name))
      .map(name =>
        walk.direction === 'output' && name === 'null'
          ? breaking(where, 'may now be null')
          : addition(where, `may now be ${name}`),
      ),
  ];
}

function typeDifferences({ direction }: Walk, where: string, old: JsonSchema, next: JsonSchema): Difference[] {
  const [before, after] = [typeOf(old), typeOf(next)];
  if (before === after) return [];
  const wider = direction === 'input' && (after === 'anything' || (before === 'integer' && after === 'number'));
  const text = `was ${before}, is ${after}`;
  return [wider ? addition(where, text) : breaking(where, text)];
}

/** Enumerations and constants. */
function valueDifferences(where: string, old: JsonSchema, next: JsonSchema): Difference[] {
  const [before, after] = [valuesOf(old), valuesOf(next)];
  if (!before && !after) return [];
  if (!before) return [breaking(where, 'is now limited to certain values')];
  if (!after) return [addition(where, 'is no longer limited to certain values')];
  return [
    ...before.filter(value => !after.includes(value)).map(value => breaking(where, `${value} is no longer a value`)),
    ...after.filter(value => !before.includes(value)).map(value => addition(where, `${value} is a new value`)),
  ];
}

const valuesOf = (schema: JsonSchema): readonly string[] | undefined =>
  'const' in schema ? [String(schema['const'])] : (schema['enum'] as unknown[] | undefined)?.map(String);

const LOWEST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const HIGHEST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
const FORMS = ['pattern', 'format'];

/** Bounds matter for what is sent; replies may use their bounds as they like. */
function boundDifferences({ direction }: Walk, where: string, old: JsonSchema, next: JsonSchema): Difference[] {
  if (direction === 'output') return [];
  const changed = [...LOWEST, ...HIGHEST, ...FORMS].filter(key => old[key] !== next[key]);
  return changed.map(key => {
    const text = `${key} was ${String(old[key] ?? 'open')}, is ${String(next[key] ?? 'open')}`;
    return loosened(key, old[key], next[key]) ? addition(where, text) : breaking(where, text);
  });
}

function loosened(key: string, old: unknown, next: unknown): boolean {
  if (next === undefined) return true;
  if (old === undefined || FORMS.includes(key)) return false;
  return LOWEST.includes(key) ? Number(next) < Number(old) : Number(next) > Number(old);
}

function propertyDifferences(walk: Walk, where: string, old: Located, next: Located): Difference[] {
  const [before, after] = [propertiesOf(old.schema), propertiesOf(next.schema)];
  const [needed, needs] = [requiredOf(old.schema), requiredOf(next.schema)];
  const kept = Object.keys(before).filter(name => name in after);
  return [
    ...Object.keys(before)
      .filter(name => !(name in after))
      .map(name => breaking(`${where}.${name}`, 'removed')),
    ...Object.keys(after)
      .filter(name => !(name in before))
      .map(name =>
        walk.direction === 'input' && needs.includes(name)
          ? breaking(`${where}.${name}`, 'is now needed')
          : addition(`${where}.${name}`, 'added'),
      ),
    ...kept.flatMap(name => presenceDifference(walk, `${where}.${name}`, needed.includes(name), needs.includes(name))),
    ...kept.flatMap(name =>
      compare(
        walk,
        `${where}.${name}`,
        { schema: before[name] ?? {}, contract: old.contract },
        { schema: after[name] ?? {}, contract: next.contract },
      ),
    ),
  ];
}

const propertiesOf = (schema: JsonSchema) => (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
const requiredOf = (schema: JsonSchema) => (schema['required'] ?? []) as readonly string[];

function presenceDifference({ direction }: Walk, where: string, before: boolean, after: boolean): Difference[] {
  if (before === after) return [];
  if (direction === 'input') return [after ? breaking(where, 'is now needed') : addition(where, 'may be left out')];
  return [after ? addition(where, 'is now always there') : breaking(where, 'may now be missing')];
}

/** List items, and the values of records. */
function itemDifferences(walk: Walk, where: string, old: Located, next: Located): Difference[] {
  return ['items', 'additionalProperties'].flatMap(key => {
    const [before, after] = [old.schema[key], next.schema[key]];
    if (isObject(before) && isObject(after)) {
      return compare(
        walk,
        `${where}[]`,
        { schema: before, contract: old.contract },
        { schema: after, contract: next.contract },
      );
    }
    const closed = key === 'additionalProperties' && walk.direction === 'input' && before !== false && after === false;
    return closed ? [breaking(where, 'no longer takes other fields')] : [];
  });
}

const isObject = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;
