import { describe, expect, it } from 'vitest';
import type { EffectiveChatLimits } from '#schemas/chat/configuration.ts';
import { assertAdmitted } from '#shared/domain/attachments/admit.ts';
import { refused } from '../../support/changes.ts';

const limits = (given: Partial<EffectiveChatLimits> = {}): EffectiveChatLimits => ({
  maxMessageLength: 1000,
  maxAttachmentBytes: 2048,
  allowedAttachmentTypes: null,
  restrictedAttachmentTypes: ['exe'],
  ...given,
});
const file = { name: 'plan.pdf', contentType: 'application/pdf', bytes: 2048 };

describe('a file', () => {
  it('is admitted that is of an allowed type and no larger than may be', () => {
    expect(() => assertAdmitted(limits(), file)).not.toThrow();
    expect(() => assertAdmitted(limits({ allowedAttachmentTypes: ['pdf'] }), file)).not.toThrow();
  });

  it('is refused where there are none', () => {
    expect(refused(() => assertAdmitted(limits({ maxAttachmentBytes: 0 }), file)).code).toBe('ATTACHMENTS_DISABLED');
  });

  it('of another type is refused with the types that may be sent', () => {
    const refusal = refused(() => assertAdmitted(limits({ allowedAttachmentTypes: ['png'] }), file));

    expect(refusal).toMatchObject({
      code: 'ATTACHMENT_TYPE_NOT_ALLOWED',
      params: { allowed: ['png'], restricted: ['exe'] },
    });
  });

  it('too large is refused with how large it may be', () => {
    expect(refused(() => assertAdmitted(limits(), { ...file, bytes: 2049 }))).toMatchObject({
      code: 'ATTACHMENT_TOO_LARGE',
      params: { maxBytes: 2048, bytes: 2049 },
    });
  });
});
