import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { adminKinds, RoutingSettings } from '#schemas/admin/model.ts';
import { environment } from '#schemas/env.ts';
import { errors } from '#schemas/errors.ts';
import { registry } from '#schemas/index.ts';
import { Assignment, InteractionStatus } from '#schemas/interactions/model.ts';
import { OfferResolution } from '#schemas/routing/model.ts';
import { PresenceStatus, Session } from '#schemas/sessions/model.ts';
import { filesAt } from './sources.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** A Markdown file: `prose` is the text without its code. */
interface Page {
  readonly path: string;
  readonly text: string;
  readonly prose: string;
}

const FENCE = /^( *)```[\s\S]*?^\1```$/gm;
const pageAt = (path: string): Page => {
  const text = textOf(path);
  return { path, text, prose: text.replaceAll(FENCE, '').replaceAll(/`[^`\n]*`/g, '') };
};

const pages = filesAt('{*.md,{docs,functions,clients,infra,local,bench,schemas,shared,test}/**/*.md}').map(pageAt);
const pageOf = (path: string): Page => pages.find(page => page.path === path) ?? pageAt(path);
const GENERATED = new Set(['docs/errors.md', 'docs/events.md', 'docs/table.md']);
const written = pages.filter(({ path }) => !GENERATED.has(path));
/** What operators read names the codes of AWS, too. */
const forCallers = written.filter(({ path }) => path !== 'docs/deploy.md' && path !== 'docs/runbook.md');
const decisions = pages.filter(({ path }) => path.startsWith('docs/adr/'));
const concepts = pageOf('docs/guides/concepts.md');
const administer = pageOf('docs/guides/administer.md');

const found = (page: Page, pattern: RegExp): RegExpExecArray[] => [...page.text.matchAll(pattern)];
/** What is wrong on the pages, each with where it stands. */
const faults = (of: readonly Page[], pattern: RegExp, isFault: (match: RegExpExecArray) => boolean): string[] =>
  of.flatMap(page =>
    found(page, pattern)
      .filter(isFault)
      .map(([what]) => `${page.path}: ${what}`),
  );

describe('links', () => {
  const LINK = /\]\(([^)\s]+)\)/g;

  /** The anchor that code hosts give to a heading. */
  const slug = (heading: string): string =>
    heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');

  const anchorsOf = ({ text }: Page): Set<string> => {
    const headings = [...text.replaceAll(FENCE, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading));
    const named = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
    return new Set([...headings, ...named]);
  };

  const isBroken = (page: Page, target: string): boolean => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? page.path : posix.join(posix.dirname(page.path), file);
    if (!existsSync(join(ROOT, path))) return true;
    return anchor !== undefined && path.endsWith('.md') && !anchorsOf(pageOf(path)).has(anchor);
  };

  it('of every page lead somewhere', () => {
    const broken = pages.flatMap(page =>
      [...page.prose.matchAll(LINK)]
        .map(([, target = '']) => target)
        .filter(target => isBroken(page, target))
        .map(target => `${page.path}: ${target}`),
    );

    expect(broken).toEqual([]);
  });

  it('of the index reach every page about the whole', () => {
    const linked = new Set(
      [...pageOf('docs/README.md').prose.matchAll(LINK)].map(([, target = '']) => posix.join('docs', target)),
    );
    const about = pages.map(({ path }) => path).filter(path => path.startsWith('docs/') && path !== 'docs/README.md');

    expect(about.filter(path => !linked.has(path))).toEqual([]);
  });
});

describe('decision records', () => {
  it('are numbered without gaps', () => {
    const numbers = decisions.map(({ path }) => Number(posix.basename(path).slice(0, 4)));

    expect(numbers).toEqual(decisions.map((_, at) => at + 1));
  });

  it.each(decisions)('$path says why, what, and at what cost', ({ text }) => {
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      'Context',
      'Decision',
      'Consequences',
    ]);
  });
});

describe('the folder of a domain', () => {
  const domains = [...new Set(filesAt('functions/*/*.ts').map(path => posix.dirname(path)))];

  it.each(domains)('%s has a README with its four headings', domain => {
    const headings = found(pageOf(`${domain}/README.md`), /^## (.+)$/gm).map(([, heading]) => heading);

    expect(headings).toEqual(['Purpose', 'Flow', 'Integration', 'Nuances']);
  });
});

describe('what a page names', () => {
  const routes = Object.values(registry).flatMap(domain => Object.values(domain.routes));
  const operations = Object.fromEntries(
    Object.entries(registry).map(([name, domain]) => [name, Object.keys(domain.routes)]),
  );
  const eventTypes = new Set(
    Object.values(registry).flatMap(domain => Object.values(domain.events).map(({ type }) => type)),
  );
  const scripts = Object.keys((JSON.parse(textOf('package.json')) as { scripts: object }).scripts);
  const VARIABLES = new Set([
    ...Object.values(environment).flatMap(({ shape }) => Object.keys(shape)),
    'DYNAMODB_ENDPOINT',
  ]);

  const fits = (pattern: string, path: string): boolean => {
    const [wanted, given] = [pattern.split('/'), path.split('/')];
    return wanted.length === given.length && wanted.every((part, at) => part === given[at] || part.startsWith('{'));
  };

  it('as a command is a script', () => {
    expect(faults(written, /npm run ([\w:]+)/g, ([, name = '']) => !scripts.includes(name))).toEqual([]);
  });

  it('as a route is one, with that method', () => {
    const isUnknown = ([, method, path = '']: RegExpExecArray) =>
      !routes.some(
        route => fits(route.path, path.replace(/[.:]$/, '')) && (method === undefined || route.method === method),
      );

    expect(faults(written, /(?:\b(GET|POST|PUT|PATCH|DELETE) )?(\/v1\/[^\s"'`<>()[\],;?|\\]+)/g, isUnknown)).toEqual(
      [],
    );
  });

  it('as an event is announced', () => {
    expect(faults(written, /[a-z]+(?:-[a-z]+)*\.[a-z-]+\.v\d+/g, ([type]) => !eventTypes.has(type))).toEqual([]);
  });

  it('as a call of the client is an operation', () => {
    const isUnknown = ([, domain = '', id = '']: RegExpExecArray) => !operations[domain]?.includes(id);

    expect(faults(written, /\bclient\.(\w+)\.(\w+)\(/g, isUnknown)).toEqual([]);
  });

  it('as an error code is in the catalogue', () => {
    const isUnknown = ([, code = '']: RegExpExecArray) => !(code in errors) && !VARIABLES.has(code);

    expect(faults(forCallers, /`([A-Z]+(?:_[A-Z]+)+)`/g, isUnknown)).toEqual([]);
  });

  it('as a file or folder of the repository exists', () => {
    const PATH = /`((?:schemas|shared|functions|infra|local|clients|docs|test|bench)\/[\w./-]+)`/g;

    expect(faults(written, PATH, ([, path = '']) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('a complete sample', () => {
  const shown = pages.flatMap(page =>
    found(page, /<!-- (docs\/guides\/samples\/[\w-]+\.ts) -->\n\n```ts\n([\s\S]*?)```/g).map(([, path = '', code]) => ({
      path,
      code,
    })),
  );

  it.each(filesAt('docs/guides/samples/*.ts'))('%s is shown as it is checked and run', path => {
    expect(shown.filter(sample => sample.path === path).map(({ code }) => code)).toEqual([textOf(path)]);
  });
});

describe('the diagrams of states', () => {
  const diagram = (heading: string): string =>
    concepts.text
      .split(new RegExp(`^## ${heading}$`, 'm'))[1]
      ?.split('```mermaid\n')[1]
      ?.split('```')[0] ?? '';

  const statesIn = (source: string): string[] => {
    const labels = new Map([...source.matchAll(/state "([^"]+)" as (\w+)/g)].map(([, label, id]) => [id, label]));
    const ends = [...source.matchAll(/^ *(\[\*\]|\w+) --> (\[\*\]|\w+)/gm)].flatMap(([, from, to]) => [from, to]);
    return [...new Set(ends.filter(id => id !== '[*]').map(id => labels.get(id) ?? String(id)))].toSorted();
  };

  it.each([
    ['Session', Session.shape.status.options],
    ['Presence', PresenceStatus.options],
    ['Interaction', InteractionStatus.options],
    ['Offer', ['pending', ...OfferResolution.options]],
    ['Wrap-up', Assignment.shape.status.options],
  ])('%s has the states of the contract', (heading, states) => {
    expect(statesIn(diagram(heading))).toEqual(states.toSorted());
  });
});

describe('the guide for administrators', () => {
  type Json = Readonly<Record<string, unknown>>;
  interface Field {
    readonly path: string;
    readonly preset: unknown;
  }

  function fieldsOf(model: z.ZodType): Field[] {
    const root = z.toJSONSchema(model, { io: 'input', unrepresentable: 'any' }) as Json;
    const definitions = (root['$defs'] ?? {}) as Readonly<Record<string, Json>>;
    const resolved = (schema: Json): Json =>
      typeof schema['$ref'] === 'string'
        ? { ...definitions[schema['$ref'].replace('#/$defs/', '')], ...schema }
        : schema;

    const inside = (schema: Json, path: string): Field[] => {
      const { properties, items, additionalProperties: values } = resolved(schema);
      if (properties) return inObject(properties as Readonly<Record<string, Json>>, `${path}.`);
      if (items) return inside(items as Json, `${path}[]`);
      return typeof values === 'object' && values !== null ? inside(values as Json, `${path}.*`) : [];
    };
    const inObject = (properties: Readonly<Record<string, Json>>, prefix: string): Field[] =>
      Object.entries(properties).flatMap(([name, schema]) => [
        { path: `${prefix}${name}`, preset: resolved(schema)['default'] },
        ...inside(schema, `${prefix}${name}`),
      ]);

    return inObject(resolved(root)['properties'] as Readonly<Record<string, Json>>, '');
  }

  const sectionOf = (kind: string): string =>
    administer.text.split(/^(?=## )/m).find(section => section.split('\n', 1)[0]?.includes(`/v1/admin/${kind}\``)) ??
    '';

  const rowOf = (kind: string, path: string): string | undefined =>
    sectionOf(kind)
      .split('\n')
      .find(line => line.startsWith(`| \`${path}\` `));

  const says = (row: string, preset: unknown): boolean => {
    if (preset === undefined) return true;
    if (typeof preset === 'object' && preset !== null && !Array.isArray(preset)) {
      return Object.entries(preset).every(([name, value]) => row.includes(`${name} ${value}`));
    }
    return row.includes(`\`${typeof preset === 'string' && preset !== '' ? preset : JSON.stringify(preset)}\``);
  };

  const models = Object.entries({ ...adminKinds, 'routing-settings': RoutingSettings });
  const fields = models.flatMap(([kind, model]) => fieldsOf(model).map(field => ({ kind, ...field })));

  it('explains every field of every kind of object', () => {
    const missing = fields.filter(({ kind, path }) => rowOf(kind, path) === undefined);

    expect(missing.map(({ kind, path }) => `${kind}: ${path}`)).toEqual([]);
  });

  it('names every default', () => {
    const wrong = fields.filter(({ kind, path, preset }) => !says(rowOf(kind, path) ?? '', preset));

    expect(wrong.map(({ kind, path, preset }) => `${kind}: ${path} is ${JSON.stringify(preset)}`)).toEqual([]);
  });

  it('explains nothing that is not there', () => {
    const known = new Set(fields.map(({ kind, path }) => `${kind}: ${path}`));
    const explained = models.flatMap(([kind]) =>
      [...sectionOf(kind).matchAll(/^\| `([^`]+)` /gm)].map(([, path]) => `${kind}: ${path}`),
    );

    expect(explained.filter(one => !known.has(one))).toEqual([]);
  });
});
