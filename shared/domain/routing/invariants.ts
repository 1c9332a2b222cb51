import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { ReservationRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { type Breach, broken } from '#shared/domain/kit/breach.ts';
import { isSame } from '#shared/domain/kit/is-same.ts';
import { laneOwner } from './lane.ts';
import { reservationOf } from './projection.ts';
import { mostReservations } from './reservation.ts';

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

/**
 * What is wrong with the reservations of a tenant (4.6): each has the row that counts it, no row counts anything else,
 * and no queue keeps more agents than its share, however many of those who serve it have signed in.
 */
export function reservationFlaws(
  interactions: readonly InteractionRecord[],
  agents: readonly AgentRecord[],
  rows: readonly Omit<ReservationRecord, 'tenantId'>[],
): Breach[] {
  const kept = interactions.flatMap(one => reservationOf(one) ?? []);
  const shown = (row: Omit<ReservationRecord, 'tenantId'>) => [row.lane, row.slot, row.interactionId].join(' ');
  const counted = isSame(kept.map(shown).sort(), rows.map(shown).sort());
  const serving = (lane: string) => agents.filter(({ profile }) => profile.queues.some(one => one.queueId === lane));
  const most = (lane: string) => mostReservations(laneOwner(lane) === null ? serving(lane).length : 1);
  return [
    ...broken('reservations', {
      'reservations-are-counted': [counted, () => JSON.stringify({ kept: kept.map(shown), rows: rows.map(shown) })],
    }),
    ...[...Map.groupBy(kept, one => one.lane)].flatMap(([lane, all]) =>
      broken(lane, { 'a-share-is-kept': [all.length <= most(lane), () => `${all.length} of ${most(lane)}`] }),
    ),
  ];
}
