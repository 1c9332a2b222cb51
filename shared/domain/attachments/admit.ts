import type { DeclaredFile } from '#schemas/attachments/model.ts';
import type { EffectiveChatLimits } from '#schemas/chat/configuration.ts';
import { attachmentRefusal } from '#shared/domain/chat/limits.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** @throws AppError `ATTACHMENTS_DISABLED`, `ATTACHMENT_TYPE_NOT_ALLOWED`, `ATTACHMENT_TOO_LARGE` (ATT-05) */
export function assertAdmitted(limits: EffectiveChatLimits, file: DeclaredFile): void {
  switch (attachmentRefusal(limits, file)) {
    case 'disabled':
      throw new AppError('ATTACHMENTS_DISABLED');
    case 'type': {
      const params = { allowed: limits.allowedAttachmentTypes, restricted: limits.restrictedAttachmentTypes };
      throw new AppError('ATTACHMENT_TYPE_NOT_ALLOWED', { params });
    }
    case 'too-large':
      throw new AppError('ATTACHMENT_TOO_LARGE', {
        params: { maxBytes: limits.maxAttachmentBytes, bytes: file.bytes },
      });
    default:
  }
}
