export interface Backoff {
  /** About so long before the second attempt; twice as long before each further one. */
  readonly firstMs: number;
  /** Never longer than this. */
  readonly longestMs: number;
}

/** How long to wait after so many failures: half of it fixed, half by chance, so that clients do not come back at once. */
export function backoffMs({ firstMs, longestMs }: Backoff, failures: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
