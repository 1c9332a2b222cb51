import { noteSeen } from '#shared/app/work/customer-page.ts';
import { callerId, conversationOf } from '#shared/app/work/load.ts';
import { tellTyping } from '#shared/app/work/presence-in-chat.ts';
import { assertOpen } from '#shared/app/work/speaker.ts';
import { ownAssignment } from '#shared/domain/interactions/assignments.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { chatPrincipal } from '#shared/domain/kit/principal.ts';
import type { RealtimePorts } from './ports.ts';

/** Either side of a conversation is typing. */
export async function typing(ports: RealtimePorts, interactionId: string): Promise<object[]> {
  const customer = ports.ctx.roles.includes('customer');
  if (customer && ports.ctx.principal !== chatPrincipal(interactionId)) throw new AppError('INTERACTION_NOT_FOUND');
  const conversation = await conversationOf(ports, interactionId);
  const { interaction } = conversation;
  if (customer) {
    assertOpen(interaction);
    await Promise.all([
      tellTyping(ports, interaction, 'customer', interaction.customer.name),
      noteSeen(ports, conversation, true),
    ]);
  } else {
    const { agentName } = ownAssignment(interaction, callerId(ports));
    await tellTyping(ports, interaction, 'agent', agentName);
  }
  return [];
}
