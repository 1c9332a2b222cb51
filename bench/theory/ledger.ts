import type { Observer } from './simulation.ts';

/** What was seen of the contacts that came in one stretch of time. */
export interface Stretch {
  arrived: number;
  turnedAway: number;
  waited: number;
  answered: number;
  gaveUp: number;
  /** Seconds in line, of those answered and of those who gave up. */
  answeredWait: number;
  gaveUpWait: number;
  /** Answered within each of the times asked for, and given up after it. */
  readonly within: number[];
  readonly gaveUpAfter: number[];
  /** Answered and their seconds in line, by flow. */
  readonly answeredOf: number[];
  readonly answeredWaitOf: number[];
  /** Integrals over the stretch, in agent seconds and contact seconds. */
  busy: number;
  line: number;
}

/** Sorts what happens into stretches of equal length, by the instant at which a contact came. */
export function ledger(stretches: number, lengthMs: number, targets: readonly number[], flows: number) {
  const rows = Array.from(
    { length: stretches },
    (): Stretch => ({
      ...{ arrived: 0, turnedAway: 0, waited: 0, answered: 0, gaveUp: 0, answeredWait: 0, gaveUpWait: 0 },
      ...{ within: targets.map(() => 0), gaveUpAfter: targets.map(() => 0), busy: 0, line: 0 },
      ...{ answeredOf: Array(flows).fill(0), answeredWaitOf: Array(flows).fill(0) },
    }),
  );
  const endsAt = stretches * lengthMs;
  const rowAt = (ms: number): Stretch => rows[Math.min(stretches - 1, Math.floor(ms / lengthMs))] as Stretch;
  let [since, busyNow, lineNow, current] = [0, 0, 0, 0];

  function integrate(now: number) {
    while (current < stretches) {
      const endOfRow = (current + 1) * lengthMs;
      const row = rows[current] as Stretch;
      const seconds = (Math.min(now, endOfRow) - since) / 1000;
      row.busy += busyNow * seconds;
      row.line += lineNow * seconds;
      since = Math.min(now, endOfRow);
      if (now < endOfRow) return;
      current++;
    }
  }

  const observer: Observer = {
    isOver: now => now >= endsAt,
    turnedAway(arrivedAt) {
      const row = rowAt(arrivedAt);
      row.arrived++;
      row.turnedAway++;
    },
    answered(arrivedAt, now, flow) {
      const row = rowAt(arrivedAt);
      const seconds = (now - arrivedAt) / 1000;
      row.arrived++;
      row.answered++;
      row.answeredWait += seconds;
      row.answeredOf[flow] = (row.answeredOf[flow] ?? 0) + 1;
      row.answeredWaitOf[flow] = (row.answeredWaitOf[flow] ?? 0) + seconds;
      if (seconds > 0) row.waited++;
      for (const [at, target] of targets.entries()) if (seconds <= target) row.within[at] = (row.within[at] ?? 0) + 1;
    },
    gaveUp(arrivedAt, now) {
      const row = rowAt(arrivedAt);
      const seconds = (now - arrivedAt) / 1000;
      row.arrived++;
      row.gaveUp++;
      row.waited++;
      row.gaveUpWait += seconds;
      for (const [at, target] of targets.entries()) {
        if (seconds > target) row.gaveUpAfter[at] = (row.gaveUpAfter[at] ?? 0) + 1;
      }
    },
    state(now, busy, line) {
      integrate(now);
      [busyNow, lineNow] = [busy, line];
    },
  };
  return { rows, observer };
}
