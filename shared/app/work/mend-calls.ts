import type { CallRecord } from '#schemas/voice/model.ts';
import { change, isNothing, nothing, outcomeOf } from '#shared/domain/kit/change.ts';
import { plusMs } from '#shared/domain/kit/instant.ts';
import { layToRest, mayRest } from '#shared/domain/voice/lay-to-rest.ts';
import { carryOut } from './carry-out.ts';
import { mendEach } from './mend-each.ts';
import type { WorkPorts } from './ports.ts';
import type { Found } from './sweep.ts';
import { closeRoom, directed, tellOutstanding } from './telephone.ts';

/** How old a call is before anything of it counts as left behind. */
const LATE_MS = 5000;

/**
 * Legs that were not told what to do, legs of calls that are over, and calls that do not do what their interaction says:
 * each is steered and told once more. What is under way is told twice, which is telling once. A call that is over is laid
 * to rest when its room is known to be closed, which is the work of every day and no repair.
 */
export const mendCalls = (ports: WorkPorts, calls: readonly CallRecord[]): Promise<Found[]> =>
  mendEach(calls, async ({ id, startedAt }) => {
    if (startedAt > plusMs(ports.ctx.now, -LATE_MS)) return undefined;
    const steered = await steerAgain(ports, id);
    const call = await ports.call(id);
    if (call?.live !== undefined && mayRest(call)) await bury(ports, call);
    // A leg may be told at this very moment: to be told again is no sign of a defect.
    if (call) await tellOutstanding(ports, call);
    return steered ? { kind: 'call', subject: id, detail: 'did not follow its interaction' } : undefined;
  });

/** Closes the room for good; what cannot be closed now is left to the next sweep. */
async function bury(ports: WorkPorts, call: CallRecord): Promise<void> {
  if (!(await closeRoom(ports, call))) return;
  await carryOut(ports, async () => {
    const current = await ports.call(call.id);
    if (!current || current.live === undefined || !mayRest(current)) return { change: nothing, answer: () => null };
    return { change: change({ calls: [{ before: current, after: layToRest(current) }] }), answer: () => null };
  });
}

/** Has a call follow its interaction; false where it does. */
const steerAgain = (ports: WorkPorts, interactionId: string): Promise<boolean> =>
  carryOut(ports, async () => {
    const [conversation, call] = await Promise.all([ports.interaction(interactionId), ports.call(interactionId)]);
    if (!conversation || !call) return { change: nothing, answer: () => false };
    const { interaction } = conversation;
    const steered = await directed(ports, nothing, { interaction, call });
    return { change: steered, answer: () => !isNothing(steered) && outcomeOf(steered.calls, call) !== call };
  });
