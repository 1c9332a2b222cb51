import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { byAgent } from '#shared/domain/interactions/authors.ts';

/** The line that tells the customer of an agent's connection. */
export function connectionNotice(
  interaction: InteractionRecord,
  agent: AgentRecord,
  kind: 'agent-away' | 'agent-back' | 'agent-left',
) {
  return {
    interactionId: interaction.id,
    kind,
    author: byAgent(interaction, agent),
    text: null,
    clientMessageId: null,
  };
}
