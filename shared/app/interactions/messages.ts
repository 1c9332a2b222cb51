import type { Entry, InteractionRecord, Receipt } from '#schemas/interactions/model.ts';
import { textsOf } from '#shared/app/work/customer-page.ts';
import { callerId } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { saveReadMark, tellTyping } from '#shared/app/work/presence-in-chat.ts';
import { say } from '#shared/app/work/say.ts';
import { agentSpeaker } from '#shared/app/work/speaker.ts';
import { ownAssignment } from '#shared/domain/interactions/assignments.ts';

/** The agent who handles the interaction writes to the customer. */
export async function sendMessage(
  ports: WorkPorts,
  interactionId: string,
  message: { readonly text: string; readonly clientMessageId: string },
): Promise<Entry> {
  const { conversation, entry } = await say(ports, agentSpeaker(ports, interactionId), message);
  const { interaction } = conversation;
  if (interaction.customerWatch?.away) await tellHeld(ports, interaction, entry.index);
  return entry;
}

/** The customer is away: the agent hears that the message waits (CHAT-47, CHAT-48). */
async function tellHeld(ports: WorkPorts, interaction: InteractionRecord, index: number) {
  const text = textsOf(await ports.configuration(), interaction, null).customerLeftAutoSend;
  await ports.pushFleeting([ports.ctx.principal], {
    id: `${interaction.id}.held.${index}`,
    type: 'message.held.v1',
    time: ports.ctx.now,
    subject: `interaction/${interaction.id}`,
    aggregateVersion: index,
    actor: { kind: 'system', id: null },
    data: { interactionId: interaction.id, index, text },
  });
}

export async function sendTyping(ports: WorkPorts, interactionId: string): Promise<null> {
  const { interaction } = await agentSpeaker(ports, interactionId).load();
  await tellTyping(ports, interaction, 'agent', ownAssignment(interaction, callerId(ports)).agentName);
  return null;
}

export async function markRead(ports: WorkPorts, interactionId: string, readIndex: number): Promise<Receipt> {
  const conversation = await agentSpeaker(ports, interactionId).load();
  ownAssignment(conversation.interaction, callerId(ports));
  return saveReadMark(ports, conversation, 'agent', readIndex);
}
