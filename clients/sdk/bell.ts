import type { Timing } from './timing.ts';

/** Wakes one waiting reader. */
export interface Bell {
  ring(): void;
  /** Resolves when it rings, or has rung since the last wait, or after `ms`. */
  wait(ms: number): Promise<void>;
}

export function createBell(timing: Timing): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>(resolve => {
          const cancel = timing.after(ms, resolve);
          wake = () => {
            cancel();
            resolve();
          };
        });
      }
      wake = undefined;
      rung = false;
    },
  };
}
