import type { Consumed, Operation, Units } from './table-engine.ts';

export interface OperationTotal extends Units {
  readonly roundTrips: number;
}
/** The most that one partition took within one second. */
export interface Heat extends Units {
  readonly partition: string;
  /** Seconds since 1970. */
  readonly second: number;
}

export interface UnitMeter {
  record(consumed: Consumed): void;
  totals(): ReadonlyMap<Operation, OperationTotal>;
  /** The partitions with the highest second, hottest first. DynamoDB serves 1,000 write and 3,000 read units each. */
  hottest(count: number): Heat[];
}

/** Adds up what the meter of an engine reports. `now` gives milliseconds since 1970. */
export function unitMeter(now: () => number): UnitMeter {
  const totals = new Map<Operation, OperationTotal>();
  const current = new Map<string, Heat>();
  const peaks = new Map<string, Heat>();

  function heat(partition: string, units: Units) {
    const second = Math.floor(now() / 1000);
    const running = current.get(partition);
    const sum = { partition, second, ...add(running?.second === second ? running : NOTHING, units) };
    current.set(partition, sum);
    if (load(sum) > load(peaks.get(partition) ?? NOTHING)) peaks.set(partition, sum);
  }

  return {
    record({ operation, partitions = new Map(), ...units }) {
      const total = totals.get(operation) ?? { ...NOTHING, roundTrips: 0 };
      totals.set(operation, { ...add(total, units), roundTrips: total.roundTrips + 1 });
      for (const [partition, spent] of partitions) heat(partition, spent);
    },
    totals: () => totals,
    hottest: count => [...peaks.values()].sort((left, right) => load(right) - load(left)).slice(0, count),
  };
}

const NOTHING: Units = { readUnits: 0, writeUnits: 0 };
const WRITE_UNITS_PER_SECOND = 1000;
const READ_UNITS_PER_SECOND = 3000;

const add = (left: Units, right: Units): Units => ({
  readUnits: left.readUnits + right.readUnits,
  writeUnits: left.writeUnits + right.writeUnits,
});

/** Share of what a partition can serve. */
const load = ({ readUnits, writeUnits }: Units): number =>
  readUnits / READ_UNITS_PER_SECOND + writeUnits / WRITE_UNITS_PER_SECOND;
