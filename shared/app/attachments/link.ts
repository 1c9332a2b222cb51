import type { AttachmentLink } from '#schemas/attachments/model.ts';
import { ownChat } from '#shared/app/work/own-chat.ts';
import { visible } from '#shared/app/work/visible.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import type { AttachmentPorts } from './ports.ts';
import { described, keyOf } from './upload.ts';

const LINK_HOLDS_SECONDS = 5 * 60;

/** @throws AppError `CHAT_NOT_FOUND`, `ATTACHMENT_NOT_FOUND` */
export async function linkForCustomer(ports: AttachmentPorts, chatId: string, id: string): Promise<AttachmentLink> {
  await ownChat(ports, chatId);
  return linkTo(ports, chatId, id);
}

/** @throws AppError `INTERACTION_NOT_FOUND`, also for an agent to whom it is nothing, `ATTACHMENT_NOT_FOUND` */
export async function linkForAgent(ports: AttachmentPorts, interactionId: string, id: string): Promise<AttachmentLink> {
  await visible(ports, interactionId);
  return linkTo(ports, interactionId, id);
}

/** Only what was announced is handed out. */
async function linkTo(ports: AttachmentPorts, interactionId: string, id: string): Promise<AttachmentLink> {
  const record = await ports.attachment(interactionId, id);
  if (!record || record.index === null) throw new AppError('ATTACHMENT_NOT_FOUND');
  const expiresAt = plusSeconds(ports.ctx.now, LINK_HOLDS_SECONDS);
  const url = await ports.files.link(keyOf(ports, interactionId, id), record.name, expiresAt);
  return { attachment: described(record), url, expiresAt };
}
