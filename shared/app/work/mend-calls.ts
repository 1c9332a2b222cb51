import type { CallRecord } from '#schemas/voice/model.ts';
import { isNothing, nothing, outcomeOf } from '#shared/domain/kit/change.ts';
import { plusMs } from '#shared/domain/kit/instant.ts';
import { carryOut } from './carry-out.ts';
import { mendEach } from './mend-each.ts';
import type { WorkPorts } from './ports.ts';
import type { Found } from './sweep.ts';
import { directed, tellOutstanding } from './telephone.ts';

/** How old a call is before anything of it counts as left behind. */
const LATE_MS = 5000;

/**
 * Legs that were not told what to do, legs and rooms of calls that are over, and calls that do not do what their
 * interaction says: each is steered and told once more. What is under way is told twice, which is telling once.
 */
export const mendCalls = (ports: WorkPorts, calls: readonly CallRecord[]): Promise<Found[]> =>
  mendEach(calls, async ({ id, startedAt }) => {
    if (startedAt > plusMs(ports.ctx.now, -LATE_MS)) return undefined;
    const steered = await steerAgain(ports, id);
    const call = await ports.call(id);
    const untold = call ? await tellOutstanding(ports, call) : 0;
    if (!steered && untold === 0) return undefined;
    return { kind: 'call', subject: id, detail: steered ? 'did not follow its interaction' : `${untold} legs untold` };
  });

/** Has a call follow its interaction; false where it does. */
const steerAgain = (ports: WorkPorts, interactionId: string): Promise<boolean> =>
  carryOut(ports, async () => {
    const [conversation, call] = await Promise.all([ports.interaction(interactionId), ports.call(interactionId)]);
    if (!conversation || !call) return { change: nothing, answer: () => false };
    const { interaction } = conversation;
    const change = await directed(ports, nothing, { interaction, call });
    return { change, answer: () => !isNothing(change) && outcomeOf(change.calls, call) !== call };
  });
