import * as z from 'zod';
import { idOf } from '../kit/id.ts';

export const InteractionId = idOf('int');
export type InteractionId = z.output<typeof InteractionId>;
/** Names its interaction: `off_<ulid of the interaction>_<number of the offer>`. */
export const OfferId = z
  .string()
  .regex(/^off_[0-9A-HJKMNP-TV-Z]{26}_\d{1,6}$/, 'not an offer id')
  .meta({ examples: ['off_01K9ZQ4M6T8R2V5X7Y0A1B2C3D_1'] });
export type OfferId = z.output<typeof OfferId>;
