import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The page that says where everything of the documented customer chat is: nothing left out, nothing that is gone. */

const ROOT = join(import.meta.dirname, '..', '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const page = textOf('docs/guides/chat-features.md');

/** How many capabilities each area has. */
const AREAS = { CHAT: 52, WID: 42, TIME: 12, ATT: 10, TRX: 14, CANN: 5, ERR: 9, LOC: 6 };
const ids = Object.entries(AREAS).flatMap(([area, count]) =>
  Array.from({ length: count }, (_, at) => `${area}-${String(at + 1).padStart(2, '0')}`),
);

const rows = [...page.matchAll(/^\| ([A-Z]+-\d\d) \| (.+) \| (.+) \| (.+) \|$/gm)].map(
  ([, id = '', what = '', where = '', shown = '']) => ({ id, what, where, shown }),
);
const tests = rows.flatMap(({ id, shown }) =>
  [...shown.matchAll(/`(test\/[\w./-]+)` › (.+?)(?=<br>|$)/g)].map(([, path = '', title = '']) => ({
    id,
    path,
    title,
  })),
);

/** Whether a file has a test, or a story of a field, with that name. */
function has(path: string, title: string): boolean {
  const quoted = title.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return existsSync(join(ROOT, path)) && new RegExp(`'${quoted}'|^ +'?${quoted}'?: `, 'm').test(textOf(path));
}

describe('the page of chat features', () => {
  it('has a row for every capability, in order', () => {
    expect(rows.map(({ id }) => id)).toEqual(ids);
  });

  it.each(tests)('names a test that there is: $id $title', ({ path, title }) => {
    expect(has(path, title)).toBe(true);
  });

  it('shows whatever it says is there', () => {
    const unshown = rows.filter(({ shown, where }) => shown === '-' && !where.startsWith('Not here'));

    expect(unshown).toEqual([]);
  });
});
