import type { EntryAuthor, InteractionRecord } from '#schemas/interactions/model.ts';
import { ownAssignment } from '#shared/domain/interactions/assignments.ts';
import { agentAuthor, customerAuthor } from '#shared/domain/interactions/authors.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { callerId, callingAgent, conversationOf } from './load.ts';
import { isOwnChat, ownChat } from './own-chat.ts';
import type { Conversation, WorkPorts } from './ports.ts';

/** Who adds lines to a conversation: messages and files. */
export interface Speaker {
  readonly side: 'customer' | 'agent';
  /** Null for the customer. */
  readonly authorId: string | null;
  readonly interactionId: string;
  /** The conversation; refuses those to whom it is closed. */
  load(): Promise<Conversation>;
  /** The same for half the price, as it was a second ago at most. */
  glance(): Promise<Conversation>;
  /** The conversation from memory; nothing where it may not be used. */
  recall(): Conversation | undefined;
  author(interaction: InteractionRecord): EntryAuthor;
  /** Refuses who may not write, and conversations that are over. */
  assertMayWrite(interaction: InteractionRecord): void;
}

/** The holder of the conversation token. */
export const customerSpeaker = (ports: WorkPorts, chatId: string): Speaker => ({
  side: 'customer',
  authorId: null,
  interactionId: chatId,
  load: () => ownChat(ports, chatId),
  glance: () => ownChat(ports.lagging(), chatId),
  recall: () => (isOwnChat(ports, chatId) ? ports.recall(chatId) : undefined),
  author: customerAuthor,
  assertMayWrite: assertOpen,
});

/**
 * An agent who handles the conversation (ATT-07). The conversation says itself who does; the agent's row is looked at for
 * a client that names its session, which only that row can confirm.
 */
export function agentSpeaker(ports: WorkPorts, interactionId: string): Speaker {
  const agentId = callerId(ports);
  const { sessionId } = ports.ctx;
  const isSessionKnown = () => sessionId === null || ports.recallAgent(agentId)?.agent.session?.id === sessionId;
  const nameIn = ({ assignments }: InteractionRecord) =>
    assignments.findLast(one => one.agentId === agentId)?.agentName ?? null;
  const read = async (from: WorkPorts) => {
    const [conversation] = await Promise.all([
      conversationOf(from, interactionId),
      sessionId === null ? undefined : callingAgent(from),
    ]);
    return conversation;
  };
  return {
    side: 'agent',
    authorId: agentId,
    interactionId,
    load: () => read(ports),
    glance: () => read(ports.lagging()),
    recall: () => (isSessionKnown() ? ports.recall(interactionId) : undefined),
    author: interaction => agentAuthor(interaction, { id: agentId, name: nameIn(interaction) }),
    assertMayWrite: interaction => {
      ownAssignment(interaction, agentId);
    },
  };
}

/** @throws AppError `CHAT_ENDED` */
export function assertOpen(interaction: InteractionRecord): void {
  if (interaction.endedAt !== null) throw new AppError('CHAT_ENDED', { currentState: interaction.status });
}
