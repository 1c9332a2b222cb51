/** Something that several wait for, each for a state of their own. */
export interface Condition {
  /** The state has changed: everybody looks again. */
  tell(): void;
  until(holds: () => boolean): Promise<void>;
}

/** @param stopped ends all waiting with its reason */
export function createCondition(stopped: AbortSignal): Condition {
  const waiting = new Set<() => void>();
  return {
    tell() {
      for (const look of [...waiting]) look();
    },
    until: holds =>
      new Promise((resolve, reject) => {
        const over = () => {
          waiting.delete(look);
          stopped.removeEventListener('abort', stop);
        };
        const look = () => {
          if (!holds()) return;
          over();
          resolve();
        };
        const stop = () => {
          over();
          reject(stopped.reason);
        };
        if (stopped.aborted) return reject(stopped.reason);
        stopped.addEventListener('abort', stop, { once: true });
        waiting.add(look);
        look();
      }),
  };
}
