import type { AttachmentRecord } from '#schemas/attachments/model.ts';
import type { ChatEvent } from '#schemas/chat/model.ts';
import type { Entry } from '#schemas/interactions/model.ts';
import { say } from '#shared/app/work/say.ts';
import { customerSpeaker, type Speaker } from '#shared/app/work/speaker.ts';
import { isConflict } from '#shared/app/work/store-change.ts';
import { lieOf } from '#shared/domain/attachments/content.ts';
import { extensionOf } from '#shared/domain/chat/limits.ts';
import { chatEvent } from '#shared/domain/chat/view.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { AttachmentPorts } from './ports.ts';
import { described, keyOf } from './upload.ts';

/**
 * The file is uploaded: it is checked, kept, and announced as a line of the conversation. Confirming it again gives the
 * same line. A file that lies about itself is removed.
 *
 * @param clientMessageId what the line is known by when it comes again
 *
 * @throws AppError `ATTACHMENT_NOT_FOUND`, `ATTACHMENT_NOT_UPLOADED`, `ATTACHMENT_CONTENT_REFUSED`, and what the speaker is
 * refused with
 */
export async function confirmUpload(
  ports: AttachmentPorts,
  speaker: Speaker,
  id: string,
  clientMessageId: string = id,
): Promise<Entry> {
  const conversation = await speaker.load();
  const record = await ownUpload(ports, speaker, id);
  const announced = await lineOf(ports, record);
  if (announced) return announced;
  speaker.assertMayWrite(conversation.interaction);
  await keepHonest(ports, record);
  const words = { text: record.name, clientMessageId, attachment: described(record) };
  const { entry: line } = await say(ports, speaker, words);
  const { expiresAt: _, ...kept } = record;
  await ports
    .saveAttachment({ ...kept, index: line.index, version: record.version + 1 }, record.version)
    .catch(thrown => {
      // Somebody confirmed it at the same moment: it is the same line.
      if (!isConflict(thrown)) throw thrown;
    });
  return line;
}

/** The same for the customer, who sees the line in his own way. */
export const confirmForCustomer = (ports: AttachmentPorts, chatId: string, id: string): Promise<ChatEvent> =>
  confirmUpload(ports, customerSpeaker(ports, chatId), id).then(chatEvent);

/** What this side has declared itself; a stranger's upload is unknown. @throws AppError `ATTACHMENT_NOT_FOUND` */
async function ownUpload(ports: AttachmentPorts, speaker: Speaker, id: string): Promise<AttachmentRecord> {
  const record = await ports.attachment(speaker.interactionId, id);
  const own = record?.side === speaker.side && record.authorId === speaker.authorId;
  if (!record || !own) throw new AppError('ATTACHMENT_NOT_FOUND');
  return record;
}

async function lineOf(ports: AttachmentPorts, { index, interactionId }: AttachmentRecord): Promise<Entry | undefined> {
  if (index === null) return undefined;
  const [line] = await ports.entries(interactionId, index - 1, 1);
  return line;
}

/** @throws AppError `ATTACHMENT_NOT_UPLOADED`, `ATTACHMENT_CONTENT_REFUSED` */
async function keepHonest(ports: AttachmentPorts, record: AttachmentRecord): Promise<void> {
  const { files, recognition } = ports;
  const key = keyOf(ports, record.interactionId, record.id);
  const uploaded = await files.uploaded(key);
  if (!uploaded) throw new AppError('ATTACHMENT_NOT_UPLOADED');
  const recognised = await recognition.recognise(uploaded.start);
  const recognisable = recognition.recognises(extensionOf(record.name));
  const reason = lieOf(record, { ...uploaded, recognised, recognisable });
  if (reason !== null) {
    await files.discard(key);
    await ports.forgetAttachment(record.interactionId, record.id);
    throw new AppError('ATTACHMENT_CONTENT_REFUSED', { params: { reason } });
  }
  // Only what was looked at is kept: an upload in between has another tag.
  if (!(await files.keep(key, uploaded.tag))) throw new AppError('ATTACHMENT_NOT_UPLOADED');
}
