/** Numbers that follow from a seed and labels alone: whatever else happens, the same labels give the same numbers. */
export interface Chance {
  /** From 0 up to, but not including, 1. */
  next(): number;
  happens(probability: number): boolean;
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  pick<T>(from: readonly T[]): T | undefined;
  /** One of the names, the more often the higher its weight. */
  weighted<Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): Name;
}

export function chance(...labels: readonly (string | number)[]): Chance {
  let state = hash(labels.join('\u0000'));

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function weighted<Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): Name {
    let total = 0;
    for (const name in weights) total += weights[name]!;
    let left = next() * total;
    let last: Name | undefined;
    for (const name in weights) {
      left -= weights[name]!;
      if (left < 0) return name;
      last = name;
    }
    return last!;
  }

  return {
    next,
    happens: probability => next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: <T>(from: readonly T[]) => from[Math.floor(next() * from.length)] as T,
    weighted,
  };
}

/** FNV-1a over 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
