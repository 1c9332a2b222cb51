import type { ComposedMail, TranscriptClaim } from '#schemas/transcripts/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';

/** Hands mails to somebody who delivers them. */
export interface MailSender {
  /**
   * @throws AppError `TRY_LATER` when the mail was certainly not taken and may be later; anything else that is thrown may
   * come after it was taken.
   */
  send(mail: ComposedMail): Promise<void>;
}

export interface TranscriptPorts extends WorkPorts {
  readonly mails: MailSender;
  claim(interactionId: string): Promise<TranscriptClaim | undefined>;
  /** @throws AppError `WRITE_CONFLICT` when somebody else has the claim by now. */
  saveClaim(claim: Omit<TranscriptClaim, 'tenantId'>, known: number | 'absent'): Promise<void>;
}
