import { setImmediate as soon } from 'node:timers/promises';

/** The time, and what is to happen at a time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs the work at the instant, or soon when that has passed. Returns what cancels it. */
  at(due: number, work: () => Promise<void>): () => void;
  /** Waits until all work that has begun is over. */
  idle(): Promise<void>;
  /** Cancels what has not begun. */
  stop(): void;
}

export interface ManualClock extends Clock {
  /** Moves time on and does everything due on the way, in order of time. `settled` is awaited after each piece of work. */
  advance(seconds: number, settled: () => Promise<void>): Promise<void>;
}

/** Longest time that a timer of the runtime takes (about 24 days). */
const LONGEST_MS = 2 ** 31 - 1;

export function realClock(): Clock {
  const running = new Running();
  const waiting = new Set<NodeJS.Timeout>();

  function wait(due: number, work: () => Promise<void>, cancelled: { value: boolean }): void {
    const timeout = setTimeout(
      () => {
        waiting.delete(timeout);
        if (cancelled.value) return;
        if (due > Date.now()) wait(due, work, cancelled);
        else running.start(work);
      },
      Math.min(LONGEST_MS, Math.max(0, due - Date.now())),
    );
    timeout.unref();
    waiting.add(timeout);
  }

  return {
    now: () => Date.now(),
    at(due, work) {
      const cancelled = { value: false };
      wait(due, work, cancelled);
      return () => {
        cancelled.value = true;
      };
    },
    idle: () => running.idle(),
    stop() {
      for (const timeout of waiting) clearTimeout(timeout);
      waiting.clear();
    },
  };
}

interface Entry {
  readonly due: number;
  readonly order: number;
  readonly work: () => Promise<void>;
}

/** A clock that stands still until it is moved. */
export function manualClock(start: number = Date.now()): ManualClock {
  let now = start;
  let orders = 0;
  let advancing: Promise<void> = Promise.resolve();
  const entries = new Set<Entry>();
  const running = new Running();

  const next = (until: number): Entry | undefined =>
    [...entries]
      .filter(entry => entry.due <= until)
      .sort((left, right) => left.due - right.due || left.order - right.order)[0];

  async function move(target: number, settled: () => Promise<void>): Promise<void> {
    await settled();
    for (let entry = next(target); entry; entry = next(target)) {
      entries.delete(entry);
      now = Math.max(now, entry.due);
      await entry.work();
      await settled();
    }
    now = target;
  }

  return {
    now: () => now,
    at(due, work) {
      if (due <= now) {
        running.start(() => soon().then(work));
        return () => undefined;
      }
      orders += 1;
      const entry = { due, order: orders, work };
      entries.add(entry);
      return () => entries.delete(entry);
    },
    idle: () => running.idle(),
    stop: () => entries.clear(),
    advance(seconds, settled) {
      const moved = advancing.then(() => move(now + seconds * 1000, settled));
      advancing = moved.catch(() => undefined);
      return moved;
    },
  };
}

/** Work that has begun. */
class Running {
  readonly #work = new Set<Promise<void>>();

  start(work: () => Promise<void>): void {
    const run = work().finally(() => this.#work.delete(run));
    this.#work.add(run);
  }

  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }
}
