import * as z from 'zod';
import { type Address, defineRoute } from '../../kit/route.ts';
import {
  ChatRequestOf,
  GetChatConfigurationResponse,
  GetChatInfoResponse,
  GetEventsRequest,
  GetEventsResponse,
  GetQueueInfoRequest,
  GetQueueInfoResponse,
  MAX_MESSAGE_BYTES,
  NoParameters,
  RequestChatRequest,
  RequestChatResponse,
  SendChatMessageRequest,
} from './model.ts';

/** The release of the documented service whose interface this is. */
export const CHAT_SERVICE_VERSION = '9.8';

const wrapped = <T extends z.ZodType>(request: T) => z.object({ request });
/** What returns nothing answers `null`: a client that parses every answer can parse it. */
const nothing = { status: 200, body: z.null() } as const;

/** The documentation writes the prefix in both ways, and gives no verb to methods without parameters (CHAT-01). */
const alsoAt = (method: string): Address => ({ method: 'POST', path: `/ChatService/${method}` });
const alsoRead = (method: string): readonly Address[] => [
  alsoAt(method),
  { method: 'GET', path: `/chatservice/${method}` },
  { method: 'GET', path: `/ChatService/${method}` },
];

/**
 * The documented chat service, method by method (CHAT-01 to CHAT-34): the same conversations as under `/v1/chats`, in
 * the words of that service. A fault is a problem document. The chat or the tenant in the body says whose data are
 * meant; there are no other credentials.
 */
export const chatServiceRoutes = {
  chatServiceRequestChat: defineRoute({
    method: 'POST',
    path: '/chatservice/RequestChat',
    also: [alsoAt('RequestChat')],
    summary: 'Ask for a chat as clients of the documented service do; a closed group is no fault',
    auth: 'public',
    body: wrapped(RequestChatRequest),
    reply: { status: 200, body: RequestChatResponse },
    errors: ['TENANT_NOT_FOUND', 'QUEUE_NOT_FOUND', 'ORIGIN_NOT_ALLOWED', 'WRITE_CONFLICT'],
    idempotent: true,
  }),
  chatServiceLeaveChat: defineRoute({
    method: 'POST',
    path: '/chatservice/LeaveChat',
    also: [alsoAt('LeaveChat')],
    summary: 'Leave the chat; leaving again changes nothing',
    auth: 'public',
    body: wrapped(ChatRequestOf),
    reply: nothing,
    errors: ['CHAT_NOT_FOUND', 'WRITE_CONFLICT'],
  }),
  chatServiceSendMessage: defineRoute({
    method: 'POST',
    path: '/chatservice/SendMessage',
    also: [alsoAt('SendMessage')],
    summary: 'Write to the agent, or send a file',
    auth: 'public',
    body: wrapped(SendChatMessageRequest),
    reply: nothing,
    errors: [
      'CHAT_NOT_FOUND',
      'CHAT_ENDED',
      'MESSAGE_TOO_LONG',
      'ATTACHMENTS_DISABLED',
      'ATTACHMENT_TYPE_NOT_ALLOWED',
      'ATTACHMENT_TOO_LARGE',
      'ATTACHMENT_CONTENT_REFUSED',
      'ATTACHMENT_NOT_FOUND',
      'ATTACHMENT_NOT_UPLOADED',
      'WRITE_CONFLICT',
    ],
    idempotent: true,
    maxBodyBytes: MAX_MESSAGE_BYTES,
  }),
  chatServiceSendTyping: defineRoute({
    method: 'POST',
    path: '/chatservice/SendTyping',
    also: [alsoAt('SendTyping')],
    summary: 'Tell the agent that the customer is typing',
    auth: 'public',
    body: wrapped(ChatRequestOf),
    reply: nothing,
    errors: ['CHAT_NOT_FOUND', 'CHAT_ENDED'],
  }),
  chatServiceGetEvents: defineRoute({
    method: 'POST',
    path: '/chatservice/GetEvents',
    also: [alsoAt('GetEvents')],
    summary: 'What has happened since the last call; waits up to `Timeout` for something',
    auth: 'public',
    body: wrapped(GetEventsRequest),
    reply: { status: 200, body: GetEventsResponse },
    errors: ['CHAT_NOT_FOUND', 'ATTACHMENT_NOT_FOUND', 'WRITE_CONFLICT'],
  }),
  chatServiceGetQueueInfo: defineRoute({
    method: 'POST',
    path: '/chatservice/GetQueueInfo',
    also: [alsoAt('GetQueueInfo')],
    summary: 'Whether a group takes chats now, and the wait to expect',
    auth: 'public',
    body: wrapped(GetQueueInfoRequest),
    reply: { status: 200, body: GetQueueInfoResponse },
    errors: ['TENANT_NOT_FOUND', 'QUEUE_NOT_FOUND'],
  }),
  chatServiceGetChatInfo: defineRoute({
    method: 'POST',
    path: '/chatservice/GetChatInfo',
    also: [alsoAt('GetChatInfo')],
    summary: 'State of the chat and place in the queue',
    auth: 'public',
    body: wrapped(ChatRequestOf),
    reply: { status: 200, body: GetChatInfoResponse },
    errors: ['CHAT_NOT_FOUND'],
  }),
  chatServiceGetChatConfiguration: defineRoute({
    method: 'POST',
    path: '/chatservice/GetChatConfiguration',
    also: alsoRead('GetChatConfiguration'),
    summary: 'What customers may send',
    auth: 'public',
    body: NoParameters,
    reply: { status: 200, body: GetChatConfigurationResponse },
    errors: ['TENANT_NOT_FOUND'],
  }),
  chatServiceGetVersion: defineRoute({
    method: 'POST',
    path: '/chatservice/GetVersion',
    also: alsoRead('GetVersion'),
    summary: 'The release of the documented service whose interface this is',
    auth: 'public',
    body: NoParameters,
    reply: { status: 200, body: z.string() },
    errors: [],
  }),
};
