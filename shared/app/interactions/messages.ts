import type { Entry, Receipt } from '#schemas/interactions/model.ts';
import { callerId, callingAgent, conversationOf } from '#shared/app/work/load.ts';
import type { Conversation, WorkPorts } from '#shared/app/work/ports.ts';
import { saveReadMark, tellTyping } from '#shared/app/work/presence-in-chat.ts';
import { say } from '#shared/app/work/say.ts';
import { ownAssignment } from '#shared/domain/interactions/assignments.ts';
import { agentAuthor } from '#shared/domain/interactions/authors.ts';

/** The agent who handles the interaction writes to the customer. */
export async function sendMessage(
  ports: WorkPorts,
  interactionId: string,
  message: { readonly text: string; readonly clientMessageId: string },
): Promise<Entry> {
  const agentId = callerId(ports);
  let seen: Conversation | undefined = await ownConversation(ports, interactionId);
  const name = seen.interaction.assignments.findLast(one => one.agentId === agentId)?.agentName ?? null;
  const load = async () => {
    const loaded = seen ?? (await conversationOf(ports, interactionId));
    seen = undefined;
    return loaded;
  };
  const author = agentAuthor(seen.interaction, { id: agentId, name });
  return say(ports, load, { ...message, author }, interaction => ownAssignment(interaction, agentId));
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
