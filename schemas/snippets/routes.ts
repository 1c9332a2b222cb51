import * as z from 'zod';
import { CannedTextBody, ShortTerm } from '../admin/snippets.ts';
import { InteractionId } from '../interactions/model.ts';
import { ObjectId } from '../kit/id.ts';
import { defineRoute } from '../kit/route.ts';
import { Acronym, CannedText } from './model.ts';

const agents = ['agent', 'supervisor'] as const;
const Params = z.object({ shortTerm: ShortTerm });

export const snippetRoutes = {
  listCannedTexts: defineRoute({
    method: 'GET',
    path: '/v1/canned-texts',
    summary:
      'Prepared texts that hold for a queue and a campaign, your own first; of title, text and short term searched',
    auth: agents,
    query: z.strictObject({
      queueId: ObjectId.optional(),
      campaignId: ObjectId.optional(),
      search: z.string().trim().max(100).optional(),
      limit: z.coerce.number<string>().int().min(1).max(500).default(200),
    }),
    reply: { status: 200, body: z.object({ items: z.array(CannedText) }) },
    errors: [],
  }),
  expandCannedText: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/canned-text',
    summary: 'A prepared text with its placeholders filled for this conversation, by its id, else by its short term',
    auth: agents,
    params: z.object({ interactionId: InteractionId }),
    query: z.strictObject({ id: z.string().min(1).max(200).optional(), shortTerm: ShortTerm.optional() }),
    reply: { status: 200, body: z.object({ text: z.string() }) },
    errors: ['INTERACTION_NOT_FOUND', 'CANNED_TEXT_NOT_FOUND'],
  }),
  listAcronyms: defineRoute({
    method: 'GET',
    path: '/v1/acronyms',
    summary: 'Your own acronyms',
    auth: agents,
    reply: { status: 200, body: z.object({ items: z.array(Acronym) }) },
    errors: [],
  }),
  saveAcronym: defineRoute({
    method: 'PUT',
    path: '/v1/acronyms/{shortTerm}',
    summary: 'Make or change an acronym of your own',
    auth: agents,
    params: Params,
    body: z.strictObject({ text: CannedTextBody }),
    reply: { status: 200, body: Acronym },
    errors: ['WRITE_CONFLICT'],
  }),
  deleteAcronym: defineRoute({
    method: 'DELETE',
    path: '/v1/acronyms/{shortTerm}',
    summary: 'Delete an acronym of your own',
    auth: agents,
    params: Params,
    reply: { status: 204, body: z.null() },
    errors: ['ACRONYM_NOT_FOUND', 'WRITE_CONFLICT'],
  }),
};
