import * as z from 'zod';
import { Attachment } from '../attachments/model.ts';
import { EntryAuthor, EntryKind, InteractionId } from '../interactions/model.ts';
import { Instant } from '../kit/id.ts';

export const ChatState = z.enum(['queued', 'handling', 'terminated']).meta({ id: 'ChatState' });
export type ChatState = z.output<typeof ChatState>;

/** What a customer is told of the own chat. */
export const Chat = z
  .object({
    chatId: InteractionId,
    state: ChatState,
    queueName: z.string(),
    agentName: z.string().nullable(),
    /** Place in the queue from 1; null unless queued. */
    position: z.int().nullable(),
    /** Null when no honest figure is possible. */
    estimatedWaitMs: z.int().nullable(),
    lastIndex: z.int(),
    /** How far the agent has read. */
    agentReadIndex: z.int(),
    startedAt: Instant,
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'Chat' });
export type Chat = z.output<typeof Chat>;

/** One thing that happened in the chat, in order; `index` has no gaps for the customer. */
export const ChatEvent = z
  .object({
    index: z.int(),
    at: Instant,
    /** `withheld`: a line that is not for the customer; it only keeps the count gapless. */
    type: z.enum([...EntryKind.options, 'withheld']),
    author: EntryAuthor.pick({ kind: true, name: true }),
    text: z.string().nullable(),
    clientMessageId: z.string().nullable(),
    /** Set on lines that announce a file; the text is its name. */
    attachment: Attachment.optional(),
  })
  .meta({ id: 'ChatEvent' });
export type ChatEvent = z.output<typeof ChatEvent>;
