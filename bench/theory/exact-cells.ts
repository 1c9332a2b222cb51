import type { Stretch } from './ledger.ts';
import { type Model, oneQueue } from './model.ts';

/** One figure of a row: its exact value, and what to divide by what to see it in a stretch of the simulation. */
export interface ExactCell {
  readonly name: string;
  readonly exact: number;
  readonly seen: (stretch: Stretch, seconds: number) => readonly [part: number, whole: number];
}

export interface ExactRow {
  readonly name: string;
  readonly model: Model;
  /** Seconds within which contacts should be answered; the first one is the row's service level. */
  readonly targets: readonly number[];
  readonly cells: readonly ExactCell[];
}

/*
 * The values are those of the design's table of queueing theory, to the digits it gives; a test compares them with the
 * formulas. Shares and waits are of those let in; with impatience they count those who gave up.
 */

const letIn = ({ arrived, turnedAway }: Stretch): number => arrived - turnedAway;
const cell = (name: string, exact: number, seen: ExactCell['seen']): ExactCell => ({ name, exact, seen });
const waits = (exact: number) => cell('P(wait)', exact, row => [row.waited, letIn(row)]);
const meanWait = (exact: number) => cell('mean wait, s', exact, row => [row.answeredWait + row.gaveUpWait, letIn(row)]);
const within = (exact: number, target: number, at = 0) =>
  cell(`answered within ${target} s`, exact, row => [row.within[at] ?? 0, letIn(row)]);
const utilisation = (exact: number, agents: number) =>
  cell('utilisation', exact, (row, seconds) => [row.busy / agents, seconds]);
const meanLine = (exact: number) => cell('mean line', exact, (row, seconds) => [row.line, seconds]);
const abandons = (exact: number) => cell('abandons', exact, row => [row.gaveUp, letIn(row)]);
const blocked = (exact: number) => cell('blocked', exact, row => [row.turnedAway, row.arrived]);
const meanWaitOf = (exact: number, flow: number) =>
  cell(`mean wait of class ${flow}, s`, exact, row => [row.answeredWaitOf[flow] ?? 0, row.answeredOf[flow] ?? 0]);
/** Square-root staffing: 100 agents' worth of work. */
const staffed = (agents: number, exact: number): ExactRow => ({
  name: `M/M/${agents}, 100 erlang`,
  model: oneQueue({ agents, perMinute: 100, serviceMinutes: 1 }),
  targets: [],
  cells: [waits(exact)],
});

export const EXACT_ROWS: readonly ExactRow[] = [
  {
    name: 'M/M/12, 4.2/min, 2 min',
    model: oneQueue({ agents: 12, perMinute: 4.2, serviceMinutes: 2 }),
    targets: [20],
    cells: [waits(0.18389), meanWait(6.13), within(0.89908, 20), utilisation(0.7, 12), meanLine(0.4291)],
  },
  {
    name: 'M/M/8, 1/min, 5 min',
    model: oneQueue({ agents: 8, perMinute: 1, serviceMinutes: 5 }),
    targets: [20],
    cells: [waits(0.16727), meanWait(16.727), within(0.86305, 20)],
  },
  {
    name: 'M/M/8, 5/3 per min, 3 min',
    model: oneQueue({ agents: 8, perMinute: 5 / 3, serviceMinutes: 3 }),
    targets: [20],
    cells: [waits(0.16727), meanWait(10.036), within(0.88015, 20)],
  },
  {
    name: 'M/M/35, 10/min, 3 min',
    model: oneQueue({ agents: 35, perMinute: 10, serviceMinutes: 3 }),
    targets: [20],
    cells: [waits(0.28458), meanWait(10.245), within(0.83672, 20)],
  },
  {
    name: 'M/M/50, 48/min, 1 min',
    model: oneQueue({ agents: 50, perMinute: 48, serviceMinutes: 1 }),
    targets: [20],
    cells: [waits(0.69446), meanWait(20.834), within(0.64345, 20), meanLine(16.667), utilisation(0.96, 50)],
  },
  {
    name: 'M/M/50+M, 48/min, 1 min, patience 2 min',
    model: oneQueue({ agents: 50, perMinute: 48, serviceMinutes: 1, patienceMinutes: 2 }),
    targets: [15, 20],
    cells: [
      ...[waits(0.46777), meanWait(3.709), within(0.90563, 15), within(0.94302, 20, 1)],
      ...[abandons(0.03091), meanLine(2.968), utilisation(0.9303, 50)],
    ],
  },
  {
    name: 'M/M/12+M, 4.2/min, 2 min, patience 1 min',
    model: oneQueue({ agents: 12, perMinute: 4.2, serviceMinutes: 2, patienceMinutes: 1 }),
    targets: [20],
    cells: [waits(0.12737), meanWait(1.781), within(0.94527, 20), abandons(0.02968), utilisation(0.6792, 12)],
  },
  {
    name: 'M/M/12/17, 4.2/min, 2 min',
    model: oneQueue({ agents: 12, perMinute: 4.2, serviceMinutes: 2, places: 5 }),
    targets: [20],
    cells: [waits(0.15786), meanWait(3.667), within(0.92756, 20), blocked(0.0094769)],
  },
  {
    name: 'M/M/90/120, 8.4/min, 10 min',
    model: oneQueue({ agents: 90, perMinute: 8.4, serviceMinutes: 10, places: 30 }),
    targets: [30],
    cells: [waits(0.37971), meanWait(27), within(0.73292, 30), blocked(0.00364), utilisation(0.9299, 90)],
  },
  {
    name: 'M/M/15/20, 1.4/min, 10 min',
    model: oneQueue({ agents: 15, perMinute: 1.4, serviceMinutes: 10, places: 5 }),
    targets: [30],
    cells: [waits(0.43147), meanWait(49.4), within(0.64064, 30), blocked(0.06527)],
  },
  {
    name: 'M/M/12, two classes, 1.4 and 2.8/min, 2 min',
    model: oneQueue({ agents: 12, perMinute: [1.4, 2.8], serviceMinutes: 2 }),
    targets: [],
    cells: [meanWaitOf(2.399, 0), meanWaitOf(7.995, 1), meanWait(6.13)],
  },
  ...[staffed(102, 0.7771), staffed(105, 0.5157), staffed(110, 0.237), staffed(115, 0.0954), staffed(120, 0.0332)],
];
