import * as z from 'zod';
import { AfterQuery, ClientMessageId, MessageText } from '../interactions/message.ts';
import { Customer, CustomerChanges, InteractionId, Receipt } from '../interactions/model.ts';
import { ObjectId, TenantId } from '../kit/id.ts';
import { defineRoute } from '../kit/route.ts';
import { ChatAvailability, ChatConfiguration, Unavailability } from './configuration.ts';
import { Chat, ChatEvent, ChatState } from './model.ts';

const customer = ['customer'] as const;
const Params = z.object({ chatId: InteractionId });
const QueueName = z.string().min(1).max(120);
/** As a browser names it; one that nobody has texts for is answered with what there is. */
const LocaleName = z.string().min(1).max(35);

export const ChatRequest = z
  .strictObject({
    tenantId: TenantId,
    /** The widget the customer uses: its queue, its defaults and its rules hold. */
    widgetId: ObjectId.optional(),
    queueId: ObjectId.optional(),
    queueName: QueueName.optional(),
    /** The language of what Tandem says to the customer. */
    locale: LocaleName.optional(),
    customer: z
      .strictObject({
        name: z.string().trim().max(200).optional(),
        email: z.email().max(254).optional(),
        phone: z.string().trim().max(40).optional(),
        id: z.string().trim().max(128).optional(),
      })
      .default({}),
    /** The customer's opening question; becomes the first message. */
    initialMessage: MessageText.optional(),
    /** Kept for integrations; no agent and no customer reads it. */
    privateData: z.string().max(4000).optional(),
    sessionTag: z.string().trim().max(200).optional(),
    timeZoneOffsetMinutes: z.int().min(-840).max(840).optional(),
  })
  .refine(request => [request.queueId, request.queueName, request.widgetId].some(one => one !== undefined), {
    message: 'queueId, queueName or widgetId is required',
    path: ['queueId'],
  })
  .meta({
    id: 'ChatRequest',
    examples: [{ tenantId: 'demo', queueId: 'support', customer: { name: 'Kim' }, initialMessage: 'My order is late' }],
  });

export const chatRoutes = {
  requestChat: defineRoute({
    method: 'POST',
    path: '/v1/chats',
    summary: 'Ask for a chat; the token in the answer is the key to it',
    auth: 'public',
    body: ChatRequest,
    reply: {
      status: 201,
      body: z.object({
        chatId: InteractionId,
        token: z.string(),
        state: ChatState,
        message: z.string().nullable(),
        position: z.int().nullable(),
        estimatedWaitMs: z.int().nullable(),
      }),
    },
    otherwise: {
      status: 200,
      when: 'The queue takes no chats now',
      body: z.object({
        chatId: z.null(),
        reason: Unavailability,
        message: z.string().nullable(),
      }),
    },
    errors: [
      'TENANT_NOT_FOUND',
      'QUEUE_NOT_FOUND',
      'WIDGET_NOT_FOUND',
      'ORIGIN_NOT_ALLOWED',
      'MESSAGE_TOO_LONG',
      'WRITE_CONFLICT',
    ],
    idempotent: true,
  }),
  getChat: defineRoute({
    method: 'GET',
    path: '/v1/chats/{chatId}',
    summary: 'State, place in the queue and estimate',
    auth: customer,
    params: Params,
    reply: { status: 200, body: Chat },
    errors: ['CHAT_NOT_FOUND'],
  }),
  leaveChat: defineRoute({
    method: 'DELETE',
    path: '/v1/chats/{chatId}',
    summary: 'Leave; leaving again changes nothing',
    auth: customer,
    params: Params,
    reply: { status: 200, body: Chat },
    errors: ['CHAT_NOT_FOUND', 'WRITE_CONFLICT'],
  }),
  customerSendMessage: defineRoute({
    method: 'POST',
    path: '/v1/chats/{chatId}/messages',
    summary: 'Write to the agent, also while waiting; the same clientMessageId again gives the first answer',
    auth: customer,
    params: Params,
    body: z.strictObject({
      text: MessageText,
      clientMessageId: ClientMessageId,
      /** For the agent alone: the customer does not see it, now or later (WID-33). */
      hidden: z.boolean().default(false),
    }),
    reply: { status: 201, body: ChatEvent },
    errors: ['CHAT_NOT_FOUND', 'CHAT_ENDED', 'MESSAGE_TOO_LONG', 'WRITE_CONFLICT'],
  }),
  changeMyDetails: defineRoute({
    method: 'PUT',
    path: '/v1/chats/{chatId}/customer',
    summary: 'Correct your name, e-mail address or phone number; disregarded where the widget ignores such details',
    auth: customer,
    params: Params,
    body: CustomerChanges,
    reply: { status: 200, body: Customer },
    errors: ['CHAT_NOT_FOUND', 'CHAT_ENDED', 'WRITE_CONFLICT'],
  }),
  customerSendTyping: defineRoute({
    method: 'POST',
    path: '/v1/chats/{chatId}/typing',
    summary: 'Tell the agent that you are typing',
    auth: customer,
    params: Params,
    reply: { status: 204, body: z.null() },
    errors: ['CHAT_NOT_FOUND', 'CHAT_ENDED'],
  }),
  customerMarkRead: defineRoute({
    method: 'PUT',
    path: '/v1/chats/{chatId}/receipt',
    summary: 'Say how far you have read; only moves forward',
    auth: customer,
    params: Params,
    body: z.strictObject({ readIndex: z.int().min(0) }),
    reply: { status: 200, body: Receipt },
    errors: ['CHAT_NOT_FOUND', 'WRITE_CONFLICT'],
  }),
  getChatEvents: defineRoute({
    method: 'GET',
    path: '/v1/chats/{chatId}/events',
    summary: 'What happened behind an index; waits up to `waitMs` for something new',
    auth: customer,
    params: Params,
    query: AfterQuery.extend({ waitMs: z.coerce.number<string>().int().min(0).max(25_000).default(0) }),
    reply: {
      status: 200,
      body: z.object({ state: ChatState, items: z.array(ChatEvent), lastIndex: z.int(), agentReadIndex: z.int() }),
    },
    errors: ['CHAT_NOT_FOUND'],
  }),
  getChatAvailability: defineRoute({
    method: 'GET',
    path: '/v1/chat-availability',
    summary: 'Whether a queue takes chats now, and the wait to expect',
    auth: 'public',
    query: z.strictObject({
      tenantId: TenantId,
      widgetId: ObjectId.optional(),
      queueId: ObjectId.optional(),
      queueName: QueueName.optional(),
    }),
    reply: { status: 200, body: ChatAvailability },
    errors: ['TENANT_NOT_FOUND', 'QUEUE_NOT_FOUND', 'WIDGET_NOT_FOUND'],
  }),
  getChatConfiguration: defineRoute({
    method: 'GET',
    path: '/v1/chat-configuration',
    summary: 'Everything a chat window needs: widget, limits, availability, and texts in the language of the page',
    auth: 'public',
    query: z.strictObject({
      tenantId: TenantId,
      widgetId: ObjectId.optional(),
      queueId: ObjectId.optional(),
      queueName: QueueName.optional(),
      locale: LocaleName.optional(),
    }),
    reply: { status: 200, body: ChatConfiguration },
    errors: ['TENANT_NOT_FOUND', 'QUEUE_NOT_FOUND', 'WIDGET_NOT_FOUND', 'ORIGIN_NOT_ALLOWED'],
    cacheSeconds: 10,
  }),
};
