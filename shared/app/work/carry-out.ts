import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, isNothing, seal } from '#shared/domain/kit/change.ts';
import { opportunities } from '#shared/domain/routing/projection.ts';
import { matchAgent, matchInteraction, tieUp } from './match.ts';
import type { WorkPorts } from './ports.ts';
import { isConflict, store } from './store-change.ts';
import { withCalls } from './telephone.ts';

/** How often a command is decided anew when somebody else was faster. */
export const ATTEMPTS = 4;

/** A decision with the answer its caller gets. */
export interface Decision<T> {
  readonly change: Change;
  /** @param sealed the change as it is stored, with its versions */
  readonly answer: (sealed: Change) => T;
}

/**
 * Carries a command out: load and decide, store in one transaction, then tell everybody and look for work that the
 * change makes possible. Decides anew when a row moved on in between. A keyed command that turns out to have been
 * carried out before gives its first answer; the look-up costs nothing while all goes well, because the key is part of
 * the transaction.
 *
 * @throws AppError what the decision throws, or `WRITE_CONFLICT` after the last attempt
 */
export async function carryOut<T>(ports: WorkPorts, decide: () => Promise<Decision<T>>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { change: decided, answer } = await decide();
      const change = await withCalls(ports, decided);
      const sealed = seal(change);
      const result = answer(sealed);
      // What there is nothing left to do about may be what this very command has done before.
      if (isNothing(change)) return (await earlierAnswer<T>(ports))?.answer ?? result;
      await store(ports, sealed, result);
      await lookForWork(ports, sealed);
      return result;
    } catch (thrown) {
      const before = thrown instanceof AppError ? await earlierAnswer<T>(ports, thrown) : undefined;
      if (before) return before.answer;
      if (!isConflict(thrown) || attempt >= ATTEMPTS) throw thrown;
    }
  }
}

/**
 * Carries out a command that nearly always follows one that this process has just stored: decides on what is in memory
 * first, which saves the read. What comes of it counts only if the commit confirms it; a refusal, a conflict or a
 * decision to do nothing is looked at again with what the store says.
 */
export async function carryOutFromMemory<T>(
  ports: WorkPorts,
  decide: (ports: WorkPorts) => Promise<Decision<T>>,
): Promise<T> {
  try {
    const { change: decided, answer } = await decide(ports.fromMemory());
    const change = await withCalls(ports, decided);
    if (!isNothing(change)) {
      const sealed = seal(change);
      const result = answer(sealed);
      await store(ports, sealed, result);
      await lookForWork(ports, sealed);
      return result;
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
  }
  return carryOut(ports, () => decide(ports));
}

/** Routing both ways: what waits looks for agents, who has room looks for work. */
export async function lookForWork(ports: WorkPorts, sealed: Change): Promise<void> {
  const { interactions, agents } = opportunities(sealed);
  await tieUp(ports, sealed);
  for (const interaction of interactions) {
    await matchInteraction(
      ports,
      interaction,
      interaction.queueVisits + interaction.offerCount > 1 ? 'returned' : 'queued',
    );
  }
  for (const agent of agents) await matchAgent(ports, agent.id);
}

/**
 * The answer that a keyed command got when it was carried out before; to be asked for wherever one is turned down.
 *
 * @throws AppError `IDEMPOTENCY_KEY_REUSED` when the key came with another request
 */
export async function earlierAnswer<T>(ports: WorkPorts, cause?: unknown): Promise<{ answer: T } | undefined> {
  const { idempotency } = ports.ctx;
  if (!idempotency) return undefined;
  const known = await ports.replay();
  if (!known) return undefined;
  if (known.digest !== idempotency.digest) throw new AppError('IDEMPOTENCY_KEY_REUSED', {}, { cause });
  return { answer: known.answer as T };
}
