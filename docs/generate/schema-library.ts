import type * as z from 'zod';
import { convert, type Dialect, type Direction, type JsonSchema, referredId, replaced } from './json-schema.ts';

/** Schemas by the direction they are used in. */
export type Uses = Readonly<Record<Direction, readonly z.ZodType[]>>;

export interface SchemaLibrary {
  /** Every named schema. The sent form of a schema that is answered in another form is called `<id>Input`. */
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** The JSON Schema of one use, with references into `components`. */
  reference(schema: z.ZodType, direction: Direction): JsonSchema;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

/** Converts all schemas of a document together, so that each named one is written once. */
export function openLibrary(uses: Uses, dialect: Dialect, at = '#/components/schemas/'): SchemaLibrary {
  const definitions = {
    input: definitionsOf(uses.input, 'input', dialect),
    output: definitionsOf(uses.output, 'output', dialect),
  };
  const differing = differingIds(definitions);
  const nameOf = (id: string, direction: Direction) => (direction === 'input' && differing.has(id) ? `${id}Input` : id);
  const located = (node: JsonSchema, direction: Direction) =>
    replaced(node, object => {
      const id = referredId(object['$ref']);
      return id === undefined ? undefined : { ...object, $ref: `${at}${nameOf(id, direction)}` };
    }) as JsonSchema;
  const named = (direction: Direction) =>
    Object.entries(definitions[direction]).map(([id, schema]) => [nameOf(id, direction), located(schema, direction)]);
  return {
    components: Object.fromEntries([...named('input'), ...named('output')]),
    reference: (schema, direction) => located(convert(schema, direction, dialect).schema, direction),
  };
}

const definitionsOf = (schemas: readonly z.ZodType[], direction: Direction, dialect: Dialect): Definitions =>
  Object.assign({}, ...schemas.map(schema => convert(schema, direction, dialect).definitions));

/** Ids whose two forms differ, by themselves or because of a schema they refer to. */
function differingIds({ input, output }: Readonly<Record<Direction, Definitions>>): ReadonlySet<string> {
  const shared = Object.keys(input).filter(id => id in output);
  const differing = new Set(shared.filter(id => JSON.stringify(input[id]) !== JSON.stringify(output[id])));
  for (let size = -1; size !== differing.size; ) {
    size = differing.size;
    for (const id of shared) {
      if (referencesOf(input[id]).some(other => differing.has(other))) differing.add(id);
    }
  }
  return differing;
}

function referencesOf(node: unknown): string[] {
  const found: string[] = [];
  replaced(node, object => {
    const id = referredId(object['$ref']);
    if (id !== undefined) found.push(id);
    return undefined;
  });
  return found;
}
