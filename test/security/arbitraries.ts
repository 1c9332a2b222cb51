import fc from 'fast-check';
import * as z from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** Text that breaks what is careless: control characters, markup, keys of prototypes, separators of our own rows. */
const NASTY = [
  ...[
    '',
    ' ',
    '\u0000',
    '\n{"level":"ERROR"}',
    '\r\nX: y',
    '#',
    'a#b',
    '%00',
    '../..',
    '~',
    '__proto__',
    'constructor',
  ],
  ...['<script>', "' OR 1=1", '\u202e', '🧨', '\ud83d', '-1', '1e309', 'NaN', 'null', 'T#demo#', 'x'.repeat(5000)],
];
export const nastyText = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 40 }));

const junk = fc.oneof(
  nastyText,
  fc.constantFrom<unknown>(null, true, 0, -1, 2 ** 53, 1.5, [], {}, [[]], { __proto__: null, toString: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Values that a JSON schema describes, nearly: what it cannot express, the reader may still refuse. */
export function valuesOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  return arbitraryOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json, {});
}

function arbitraryOf(schema: Json, outer: Json): fc.Arbitrary<unknown> {
  const defs = (schema['$defs'] ?? outer) as Json;
  const inner = (value: unknown) => arbitraryOf(value as Json, defs);
  if (typeof schema['$ref'] === 'string') return inner(defs[schema['$ref'].replace(/.*\//, '')] ?? {});
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum']);
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) return fc.oneof(...options.map(inner));
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, inner);
    case 'array':
      return fc.array(inner(schema['items'] ?? {}), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.min(4, Number(schema['maxItems'] ?? 4)),
      });
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return fc.integer({ min: bounded(schema['minimum'], -3), max: bounded(schema['maximum'], 1000) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

const bounded = (limit: unknown, otherwise: number): number =>
  typeof limit === 'number' && Math.abs(limit) < 2 ** 31 ? limit : otherwise;

function objectOf(schema: Json, inner: (value: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = (schema['properties'] ?? {}) as Json;
  const requiredKeys = (schema['required'] ?? []) as string[];
  const model = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, inner(value)]));
  if (Object.keys(model).length > 0) return fc.record(model, { requiredKeys });
  const values = schema['additionalProperties'];
  return typeof values === 'object' && values
    ? fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), inner(values), { maxKeys: 3 })
    : fc.constant({});
}

function textOf({ format, maxLength, minLength, pattern }: Json): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.constantFrom('2026-11-21T09:30:00.000Z', '2026-11-21T09:30:00Z');
  if (typeof pattern === 'string') {
    return fc.oneof(
      {
        weight: 3,
        arbitrary: fc.stringMatching(new RegExp(pattern)).map(text => text.slice(0, Number(maxLength ?? 60))),
      },
      { weight: 1, arbitrary: nastyText },
    );
  }
  const limits = { minLength: Number(minLength ?? 0), maxLength: Math.min(60, Number(maxLength ?? 60)) };
  return fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', ...limits }) },
    { weight: 1, arbitrary: nastyText },
  );
}

/** The same value with one place of it replaced, removed or added to. */
export function mutated(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(value, fc.nat(), junk, fc.constantFrom('replace', 'remove', 'add'))
    .map(([whole, pick, other, how]) => {
      const copy = structuredClone({ whole });
      const places = placesOf(copy, []);
      const path = places[pick % places.length] ?? [];
      const key = path.at(-1) ?? 'whole';
      // biome-ignore lint/suspicious/noExplicitAny: any place of any value
      const parent = path.slice(0, -1).reduce<any>((one, step) => one[step], copy);
      if (how === 'replace') parent[key] = other;
      else if (how === 'remove' && path.length > 1) delete parent[key];
      else parent[`${key}x`] = other;
      return copy.whole;
    });
}

function placesOf(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...placesOf(inner, [...path, key])]);
}

/** Bodies that are no JSON, or nearly. */
export const rawBody = fc.oneof(
  nastyText,
  fc.json({ maxDepth: 3 }),
  fc.json().map(text => text.slice(1)),
  fc.json().map(text => `${text}\u0000`),
  fc.constantFrom('[', '{"a":', '{"__proto__":{"x":1}}', '{"a":1,"a":2}', '"\\ud800"', '['.repeat(2000), '1e999'),
);
