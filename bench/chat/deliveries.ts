import { quantile } from '../report.ts';

/** What was sent to whom, and what arrived of it, by the text of each message. */
export interface Deliveries {
  sent(text: string): void;
  arrived(text: string): void;
  /** Waits until everything has arrived, for so long at most. */
  settled(withinMs: number): Promise<void>;
  readonly lost: number;
  /** Arrivals of what had arrived before. */
  readonly repeated: number;
  /** Milliseconds from sending to arriving below which this share stays. */
  latency(share: number): number;
}

export function deliveries(): Deliveries {
  const open = new Map<string, number>();
  const latencies: number[] = [];
  const known = new Set<string>();
  let repeated = 0;
  let done = (): void => undefined;
  return {
    sent: text => open.set(text, performance.now()),
    arrived(text) {
      const at = open.get(text);
      if (known.has(text)) repeated += 1;
      if (at === undefined) return;
      known.add(text);
      open.delete(text);
      latencies.push(performance.now() - at);
      if (open.size === 0) done();
    },
    async settled(withinMs) {
      if (open.size === 0) return;
      const over = Promise.withResolvers<void>();
      done = over.resolve;
      const timer = setTimeout(over.resolve, withinMs);
      await over.promise;
      clearTimeout(timer);
    },
    get lost() {
      return open.size;
    },
    get repeated() {
      return repeated;
    },
    latency: share => quantile(latencies, share),
  };
}
