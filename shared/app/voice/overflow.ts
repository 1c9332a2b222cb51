import type { TaskInput } from '#schemas/kit/task.ts';
import type { voiceTasks } from '#schemas/voice/tasks.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { inFlow } from '#shared/app/work/in-flow.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { directed } from '#shared/app/work/telephone.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import { overflow } from '#shared/domain/voice/flow/in-flow.ts';
import { findCall } from './call-in-hand.ts';

/** A caller has waited as long as the flow lets him. */
export const overflowCall = (
  ports: WorkPorts,
  { deadline, interactionId }: TaskInput<(typeof voiceTasks)['overflowCall']>,
): Promise<void> =>
  carryOut(ports, async () => {
    const inHand = await findCall(ports, interactionId);
    const answer = () => undefined;
    if (!inHand) return { change: nothing, answer };
    const decided = await inFlow(ports, inHand.call.from, inHand, world => overflow(deadline, inHand, world));
    return { change: await directed(ports, decided, inHand), answer };
  });
