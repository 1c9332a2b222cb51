import type { VoiceSettings } from '#schemas/admin/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** What the numbering plans say of a number. */
export interface NumberFacts {
  readonly kind: 'ordinary' | 'premium' | 'impossible';
  /** ISO 3166 code; null of numbers that are of no country. */
  readonly country: string | null;
}

/** Why a number may not be called; null where it may. */
export function whyNotDial(
  { country, kind }: NumberFacts,
  settings: VoiceSettings,
): 'premium' | 'impossible' | 'country' | null {
  if (kind !== 'ordinary') return kind;
  return mayCallCountry(country, settings) ? null : 'country';
}

/** Whether the tenant calls a country, or numbers of no country. */
export const mayCallCountry = (country: string | null, { countries }: VoiceSettings): boolean =>
  countries.length === 0 || (country !== null && countries.includes(country));

/**
 * Premium numbers, numbers that there cannot be, and countries that the tenant does not call are refused before anything
 * is dialled (OUT-08).
 *
 * @throws AppError `NUMBER_NOT_ALLOWED` with the reason
 */
export function assertMayDial(number: string, facts: NumberFacts, settings: VoiceSettings): void {
  const reason = whyNotDial(facts, settings);
  const { country } = facts;
  if (reason !== null) throw new AppError('NUMBER_NOT_ALLOWED', { params: { number, reason, country } });
}
