import type { EntryAuthor, InteractionRecord } from '#schemas/interactions/model.ts';
import { callerId, conversationOf } from '#shared/app/work/load.ts';
import { ownChat } from '#shared/app/work/own-chat.ts';
import type { Conversation, WorkPorts } from '#shared/app/work/ports.ts';
import { assertOpen } from '#shared/app/work/say.ts';
import { ownAssignment } from '#shared/domain/interactions/assignments.ts';
import { agentAuthor, customerAuthor } from '#shared/domain/interactions/authors.ts';

/** Who sends a file in a conversation. */
export interface Party {
  readonly side: 'customer' | 'agent';
  /** Null for the customer. */
  readonly authorId: string | null;
  readonly interactionId: string;
  load(): Promise<Conversation>;
  author(interaction: InteractionRecord): EntryAuthor;
  /** Refuses who may not write, and conversations that are over. */
  assertMayWrite(interaction: InteractionRecord): void;
}

/** The holder of the conversation token. */
export const customerParty = (ports: WorkPorts, chatId: string): Party => ({
  side: 'customer',
  authorId: null,
  interactionId: chatId,
  load: () => ownChat(ports, chatId),
  author: customerAuthor,
  assertMayWrite: assertOpen,
});

/** An agent who handles the conversation (ATT-07). */
export function agentParty(ports: WorkPorts, interactionId: string): Party {
  const agentId = callerId(ports);
  const nameIn = ({ assignments }: InteractionRecord) =>
    assignments.findLast(one => one.agentId === agentId)?.agentName ?? null;
  return {
    side: 'agent',
    authorId: agentId,
    interactionId,
    load: () => conversationOf(ports, interactionId),
    author: interaction => agentAuthor(interaction, { id: agentId, name: nameIn(interaction) }),
    assertMayWrite: interaction => {
      ownAssignment(interaction, agentId);
    },
  };
}
