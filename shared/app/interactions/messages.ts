import type { Entry, InteractionRecord, Receipt } from '#schemas/interactions/model.ts';
import { textsOf } from '#shared/app/work/customer-page.ts';
import { callerId, callingAgent, conversationOf } from '#shared/app/work/load.ts';
import type { Conversation, WorkPorts } from '#shared/app/work/ports.ts';
import { saveReadMark, tellTyping } from '#shared/app/work/presence-in-chat.ts';
import { say } from '#shared/app/work/say.ts';
import { ownAssignment } from '#shared/domain/interactions/assignments.ts';
import { agentAuthor } from '#shared/domain/interactions/authors.ts';
import { userPrincipal } from '#shared/domain/kit/principal.ts';

/** The agent who handles the interaction writes to the customer. */
export async function sendMessage(
  ports: WorkPorts,
  interactionId: string,
  message: { readonly text: string; readonly clientMessageId: string },
): Promise<Entry> {
  const agentId = callerId(ports);
  let seen: Conversation | undefined = await ownConversation(ports, interactionId);
  const { interaction } = seen;
  const name = interaction.assignments.findLast(one => one.agentId === agentId)?.agentName ?? null;
  const load = async () => {
    const loaded = seen ?? (await conversationOf(ports, interactionId));
    seen = undefined;
    return loaded;
  };
  const author = agentAuthor(interaction, { id: agentId, name });
  const said = await say(ports, load, { ...message, author }, one => ownAssignment(one, agentId));
  if (interaction.customerWatch?.away) await tellHeld(ports, interaction, agentId, said.index);
  return said;
}

/** The customer is away: the agent hears that the message waits (CHAT-47, CHAT-48). */
async function tellHeld(ports: WorkPorts, interaction: InteractionRecord, agentId: string, index: number) {
  const text = textsOf(await ports.configuration(), interaction, null).customerLeftAutoSend;
  await ports.pushFleeting([userPrincipal(agentId)], {
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
  const { interaction } = await ownConversation(ports, interactionId);
  await tellTyping(ports, interaction, 'agent', ownAssignment(interaction, callerId(ports)).agentName);
  return null;
}

export async function markRead(ports: WorkPorts, interactionId: string, readIndex: number): Promise<Receipt> {
  const conversation = await ownConversation(ports, interactionId);
  ownAssignment(conversation.interaction, callerId(ports));
  return saveReadMark(ports, conversation, 'agent', readIndex);
}

/**
 * The conversation, which says itself who handles it: the agent's row is read only for a client that names its session.
 */
async function ownConversation(ports: WorkPorts, interactionId: string): Promise<Conversation> {
  const [conversation] = await Promise.all([
    conversationOf(ports, interactionId),
    ports.ctx.sessionId === null ? undefined : callingAgent(ports),
  ]);
  return conversation;
}
