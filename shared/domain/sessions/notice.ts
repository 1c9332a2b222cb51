import type { EntryAuthor, InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';

/** The line that tells the customer of an agent's connection. */
export function connectionNotice(
  interaction: InteractionRecord,
  agent: AgentRecord,
  kind: 'agent-away' | 'agent-back' | 'agent-left',
) {
  const author: EntryAuthor = { kind: 'agent', id: agent.id, name: agent.profile.displayName };
  return { interactionId: interaction.id, kind, author, text: null, clientMessageId: null };
}
