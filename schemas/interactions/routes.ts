import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';
import { defineRoute } from '../kit/route.ts';
import { E164 } from '../voice/phone-number.ts';
import { CallTarget } from '../voice/target.ts';
import { AfterQuery, ClientMessageId, MessageText } from './message.ts';
import {
  CustomerChanges,
  Entry,
  Interaction,
  InteractionId,
  ListedInteraction,
  Receipt,
  TimelineEvent,
} from './model.ts';

const agents = ['agent', 'supervisor'] as const;
const readers = ['agent', 'supervisor', 'admin', 'analyst'] as const;
const Params = z.object({ interactionId: InteractionId });
const mine = [
  'INTERACTION_NOT_FOUND',
  'NOT_YOUR_INTERACTION',
  'INTERACTION_STATE',
  'SESSION_SUPERSEDED',
  'WRITE_CONFLICT',
] as const;

export const TransferTarget = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['agent', 'queue', 'personal-queue', 'campaign', 'extension']), id: ObjectId }),
    z.strictObject({ kind: z.literal('phone'), number: E164 }),
  ])
  .meta({
    id: 'TransferTarget',
    description:
      '`personal-queue` takes the id of its owner; `campaign` is its first open queue; `extension` is whoever works there now, or its telephone. Telephones take calls alone.',
  });

export const interactionRoutes = {
  listMyInteractions: defineRoute({
    method: 'GET',
    path: '/v1/interactions',
    summary: 'Your live interactions and those whose outcome you still owe',
    auth: agents,
    query: z.strictObject({ state: z.enum(['live', 'outcome-pending']).default('live') }),
    reply: { status: 200, body: z.object({ items: z.array(ListedInteraction) }) },
    errors: ['SESSION_SUPERSEDED'],
  }),
  getInteraction: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}',
    summary: 'One interaction',
    auth: readers,
    params: Params,
    reply: { status: 200, body: Interaction },
    errors: ['INTERACTION_NOT_FOUND'],
  }),
  getTimeline: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/timeline',
    summary: 'What happened to it, in order',
    auth: readers,
    params: Params,
    reply: { status: 200, body: z.object({ items: z.array(TimelineEvent) }) },
    errors: ['INTERACTION_NOT_FOUND'],
  }),
  getPrivateData: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/private-data',
    summary: 'What the web site attached to it, for integrations: no agent, supervisor or customer reads it',
    auth: ['admin', 'analyst'],
    params: Params,
    reply: {
      status: 200,
      body: z.object({
        /** Null when nothing was attached. */
        privateData: z.string().nullable(),
      }),
    },
    errors: ['INTERACTION_NOT_FOUND'],
  }),
  sendMessage: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/messages',
    summary: 'Write to the customer; the same clientMessageId again gives the first answer',
    auth: agents,
    params: Params,
    body: z.strictObject({ text: MessageText, clientMessageId: ClientMessageId }),
    reply: { status: 201, body: Entry },
    errors: [...mine, 'MESSAGE_TOO_LONG'],
  }),
  listMessages: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/messages',
    summary: 'The conversation behind an index, gapless',
    auth: readers,
    params: Params,
    query: AfterQuery,
    reply: { status: 200, body: z.object({ items: z.array(Entry), receipts: z.array(Receipt) }) },
    errors: ['INTERACTION_NOT_FOUND'],
  }),
  sendTyping: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/typing',
    summary: 'Tell the customer that you are typing',
    auth: agents,
    params: Params,
    reply: { status: 204, body: z.null() },
    errors: mine,
  }),
  markRead: defineRoute({
    method: 'PUT',
    path: '/v1/interactions/{interactionId}/receipt',
    summary: 'Say how far you have read; only moves forward',
    auth: agents,
    params: Params,
    body: z.strictObject({ readIndex: z.int().min(0) }),
    reply: { status: 200, body: Receipt },
    errors: mine,
  }),
  transfer: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/transfer',
    summary: 'Hand the interaction to another agent, queue or personal queue; your wrap-up starts now',
    auth: agents,
    params: Params,
    body: z.strictObject({ target: TransferTarget, note: z.string().max(2000).optional() }),
    reply: { status: 200, body: Interaction },
    errors: [
      ...mine,
      'QUEUE_NOT_FOUND',
      'CAMPAIGN_NOT_FOUND',
      'AGENT_NOT_FOUND',
      'TARGET_UNAVAILABLE',
      'NOT_A_CALL',
      'NUMBER_NOT_ALLOWED',
      'VOICE_NOT_CONFIGURED',
      'FORBIDDEN',
    ],
    idempotent: true,
  }),
  updateCustomer: defineRoute({
    method: 'PUT',
    path: '/v1/interactions/{interactionId}/customer',
    summary: 'Correct the name, e-mail address or phone number of the customer',
    auth: agents,
    params: Params,
    body: CustomerChanges,
    reply: { status: 200, body: Interaction },
    errors: [...mine, 'CHAT_ENDED'],
  }),
  listPrevious: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/previous',
    summary: 'Earlier conversations of the same customer, newest first, with what was said',
    auth: readers,
    params: Params,
    query: z.strictObject({ limit: z.coerce.number<string>().int().min(1).max(20).default(5) }),
    reply: {
      status: 200,
      body: z.object({ items: z.array(z.object({ interaction: Interaction, entries: z.array(Entry) })) }),
    },
    errors: ['INTERACTION_NOT_FOUND'],
  }),
  addToConference: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/conference',
    summary:
      'Call a colleague into the conversation, who wraps up on his own; into a call also an extension or a telephone',
    auth: agents,
    params: Params,
    body: z
      .strictObject({ agentId: ObjectId.optional(), target: CallTarget.optional() })
      .refine(({ agentId, target }) => (agentId === undefined) !== (target === undefined), {
        message: 'give either agentId or target',
        path: ['agentId'],
      }),
    reply: { status: 200, body: Interaction },
    errors: [
      ...mine,
      'AGENT_NOT_FOUND',
      'TARGET_UNAVAILABLE',
      'NOT_A_CALL',
      'NUMBER_NOT_ALLOWED',
      'VOICE_NOT_CONFIGURED',
    ],
    idempotent: true,
  }),
  leaveConference: defineRoute({
    method: 'DELETE',
    path: '/v1/interactions/{interactionId}/conference',
    summary: 'Leave the conversation to the others; your wrap-up starts',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Interaction },
    errors: mine,
  }),
  endInteraction: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/end',
    summary: 'End the conversation; wrap-up starts',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Interaction },
    errors: mine,
    idempotent: true,
  }),
  saveNotes: defineRoute({
    method: 'PUT',
    path: '/v1/interactions/{interactionId}/notes',
    summary: 'Keep notes from acceptance on',
    auth: agents,
    params: Params,
    body: z.strictObject({ notes: z.string().max(4000) }),
    reply: { status: 200, body: Interaction },
    errors: mine,
  }),
};
