import * as z from 'zod';

/** An id that Tandem makes: three letters, underscore, ULID. */
export const idOf = <const P extends string>(prefix: P) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`), `not an id of the form ${prefix}_...`)
    .meta({ examples: [`${prefix}_01K9ZQ4M6T8R2V5X7Y0A1B2C3D`] });

/** An id of an administrative object: chosen by the administrator or made by Tandem; opaque to everyone else. */
export const ObjectId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/, 'use 1 to 64 letters, digits, or . _ @ -')
  .meta({ examples: ['support'] });

export const TenantId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'use 1 to 40 lower case letters, digits or hyphens')
  .meta({ examples: ['demo'] });

/** ISO 8601 in UTC with milliseconds, so that text order is time order. */
export const Instant = z.iso.datetime({ precision: 3 }).meta({ examples: ['2026-11-21T09:30:00.000Z'] });
