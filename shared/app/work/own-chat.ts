import { AppError } from '#shared/domain/kit/app-error.ts';
import { chatPrincipal } from '#shared/domain/kit/principal.ts';
import type { Conversation, WorkPorts } from './ports.ts';

/** Whether the token reaches this chat. */
export const isOwnChat = ({ ctx }: WorkPorts, chatId: string): boolean => ctx.principal === chatPrincipal(chatId);

/** The chat that the token reaches; every other one is unknown (S7). @throws AppError `CHAT_NOT_FOUND` */
export async function ownChat(ports: WorkPorts, chatId: string): Promise<Conversation> {
  const conversation = isOwnChat(ports, chatId) ? await ports.interaction(chatId) : undefined;
  if (!conversation) throw new AppError('CHAT_NOT_FOUND');
  return conversation;
}
