import type { Quotas } from './limits.ts';

export type Operation = 'CreateSipMediaApplicationCall' | 'UpdateSipMediaApplicationCall' | (string & {});

interface Bucket {
  tokens: number;
  at: number;
}

/** One bucket for each operation, which holds what a second brings. Answers whether the request may pass. */
export function tokenBuckets(quotas: Quotas, now: () => number): (operation: Operation) => boolean {
  const buckets = new Map<Operation, Bucket>();
  const rateOf = (operation: Operation): number => {
    if (operation === 'CreateSipMediaApplicationCall') return quotas.createCallPerSecond;
    if (operation === 'UpdateSipMediaApplicationCall') return quotas.updateCallPerSecond;
    return quotas.meetingOperationPerSecond;
  };

  return operation => {
    const rate = rateOf(operation);
    const size = Math.max(1, rate);
    const bucket = buckets.get(operation) ?? { tokens: size, at: now() };
    const tokens = Math.min(size, bucket.tokens + ((now() - bucket.at) / 1000) * rate);
    const passes = tokens >= 1;
    buckets.set(operation, { tokens: passes ? tokens - 1 : tokens, at: now() });
    return passes;
  };
}
