import { seededRandom } from '../../local/demo/random.ts';
import type { ExactRow } from './exact-cells.ts';
import { type Interval, intervalOf, ratioInterval } from './interval.ts';
import { ledger, type Stretch } from './ledger.ts';
import { MIXED_FLOOR, type Model } from './model.ts';
import { DAY_SECONDS, type PublishedRow, TARGET_SECONDS } from './published-cells.ts';
import { simulate, type Tally } from './simulation.ts';

export interface MeasuredCell {
  readonly row: string;
  readonly cell: string;
  /** The exact value twice, or the published interval. */
  readonly wanted: Interval;
  readonly found: Interval;
  readonly passed: boolean;
}

export interface MeasuredRow extends Tally {
  readonly name: string;
  readonly cells: readonly MeasuredCell[];
}

/** Batches of one long run; one more before them, in which the line fills, and one behind them, in which it empties. */
const BATCHES = 40;

/** One long run in equal parts: does the 99 % interval of each figure hold its exact value? */
export function measureExact(row: ExactRow, contacts: number, seed: number): MeasuredRow {
  const seconds = contacts / perSecond(row.model) / (BATCHES + 2);
  const { rows, observer } = ledger(BATCHES + 2, seconds * 1000, row.targets, row.model.flows.length);
  const tally = simulate(row.model, seededRandom(seed), observer);
  const batches = rows.slice(1, -1);
  const cells = row.cells.map(({ name, exact, seen }) => {
    const found = ratioInterval(
      batches.map(batch => seen(batch, seconds)),
      0.99,
    );
    const rounding = 0.5 * 10 ** -decimals(exact);
    const passed = found.low - rounding <= exact && exact <= found.high + rounding;
    return { row: row.name, cell: name, wanted: { mean: exact, low: exact, high: exact }, found, passed };
  });
  return { name: row.name, cells, ...tally };
}

/** Many days: does the 95 % interval of each figure meet the published one? */
export function measurePublished(row: PublishedRow, days: number, seed: number): MeasuredRow {
  const seen: Stretch[] = [];
  const total = { contacts: 0, idleBesideWaiting: 0 };
  const random = seededRandom(seed);
  for (let day = 0; day < days; day++) {
    const { rows, observer } = ledger(1, DAY_SECONDS * 1000, [TARGET_SECONDS], row.model.flows.length);
    const tally = simulate(row.model, random, observer);
    total.contacts += tally.contacts;
    total.idleBesideWaiting += tally.idleBesideWaiting;
    seen.push(...rows);
  }
  const cells = row.cells.map(({ name, mean, low, high, seen: figure }) => {
    const found = intervalOf(seen.map(figure), 0.95);
    const passed = found.low <= high && low <= found.high;
    return { row: row.name, cell: name, wanted: { mean, low, high }, found, passed };
  });
  return { name: row.name, cells, ...total };
}

/** A floor that no formula knows, for the count of idle agents beside waiting contacts. */
export function measureMixed(contacts: number, seed: number): MeasuredRow {
  const seconds = contacts / perSecond(MIXED_FLOOR);
  const { observer } = ledger(1, seconds * 1000, [], MIXED_FLOOR.flows.length);
  return { name: 'mixed floor', cells: [], ...simulate(MIXED_FLOOR, seededRandom(seed), observer) };
}

const perSecond = ({ flows }: Model): number => flows.reduce((sum, flow) => sum + flow.perMinute, 0) / 60;

const decimals = (value: number): number => String(value).split('.')[1]?.length ?? 0;
