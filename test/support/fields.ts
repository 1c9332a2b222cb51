import * as z from 'zod';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** The fields of a model, with dots, down to what is no object of named fields any more. */
export function fieldsOf(model: z.ZodType): string[] {
  const root = z.toJSONSchema(model, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const inside = (schema: JsonSchema, path: string): string[] => {
    const found = schema.$ref ? (root.$defs?.[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;
    if (found.items) return inside(found.items, path);
    if (!found.properties) return [path];
    return Object.entries(found.properties).flatMap(([name, inner]) =>
      inside(inner, path === '' ? name : `${path}.${name}`),
    );
  };
  return inside(root, '');
}

/** Whether a field of a campaign or of the settings is about calls. */
export const isOfCalls = (field: string): boolean => /^(callerNumber$|holds\.|recording\.|voice\.)/.test(field);
