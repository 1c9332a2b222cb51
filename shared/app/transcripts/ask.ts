import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { TranscriptMail } from '#schemas/transcripts/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { callerId } from '#shared/app/work/load.ts';
import { ownChat } from '#shared/app/work/own-chat.ts';
import { hasPermission } from '#shared/app/work/permissions.ts';
import type { Conversation } from '#shared/app/work/ports.ts';
import { visible } from '#shared/app/work/visible.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { outcome } from '#shared/domain/kit/change.ts';
import { mailObstacle } from '#shared/domain/transcripts/compose.ts';
import { wantTranscript } from '#shared/domain/transcripts/want.ts';
import type { TranscriptPorts } from './ports.ts';
import { statusOf } from './status.ts';

/**
 * An agent sends the transcript (TRX-01, TRX-02). Asking again sends nothing more.
 *
 * @throws AppError `INTERACTION_NOT_FOUND`, `FORBIDDEN`, `TRANSCRIPT_UNAVAILABLE`
 */
export async function sendTranscript(ports: TranscriptPorts, interactionId: string): Promise<TranscriptMail> {
  await visible(ports, interactionId);
  if (!(await hasPermission(ports, callerId(ports), 'send-email'))) {
    throw new AppError('FORBIDDEN', { params: { permission: 'send-email' } });
  }
  return ask(ports, () => visible(ports, interactionId), false);
}

/** The customer asks for it, where the queue offers it. @throws AppError `CHAT_NOT_FOUND`, `TRANSCRIPT_UNAVAILABLE` */
export const customerRequestTranscript = (ports: TranscriptPorts, chatId: string): Promise<TranscriptMail> =>
  ask(ports, () => ownChat(ports, chatId), true);

async function ask(
  ports: TranscriptPorts,
  load: () => Promise<Conversation>,
  byCustomer: boolean,
): Promise<TranscriptMail> {
  const { interaction } = await load();
  const claim = await ports.claim(interaction.id);
  return carryOut(ports, async () => {
    const [{ interaction }, configuration] = await Promise.all([load(), ports.configuration()]);
    const { transcript } = rulesOf(configuration, interaction).queue;
    const reason = byCustomer && !transcript.onRequest ? 'not-offered' : mailObstacle(interaction, transcript);
    if (reason) throw new AppError('TRANSCRIPT_UNAVAILABLE', { params: { reason } });
    return {
      change: wantTranscript(interaction, ports.ctx.now),
      answer: sealed => mailIn(outcome(sealed.interactions, interaction.id) ?? interaction, claim),
    };
  });
}

const mailIn = (interaction: InteractionRecord, claim: Parameters<typeof statusOf>[1]): TranscriptMail => ({
  interactionId: interaction.id,
  status: statusOf(interaction, claim) ?? 'wanted',
  wantedAt: interaction.transcript?.wantedAt ?? interaction.firstEnqueuedAt,
});
