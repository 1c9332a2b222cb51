import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';

/** Two rows that contradict each other. */
export interface Flaw {
  readonly kind: 'offer-without-holder' | 'work-without-interaction';
  readonly interactionId: string;
  readonly agentId: string;
}

/** A pending offer whose agent does not know of it (invariants I1, I2). */
export function interactionFlaws(
  interaction: InteractionRecord,
  agentOf: (agentId: string) => AgentRecord | undefined,
): Flaw[] {
  const { offer } = interaction;
  if (offer === null || interaction.status !== 'offered') return [];
  const held = agentOf(offer.agentId)?.work.some(
    one => one.interactionId === interaction.id && one.state === 'offered',
  );
  return held ? [] : [{ kind: 'offer-without-holder', interactionId: interaction.id, agentId: offer.agentId }];
}

/** Work that takes an agent's capacity although its interaction does not know of it (I1). */
export function agentFlaws(
  agent: AgentRecord,
  interactionOf: (interactionId: string) => InteractionRecord | undefined,
): Flaw[] {
  return agent.work
    .filter(one => !isHeld(interactionOf(one.interactionId), agent.id, one.state))
    .map(one => ({ kind: 'work-without-interaction', interactionId: one.interactionId, agentId: agent.id }));
}

function isHeld(
  interaction: InteractionRecord | undefined,
  agentId: string,
  state: AgentRecord['work'][number]['state'],
): boolean {
  if (!interaction) return false;
  if (state === 'offered') return interaction.offer?.agentId === agentId;
  return interaction.assignments.some(one => one.agentId === agentId && one.status === state);
}
