import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One printed line: what was measured, and the figure to reach where there is one. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
}

export function line({ atMost, name, unit, value }: Figure): string {
  const figure = unit === 'USD' ? value.toFixed(6) : Number(value.toPrecision(3));
  const goal = atMost === undefined ? '' : ` (at most ${atMost}${value <= atMost ? '' : ', missed'})`;
  return `${name}: ${figure} ${unit}${goal}`;
}

/** Keeps what a run found under its date. Answers the file. */
export function keep(name: string, found: Readonly<Record<string, unknown>>): string {
  const at = new Date().toISOString();
  const file = join('bench', 'results', `${[name, at.slice(0, 10)].filter(part => part !== '').join('-')}.json`);
  mkdirSync(join('bench', 'results'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at, node: process.version, ...found }, null, 2)}\n`);
  return file;
}

/** Shows one step of a run in place, on a terminal alone. */
export const progress = (part: string) => (step: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${part}: ${step}`);
};

/** The value in the middle; of an even count the higher of the two. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value that this share of all values stays below. */
export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
