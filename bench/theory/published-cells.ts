import type { Stretch } from './ledger.ts';
import { type Model, oneQueue } from './model.ts';

/** One figure of a published example, as the mean over days, with its 95 % interval where one is published. */
export interface PublishedCell {
  readonly name: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly seen: (day: Stretch) => number;
}

export interface PublishedRow {
  readonly name: string;
  readonly model: Model;
  readonly cells: readonly PublishedCell[];
}

/*
 * Example programs of the ContactCenters library, Université de Montréal: 1,000 days of 8 hours that start empty,
 * answered within 20 s or not. Ratios are taken per day and then averaged. Two approximations: a service level without
 * a published interval gets half of its last digit, an occupancy without one that of the first example, 0.0015.
 */
export const DAY_SECONDS = 8 * 3600;
export const TARGET_SECONDS = 20;

const cell =
  (name: string, seen: (day: Stretch) => number) =>
  (mean: number, low: number, high: number): PublishedCell => ({ name, mean, low, high, seen });
const good = (day: Stretch): number => day.within[0] ?? 0;

const inTarget = cell('answered in time', good);
const ofServed = cell('service level, of those served', day => good(day) / day.answered);
const ofArrived = cell('service level, of all', day => good(day) / day.arrived);
const ofLate = cell(
  'service level, with those who gave up late',
  day => good(day) / (day.answered + (day.gaveUpAfter[0] ?? 0)),
);
const meanWait = cell('mean wait of those served, min', day => day.answeredWait / day.answered / 60);
const occupancy = cell('occupancy', day => day.busy / DAY_SECONDS / 12);
const abandoned = cell('gave up', day => day.gaveUp);
const blocked = cell('turned away', day => day.turnedAway);
const twelve = { agents: 12, perMinute: 4.2, serviceMinutes: 2 };

export const PUBLISHED_ROWS: readonly PublishedRow[] = [
  {
    name: 'MMC',
    model: oneQueue(twelve),
    cells: [
      ...[ofServed(0.902, 0.9, 0.904), meanWait(0.099, 0.097, 0.102), occupancy(0.695, 0.694, 0.697)],
      inTarget(1816.158, 1812.618, 1819.698),
    ],
  },
  {
    name: 'MMCAb',
    model: oneQueue({ ...twelve, patienceMinutes: 1 }),
    cells: [
      ...[abandoned(58.609, 57.66, 59.558), inTarget(1906.008, 1903.785, 1908.231)],
      ...[ofServed(0.975, 0.9745, 0.9755), ofLate(0.968, 0.968, 0.969), meanWait(0.024, 0.023, 0.024)],
      occupancy(0.675, 0.6735, 0.6765),
    ],
  },
  {
    name: 'MMCBlocked',
    model: oneQueue({ ...twelve, places: 5 }),
    cells: [
      ...[blocked(18.655, 18.045, 19.265), inTarget(1854.284, 1851.667, 1856.901)],
      ...[ofServed(0.929, 0.9285, 0.9295), ofArrived(0.92, 0.9195, 0.9205)],
      ...[meanWait(0.06, 0.059, 0.061), occupancy(0.689, 0.6875, 0.6905)],
    ],
  },
];
