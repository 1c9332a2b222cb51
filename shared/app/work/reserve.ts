import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, Work } from '#schemas/sessions/model.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { type Change, isNothing, seal } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { unavailability } from '#shared/domain/routing/eligibility.ts';
import { typicalHandleMs } from '#shared/domain/routing/estimate.ts';
import { laneOwner } from '#shared/domain/routing/lane.ts';
import { evaluate, isKeptFor, type Trigger } from '#shared/domain/routing/match.ts';
import { comparedOf, contactOf } from '#shared/domain/routing/projection.ts';
import {
  giveUpReservation,
  isNextToReserve,
  lightestWork,
  mayBeKept,
  mostReservations,
  release,
  renewalOf,
  reserve,
  soonestFree,
} from '#shared/domain/routing/reservation.ts';
import type { WorkPorts } from './ports.ts';
import { isConflict, store } from './store-change.ts';

/** How often a reservation is decided anew when a row moved on. */
const ATTEMPTS = 3;
/** Contacts before one in its line that are looked at. */
const LOOK_AHEAD = 50;
/** How long work lasts in a queue that has too few samples to say. */
const USUAL_MS = 300_000;

/**
 * Units of the lightest work that may come to somebody; more than anything takes where the tenant reserves nobody.
 *
 * @param queueIds the queues he is logged in to
 */
export const lightestUnits = async (ports: WorkPorts, queueIds: readonly string[]): Promise<number> =>
  lightestIn(await ports.configuration(), queueIds);

function lightestIn({ queues, settings }: Configuration, queueIds: Iterable<string>): number {
  const served = [...queueIds].flatMap(queueId => queues.get(queueId) ?? []);
  return settings.reservationSeconds === null ? Number.POSITIVE_INFINITY : lightestWork(served, settings);
}

/**
 * Keeps the agent for a waiting contact who will have room for it soonest, where lighter work could keep it waiting
 * (4.6); at its renewal perhaps another than before. Does nothing for what is light, not next, or has somebody already,
 * and where enough agents of the lane are kept.
 *
 * @param anew whether the one who is kept may have gone
 * @returns the agent who was kept before and is free again
 */
export async function keepSomebodyFor(
  ports: WorkPorts,
  interactionId: string,
  trigger: Trigger,
  anew = false,
): Promise<string | undefined> {
  const configuration = await ports.configuration();
  const lightest = lightestIn(configuration, configuration.queues.keys());
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const interaction = (await ports.interaction(interactionId))?.interaction;
    if (interaction?.status !== 'queued' || interaction.cost <= lightest) return undefined;
    if (!anew && hasTime(interaction, ports.ctx.now)) return undefined;
    const change = await decide(ports, interaction, configuration, lightest, trigger);
    if (isNothing(change)) return undefined;
    try {
      await store(withoutKey(ports), seal(change), null);
      return change.agents.find(({ after, before }) => before?.reservedFor && !after.reservedFor)?.after.id;
    } catch (thrown) {
      if (!isConflict(thrown)) throw thrown;
    }
  }
  return undefined;
}

const hasTime = ({ reservation }: InteractionRecord, now: string): boolean =>
  reservation !== undefined && renewalOf(reservation) > now;

async function decide(
  ports: WorkPorts,
  interaction: InteractionRecord,
  configuration: Configuration,
  lightest: number,
  trigger: Trigger,
): Promise<Change> {
  const { now } = ports.ctx;
  const { lane, reservation } = interaction;
  const contact = contactOf(interaction);
  const line = await ports.waiting(lane, LOOK_AHEAD);
  if (!isKeptFor(contact, now) && !isNextToReserve(contact, line, lightest, now)) return giveUp(ports, interaction);
  const [agents, taken] = await Promise.all([whoServes(ports, interaction), ports.reservations(lane)]);
  const slot = reservation?.slot ?? freeSlot(taken, mostReservations(agents.length));
  if (slot === undefined) return giveUp(ports, interaction);
  const expectedMs = await expectations(ports, agents);
  let left = agents.filter(one => lightestIn(configuration, one.queueIds) < interaction.cost);
  for (;;) {
    const soonest = soonestFree(interaction, left, expectedMs, now);
    if (!soonest) return giveUp(ports, interaction);
    const atWork = await ports.agent(soonest.id);
    if (atWork && !unavailability(atWork.agent, atWork.lease, now) && mayBeKept(atWork.agent, interaction, now)) {
      const until = plusSeconds(now, configuration.settings.reservationSeconds ?? 0);
      const evaluation = evaluate(contact, agents.map(comparedOf), null, trigger, now);
      const former = await formerOf(ports, interaction, soonest.id);
      return reserve(interaction, atWork.agent, former, { slot, until }, evaluation);
    }
    // The roster said so a moment ago; who is not there any more leaves it to the next.
    left = left.filter(one => one.id !== soonest.id);
  }
}

const giveUp = async (ports: WorkPorts, interaction: InteractionRecord): Promise<Change> =>
  giveUpReservation(interaction, await formerOf(ports, interaction, null));

/** Who is kept for the contact now, unless it is the one who is to be kept. */
async function formerOf(ports: WorkPorts, { reservation }: InteractionRecord, chosen: string | null) {
  if (!reservation || reservation.agentId === chosen) return undefined;
  return (await ports.agent(reservation.agentId))?.agent;
}

/** The agents who are logged in to a contact's queue, or the one whose own queue it waits in. */
async function whoServes(ports: WorkPorts, { lane, queueId }: InteractionRecord): Promise<AgentRecord[]> {
  const owner = laneOwner(lane);
  if (owner === null) return (await ports.roster(queueId)).filter(one => one.queueIds.includes(queueId));
  const atWork = await ports.agent(owner);
  return atWork ? [atWork.agent] : [];
}

function freeSlot(taken: readonly number[], most: number): number | undefined {
  return Array.from({ length: most }, (_, slot) => slot).find(slot => !taken.includes(slot));
}

/** How long work of each queue usually lasts, its wrap-up included; what is being wrapped up may be over any moment. */
async function expectations(ports: WorkPorts, agents: readonly AgentRecord[]): Promise<(work: Work) => number> {
  const queueIds = [...new Set(agents.flatMap(agent => agent.work.map(one => one.queueId)))];
  const stats = await ports.queueStats(queueIds);
  return ({ queueId, state }) =>
    state === 'wrap-up' ? 0 : (typicalHandleMs(stats.get(queueId)?.handleMs ?? []) ?? USUAL_MS);
}

/** Lets an agent go who is kept for what has been answered or has ended; false when he was not. */
export async function letGo(ports: WorkPorts, agentId: string, interactionId: string): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const atWork = await ports.agent(agentId);
    const change = atWork && release(atWork.agent, interactionId);
    if (!change || isNothing(change)) return false;
    try {
      await store(withoutKey(ports), seal(change), null);
      return true;
    } catch (thrown) {
      if (!isConflict(thrown)) throw thrown;
    }
  }
  return false;
}

/** A look at the market is no part of the keyed command that led to it. */
export const withoutKey = (ports: WorkPorts): WorkPorts =>
  ports.ctx.idempotency === null ? ports : ports.as({ ...ports.ctx, idempotency: null });
