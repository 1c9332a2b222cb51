import * as z from 'zod';
import { ChatEvent } from '../chat/model.ts';
import { Entry, InteractionId } from '../interactions/model.ts';
import { defineRoute } from '../kit/route.ts';
import { AttachmentId } from './id.ts';
import { AttachmentLink, AttachmentUpload, DeclaredFile } from './model.ts';

const customer = ['customer'] as const;
const agents = ['agent', 'supervisor'] as const;
const readers = ['agent', 'supervisor', 'admin', 'analyst'] as const;
const Chat = z.object({ chatId: InteractionId });
const ChatFile = Chat.extend({ attachmentId: AttachmentId });
const Conversation = z.object({ interactionId: InteractionId });
const ConversationFile = Conversation.extend({ attachmentId: AttachmentId });

/** Each is an outcome of its own (ATT-05). */
const limits = ['ATTACHMENTS_DISABLED', 'ATTACHMENT_TYPE_NOT_ALLOWED', 'ATTACHMENT_TOO_LARGE'] as const;
const upload = ['ATTACHMENT_NOT_FOUND', 'ATTACHMENT_NOT_UPLOADED', 'ATTACHMENT_CONTENT_REFUSED'] as const;
const mine = ['INTERACTION_NOT_FOUND', 'NOT_YOUR_INTERACTION', 'INTERACTION_STATE', 'SESSION_SUPERSEDED'] as const;

export const attachmentRoutes = {
  customerCreateAttachment: defineRoute({
    method: 'POST',
    path: '/v1/chats/{chatId}/attachments',
    summary: 'Ask for leave to upload a file; nobody hears of it before it is confirmed',
    auth: customer,
    params: Chat,
    body: DeclaredFile,
    reply: { status: 201, body: AttachmentUpload },
    errors: ['CHAT_NOT_FOUND', 'CHAT_ENDED', ...limits, 'WRITE_CONFLICT'],
  }),
  customerConfirmAttachment: defineRoute({
    method: 'POST',
    path: '/v1/chats/{chatId}/attachments/{attachmentId}/confirmation',
    summary: 'Say that the file is uploaded: it is checked and becomes a line of the chat, once',
    auth: customer,
    params: ChatFile,
    reply: { status: 200, body: ChatEvent },
    errors: ['CHAT_NOT_FOUND', 'CHAT_ENDED', ...upload, 'MESSAGE_TOO_LONG', 'WRITE_CONFLICT'],
  }),
  customerGetAttachment: defineRoute({
    method: 'GET',
    path: '/v1/chats/{chatId}/attachments/{attachmentId}',
    summary: 'A link to a file of the chat that works for some minutes',
    auth: customer,
    params: ChatFile,
    reply: { status: 200, body: AttachmentLink },
    errors: ['CHAT_NOT_FOUND', 'ATTACHMENT_NOT_FOUND'],
  }),
  createAttachment: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/attachments',
    summary: 'Ask for leave to upload a file for the customer; nobody hears of it before it is confirmed',
    auth: agents,
    params: Conversation,
    body: DeclaredFile,
    reply: { status: 201, body: AttachmentUpload },
    errors: [...mine, ...limits, 'WRITE_CONFLICT'],
  }),
  confirmAttachment: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/attachments/{attachmentId}/confirmation',
    summary: 'Say that the file is uploaded: it is checked and becomes a line of the conversation, once',
    auth: agents,
    params: ConversationFile,
    reply: { status: 200, body: Entry },
    errors: [...mine, ...upload, 'MESSAGE_TOO_LONG', 'WRITE_CONFLICT'],
  }),
  getAttachment: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/attachments/{attachmentId}',
    summary: 'A link to a file of the conversation that works for some minutes',
    auth: readers,
    params: ConversationFile,
    reply: { status: 200, body: AttachmentLink },
    errors: ['INTERACTION_NOT_FOUND', 'ATTACHMENT_NOT_FOUND'],
  }),
};
