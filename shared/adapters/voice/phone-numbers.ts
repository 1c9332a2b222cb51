import type { PhoneNumbers } from '#shared/app/work/ports.ts';

/** Kinds of numbers whose callers pay more than the call. */
const PREMIUM: ReadonlySet<string | undefined> = new Set(['PREMIUM_RATE', 'SHARED_COST', 'UAN']);

/** What is known of telephone numbers, from the tables of the numbering plans, which are loaded when first asked. */
export const phoneNumbers: PhoneNumbers = {
  async judge(number) {
    const { parsePhoneNumberFromString } = await import('./numbering-plans.ts');
    const parsed = parsePhoneNumberFromString(number);
    if (!parsed?.isPossible()) return { kind: 'impossible', country: null };
    return { kind: PREMIUM.has(parsed.getType()) ? 'premium' : 'ordinary', country: parsed.country ?? null };
  },
};
