import type { EntryAuthor, InteractionRecord } from '#schemas/interactions/model.ts';

/** Who writes a line of a conversation. */

export const systemAuthor: EntryAuthor = { kind: 'system', id: null, name: null };

export const customerAuthor = ({ customer }: Pick<InteractionRecord, 'customer'>): EntryAuthor => ({
  kind: 'customer',
  id: null,
  name: customer.name,
});

/** An agent, unnamed to the customer where the conversation hides names (CHAT-43). */
export const agentAuthor = (
  { hidesAgentNames }: Pick<InteractionRecord, 'hidesAgentNames'>,
  agent: { readonly id: string; readonly name: string | null },
): EntryAuthor => ({ kind: 'agent', ...agent, ...(hidesAgentNames && { anonymous: true as const }) });

/** The same from the agent's row. */
export const byAgent = (
  interaction: Pick<InteractionRecord, 'hidesAgentNames'>,
  { id, profile }: { readonly id: string; readonly profile: { readonly displayName: string } },
): EntryAuthor => agentAuthor(interaction, { id, name: profile.displayName });
