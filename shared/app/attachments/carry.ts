import type { Attachment } from '#schemas/attachments/model.ts';
import type { ChatEvent } from '#schemas/chat/model.ts';
import type { Entry } from '#schemas/interactions/model.ts';
import { customerSpeaker, type Speaker } from '#shared/app/work/speaker.ts';
import { chatEvent } from '#shared/domain/chat/view.ts';
import { isBy } from '#shared/domain/interactions/conversation.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { confirmUpload } from './confirm.ts';
import { linkForCustomer } from './link.ts';
import type { CarryingPorts } from './ports.ts';
import { askForUpload } from './upload.ts';

/*
 * For interfaces whose requests hold the contents of files themselves: the same leave, the same checks, the same links,
 * used in the name of the customer.
 */

const UNRECOGNISED = 'application/octet-stream';

/**
 * Sends a file whose type nobody declares; its content says it. A keyed request that comes again is known by its line,
 * and carries nothing.
 *
 * @throws AppError `ATTACHMENT_TOO_LARGE` for what fits into no request, and what an upload and its confirmation throw
 */
export async function sendContent(
  ports: CarryingPorts,
  chatId: string,
  { content, name }: { readonly name: string; readonly content: Uint8Array<ArrayBuffer> },
): Promise<ChatEvent> {
  if (content.length > ports.carriedBytes) {
    throw new AppError('ATTACHMENT_TOO_LARGE', { params: { maxBytes: ports.carriedBytes, bytes: content.length } });
  }
  const speaker = customerSpeaker(ports, chatId);
  const key = ports.ctx.idempotency?.key;
  const before = key === undefined ? undefined : await sentBefore(speaker, key);
  if (before) return chatEvent(before);
  const recognised = await ports.recognition.recognise(content);
  const [contentType = UNRECOGNISED] = recognised?.contentType.split(';') ?? [];
  const file = { name, bytes: content.length, contentType };
  const { attachment, fields, url } = await askForUpload(ports, speaker, file);
  await ports.transfer.post({ fields, url }, content);
  return chatEvent(await confirmUpload(ports, speaker, attachment.id, key));
}

/** The line of a file that the same key has sent, among the newest. */
async function sentBefore({ author, load }: Speaker, key: string): Promise<Entry | undefined> {
  const { interaction, tail } = await load();
  const isOwn = (entry: Entry) => entry.attachment !== undefined && isBy(entry, author(interaction));
  return tail.find(entry => entry.clientMessageId === key && isOwn(entry));
}

export interface Carried {
  /** Null where it is too much to be carried. */
  readonly content: Uint8Array | null;
  /** Where it can be fetched for some minutes. */
  readonly url: string;
}

/** The content of an announced file, if it is at most so many bytes, and where it lies. */
export async function contentOf(
  ports: CarryingPorts,
  chatId: string,
  { bytes, id }: Attachment,
  atMost: number,
): Promise<Carried> {
  const { url } = await linkForCustomer(ports, chatId, id);
  return { url, content: bytes > atMost ? null : await ports.transfer.read(url) };
}
