import { describe, expect, it } from 'vitest';
import { type Source, sourceOf, sourcesAt } from './sources.ts';

interface Rule {
  /** The layer whose files it holds for. */
  readonly in: string;
  readonly paths: (from: string, path: string) => boolean;
  /** Names of the packages. */
  readonly packages: RegExp | 'none' | 'any';
}

const ZOD = /^zod$/;
const under = (...folders: readonly string[]) => folders.map(folder => `${folder}/`);
const inOneOf = (from: string, folders: readonly string[]) => folders.some(folder => from.startsWith(folder));
/** The folder of a domain inside a layer: `shared/app/chat/` of `shared/app/chat/ports.ts`. */
const ownFolder = (layer: string, path: string) => `${layer}/${path.slice(layer.length + 1).split('/')[0]}/`;

/** What every use case builds on: the ports of work, and the steps that all commands share. */
const WORK = 'shared/app/work/';
const isPorts = (from: string) => /^shared\/app\/[\w-]+\/ports\.ts$/.test(from);
const isDeps = (path: string) => /^functions\/[\w-]+\/deps\.ts$/.test(path);

/** Who may import whom. */
const RULES: readonly Rule[] = [
  { in: 'schemas', paths: from => inOneOf(from, under('schemas')), packages: ZOD },
  { in: 'shared/domain', paths: from => inOneOf(from, under('schemas', 'shared/domain')), packages: 'none' },
  {
    in: 'shared/app',
    paths: (from, path) => inOneOf(from, [...under('schemas', 'shared/domain'), WORK, ownFolder('shared/app', path)]),
    packages: ZOD,
  },
  {
    in: 'shared/adapters',
    // Decisions are pure: what a row looks like follows from them, and the repositories ask them.
    paths: from => inOneOf(from, under('schemas', 'shared/domain', 'shared/adapters')) || isPorts(from),
    packages: /^(?!@middy\/|@aws-lambda-powertools\/)/,
  },
  {
    in: 'shared/runtime',
    paths: from => inOneOf(from, under('schemas', 'shared/domain/kit', 'shared/runtime')) || from === `${WORK}ports.ts`,
    packages: /^(?!@aws-sdk\/)/,
  },
  {
    in: 'functions',
    paths: (from, path) =>
      inOneOf(from, under('schemas', 'shared/domain/kit', 'shared/app', 'shared/runtime')) ||
      from.startsWith(ownFolder('functions', path)) ||
      (isDeps(path) && from.startsWith('shared/adapters/') && from !== 'shared/adapters/store/memory.ts'),
    packages: /^(?!@middy\/)/,
  },
  { in: 'infra', paths: from => inOneOf(from, under('schemas', 'infra')), packages: 'any' },
  {
    in: 'local',
    paths: from => !from.startsWith('infra/') && !from.endsWith('.lambda.ts'),
    packages: /^(?!aws-cdk-lib|constructs|@aws-sdk\/)/,
  },
  {
    in: 'clients',
    paths: (from, path) =>
      from === 'schemas/client.ts' || from.startsWith(ownFolder('clients', path)) || from.startsWith('clients/sdk/'),
    packages: 'none',
  },
  { in: 'docs/generate', paths: from => inOneOf(from, under('schemas', 'docs/generate')), packages: /^(zod$|node:)/ },
];

const packageAllowed = ({ packages }: Rule, name: string) =>
  packages === 'any' || (packages !== 'none' && packages.test(name));

const forbidden = (rule: Rule, { path, imports }: Source): string[] =>
  imports
    .filter(({ from, isPackage }) => (isPackage ? !packageAllowed(rule, from) : !rule.paths(from, path)))
    .map(({ from }) => `${path} imports ${from}`);

const everything = sourcesAt('{schemas,shared,functions,infra,local,clients,docs,bench,test}/**/*.ts');
const inLayer = (layer: string) => everything.filter(({ path }) => path.startsWith(`${layer}/`));

describe('the layers', () => {
  it.each(RULES)('$in imports only what it may', rule => {
    const found = inLayer(rule.in).flatMap(source => forbidden(rule, source));

    expect(found).toEqual([]);
  });

  it.each([
    ['schemas/chat/model.ts', "import { readFile } from 'node:fs';"],
    ['shared/domain/chat/view.ts', "import type { WorkPorts } from '#shared/app/work/ports.ts';"],
    ['shared/app/chat/request-chat.ts', "import { openSession } from '#shared/app/sessions/open-session.ts';"],
    ['shared/app/chat/request-chat.ts', "import { openStore } from '#shared/adapters/store/open-store.ts';"],
    ['shared/adapters/repositories/work.ts', "import { carryOut } from '#shared/app/work/carry-out.ts';"],
    ['shared/runtime/rest.ts', "import { openSession } from '#shared/app/sessions/open-session.ts';"],
    ['functions/chat/api.ts', "import {\n  openStore,\n} from '#shared/adapters/store/open-store.ts';"],
    ['functions/chat/deps.ts', "import { memory } from '#shared/adapters/store/memory.ts';"],
    ['functions/chat/api.ts', "import { sessionApi } from '../sessions/api.ts';"],
    ['infra/app.ts', "import { handler } from '#functions/chat/rest.lambda.ts';"],
    ['local/main.ts', "const { handler } = await import('#functions/chat/rest.lambda.ts');"],
    ['clients/sdk/types.ts', "export * from '#schemas/index.ts';"],
    ['docs/generate/main.ts', "import '#shared/runtime/rest.ts';"],
  ])('would refuse in %s: %s', (path, text) => {
    const rule = RULES.find(one => path.startsWith(`${one.in}/`));

    expect(rule && forbidden(rule, sourceOf(path, text))).toHaveLength(1);
  });
});

describe('every file', () => {
  it('imports zod as a namespace, so that bundles leave out what they do not use', () => {
    const own = everything.filter(({ path }) => !isControl(path));
    const zod = own.flatMap(({ path, imports }) =>
      imports
        .filter(({ from, line }) => from === 'zod' && !/^(import (type )?\* as z|export \*) from 'zod'$/.test(line))
        .map(({ line }) => `${path}: ${line}`),
    );

    expect(zod).toEqual([]);
  });

  it('has no default export', () => {
    const found = everything.filter(({ code }) => /^export (default\b|\{[^}]*\bas default\b)/m.test(code));

    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

describe('decisions', () => {
  const IMPURE: Readonly<Record<string, RegExp>> = {
    'the time': /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\./,
    chance: /\bMath\.random\b|\bcrypto\b|\brandomUUID\b/,
    'the process': /\bprocess\.|\bglobalThis\b/,
    'another moment': /\basync\b|\bawait\b|\bPromise\b|\bsetTimeout\b|\bqueueMicrotask\b/,
  };

  it.each(Object.entries(IMPURE))('know nothing of %s', (_, pattern) => {
    const found = inLayer('shared/domain').filter(({ code }) => pattern.test(code));

    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

/** Built as others build theirs, to be measured against. */
const isControl = (path: string): boolean => path.startsWith('bench/control/');

describe('a package that shapes how code runs', () => {
  it.each([
    ['@middy/core', ['shared/runtime/shell.ts']],
    ['aws-local-stepfunctions', ['local/timers.ts']],
  ])('%s is imported in one file', (name, places) => {
    const shipped = everything.filter(({ path }) => !path.startsWith('test/') && !isControl(path));

    const found = shipped.filter(({ imports }) => imports.some(({ from }) => from === name));

    expect(found.map(({ path }) => path)).toEqual(places);
  });
});
