import * as z from 'zod';
import { EndReason, Entry, InteractionId } from '../interactions/model.ts';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';

/** How a transcript by e-mail is getting on; `sending` stays where nobody knows whether it went out. */
export const MailStatus = z.enum(['wanted', 'sending', 'sent', 'failed']).meta({ id: 'MailStatus' });
export type MailStatus = z.output<typeof MailStatus>;

export const TranscriptMail = z
  .object({ interactionId: InteractionId, status: MailStatus, wantedAt: Instant })
  .meta({ id: 'TranscriptMail' });
export type TranscriptMail = z.output<typeof TranscriptMail>;

/** What the archive keeps of a conversation to find it by (TRX-13, CHAT-35). */
export const ArchivedConversation = z
  .object({
    interactionId: InteractionId,
    /** Who is shown as the caller: the first datum there is, in the tenant's order (CHAT-40). */
    from: z.string().nullable(),
    customerId: z.string().nullable(),
    customerName: z.string().nullable(),
    sessionTag: z.string().nullable(),
    queueId: ObjectId,
    agentIds: z.array(ObjectId),
    startedAt: Instant,
    endedAt: Instant.nullable(),
    endReason: EndReason.nullable(),
  })
  .meta({ id: 'ArchivedConversation' });
export type ArchivedConversation = z.output<typeof ArchivedConversation>;

/** A mail as it would be sent now. */
export const ComposedMail = z
  .object({
    from: z.string(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string().nullable(),
  })
  .meta({ id: 'ComposedMail' });
export type ComposedMail = z.output<typeof ComposedMail>;

/** A conversation with every line, and the mail that can be sent of it (TRX-14). */
export const Transcript = ArchivedConversation.extend({
  entries: z.array(Entry),
  /** The agent's application opens the mail when the conversation is over (TRX-03). */
  openOnClose: z.boolean(),
  /** Null where it cannot be sent; `unavailable` says why. */
  mail: ComposedMail.nullable(),
  unavailable: z.enum(['no-sender', 'no-address']).nullable(),
  /** Null while nobody has asked for it. */
  mailStatus: MailStatus.nullable(),
}).meta({ id: 'Transcript' });
export type Transcript = z.output<typeof Transcript>;

/** The claim on sending a transcript: whoever moves it to `sending` sends, and nobody else ever does. */
export const TranscriptClaim = z.object({
  tenantId: TenantId,
  version: z.int().min(1),
  interactionId: InteractionId,
  status: z.enum(['sending', 'waiting', 'sent', 'failed']),
  attempts: z.int(),
  /** When it was tried last. */
  at: Instant,
});
export type TranscriptClaim = z.output<typeof TranscriptClaim>;
