import * as z from 'zod';
import { InteractionId } from '../interactions/model.ts';
import { defineRoute } from '../kit/route.ts';
import { ArchivedConversation, Transcript, TranscriptMail } from './model.ts';

const Params = z.object({ interactionId: InteractionId });
const Tag = z.string().trim().min(1).max(254);

export const transcriptRoutes = {
  searchArchive: defineRoute({
    method: 'GET',
    path: '/v1/archive',
    summary:
      'Conversations of a customer, or with a tag of the web site, newest first; by any of what is named, none where nothing is',
    auth: ['supervisor', 'admin', 'analyst'],
    query: z.strictObject({
      customerId: Tag.optional(),
      email: Tag.optional(),
      phone: Tag.optional(),
      sessionTag: Tag.optional(),
      limit: z.coerce.number<string>().int().min(1).max(100).default(20),
    }),
    reply: { status: 200, body: z.object({ items: z.array(ArchivedConversation) }) },
    errors: [],
  }),
  getTranscript: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/transcript',
    summary: 'A conversation with every line, who is shown as the caller, and the mail that can be sent of it',
    auth: ['agent', 'supervisor', 'admin', 'analyst'],
    params: Params,
    reply: { status: 200, body: Transcript },
    errors: ['INTERACTION_NOT_FOUND'],
  }),
  sendTranscript: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/transcript',
    summary: 'Send the customer the transcript by e-mail, once, as soon as the conversation is over',
    auth: ['agent', 'supervisor'],
    params: Params,
    reply: { status: 200, body: TranscriptMail },
    errors: ['INTERACTION_NOT_FOUND', 'TRANSCRIPT_UNAVAILABLE', 'WRITE_CONFLICT'],
    idempotent: true,
  }),
  customerRequestTranscript: defineRoute({
    method: 'POST',
    path: '/v1/chats/{chatId}/transcript',
    summary: 'Ask for the transcript by e-mail, where the queue offers it; sent once, as soon as the chat is over',
    auth: ['customer'],
    params: z.object({ chatId: InteractionId }),
    reply: { status: 200, body: TranscriptMail },
    errors: ['CHAT_NOT_FOUND', 'TRANSCRIPT_UNAVAILABLE', 'WRITE_CONFLICT'],
    idempotent: true,
  }),
};
