import type { TaskInput } from '#schemas/kit/task.ts';
import type { voiceTasks } from '#schemas/voice/tasks.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { inFlow } from '#shared/app/work/in-flow.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { directed } from '#shared/app/work/telephone.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import { serves } from '#shared/domain/routing/staffing.ts';
import { leaveUnstaffedQueue } from '#shared/domain/voice/flow/in-flow.ts';
import { findCall } from './call-in-hand.ts';

/** Waiting contacts looked at, best first. */
const MOST = 1000;

/**
 * Perhaps nobody serves a queue any more: the callers who wait in it go where their flow says, one after the other, for as
 * long as nobody has signed in.
 */
export async function checkStaffing(
  ports: WorkPorts,
  { queueId }: TaskInput<(typeof voiceTasks)['checkStaffing']>,
): Promise<void> {
  if (await isSomebodyOnline(ports, queueId)) return;
  if ((await ports.roster(queueId)).some(agent => serves(agent, queueId))) return;
  for (const { channel, interactionId } of await ports.waiting(queueId, MOST)) {
    if (channel === 'voice') await leadOut(ports, queueId, interactionId);
  }
}

const leadOut = (ports: WorkPorts, queueId: string, interactionId: string): Promise<void> =>
  carryOut(ports, async () => {
    const [inHand, isStaffed] = await Promise.all([findCall(ports, interactionId), isSomebodyOnline(ports, queueId)]);
    const answer = () => undefined;
    if (!inHand || isStaffed) return { change: nothing, answer };
    const led = await inFlow(ports, inHand.call.from, inHand, world => leaveUnstaffedQueue(queueId, inHand, world));
    return { change: await directed(ports, led, inHand), answer };
  });

async function isSomebodyOnline(ports: WorkPorts, queueId: string): Promise<boolean> {
  return ((await ports.queueStats([queueId])).get(queueId)?.agentsLoggedIn ?? 0) > 0;
}
