import type { TaskInput } from '#schemas/kit/task.ts';
import type { TranscriptClaim } from '#schemas/transcripts/model.ts';
import { transcriptTasks } from '#schemas/transcripts/tasks.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { isConflict } from '#shared/app/work/store-change.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { settleTranscript } from '#shared/domain/transcripts/want.ts';
import { mailOf } from './mail.ts';
import type { TranscriptPorts } from './ports.ts';

/** Pauses between attempts, in seconds; after the last one it is given up. */
const PAUSES = [30, 120, 600, 3600];

/**
 * Sends the transcript of a conversation that is over. One claim is moved before the mail goes out and after: the task
 * may come twice, late or at once, and the mail goes out once. Where nobody knows whether it went out, it is not sent
 * again.
 */
export async function sendTranscriptTask(
  ports: TranscriptPorts,
  { interactionId }: TaskInput<typeof transcriptTasks.sendTranscript>,
): Promise<void> {
  const { interaction } = (await ports.interaction(interactionId)) ?? {};
  if (!interaction?.transcript || interaction.endedAt === null || interaction.transcript.settledAt !== null) return;
  const claim = await take(ports, interactionId);
  if (claim === 'over') return settle(ports, interactionId);
  if (claim === 'taken') return;
  const { mail } = await mailOf(ports, interaction);
  const sent = mail ? await handedOver(ports, mail) : 'never';
  if (sent === 'later') return again(ports, claim);
  await release(ports, claim, sent === 'yes' ? 'sent' : 'failed');
  await settle(ports, interactionId);
}

type Claim = Omit<TranscriptClaim, 'tenantId'>;

/** Who has sent for so long has died over it. */
const ATTEMPT_SECONDS = 60;

/** The claim for one attempt; `taken` where somebody else has it, `over` where he has sent, or may have. */
async function take(ports: TranscriptPorts, interactionId: string): Promise<Claim | 'taken' | 'over'> {
  const { now } = ports.ctx;
  const known = await ports.claim(interactionId);
  if (known && known.status !== 'waiting') {
    return known.status === 'sending' && plusSeconds(known.at, ATTEMPT_SECONDS) > now ? 'taken' : 'over';
  }
  if (known && known.at > now) return 'taken';
  const { attempts, version } = known ?? { attempts: 0, version: 0 };
  const claim: Claim = {
    ...{ interactionId, status: 'sending', at: now },
    attempts: attempts + 1,
    version: version + 1,
  };
  try {
    await ports.saveClaim(claim, known?.version ?? 'absent');
    return claim;
  } catch (thrown) {
    if (isConflict(thrown)) return 'taken';
    throw thrown;
  }
}

async function handedOver(
  ports: TranscriptPorts,
  mail: Parameters<TranscriptPorts['mails']['send']>[0],
): Promise<'yes' | 'later'> {
  try {
    await ports.mails.send(mail);
    return 'yes';
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'TRY_LATER') return 'later';
    throw thrown;
  }
}

/** @param at for an attempt to come: not before */
const release = (
  ports: TranscriptPorts,
  claim: Claim,
  status: TranscriptClaim['status'],
  at = ports.ctx.now,
): Promise<void> => ports.saveClaim({ ...claim, status, at, version: claim.version + 1 }, claim.version);

async function again(ports: TranscriptPorts, claim: Claim): Promise<void> {
  const { interactionId } = claim;
  const pause = PAUSES[claim.attempts - 1];
  if (pause === undefined) {
    await release(ports, claim, 'failed');
    return settle(ports, interactionId);
  }
  const at = plusSeconds(ports.ctx.now, pause);
  await release(ports, claim, 'waiting', at);
  const { carrier, name } = transcriptTasks.sendTranscript;
  await ports.schedule([{ name, carrier, at, input: { tenantId: ports.ctx.tenantId, interactionId, deadline: at } }]);
}

const settle = (ports: TranscriptPorts, interactionId: string): Promise<void> =>
  carryOut(ports, async () => {
    const found = await ports.interaction(interactionId);
    return {
      change: found ? settleTranscript(found.interaction, ports.ctx.now) : nothing,
      answer: () => undefined,
    };
  });
