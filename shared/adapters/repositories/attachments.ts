import { AttachmentEntity } from '#schemas/attachments/entity.ts';
import { put, remove } from '#shared/adapters/store/store.ts';
import type { AttachmentFiles, AttachmentPorts, Recognition } from '#shared/app/attachments/ports.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { openWork, type WorkDependencies } from './work.ts';

export interface AttachmentDependencies extends WorkDependencies {
  readonly files: AttachmentFiles;
  readonly recognition: Recognition;
}

/** The ports of attachments, opened for one request of one tenant. */
export function openAttachments(dependencies: AttachmentDependencies): (ctx: Context) => AttachmentPorts {
  const open = openWork(dependencies);
  const { files, recognition } = dependencies;
  return ctx => {
    const store = dependencies.openStore(ctx.tenantId);
    return {
      ...open(ctx),
      files,
      recognition,
      attachment: (interactionId, id) => store.get(AttachmentEntity, { interactionId, id }),
      saveAttachment: (record, known) => store.commit([put(AttachmentEntity, record, known)]),
      forgetAttachment: (interactionId, id) => store.commit([remove(AttachmentEntity, { interactionId, id })]),
    };
  };
}
