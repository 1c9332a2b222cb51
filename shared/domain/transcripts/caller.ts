import type { ChatSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { ArchivedConversation } from '#schemas/transcripts/model.ts';

/** Who is shown as the caller: the first datum there is (CHAT-40). Blank ones do not count. */
export const callerOf = (
  { customer }: Pick<InteractionRecord, 'customer'>,
  { fromPriority }: Pick<ChatSettings, 'fromPriority'>,
): string | null => fromPriority.map(field => customer[field]).find(value => value?.trim()) ?? null;

/** A conversation as the archive lists it. */
export const archived = (interaction: InteractionRecord, settings: ChatSettings): ArchivedConversation => ({
  interactionId: interaction.id,
  from: callerOf(interaction, settings),
  customerId: interaction.customer.id,
  customerName: interaction.customer.name,
  sessionTag: interaction.profile['sessionTag'] ?? null,
  queueId: interaction.queueId,
  agentIds: [...new Set(interaction.assignments.map(({ agentId }) => agentId))],
  startedAt: interaction.firstEnqueuedAt,
  endedAt: interaction.endedAt,
  endReason: interaction.endReason,
});
