import * as z from 'zod';
import { ShortTerm } from '../admin/snippets.ts';
import { ObjectId, TenantId } from '../kit/id.ts';

/** A prepared text as an agent finds it, with its placeholders. */
export const CannedText = z
  .object({
    id: z.string(),
    /** Of several with one short term the nearest holds: one's own, then those of queue, campaign and tenant. */
    source: z.enum(['own', 'queue', 'campaign', 'tenant']),
    folder: z.array(z.string()),
    title: z.string(),
    shortTerm: z.string().nullable(),
    text: z.string(),
  })
  .meta({ id: 'CannedText' });
export type CannedText = z.output<typeof CannedText>;

/** A short term that an agent has made for himself (CANN-04). */
export const Acronym = z.object({ shortTerm: ShortTerm, text: z.string() }).meta({ id: 'Acronym' });
export type Acronym = z.output<typeof Acronym>;

export const AcronymRecord = Acronym.extend({ tenantId: TenantId, version: z.int().min(1), userId: ObjectId });
