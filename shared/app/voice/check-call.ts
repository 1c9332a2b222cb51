import type { TaskInput } from '#schemas/kit/task.ts';
import type { voiceTasks } from '#schemas/voice/tasks.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { directed } from '#shared/app/work/telephone.ts';
import { isNothing, nothing } from '#shared/domain/kit/change.ts';
import { onOverdueLeg } from '#shared/domain/voice/on-leg-event.ts';
import { parkEnded } from '#shared/domain/voice/park-call.ts';
import { findCall } from './call-in-hand.ts';
import { sceneryOf, withFlow } from './tell-leg.ts';

type Input = TaskInput<(typeof voiceTasks)['checkCall']>;

/** What was due by now has not happened: somebody did not answer, a browser did not come, a call was parked too long. */
export async function checkCall(ports: WorkPorts, { interactionId }: Input): Promise<void> {
  while (await checkOne(ports, interactionId));
}

/** Decides about the first thing that is overdue; false when nothing is. */
const checkOne = (ports: WorkPorts, interactionId: string): Promise<boolean> =>
  carryOut(ports, async () => {
    const inHand = await findCall(ports, interactionId);
    const none = { change: nothing, answer: () => false };
    if (!inHand) return none;
    const { now } = ports.ctx;
    const leg = inHand.call.legs.find(one => one.state !== 'ended' && one.dueAt !== null && one.dueAt <= now);
    const { endsAt = null } = inHand.call.parked ?? {};
    const isParkedTooLong = endsAt !== null && endsAt <= now;
    if (!leg && !isParkedTooLong) return none;
    const scenery = await sceneryOf(ports, inHand);
    const parker = scenery.crew.get(inHand.call.parked?.byAgentId ?? '');
    const decided = leg
      ? await withFlow(ports, scenery, so => onOverdueLeg(leg, so, { now, newId: ports.nextId }))
      : parker
        ? parkEnded(inHand, parker, scenery.settings, now)
        : nothing;
    if (isNothing(decided)) return none;
    return { change: await directed(ports, decided, inHand), answer: () => true };
  });
