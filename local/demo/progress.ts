import { SingleBar } from 'cli-progress';
import type { Progress } from './run.ts';

export interface ProgressDisplay {
  show(progress: Progress): void;
  end(): void;
}

const LINE_EVERY_MS = 5000;

/** A bar on a terminal, a plain line now and then elsewhere. */
export const progressDisplay = (customers: number): ProgressDisplay =>
  process.stdout.isTTY ? bar(customers) : lines(customers);

function bar(customers: number): ProgressDisplay {
  const format = '{bar} {value}/{total} over | {waiting} waiting | {talking} talking | {messages} messages';
  const single = new SingleBar({ format, hideCursor: true, barsize: 30 });
  single.start(customers, 0, { waiting: 0, talking: 0, messages: 0 });
  return {
    show: ({ arrived, over, talking, messages }) =>
      single.update(over, { waiting: arrived - over - talking, talking, messages }),
    end: () => single.stop(),
  };
}

function lines(customers: number): ProgressDisplay {
  let shownAt = 0;
  return {
    show({ arrived, over, talking, messages }) {
      if (Date.now() - shownAt < LINE_EVERY_MS && over < customers) return;
      shownAt = Date.now();
      const waiting = arrived - over - talking;
      console.log(`${over} of ${customers} over, ${waiting} waiting, ${talking} talking, ${messages} messages`);
    },
    end: () => undefined,
  };
}
