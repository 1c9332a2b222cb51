import { fileTransfer } from '#shared/adapters/attachments/file-transfer.ts';
import type { CarryingPorts } from '#shared/app/attachments/ports.ts';
import type { ChatPorts } from '#shared/app/chat/ports.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { type AttachmentDependencies, openAttachments } from './attachments.ts';
import { type ChatDependencies, openChat } from './chat.ts';

export interface ChatServiceDependencies extends ChatDependencies, AttachmentDependencies {
  readonly carriedBytes: number;
}

/** The ports of the documented chat service: those of customer chat and of files, opened for one request. */
export function openChatService(dependencies: ChatServiceDependencies): (ctx: Context) => ChatPorts & CarryingPorts {
  const chat = openChat(dependencies);
  const attachments = openAttachments(dependencies);
  const { carriedBytes } = dependencies;
  return ctx => ({ ...attachments(ctx), ...chat(ctx), transfer: fileTransfer, carriedBytes });
}
