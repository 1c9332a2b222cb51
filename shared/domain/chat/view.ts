import type { Chat, ChatEvent, ChatState } from '#schemas/chat/model.ts';
import type { Entry, InteractionRecord, Receipt } from '#schemas/interactions/model.ts';
import type { EventEnvelope } from '#schemas/realtime/model.ts';
import { handling } from '#shared/domain/interactions/assignments.ts';

/** The three states a customer knows. */
export function chatState(interaction: Pick<InteractionRecord, 'status'>): ChatState {
  if (interaction.status === 'active') return 'handling';
  return interaction.status === 'ended' || interaction.status === 'closed' ? 'terminated' : 'queued';
}

/** A line as the customer sees it: without ids of people, and without what is for agents alone. */
export function chatEvent(entry: Entry): ChatEvent {
  const { at, author, index } = entry;
  const clientMessageId = author.kind === 'customer' ? entry.clientMessageId : null;
  if (entry.audience === 'agents') {
    return { index, at, type: 'withheld', author: { kind: 'system', name: null }, text: null, clientMessageId };
  }
  const name = author.anonymous ? null : author.name;
  return {
    ...{ index, at, type: entry.kind, author: { kind: author.kind, name }, text: entry.text, clientMessageId },
    ...(entry.attachment && { attachment: entry.attachment }),
  };
}

export const agentReadIndex = (receipts: readonly Receipt[]): number =>
  receipts.find(receipt => receipt.party === 'agent')?.readIndex ?? 0;

export function chatView(
  interaction: InteractionRecord,
  facts: {
    readonly tail: readonly Entry[];
    readonly receipts: readonly Receipt[];
    readonly queueName: string;
    readonly position: number | null;
    readonly estimatedWaitMs: number | null;
  },
): Chat {
  return {
    chatId: interaction.id,
    state: chatState(interaction),
    queueName: facts.queueName,
    agentName: interaction.hidesAgentNames ? null : (handling(interaction)?.agentName ?? null),
    position: facts.position,
    estimatedWaitMs: facts.estimatedWaitMs,
    lastIndex: facts.tail.at(-1)?.index ?? 0,
    agentReadIndex: agentReadIndex(facts.receipts),
    startedAt: interaction.firstEnqueuedAt,
    endedAt: interaction.endedAt,
  };
}

/** A line of the conversation as its customer receives it on the socket: the index is the sequence number. */
export const customerFrame = (entry: Entry): { seq: number; event: EventEnvelope } => ({
  seq: entry.index,
  event: {
    id: `${entry.interactionId}.entry.${entry.index}`,
    type: 'message.created.v1',
    time: entry.at,
    subject: `interaction/${entry.interactionId}`,
    aggregateVersion: entry.index,
    actor: { kind: entry.author.kind, id: null },
    data: chatEvent(entry),
  },
});
