import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { interactionTasks } from '#schemas/interactions/tasks.ts';
import type { TaskInput } from '#schemas/kit/task.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { textsOf } from '#shared/app/work/customer-page.ts';
import { inFlow } from '#shared/app/work/in-flow.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { directed } from '#shared/app/work/telephone.ts';
import { closingLook, hoursAllow } from '#shared/domain/admin/availability.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { lastHolder } from '#shared/domain/interactions/assignments.ts';
import { checkQueueHours as decide } from '#shared/domain/interactions/queue-closing.ts';
import { type Change, isNothing, nothing } from '#shared/domain/kit/change.ts';
import { leaveClosedQueue } from '#shared/domain/voice/flow/in-flow.ts';

/** Who waits in a call flow is not turned away: the flow goes on with what it says for a closed queue. */
async function ledOut(
  ports: WorkPorts,
  interaction: InteractionRecord,
  turnedAway: Change,
): Promise<Change | undefined> {
  const call = isNothing(turnedAway) ? undefined : await ports.call(interaction.id);
  if (!call) return undefined;
  const inHand = { call, interaction };
  const left = await inFlow(ports, call.from, inHand, world => leaveClosedQueue(inHand, world));
  return left && directed(ports, left, inHand);
}

/** The queue of a waiting contact may have closed (CHAT-34). */
export async function checkQueueHours(
  ports: WorkPorts,
  { deadline, interactionId }: TaskInput<typeof interactionTasks.checkQueueHours>,
): Promise<void> {
  const { now } = ports.ctx;
  await carryOut(ports, async () => {
    const [conversation, configuration] = await Promise.all([ports.interaction(interactionId), ports.configuration()]);
    if (!conversation) return { change: nothing, answer: () => null };
    const { interaction } = conversation;
    const holder = lastHolder(interaction);
    const campaignId = holder?.campaignId ?? interaction.campaignId;
    const { campaign, queue } = rulesOf(configuration, { queueId: interaction.queueId, campaignId });
    const last = holder && (await ports.agent(holder.agentId))?.agent;
    const hours = {
      open: hoursAllow(queue, configuration, now),
      closingLookAt: closingLook(queue, configuration, now),
      closedText: queue.texts.closed ?? textsOf(configuration, interaction, interaction.locale).chatUnavailable,
    };
    const decided = decide(interaction, hours, { last, campaign }, deadline, now);
    return {
      change:
        (interaction.channel === 'voice' && !hours.open && (await ledOut(ports, interaction, decided))) || decided,
      answer: () => null,
    };
  });
}
