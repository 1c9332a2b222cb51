import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';
import { placeholders, templateOf } from './template.ts';

/** What an agent types for a longer text, without regard to case (CANN-03). */
export const ShortTerm = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,39}$/u, 'use 1 to 40 letters, digits, or _ . -')
  .meta({ examples: ['ty'] });

/** A prepared text with placeholders; one that does not exist is refused. */
export const CannedTextBody = templateOf(4000, placeholders);

const differ = (values: readonly (string | undefined)[]): boolean => {
  const given = values.filter(value => value !== undefined);
  return new Set(given).size === given.length;
};

const Label = z.string().trim().min(1).max(120);

/**
 * Prepared texts of a tenant: the tree of responses of some queues (CANN-02), the acronyms of some campaigns (CANN-03),
 * or, where neither is named, texts for everybody.
 */
export const Snippets = z
  .strictObject({
    id: ObjectId,
    name: Label,
    queueIds: z.array(ObjectId).max(100).default([]),
    campaignIds: z.array(ObjectId).max(100).default([]),
    texts: z
      .array(
        z.strictObject({
          id: ObjectId,
          /** The way to it in the tree, from the root. */
          folder: z.array(Label).max(6).default([]),
          title: Label,
          shortTerm: ShortTerm.optional(),
          text: CannedTextBody,
        }),
      )
      .max(200)
      .refine(texts => differ(texts.map(({ id }) => id)), 'ids must differ')
      .refine(texts => differ(texts.map(({ shortTerm }) => shortTerm)), 'short terms must differ'),
  })
  .meta({ id: 'Snippets' });
export type Snippets = z.output<typeof Snippets>;
