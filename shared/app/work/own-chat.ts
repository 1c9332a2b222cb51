import { AppError } from '#shared/domain/kit/app-error.ts';
import { chatPrincipal } from '#shared/domain/kit/principal.ts';
import type { Conversation, WorkPorts } from './ports.ts';

/** The chat that the token reaches; every other one is unknown (S7). @throws AppError `CHAT_NOT_FOUND` */
export async function ownChat(ports: WorkPorts, chatId: string): Promise<Conversation> {
  const conversation = ports.ctx.principal === chatPrincipal(chatId) ? await ports.interaction(chatId) : undefined;
  if (!conversation) throw new AppError('CHAT_NOT_FOUND');
  return conversation;
}
