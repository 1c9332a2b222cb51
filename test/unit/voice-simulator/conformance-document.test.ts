import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConformance } from '#local/sma/conformance.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const page = textOf('docs/voice-simulator.md');

/** Cells of the rows of tables below the heading, without their heads. */
const rowsOf = (text: string): string[][] =>
  [...text.matchAll(/^\| (?!-)(.+) \|$/gm)].map(([, row = '']) => row.split(' | ')).slice(1);

const sections = (page.split(/^## Rules$/m)[1]?.split(/^## /m)[0] ?? '').split(/^### /m).slice(1);
const rules = sections.flatMap(section => {
  const file = /^Tests: `([^`]+)`/m.exec(section)?.[1] ?? '';
  return rowsOf(section).map(([rule = '', source = '', title = '']) => ({
    file,
    rule,
    source,
    title: title.slice(1, -1),
  }));
});

describe('the conformance document', () => {
  it('has rules', () => {
    expect(rules.length).toBeGreaterThan(60);
  });

  it.each(rules)('names a test that exists, and a source, for: $rule', ({ file, source, title }) => {
    expect(textOf(file).includes(`'${title}'`)).toBe(true);
    expect(source).not.toBe('');
  });

  it('lists every flag with its default, and no other', () => {
    const open = page.split(/^## Open questions$/m)[1]?.split(/^## /m)[0] ?? '';

    const listed = rowsOf(open).map(([flag, preset]) => [flag, preset]);

    expect(listed).toEqual(Object.entries(defaultConformance).map(([flag, preset]) => [flag, `\`${preset}\``]));
  });

  it.each(Object.keys(defaultConformance))('has a test that sets %s', flag => {
    const tests = [...new Set(rules.map(({ file }) => file))].map(textOf).join('\n');

    expect(new RegExp(`\\b${flag}\\b`).test(tests)).toBe(true);
  });
});
