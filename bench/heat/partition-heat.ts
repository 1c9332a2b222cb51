import type { Consumed, Units } from '#shared/adapters/store/table-engine.ts';

/** What DynamoDB serves of one partition key in a second. */
const LIMITS: Units = { writeUnits: 1000, readUnits: 3000 };

export interface Hot {
  readonly partition: string;
  /** In its hottest second. */
  readonly units: number;
}

/** Units of every partition key in every second. */
export function partitionHeat() {
  const seconds = new Map<number, Map<string, Units>>();
  return {
    record({ partitions = new Map() }: Consumed, second: number): void {
      const keys = seconds.get(second) ?? new Map<string, Units>();
      seconds.set(second, keys);
      for (const [partition, { readUnits, writeUnits }] of partitions) {
        const before = keys.get(partition) ?? { readUnits: 0, writeUnits: 0 };
        keys.set(partition, {
          readUnits: before.readUnits + readUnits,
          writeUnits: before.writeUnits + writeUnits,
        });
      }
    },
    /** Seconds in which at least one key passed a limit. */
    secondsOver: (): number =>
      [...seconds.values()].filter(keys =>
        [...keys.values()].some(
          ({ readUnits, writeUnits }) => readUnits > LIMITS.readUnits || writeUnits > LIMITS.writeUnits,
        ),
      ).length,
    hottest(kind: keyof Units): Hot[] {
      const peaks = new Map<string, number>();
      for (const keys of seconds.values()) {
        for (const [partition, units] of keys) {
          peaks.set(partition, Math.max(peaks.get(partition) ?? 0, units[kind]));
        }
      }
      return [...peaks]
        .map(([partition, units]) => ({ partition, units }))
        .sort((a, b) => b.units - a.units)
        .slice(0, 3);
    },
  };
}
