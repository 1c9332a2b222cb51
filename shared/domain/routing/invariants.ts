import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';

/** Two rows that contradict each other. */
export interface Flaw {
  readonly kind: 'offer-without-holder' | 'work-without-interaction' | 'assignment-without-work';
  readonly interactionId: string;
  readonly agentId: string;
}

type WorkState = AgentRecord['work'][number]['state'];

/** What an interaction says of agents who do not know of it: a pending offer, or a part in it (invariants I1, I2). */
export function interactionFlaws(
  interaction: InteractionRecord,
  agentOf: (agentId: string) => AgentRecord | undefined,
): Flaw[] {
  const { assignments, id: interactionId, offer } = interaction;
  const knows = (agentId: string, state: WorkState) =>
    agentOf(agentId)?.work.some(one => one.interactionId === interactionId && one.state === state);
  const offered = offer !== null && interaction.status === 'offered' && !knows(offer.agentId, 'offered');
  return [
    ...(offered ? [{ kind: 'offer-without-holder' as const, interactionId, agentId: offer.agentId }] : []),
    ...assignments
      .filter(({ agentId, status }) => status !== 'done' && !knows(agentId, status))
      .map(({ agentId }) => ({ kind: 'assignment-without-work' as const, interactionId, agentId })),
  ];
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

function isHeld(interaction: InteractionRecord | undefined, agentId: string, state: WorkState): boolean {
  if (!interaction) return false;
  if (state === 'offered') return interaction.offer?.agentId === agentId;
  return interaction.assignments.some(one => one.agentId === agentId && one.status === state);
}
