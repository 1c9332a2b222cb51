/** A mean with the interval that holds the true one at the stated confidence. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** How many standard deviations a normal variable stays within, by confidence. */
const NORMAL = { 0.95: 1.959964, 0.99: 2.575829 } as const;
export type Confidence = keyof typeof NORMAL;

/** The interval of the mean of independent values, by Student's distribution. */
export function intervalOf(values: readonly number[], confidence: Confidence): Interval {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = student(confidence, values.length - 1) * Math.sqrt(variance / values.length);
  return { mean, low: mean - half, high: mean + half };
}

/**
 * The interval of a ratio of two sums. A mean of ratios would lean to one side, because a busy stretch has both more
 * contacts and longer waits.
 */
export function ratioInterval(pairs: readonly (readonly [number, number])[], confidence: Confidence): Interval {
  const whole = pairs.reduce((sum, pair) => sum + pair[1], 0);
  const ratio = pairs.reduce((sum, pair) => sum + pair[0], 0) / whole;
  const perPair = whole / pairs.length;
  const { low, high } = intervalOf(
    pairs.map(([part, of]) => (part - ratio * of) / perPair),
    confidence,
  );
  return { mean: ratio, low: ratio + low, high: ratio + high };
}

/** Student's quantile by the expansion of Cornish and Fisher; right to 0.1 % from 15 degrees of freedom on. */
export function student(confidence: Confidence, freedom: number): number {
  const z = NORMAL[confidence];
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}
