import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { MailStatus, TranscriptClaim } from '#schemas/transcripts/model.ts';

/** How the mail of a conversation is getting on; null while nobody has asked for it. */
export function statusOf(
  { transcript }: Pick<InteractionRecord, 'transcript'>,
  claim: Pick<TranscriptClaim, 'status'> | undefined,
): MailStatus | null {
  if (!transcript) return null;
  return !claim || claim.status === 'waiting' ? 'wanted' : claim.status;
}
