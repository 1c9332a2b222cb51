export type Cancel = () => void;

/** Time and chance, so that tests decide about both. */
export interface Timing {
  after(ms: number, run: () => void): Cancel;
  /** A number from 0 up to, but not including, 1. */
  random(): number;
}

export const systemTiming: Timing = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** Resolves after a time; rejects with the signal's reason when it is aborted before. */
export function pause(timing: Timing, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = timing.after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
}
