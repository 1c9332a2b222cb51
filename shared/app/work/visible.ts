import { AppError } from '#shared/domain/kit/app-error.ts';
import { callerId, conversationOf } from './load.ts';
import type { Conversation, WorkPorts } from './ports.ts';

/** @throws AppError `INTERACTION_NOT_FOUND`, also for an agent to whom the interaction is nothing */
export async function visible(ports: WorkPorts, interactionId: string): Promise<Conversation> {
  const [conversation, user] = await Promise.all([conversationOf(ports, interactionId), ports.user(callerId(ports))]);
  const { interaction } = conversation;
  const everything = ports.ctx.roles.some(role => role !== 'agent' && role !== 'customer');
  const concerned =
    everything ||
    interaction.offer?.agentId === callerId(ports) ||
    interaction.assignments.some(one => one.agentId === callerId(ports)) ||
    (user?.queues ?? []).some(queue => queue.queueId === interaction.queueId);
  if (!concerned) throw new AppError('INTERACTION_NOT_FOUND');
  return conversation;
}
