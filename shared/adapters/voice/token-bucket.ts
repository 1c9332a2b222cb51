export interface Rate {
  readonly perSecond: number;
  /** Most at once after a quiet time. */
  readonly burst: number;
}

/**
 * Answers whether one more is within the rate, and counts it when it is. Known to one process: several of them together
 * may exceed the rate, which whoever is asked then says.
 */
export function tokenBucket({ burst, perSecond }: Rate, now: () => number): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * perSecond);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
