import { between, type Random } from '#local/demo/random.ts';
import type { Faults } from '#shared/adapters/store/memory.ts';
import { chatIdentity, type Identity, userIdentity } from '#shared/runtime/identity.ts';
import type { InProcess, WireRequest } from '../support/in-process.ts';
import type { Reply } from '../support/world.ts';
import type { Observed } from './linearizability.ts';

/** How many turns of the job queue a call to the store may wait for, on its way and on its way back. */
const LONGEST_WAIT = 12;

/**
 * Lets every round trip to the store take a number of turns that the seed decides: commands that run at once meet each
 * other in any order, and in the same one for the same seed, because nothing here takes real time.
 */
export function interleave(faults: Faults, random: Random): void {
  const wait = async () => {
    for (let turns = between(random, 0, LONGEST_WAIT); turns > 0; turns--) await undefined;
  };
  faults.before = wait;
  faults.after = wait;
}

/** A command of somebody, and what the model calls it. */
export interface Sent<Op> extends WireRequest {
  readonly op: Op;
}

export const asAgent = (userId: string): Identity => userIdentity('demo', userId, ['agent']);
export const asCustomer = (chatId: string): Identity => chatIdentity('demo', chatId);

/**
 * Sends commands from several places at once, each place one after the other. What was turned down because others were
 * faster (`WRITE_CONFLICT`) had no effect and is left out.
 */
export async function observe<Op, Result>(
  w: InProcess,
  places: readonly (readonly Sent<Op>[])[],
  resultOf: (reply: Reply, op: Op) => Result,
): Promise<Observed<Op, Result>[]> {
  let moment = 0;
  const history: Observed<Op, Result>[] = [];
  await Promise.all(
    places.map(async place => {
      for (const { op, ...request } of place) {
        const sentAt = ++moment;
        const reply = await w.exchange(request);
        const answeredAt = ++moment;
        if (reply.body?.code === 'WRITE_CONFLICT') continue;
        if (reply.status >= 500) throw new Error(`${JSON.stringify(op)}: ${JSON.stringify(reply.body)}`);
        history.push({ op, result: resultOf(reply, op), sentAt, answeredAt });
      }
    }),
  );
  return history;
}
