import * as z from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;
/** `input`: what a caller sends; `output`: what it is answered. They differ where a schema has defaults. */
export type Direction = 'input' | 'output';
export type Dialect = 'draft-2020-12' | 'draft-7';

interface Converted {
  readonly schema: JsonSchema;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

const DEFINITIONS = { 'draft-2020-12': '$defs', 'draft-7': 'definitions' } as const;

/** A zod schema as JSON Schema; schemas with an id are referred to as `#/$defs/<id>` or `#/definitions/<id>`. */
export function convert(schema: z.ZodType, direction: Direction, dialect: Dialect): Converted {
  // Wrapped, because the schema at the root would be written out even when it has an id.
  const root = z.toJSONSchema(z.object({ value: schema }), {
    io: direction,
    target: dialect,
    override: ({ zodSchema, jsonSchema }) => tidy(zodSchema, jsonSchema, direction),
  }) as Record<string, unknown>;
  return {
    schema: (root['properties'] as { value: JsonSchema }).value,
    definitions: (root[DEFINITIONS[dialect]] ?? {}) as Record<string, JsonSchema>,
  };
}

/** Leaves out what says nothing to a reader: bounds of every safe integer, the long pattern behind `date-time`. */
function tidy(schema: z.core.$ZodTypes, json: Record<string, unknown>, direction: Direction): void {
  if (json['minimum'] === Number.MIN_SAFE_INTEGER) delete json['minimum'];
  if (json['maximum'] === Number.MAX_SAFE_INTEGER) delete json['maximum'];
  if (json['format'] === 'date-time' || json['format'] === 'email' || json['format'] === 'date') delete json['pattern'];
  // Replies may gain fields at any time; only schemas declared strict refuse them.
  const strict = schema._zod.def.type === 'object' && schema._zod.def.catchall !== undefined;
  if (direction === 'output' && !strict && json['additionalProperties'] === false) delete json['additionalProperties'];
  // A default is an offer to those who send; a reply always has the field.
  if (direction === 'output') delete json['default'];
  delete json['id'];
  listKeys(schema, json);
}

/** Writes the keys of an enumeration out as properties, which readers and code generators understand better. */
function listKeys(schema: z.core.$ZodTypes, json: Record<string, unknown>): void {
  const definition = schema._zod.def;
  if (definition.type !== 'record' || definition.keyType._zod.def.type !== 'enum') return;
  const keys = [...(definition.keyType._zod.values ?? [])].map(String);
  const value = json['additionalProperties'] as JsonSchema;
  delete json['propertyNames'];
  json['properties'] = Object.fromEntries(keys.map(key => [key, value]));
  json['additionalProperties'] = false;
}

/** The same tree with every object that `change` has an answer for replaced by it. */
export function replaced(node: unknown, change: (object: JsonSchema) => JsonSchema | undefined): unknown {
  if (Array.isArray(node)) return node.map(item => replaced(item, change));
  if (typeof node !== 'object' || node === null) return node;
  const instead = change(node as JsonSchema);
  if (instead) return instead;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaced(value, change)]));
}

/** The id that a local reference points to. */
export const referredId = (reference: unknown): string | undefined =>
  typeof reference === 'string' ? reference.match(/^#\/(?:\$defs|definitions)\/(.+)$/)?.[1] : undefined;
