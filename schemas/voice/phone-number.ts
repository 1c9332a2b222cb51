import * as z from 'zod';

/** A telephone number in the international form of ITU-T E.164: a plus and up to 15 digits. */
export const E164 = z
  .string()
  .regex(/^\+[1-9]\d{1,14}$/, 'not a number of the form +15550100')
  .meta({ id: 'PhoneNumber', examples: ['+15550100'] });
export type E164 = z.output<typeof E164>;
