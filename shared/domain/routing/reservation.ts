import type { Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { RoutingEvaluation } from '#schemas/routing/model.ts';
import type { AgentRecord, Work } from '#schemas/sessions/model.ts';
import { type Change, change, type Moved } from '#shared/domain/kit/change.ts';
import { msBetween, plusSeconds } from '#shared/domain/kit/instant.ts';
import { freeCapacity } from './capacity.ts';
import { type Contact, compareContacts, compareText, costFor, lacksRoomAlone, placeFor } from './eligibility.ts';
import { interruptibleUnits, interruptibleWork } from './interruption.ts';
import { isKeptFor } from './match.ts';
import { comparedOf, contactOf, isTakingWork } from './projection.ts';

/*
 * Drain reservation (4.6): lighter work fits wherever a little room is left, so that an endless line of it would keep a
 * heavier contact waiting for ever. The agent who will have room for it soonest is kept for it: until then only work with
 * a better place may use what he has free.
 */

/** Of the agents of a queue, so many may be kept at once. */
const SHARE = 0.2;
/** So long before its end a reservation is looked at again, so that nothing slips in between. */
const RENEWED_SECONDS = 5;

/** How many agents may be kept for a lane at once. @param agents who serve it now */
export const mostReservations = (agents: number): number => Math.ceil(SHARE * agents);

/** When a reservation is looked at again. */
export const renewalOf = ({ until }: NonNullable<InteractionRecord['reservation']>): string =>
  plusSeconds(until, -RENEWED_SECONDS);

/** Units of the lightest work that may come: what takes no more is never overtaken by lighter work. */
export function lightestWork(queues: Iterable<Queue>, { channelWeights }: RoutingSettings): number {
  const weights = [...queues].flatMap(queue =>
    queue.channels.map(channel => queue.weights[channel] ?? channelWeights[channel]),
  );
  return Math.min(...weights);
}

/** Whether it is a contact's turn: those before it in the line that need an agent kept for them have one. */
export const isNextToReserve = (contact: Contact, line: readonly Contact[], lightest: number, now: string): boolean =>
  line.every(one => one.cost <= lightest || isKeptFor(one, now) || compareContacts(one, contact) >= 0);

/**
 * Who will have room for a contact soonest; undefined when nobody may have it at all.
 *
 * @param expectedMs how long a piece of work is expected to last from its beginning
 */
export function soonestFree(
  interaction: InteractionRecord,
  agents: readonly AgentRecord[],
  expectedMs: (work: Work) => number,
  now: string,
): AgentRecord | undefined {
  const contact = contactOf(interaction);
  const key = (agent: AgentRecord) => ({ agent, ...drain(agent, contact, expectedMs, now) });
  return agents
    .filter(agent => mayBeKept(agent, interaction, now))
    .map(key)
    .sort(
      (a, b) =>
        a.inMs - b.inMs ||
        a.missing - b.missing ||
        compareText(a.agent.idleSince, b.agent.idleSince) ||
        compareText(a.agent.id, b.agent.id),
    )[0]?.agent;
}

/** Whether somebody lacks room alone, and is kept for nobody else. */
export function mayBeKept(agent: AgentRecord, interaction: InteractionRecord, now: string): boolean {
  const { reservedFor, work } = agent;
  const kept = reservedFor && reservedFor.until > now && reservedFor.interactionId !== interaction.id;
  const wraps = work.some(one => one.interactionId === interaction.id);
  return !kept && !wraps && isTakingWork(agent) && lacksRoomAlone(comparedOf(agent), contactOf(interaction), now);
}

/** How long it takes until enough of an agent's work is done, and how much that is. */
function drain(agent: AgentRecord, contact: Contact, expectedMs: (work: Work) => number, now: string) {
  const cost = costFor(agent, contact);
  const available =
    freeCapacity(agent) + interruptibleUnits(interruptibleWork(agent.work) ?? [], contact.channel, cost);
  const leaving = agent.work
    .map(one => ({ units: one.cost, inMs: Math.max(0, expectedMs(one) - msBetween(one.since, now)) }))
    .sort((a, b) => a.inMs - b.inMs);
  let free = available;
  let inMs = 0;
  for (const one of leaving) {
    if (free >= cost) break;
    free += one.units;
    inMs = one.inMs;
  }
  return { inMs, missing: cost - available };
}

/**
 * Keeps an agent for a contact until an instant, or for longer, and lets the one go who was kept before him.
 *
 * @param slot the place among the reservations of the lane
 */
export function reserve(
  interaction: InteractionRecord,
  agent: AgentRecord,
  former: AgentRecord | undefined,
  { slot, until }: { readonly slot: number; readonly until: string },
  evaluation: RoutingEvaluation,
): Change {
  const reservedFor = { ...placeFor(agent, contactOf(interaction)), until };
  const after = { ...interaction, reservation: { agentId: agent.id, until, slot } };
  return change({
    interactions: [{ before: interaction, after }],
    agents: [{ before: agent, after: { ...agent, reservedFor } }, ...released(former, interaction.id)],
    evaluation: { ...evaluation, reserved: agent.id },
  });
}

/** Nobody may have the contact any more who could be kept for it. */
export function giveUpReservation(interaction: InteractionRecord, former: AgentRecord | undefined): Change {
  const { reservation, ...after } = interaction;
  return reservation
    ? change({ interactions: [{ before: interaction, after }], agents: released(former, interaction.id) })
    : change({});
}

/** The agent is no longer kept for a contact. Nothing happens when he is not, or by now for another. */
export const release = (agent: AgentRecord, interactionId: string): Change =>
  change({ agents: released(agent, interactionId) });

const released = (agent: AgentRecord | undefined, interactionId: string): Moved<AgentRecord>[] =>
  agent?.reservedFor?.interactionId === interactionId
    ? [{ before: agent, after: withoutReservation(agent, interactionId) }]
    : [];

/** The agent, free of a reservation for this contact. */
export function withoutReservation(agent: AgentRecord, interactionId: string): AgentRecord {
  const { reservedFor, ...after } = agent;
  return reservedFor?.interactionId === interactionId ? after : agent;
}

/** The agent, free of a reservation whose time is over. */
export const lapsed = (agent: AgentRecord, now: string): AgentRecord =>
  agent.reservedFor && agent.reservedFor.until <= now
    ? withoutReservation(agent, agent.reservedFor.interactionId)
    : agent;

/** What a change leaves to be done about reservations. */
export interface LooseEnds {
  /** Agents who are kept for what has been answered or has ended. */
  readonly kept: readonly { readonly agentId: string; readonly interactionId: string }[];
  /** Contacts whose agent has gone, or takes no work any more. */
  readonly left: readonly string[];
}

export const looseEnds = ({ agents, interactions }: Pick<Change, 'agents' | 'interactions'>): LooseEnds => ({
  kept: interactions.flatMap(({ after, before }) =>
    before?.reservation && before.reservation.agentId !== after.reservation?.agentId
      ? [{ agentId: before.reservation.agentId, interactionId: after.id }]
      : [],
  ),
  left: agents.flatMap(({ after, before }) => {
    if (!before?.reservedFor) return [];
    const { interactionId } = before.reservedFor;
    const kept = after.reservedFor?.interactionId === interactionId;
    const stays = kept && (isTakingWork(after) || !isTakingWork(before));
    const settled = interactions.some(move => move.after.id === interactionId);
    return stays || settled ? [] : [interactionId];
  }),
});
