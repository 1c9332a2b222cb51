import { describe, expect, test } from 'vitest';
import { seededRandom } from '#local/demo/random.ts';
import { exactFigures, priorityWaits } from '../../bench/theory/birth-death.ts';
import { EXACT_ROWS, type ExactRow } from '../../bench/theory/exact-cells.ts';
import { student } from '../../bench/theory/interval.ts';
import { measureExact, measureMixed, measurePublished } from '../../bench/theory/measure.ts';
import { oneQueue } from '../../bench/theory/model.ts';
import { PUBLISHED_ROWS } from '../../bench/theory/published-cells.ts';
import { simulate } from '../../bench/theory/simulation.ts';

/** The whole table, with 400,000 contacts a row, is `npm run bench:theory`. */
const rowNamed = (name: string): ExactRow => EXACT_ROWS.find(row => row.name.startsWith(name))!;

describe('the exact values', () => {
  /** Every figure of a row that the formulas know. */
  function byFormula({ model, targets }: ExactRow): Record<string, number> {
    const { patienceMinutes, serviceMinutes } = model.flows[0]!;
    const line = {
      agents: model.teams[0]!.agents,
      arrivals: model.flows.reduce((sum, flow) => sum + flow.perMinute, 0) / 60,
      service: 1 / (60 * serviceMinutes),
      impatience: patienceMinutes === null ? 0 : 1 / (60 * patienceMinutes),
      places: model.places,
    };
    const figures = exactFigures(line);
    const classes = model.flows.map(flow => flow.perMinute / 60);
    const [first = 0, second = 0] = classes.length > 1 ? priorityWaits(line, classes) : [];
    return {
      ...{ 'P(wait)': figures.waits, 'mean wait, s': figures.meanWait, 'mean line': figures.meanLine },
      ...{ utilisation: figures.utilisation, abandons: figures.abandons, blocked: figures.blocked },
      ...{ 'mean wait of class 0, s': first, 'mean wait of class 1, s': second },
      ...Object.fromEntries(targets.map(target => [`answered within ${target} s`, figures.answeredWithin(target)])),
    };
  }

  test.each(EXACT_ROWS.map(row => [row.name, row] as const))('are those of the formulas: %s', (_, row) => {
    const formulas = byFormula(row);

    const differences = row.cells.map(({ exact, name }) => Math.abs((formulas[name] ?? 0) / exact - 1));

    expect(Math.max(...differences)).toBeLessThan(0.001);
  });
});

describe('the routing decisions', () => {
  test.each(['M/M/12,', 'M/M/12+M', 'M/M/15/20', 'M/M/12, two classes'])('reproduce %s', name => {
    const { cells, idleBesideWaiting } = measureExact(rowNamed(name), 20_000, 1);

    expect(cells.filter(cell => !cell.passed)).toEqual([]);
    expect(idleBesideWaiting).toBe(0);
  });

  test('reproduce a published day that starts empty', () => {
    const { cells } = measurePublished(PUBLISHED_ROWS[1]!, 20, 1);

    expect(cells.filter(cell => !cell.passed)).toEqual([]);
  });

  test('leave nobody idle beside somebody he could serve, on a floor of skills, chats and shared queues', () => {
    expect(measureMixed(20_000, 1).idleBesideWaiting).toBe(0);
  });
});

describe('the simulation', () => {
  const busyLine = oneQueue({ agents: 3, perMinute: 2, serviceMinutes: 1 });
  const eventsOf = (seed: number): number[] => {
    const seen: number[] = [];
    simulate(busyLine, seededRandom(seed), {
      isOver: now => now > 600_000,
      ...{ turnedAway: () => undefined, gaveUp: () => undefined, state: () => undefined },
      answered: (arrivedAt, now) => seen.push(arrivedAt, now),
    });
    return seen;
  };

  test('is the same for the same seed and another one for another', () => {
    expect(eventsOf(1)).toEqual(eventsOf(1));
    expect(eventsOf(1)).not.toEqual(eventsOf(2));
  });

  test('would see a wrong system: one agent less does not pass', () => {
    const row = rowNamed('M/M/12, 4.2');
    const short = { ...row, model: oneQueue({ agents: 11, perMinute: 4.2, serviceMinutes: 2 }) };

    expect(measureExact(short, 20_000, 1).cells.some(cell => !cell.passed)).toBe(true);
  });

  test('knows how far few values may be trusted', () => {
    expect(student(0.99, 39)).toBeCloseTo(2.708, 3);
    expect(student(0.95, 19)).toBeCloseTo(2.093, 3);
  });
});
