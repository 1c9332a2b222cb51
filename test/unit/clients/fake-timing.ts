import type { Timing } from '#clients/sdk/timing.ts';

export interface FakeTiming extends Timing {
  readonly now: number;
  /** Lets time pass; whatever falls due on the way happens, with all that follows from it. */
  advance(ms: number): Promise<void>;
  /** Lets everything happen that waits for no time. */
  settle(): Promise<void>;
}

/** A clock that stands still until it is told to move; chance always gives the same number. */
export function fakeTiming(random = 1): FakeTiming {
  const timers = new Set<{ at: number; run: () => void }>();
  let now = 0;
  const settle = () => new Promise<void>(resolve => setImmediate(resolve));
  return {
    get now() {
      return now;
    },
    random: () => random,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const due = [...timers].filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        now = due.at;
        timers.delete(due);
        due.run();
        await settle();
      }
      now = end;
      await settle();
    },
    settle,
  };
}
