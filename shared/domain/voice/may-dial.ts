import type { VoiceSettings } from '#schemas/admin/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** What the numbering plans say of a number. */
export interface NumberFacts {
  readonly kind: 'ordinary' | 'premium' | 'impossible';
  /** ISO 3166 code; null of numbers that are of no country. */
  readonly country: string | null;
}

/**
 * Premium numbers, numbers that there cannot be, and countries that the tenant does not call are refused before anything
 * is dialled (OUT-08).
 *
 * @throws AppError `NUMBER_NOT_ALLOWED` with the reason
 */
export function assertMayDial(number: string, { country, kind }: NumberFacts, { countries }: VoiceSettings): void {
  const isForeign = countries.length > 0 && (country === null || !countries.includes(country));
  const reason = kind !== 'ordinary' ? kind : isForeign ? 'country' : null;
  if (reason !== null) throw new AppError('NUMBER_NOT_ALLOWED', { params: { number, reason, country } });
}
