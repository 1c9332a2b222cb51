import { parseArgs } from 'node:util';
import { keep, progress } from '../report.ts';
import { EXACT_ROWS } from './exact-cells.ts';
import { type MeasuredRow, measureExact, measureMixed, measurePublished } from './measure.ts';
import { PUBLISHED_ROWS } from './published-cells.ts';

const USAGE = `npm run bench:theory -- [--contacts 400000] [--mixed 400000] [--days 1000] [--seed 1]

  Plays the routing decisions of the product against the formulas and published results of queueing theory.

  --contacts  contacts of every exact row
  --mixed     contacts of the floor of skills, chats and shared queues
  --days      simulated days of every published row, about 2,000 contacts each
  --seed      of the random numbers; the same seed gives the same figures
`;

function main(): void {
  const { values } = parseArgs({
    options: {
      contacts: { type: 'string', default: '400000' },
      mixed: { type: 'string', default: '400000' },
      days: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const [contacts, mixed] = [Number(values.contacts), Number(values.mixed)];
  const [days, seed] = [Number(values.days), Number(values.seed)];
  const startedAt = Date.now();
  const runs = [
    ...EXACT_ROWS.map(row => ({ name: row.name, measure: () => measureExact(row, contacts, seed) })),
    ...PUBLISHED_ROWS.map(row => ({ name: row.name, measure: () => measurePublished(row, days, seed) })),
    { name: 'mixed floor', measure: () => measureMixed(mixed, seed) },
  ];
  const show = progress('theory');
  const rows = runs.map(({ measure, name }, at) => {
    show(`${name} (${at + 1} of ${runs.length})`);
    const row = measure();
    for (const text of described(row)) console.log(text);
    return row;
  });

  const cells = rows.flatMap(row => row.cells);
  const passed = cells.filter(cell => cell.passed).length;
  const total = rows.reduce((sum, row) => sum + row.contacts, 0);
  const violations = rows.reduce((sum, row) => sum + row.idleBesideWaiting, 0);
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`\ncells passed: ${passed} of ${cells.length}`);
  console.log(`idle agents beside contacts they could have taken: ${violations} in ${total} contacts`);
  const found = { seed, contactsPerRow: contacts, mixed, days, seconds, passed, cells, contacts: total, violations };
  console.log(`\nwritten to ${keep('theory', found)} after ${seconds} s`);
  if (passed < cells.length || violations > 0) process.exitCode = 1;
}

function described(row: MeasuredRow): string[] {
  const round = (value: number) => Number(value.toPrecision(5));
  return [
    `${row.name}: ${row.contacts} contacts, ${row.idleBesideWaiting} violations`,
    ...row.cells.map(({ cell, found, passed, wanted }) => {
      const goal = wanted.low === wanted.high ? `${wanted.mean}` : `${wanted.low} to ${wanted.high}`;
      const seen = `${round(found.mean)} (${round(found.low)} to ${round(found.high)})`;
      return `  ${passed ? 'passed' : 'MISSED'}  ${cell}: ${seen}, to be ${goal}`;
    }),
  ];
}

main();
