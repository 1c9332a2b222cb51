import type { Attachment } from '#schemas/attachments/model.ts';
import type { ChatEvent } from '#schemas/chat/model.ts';
import { confirmForCustomer } from './confirm.ts';
import { linkForCustomer } from './link.ts';
import { customerParty } from './party.ts';
import type { CarryingPorts } from './ports.ts';
import { askForUpload } from './upload.ts';

/*
 * For interfaces whose requests hold the contents of files themselves: the same leave, the same checks, the same links,
 * used in the name of the customer.
 */

const UNRECOGNISED = 'application/octet-stream';

/** Sends a file whose type nobody declares; its content says it. */
export async function sendContent(
  ports: CarryingPorts,
  chatId: string,
  { content, name }: { readonly name: string; readonly content: Uint8Array<ArrayBuffer> },
): Promise<ChatEvent> {
  const recognised = await ports.recognition.recognise(content);
  const [contentType = UNRECOGNISED] = recognised?.contentType.split(';') ?? [];
  const file = { name, bytes: content.length, contentType };
  const { attachment, fields, url } = await askForUpload(ports, customerParty(ports, chatId), file);
  await ports.transfer.post({ fields, url }, content);
  return confirmForCustomer(ports, chatId, attachment.id);
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
