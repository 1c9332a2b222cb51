import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Contract, currentContract, stableJson } from '../../../docs/generate/contract.ts';
import { convert, type JsonSchema } from '../../../docs/generate/json-schema.ts';
import { compatibilityLine, contractDifferences, forbiddenDifferences } from '../../../docs/generate/lock.ts';

const json = (schema: z.ZodType, direction: 'input' | 'output'): JsonSchema =>
  convert(schema, direction, 'draft-2020-12').schema;

const contract = (parts: Partial<Contract> = {}): Contract => ({
  version: '1.0.0',
  routes: {},
  events: {},
  actions: {},
  frames: {},
  definitions: { input: {}, output: {} },
  ...parts,
});

type Locked = Contract['routes'][string];
const route = (parts: Partial<Locked> = {}): Locked => ({
  method: 'POST',
  path: '/v1/things',
  auth: ['agent'],
  idempotent: true,
  conditional: false,
  errors: [],
  replies: { '200': json(z.object({ id: z.string() }), 'output') },
  ...parts,
});

const told = (before: Partial<Locked>, after: Partial<Locked>) =>
  contractDifferences(contract({ routes: { make: route(before) } }), contract({ routes: { make: route(after) } })).map(
    ({ kind, where, text }) => `${kind}: ${where.replace('routes.make.', '')} ${text}`,
  );

const sent = (before: z.ZodType, after: z.ZodType) =>
  told({ body: json(before, 'input') }, { body: json(after, 'input') });
const answered = (before: z.ZodType, after: z.ZodType) =>
  told({ replies: { '200': json(before, 'output') } }, { replies: { '200': json(after, 'output') } });

describe('a change of a route', () => {
  it('is an addition when the route is new, and breaks when it is gone', () => {
    const without = contract();
    const having = contract({ routes: { make: route() } });

    const added = contractDifferences(without, having);
    const removed = contractDifferences(having, without);

    expect(added).toEqual([{ kind: 'addition', where: 'routes.make', text: 'added' }]);
    expect(removed).toEqual([{ kind: 'breaking', where: 'routes.make', text: 'removed' }]);
  });

  it.each<[string, Partial<Locked>, Partial<Locked>, string[]]>([
    ['moving it', {}, { path: '/v1/stuff' }, ['breaking: routes.make moved from POST /v1/things to POST /v1/stuff']],
    ['opening it at another address', {}, { also: ['POST /things'] }, ['addition: also POST /things was added']],
    ['closing it at another address', { also: ['POST /things'] }, {}, ['breaking: also POST /things was removed']],
    ['closing it to a role', { auth: ['agent', 'admin'] }, {}, ['breaking: auth admin was removed']],
    ['opening it to a role', {}, { auth: ['admin', 'agent'] }, ['addition: auth admin was added']],
    ['no longer taking a key', {}, { idempotent: false }, ['breaking: routes.make no longer takes Idempotency-Key']],
    ['taking a key', { idempotent: false }, {}, ['addition: routes.make takes Idempotency-Key']],
    ['asking for If-Match', {}, { conditional: true }, ['breaking: routes.make now needs If-Match']],
    ['no longer asking for If-Match', { conditional: true }, {}, ['addition: routes.make no longer needs If-Match']],
    ['a new refusal', {}, { errors: ['OPEN_WORK'] }, ['addition: errors OPEN_WORK was added']],
    ['a refusal less', { errors: ['OPEN_WORK'] }, {}, ['addition: errors OPEN_WORK was removed']],
    [
      'a new kind of success',
      {},
      { replies: { ...route().replies, '202': {} } },
      ['breaking: replies.202 is a new kind of success'],
    ],
    [
      'another status',
      {},
      { replies: { '201': json(z.object({ id: z.string() }), 'output') } },
      ['breaking: replies.201 is a new kind of success', 'breaking: replies.200 removed'],
    ],
  ])('%s', (_, before, after, expected) => {
    const differences = told(before, after);

    expect(differences).toEqual(expected);
  });

  it('is an addition when it is opened to everybody', () => {
    const differences = told({ auth: ['agent', 'customer'] }, { auth: ['public'] });

    expect(differences).toEqual(['addition: auth is open to everybody']);
  });

  it('is nothing when nothing changed', () => {
    expect(told({}, {})).toEqual([]);
  });
});

describe('a change of what is sent', () => {
  it.each<[string, z.ZodType, z.ZodType, string[]]>([
    [
      'a field that may be sent',
      z.strictObject({}),
      z.strictObject({ note: z.string().optional() }),
      ['addition: body.note added'],
    ],
    [
      'a field that must be sent',
      z.strictObject({}),
      z.strictObject({ note: z.string() }),
      ['breaking: body.note is now needed'],
    ],
    ['a field gone', z.strictObject({ note: z.string() }), z.strictObject({}), ['breaking: body.note removed']],
    [
      'a field that has become necessary',
      z.strictObject({ note: z.string().optional() }),
      z.strictObject({ note: z.string() }),
      ['breaking: body.note is now needed'],
    ],
    [
      'a field that may be left out now',
      z.strictObject({ note: z.string() }),
      z.strictObject({ note: z.string().optional() }),
      ['addition: body.note may be left out'],
    ],
    [
      'a value gone',
      z.strictObject({ kind: z.enum(['a', 'b']) }),
      z.strictObject({ kind: z.enum(['a']) }),
      ['breaking: body.kind b is no longer a value'],
    ],
    [
      'a value more',
      z.strictObject({ kind: z.enum(['a']) }),
      z.strictObject({ kind: z.enum(['a', 'b']) }),
      ['addition: body.kind b is a new value'],
    ],
    [
      'a limit to certain values',
      z.strictObject({ kind: z.string() }),
      z.strictObject({ kind: z.enum(['a']) }),
      ['breaking: body.kind is now limited to certain values'],
    ],
    [
      'no limit any more',
      z.strictObject({ kind: z.enum(['a']) }),
      z.strictObject({ kind: z.string() }),
      ['addition: body.kind is no longer limited to certain values'],
    ],
    [
      'a tighter bound',
      z.strictObject({ text: z.string().max(20) }),
      z.strictObject({ text: z.string().max(10) }),
      ['breaking: body.text maxLength was 20, is 10'],
    ],
    [
      'a looser bound',
      z.strictObject({ level: z.int().min(2) }),
      z.strictObject({ level: z.int().min(1) }),
      ['addition: body.level minimum was 2, is 1'],
    ],
    [
      'a bound where there was none',
      z.strictObject({ text: z.string() }),
      z.strictObject({ text: z.string().min(1) }),
      ['breaking: body.text minLength was open, is 1'],
    ],
    [
      'a bound given up',
      z.strictObject({ text: z.string().max(5) }),
      z.strictObject({ text: z.string() }),
      ['addition: body.text maxLength was 5, is open'],
    ],
    [
      'another type',
      z.strictObject({ level: z.string() }),
      z.strictObject({ level: z.boolean() }),
      ['breaking: body.level was string, is boolean'],
    ],
    [
      'a wider type',
      z.strictObject({ level: z.int().min(0).max(5) }),
      z.strictObject({ level: z.number().min(0).max(5) }),
      ['addition: body.level was integer, is number'],
    ],
    [
      'null refused',
      z.strictObject({ note: z.string().nullable() }),
      z.strictObject({ note: z.string() }),
      ['breaking: body.note can no longer be null'],
    ],
    [
      'null accepted',
      z.strictObject({ note: z.string() }),
      z.strictObject({ note: z.string().nullable() }),
      ['addition: body.note may now be null'],
    ],
    [
      'other fields refused',
      z.looseObject({ note: z.string() }),
      z.strictObject({ note: z.string() }),
      ['breaking: body no longer takes other fields'],
    ],
    [
      'a field inside a list',
      z.array(z.strictObject({ id: z.string() })),
      z.array(z.strictObject({})),
      ['breaking: body[].id removed'],
    ],
  ])('%s', (_, before, after, expected) => {
    const differences = sent(before, after);

    expect(differences).toEqual(expected);
  });

  it('breaks when a body is needed where there was none', () => {
    const differences = told({}, { body: json(z.strictObject({ note: z.string() }), 'input') });

    expect(differences).toEqual(['breaking: body is now needed']);
  });

  it('is an addition when all of a new query may be left out', () => {
    const differences = told({}, { query: json(z.strictObject({ name: z.string().optional() }), 'input') });

    expect(differences).toEqual(['addition: query added']);
  });

  it('breaks when a query is gone', () => {
    const differences = told({ query: json(z.strictObject({ name: z.string().optional() }), 'input') }, {});

    expect(differences).toEqual(['breaking: query removed']);
  });
});

describe('a change of what is answered', () => {
  it.each<[string, z.ZodType, z.ZodType, string[]]>([
    ['a field more', z.object({}), z.object({ note: z.string() }), ['addition: replies.200.note added']],
    ['a field gone', z.object({ note: z.string() }), z.object({}), ['breaking: replies.200.note removed']],
    [
      'a field that may be missing',
      z.object({ note: z.string() }),
      z.object({ note: z.string().optional() }),
      ['breaking: replies.200.note may now be missing'],
    ],
    [
      'a field that is always there',
      z.object({ note: z.string().optional() }),
      z.object({ note: z.string() }),
      ['addition: replies.200.note is now always there'],
    ],
    [
      'a field that may be null',
      z.object({ note: z.string() }),
      z.object({ note: z.string().nullable() }),
      ['breaking: replies.200.note may now be null'],
    ],
    [
      'a value gone',
      z.object({ state: z.enum(['a', 'b']) }),
      z.object({ state: z.enum(['a']) }),
      ['breaking: replies.200.state b is no longer a value'],
    ],
    [
      'a value more',
      z.object({ state: z.enum(['a']) }),
      z.object({ state: z.enum(['a', 'b']) }),
      ['addition: replies.200.state b is a new value'],
    ],
    ['a bound', z.object({ note: z.string() }), z.object({ note: z.string().max(5) }), []],
    [
      'a wider type',
      z.object({ level: z.int() }),
      z.object({ level: z.number() }),
      ['breaking: replies.200.level was integer, is number'],
    ],
    [
      'a field inside a record',
      z.object({ by: z.record(z.string(), z.object({ id: z.string() })) }),
      z.object({ by: z.record(z.string(), z.object({})) }),
      ['breaking: replies.200.by[].id removed'],
    ],
  ])('%s', (_, before, after, expected) => {
    const differences = answered(before, after);

    expect(differences).toEqual(expected);
  });

  it('follows references, also those of a schema that contains itself', () => {
    const definitions = (properties: JsonSchema): Contract['definitions'] => ({
      input: {},
      output: { Tree: { type: 'object', properties: { ...properties, child: { $ref: '#/definitions/output/Tree' } } } },
    });
    const frames = { tree: { $ref: '#/definitions/output/Tree' } };
    const before = contract({ frames, definitions: definitions({ name: { type: 'string' } }) });
    const after = contract({ frames, definitions: definitions({}) });

    const differences = contractDifferences(before, after);

    expect(differences).toEqual([{ kind: 'breaking', where: 'frames.tree.name', text: 'removed' }]);
  });
});

describe('a change of an event', () => {
  it('breaks when somebody no longer gets it, and when it is gone', () => {
    const payload = json(z.object({ id: z.string() }), 'output');
    const before = contract({
      events: { 'a.b.v1': { audience: ['agent', 'queue'], payload }, 'a.c.v1': { audience: ['agent'], payload } },
    });
    const after = contract({ events: { 'a.b.v1': { audience: ['agent'], payload } } });

    const differences = contractDifferences(before, after);

    expect(differences).toEqual([
      { kind: 'breaking', where: 'events.a.b.v1.audience', text: 'queue was removed' },
      { kind: 'breaking', where: 'events.a.c.v1', text: 'removed' },
    ]);
  });
});

describe('the version', () => {
  it.each([
    ['1.4.2', '1'],
    ['2.0.0', '2'],
    ['0.3.1', '0.3'],
  ])('%s keeps the promises of %s', (version, line) => {
    expect(compatibilityLine(version)).toBe(line);
  });

  it('forbids to remove something within one major', () => {
    const locked = contract({ version: '1.2.0', routes: { make: route() } });

    const forbidden = forbiddenDifferences(locked, contract({ version: '1.3.0' }));

    expect(forbidden).toEqual([{ kind: 'breaking', where: 'routes.make', text: 'removed' }]);
  });

  it('allows it when the major moves, and allows additions always', () => {
    const locked = contract({ version: '1.2.0', routes: { make: route() } });
    const bigger = contract({ version: '1.2.0', routes: { make: route(), more: route() } });

    const atNextMajor = forbiddenDifferences(locked, contract({ version: '2.0.0' }));
    const additions = forbiddenDifferences(locked, bigger);

    expect([atNextMajor, additions]).toEqual([[], []]);
  });
});

describe('the contract of the project', () => {
  it('differs in nothing from itself after it has been written and read', () => {
    const current = currentContract('1.0.0');

    const read = JSON.parse(stableJson(current)) as Contract;

    expect(contractDifferences(read, current)).toEqual([]);
  });

  it('holds no text that is for readers', () => {
    const text = stableJson(currentContract('1.0.0'));

    expect(text).not.toMatch(/"(description|examples|title)": ["[]/);
  });
});
