import type { Contract, LockedEvent, LockedRoute } from './contract.ts';
import type { Direction, JsonSchema } from './json-schema.ts';
import { type Difference, schemaDifferences } from './schema-differences.ts';

/** What changed from one contract to another. */
export function contractDifferences(before: Contract, after: Contract): Difference[] {
  const inSchema = (where: string, direction: Direction, old: JsonSchema, next: JsonSchema) =>
    schemaDifferences(where, direction, { schema: old, contract: before }, { schema: next, contract: after });
  return [
    ...tableDifferences('routes', before.routes, after.routes, (where, old, next) =>
      routeDifferences(where, old, next, inSchema),
    ),
    ...tableDifferences('events', before.events, after.events, (where, old, next) =>
      eventDifferences(where, old, next, inSchema),
    ),
    ...tableDifferences('actions', before.actions, after.actions, (where, old, next) =>
      inSchema(where, 'input', old, next),
    ),
    ...tableDifferences('frames', before.frames, after.frames, (where, old, next) =>
      inSchema(where, 'output', old, next),
    ),
  ];
}

/** Changes that a caller of the locked contract would notice, unless the version allows them. */
export function forbiddenDifferences(locked: Contract, current: Contract): Difference[] {
  if (compatibilityLine(locked.version) !== compatibilityLine(current.version)) return [];
  return contractDifferences(locked, current).filter(difference => difference.kind === 'breaking');
}

/** The part of a version that stays the same while callers need not change: the major, or `0.x` before the first. */
export function compatibilityLine(version: string): string {
  const [major = '0', minor = '0'] = version.split('.');
  return major === '0' ? `0.${minor}` : major;
}

type InSchema = (where: string, direction: Direction, old: JsonSchema, next: JsonSchema) => Difference[];

const addition = (where: string, text: string): Difference => ({ kind: 'addition', where, text });
const breaking = (where: string, text: string): Difference => ({ kind: 'breaking', where, text });

function tableDifferences<T>(
  where: string,
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  compare: (where: string, old: T, next: T) => Difference[],
): Difference[] {
  const added = Object.keys(after).filter(name => !(name in before));
  return [
    ...added.map(name => addition(`${where}.${name}`, 'added')),
    ...Object.entries(before).flatMap(([name, old]) => {
      const next = after[name];
      return next === undefined ? [breaking(`${where}.${name}`, 'removed')] : compare(`${where}.${name}`, old, next);
    }),
  ];
}

function routeDifferences(where: string, old: LockedRoute, next: LockedRoute, inSchema: InSchema): Difference[] {
  const address = (route: LockedRoute) => `${route.method} ${route.path}`;
  return [
    ...(address(old) === address(next) ? [] : [breaking(where, `moved from ${address(old)} to ${address(next)}`)]),
    ...listDifferences(`${where}.also`, old.also ?? [], next.also ?? []),
    ...authDifferences(`${where}.auth`, old.auth, next.auth),
    ...(old.idempotent && !next.idempotent ? [breaking(where, 'no longer takes Idempotency-Key')] : []),
    ...(!old.idempotent && next.idempotent ? [addition(where, 'takes Idempotency-Key')] : []),
    ...(!old.conditional && next.conditional ? [breaking(where, 'now needs If-Match')] : []),
    ...(old.conditional && !next.conditional ? [addition(where, 'no longer needs If-Match')] : []),
    ...errorDifferences(`${where}.errors`, old.errors, next.errors),
    ...partDifferences(`${where}.params`, old.params, next.params, inSchema),
    ...partDifferences(`${where}.query`, old.query, next.query, inSchema),
    ...partDifferences(`${where}.body`, old.body, next.body, inSchema),
    ...replyDifferences(`${where}.replies`, old.replies, next.replies, inSchema),
  ];
}

/** A route that was opened to everybody is still open to those it was open to before. */
function authDifferences(where: string, old: readonly string[], next: readonly string[]): Difference[] {
  if (!next.includes('public')) return listDifferences(where, old, next);
  return old.includes('public') ? [] : [addition(where, 'is open to everybody')];
}

const listDifferences = (where: string, old: readonly string[], next: readonly string[]): Difference[] => [
  ...old.filter(item => !next.includes(item)).map(item => breaking(where, `${item} was removed`)),
  ...next.filter(item => !old.includes(item)).map(item => addition(where, `${item} was added`)),
];

/** A refusal that no longer happens hurts nobody, and a new one is a code like others that callers must expect. */
const errorDifferences = (where: string, old: readonly string[], next: readonly string[]): Difference[] =>
  listDifferences(where, old, next).map(({ text }) => addition(where, text));

function partDifferences(
  where: string,
  old: JsonSchema | undefined,
  next: JsonSchema | undefined,
  inSchema: InSchema,
): Difference[] {
  if (old && next) return inSchema(where, 'input', old, next);
  if (old) return [breaking(where, 'removed')];
  if (!next) return [];
  const required = Array.isArray(next['required']) && next['required'].length > 0;
  return [required || '$ref' in next ? breaking(where, 'is now needed') : addition(where, 'added')];
}

/** Another status is another answer than callers are prepared for. */
function replyDifferences(
  where: string,
  old: LockedRoute['replies'],
  next: LockedRoute['replies'],
  inSchema: InSchema,
): Difference[] {
  const known = Object.fromEntries(Object.entries(next).filter(([status]) => status in old));
  return [
    ...Object.keys(next)
      .filter(status => !(status in old))
      .map(status => breaking(`${where}.${status}`, 'is a new kind of success')),
    ...tableDifferences(where, old, known, (place, before, after) => inSchema(place, 'output', before, after)),
  ];
}

const eventDifferences = (where: string, old: LockedEvent, next: LockedEvent, inSchema: InSchema): Difference[] => [
  ...listDifferences(`${where}.audience`, old.audience, next.audience),
  ...inSchema(`${where}.payload`, 'output', old.payload, next.payload),
];
