import type { Attachment, AttachmentUpload, DeclaredFile } from '#schemas/attachments/model.ts';
import { limitsOf } from '#shared/app/work/say.ts';
import type { Speaker } from '#shared/app/work/speaker.ts';
import { assertAdmitted } from '#shared/domain/attachments/admit.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import type { AttachmentPorts, FileKey } from './ports.ts';

/** How long an upload may take to begin. */
const UPLOAD_WITHIN_SECONDS = 15 * 60;
/** How long a declared file is remembered that nobody confirms. */
const FORGOTTEN_AFTER_SECONDS = 24 * 60 * 60;

export const keyOf = ({ ctx }: AttachmentPorts, interactionId: string, id: string): FileKey => ({
  tenantId: ctx.tenantId,
  interactionId,
  id,
});

export const described = ({ id, name, bytes, contentType }: Attachment): Attachment => ({
  ...{ id, name, bytes, contentType },
});

/**
 * Leave to upload a file that the limits of this side admit (ATT-01 to ATT-04).
 *
 * @throws AppError `ATTACHMENTS_DISABLED`, `ATTACHMENT_TYPE_NOT_ALLOWED`, `ATTACHMENT_TOO_LARGE`, and what the speaker is
 * refused with
 */
export async function askForUpload(
  ports: AttachmentPorts,
  speaker: Speaker,
  file: DeclaredFile,
): Promise<AttachmentUpload> {
  const [{ interaction }, configuration] = await Promise.all([speaker.load(), ports.configuration()]);
  speaker.assertMayWrite(interaction);
  assertAdmitted(limitsOf(configuration, interaction, speaker.side), file);
  const { interactionId, side, authorId } = speaker;
  const attachment = { ...file, id: ports.nextId('att') };
  const { now } = ports.ctx;
  const expiresAt = plusSeconds(now, UPLOAD_WITHIN_SECONDS);
  const form = await ports.files.uploadForm(keyOf(ports, interactionId, attachment.id), file, expiresAt);
  const forgottenAt = plusSeconds(now, FORGOTTEN_AFTER_SECONDS);
  await ports.saveAttachment(
    { ...attachment, interactionId, side, authorId, index: null, expiresAt: forgottenAt, version: 1 },
    'absent',
  );
  return { attachment, ...form, fields: { ...form.fields }, expiresAt };
}
