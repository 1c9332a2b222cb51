import type { ChatCursor } from '#schemas/compat/chatservice/entity.ts';
import type { Waited, WorkPorts } from '#shared/app/work/ports.ts';

/** What customer chat needs besides agents and interactions. */
export interface ChatPorts extends WorkPorts {
  /** Whether the tenant of the request exists: a public request may name any. */
  tenantExists(): Promise<boolean>;
  /** The token that reaches this one chat. */
  conversationToken(chatId: string): Promise<string>;
  /** Resolves when the conversation has news, or after at most `ms`. */
  waitForNews(chatId: string, ms: number, signal: AbortSignal): Promise<Waited>;
  /** What a client of the documented chat service has been given of a chat. */
  chatCursor(chatId: string): Promise<ChatCursor | undefined>;
  /** @throws AppError `WRITE_CONFLICT` when the cursor is no longer the one that was known. */
  saveChatCursor(cursor: ChatCursor, known: ChatCursor | undefined): Promise<void>;
}
