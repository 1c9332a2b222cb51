import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { PhoneNumbers } from '#shared/app/work/ports.ts';

/** Kinds of numbers whose callers pay more than the call. */
const PREMIUM: ReadonlySet<string | undefined> = new Set(['PREMIUM_RATE', 'SHARED_COST', 'UAN']);

/** What is known of telephone numbers, from the tables of the numbering plans. */
export const phoneNumbers: PhoneNumbers = {
  judge(number) {
    const parsed = parsePhoneNumberFromString(number);
    if (!parsed?.isPossible()) return { kind: 'impossible', country: null };
    return { kind: PREMIUM.has(parsed.getType()) ? 'premium' : 'ordinary', country: parsed.country ?? null };
  },
};
