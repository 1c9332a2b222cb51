import type { AdminChange } from '#shared/domain/admin/administer.ts';
import type { Stamp } from '#shared/domain/admin/audit.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { AdminPorts, Answer } from './ports.ts';

const RETRIES = 3;

/**
 * Loads, decides and commits, again when another change came in between. A keyed command that was carried out before
 * gives its first answer and changes nothing.
 *
 * @throws AppError `IDEMPOTENCY_KEY_REUSED` when the key came with another request before, `WRITE_CONFLICT` when other
 * changes kept coming in between, and whatever `decide` refuses.
 */
export async function carryOut<Change extends AdminChange, Body>(
  ports: AdminPorts,
  decide: () => Promise<Change>,
  answerTo: (change: Change) => Answer<Body>,
  retries = RETRIES,
): Promise<Body> {
  try {
    const change = await decide();
    const answer = answerTo(change);
    await ports.commit(change, answer);
    return answer.body;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const earlier = await earlierAnswer(ports);
    if (earlier) return earlier.answer as Body;
    if (thrown.code !== 'WRITE_CONFLICT' || retries === 0) throw thrown;
    return carryOut(ports, decide, answerTo, retries - 1);
  }
}

/** Looked for only after a refusal or conflict, so that first requests pay nothing for their keys. */
async function earlierAnswer({ ctx, replay }: AdminPorts): Promise<{ readonly answer: unknown } | undefined> {
  if (!ctx.idempotency) return undefined;
  const earlier = await replay();
  if (earlier && earlier.digest !== ctx.idempotency.digest) throw new AppError('IDEMPOTENCY_KEY_REUSED');
  return earlier;
}

/** Who asks and when, as the audit trail keeps it. */
export const stamp = ({ ctx, nextId }: AdminPorts): Stamp => ({
  auditId: nextId('aud'),
  at: ctx.now,
  actorId: ctx.actor.id ?? ctx.actor.kind,
  requestId: ctx.requestId,
});
