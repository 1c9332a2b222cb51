/** How digits are taken that a prompt asks for. */
export interface DigitRules {
  readonly pattern?: string | undefined;
  readonly min: number;
  readonly max: number;
  readonly terminators: readonly string[];
}

/** What a digit makes of the entry so far: the entry goes on, or it is over with or without success. */
export type Entry =
  | { readonly state: 'open'; readonly digits: string }
  | { readonly state: 'complete'; readonly digits: string }
  | { readonly state: 'refused'; readonly digits: string };

/** One more digit of an entry. A terminator ends it and is not part of the digits. */
export function enter(rules: DigitRules, digits: string, digit: string): Entry {
  if (rules.terminators.includes(digit)) return conclude(rules, digits, digit);
  const longer = digits + digit;
  return longer.length >= rules.max ? conclude(rules, longer) : { state: 'open', digits: longer };
}

/**
 * The entry is over, by a terminator, by its length or because nothing more came. Documented patterns end in the
 * terminator (`^\d{2}#$`), while the digits that are reported do not: either form may match.
 */
export function conclude({ pattern, min, max }: DigitRules, digits: string, terminator = ''): Entry {
  const isLongEnough = digits.length > 0 && digits.length >= min && digits.length <= max;
  const fits = !pattern || [digits, digits + terminator].some(text => new RegExp(pattern).test(text));
  return { state: isLongEnough && fits ? 'complete' : 'refused', digits };
}

/** Whether an armed `ReceiveDigits` has what it waits for. */
export const matches = (pattern: string, digits: string): boolean => new RegExp(pattern).test(digits);
