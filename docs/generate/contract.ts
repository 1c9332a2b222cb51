import type * as z from 'zod';
import { registry } from '#schemas/index.ts';
import type { Route } from '#schemas/kit/route.ts';
import { frames } from '#schemas/realtime/model.ts';
import { convert, type Direction, type JsonSchema, referredId, replaced } from './json-schema.ts';

/** One route as callers depend on it. */
export interface LockedRoute {
  readonly method: string;
  readonly path: string;
  readonly also?: readonly string[];
  readonly auth: readonly string[];
  readonly idempotent: boolean;
  readonly conditional: boolean;
  readonly errors: readonly string[];
  readonly params?: JsonSchema;
  readonly query?: JsonSchema;
  readonly body?: JsonSchema;
  /** By status. */
  readonly replies: Readonly<Record<string, JsonSchema>>;
}

export interface LockedEvent {
  readonly audience: readonly string[];
  readonly payload: JsonSchema;
}

/** All that callers depend on, without any text that is for readers. */
export interface Contract {
  readonly version: string;
  readonly routes: Readonly<Record<string, LockedRoute>>;
  readonly events: Readonly<Record<string, LockedEvent>>;
  readonly actions: Readonly<Record<string, JsonSchema>>;
  readonly frames: Readonly<Record<string, JsonSchema>>;
  /** Named schemas, in the form they are sent and in the form they are answered. */
  readonly definitions: Readonly<Record<Direction, Readonly<Record<string, JsonSchema>>>>;
}

/** The contract as it stands in `schemas/`. */
export function currentContract(version: string): Contract {
  const definitions: Record<Direction, Record<string, JsonSchema>> = { input: {}, output: {} };
  const locked = (schema: z.ZodType, direction: Direction): JsonSchema => {
    const converted = convert(schema, direction, 'draft-2020-12');
    for (const [id, definition] of Object.entries(converted.definitions)) {
      definitions[direction][id] = bare(definition, direction);
    }
    return bare(converted.schema, direction);
  };
  const domains = Object.values(registry);
  return {
    version,
    routes: mapped(Object.assign({}, ...domains.map(domain => domain.routes)), (route: Route) => ({
      method: route.method,
      path: route.path,
      ...(route.also.length > 0 && { also: route.also.map(({ method, path }) => `${method} ${path}`).sort() }),
      auth: route.auth === 'public' ? ['public'] : [...route.auth].sort(),
      idempotent: route.idempotent,
      conditional: route.conditional,
      errors: [...new Set(route.errors)].sort(),
      ...(route.params ? { params: locked(route.params, 'input') } : {}),
      ...(route.query ? { query: locked(route.query, 'input') } : {}),
      ...(route.body ? { body: locked(route.body, 'input') } : {}),
      replies: Object.fromEntries(
        [route.reply, ...(route.otherwise ? [route.otherwise] : [])].map(({ status, body }) => [
          String(status),
          locked(body, 'output'),
        ]),
      ),
    })),
    events: Object.fromEntries(
      domains
        .flatMap(domain => Object.values(domain.events))
        .map(({ type, audience, payload }) => [
          type,
          { audience: [...audience].sort(), payload: locked(payload, 'output') },
        ]),
    ),
    actions: Object.fromEntries(
      domains
        .flatMap(domain => Object.values(domain.actions))
        .map(({ action, body }) => [action, locked(body, 'input')]),
    ),
    frames: mapped(frames, frame => locked(frame, 'output')),
    definitions,
  };
}

const mapped = <T, R>(object: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

const FOR_READERS = ['description', 'examples', 'title', '$schema'];

/** Without texts, and with references into `definitions`. */
function bare(schema: JsonSchema, direction: Direction): JsonSchema {
  return replaced(schema, object => {
    const id = referredId(object['$ref']);
    if (id !== undefined) return { $ref: `#/definitions/${direction}/${id}` };
    const kept = Object.entries(object).filter(([key, value]) => !FOR_READERS.includes(key) || isSchema(value));
    return kept.length === Object.keys(object).length ? undefined : bare(Object.fromEntries(kept), direction);
  }) as JsonSchema;
}

/** A property may be called `description`; then its value is a schema and not a text. */
const isSchema = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with sorted keys, so that the same contract is always the same text. */
export const stableJson = (value: unknown): string => `${JSON.stringify(sorted(value), null, 2)}\n`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
