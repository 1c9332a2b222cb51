import type { Interaction, InteractionRecord } from '#schemas/interactions/model.ts';
import type { Offer } from '#schemas/routing/model.ts';
import { carryOut, carryOutFromMemory } from '#shared/app/work/carry-out.ts';
import { callerId } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { offersOf } from '#shared/app/work/snapshot.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { nothing, outcome } from '#shared/domain/kit/change.ts';
import { laneOwner } from '#shared/domain/routing/lane.ts';
import { accept, reject } from '#shared/domain/routing/offer.ts';
import { openAgent } from '#shared/domain/sessions/close.ts';

/** The caller's pending offers. */
export async function listOffers(ports: WorkPorts): Promise<{ items: Offer[] }> {
  const atWork = await ports.agent(callerId(ports));
  if (!atWork?.agent.session) return { items: [] };
  openAgent(atWork.agent, ports.ctx.sessionId);
  return { items: await offersOf(ports, atWork) };
}

/** The caller takes an offer. The same acceptance again answers with the interaction and does nothing. */
export const acceptOffer = (ports: WorkPorts, offerId: string): Promise<Interaction> =>
  answered(ports, offerId, () =>
    carryOutFromMemory(ports, async known => {
      const { agent, interaction } = await callerAndOffered(known, offerId);
      const accepted = interaction.assignments.some(one => one.agentId === agent.id && one.offerId === offerId);
      return {
        change: accepted ? nothing : accept(interaction, agent, offerId, 'agent', ports.ctx.now),
        answer: sealed => outcome(sealed.interactions, interaction.id) ?? interaction,
      };
    }),
  );

/** The caller turns an offer down; somebody else is asked at once. */
export const rejectOffer = (ports: WorkPorts, offerId: string): Promise<{ offerId: string; resolution: 'rejected' }> =>
  answered(ports, offerId, () =>
    carryOut(ports, async () => {
      const { agent, interaction } = await callerAndOffered(ports, offerId);
      const [{ settings }, isAlone] = await Promise.all([ports.configuration(), servesAlone(ports, interaction)]);
      return {
        change: reject(interaction, agent, offerId, settings, ports.ctx.now, isAlone),
        answer: () => ({ offerId, resolution: 'rejected' as const }),
      };
    }),
  );

/** Counters lag a little: only where they say that there are few, those who serve the queue are looked at. */
const FEW = 5;

/** Whether nobody but the agent who is asked serves the queue of a contact now. */
async function servesAlone(ports: WorkPorts, { lane, queueId }: InteractionRecord): Promise<boolean> {
  if (laneOwner(lane) !== null) return true;
  const stats = await ports.queueStats([queueId]);
  if ((stats.get(queueId)?.agentsLoggedIn ?? 0) > FEW) return false;
  return (await ports.roster(queueId)).filter(agent => agent.queueIds.includes(queueId)).length <= 1;
}

/** The interaction that an offer id names. */
export const interactionIdOf = (offerId: string): string => `int_${offerId.split('_')[1]}`;

async function callerAndOffered(ports: WorkPorts, offerId: string) {
  const [atWork, conversation] = await Promise.all([
    ports.agent(callerId(ports)),
    ports.interaction(interactionIdOf(offerId)),
  ]);
  const agent = openAgent(atWork?.agent, ports.ctx.sessionId);
  if (!conversation) throw new AppError('OFFER_NOT_FOUND');
  return { agent, interaction: conversation.interaction };
}

/** Says of an offer that is over how it ended, and of one that was never the caller's that there is none. */
async function answered<T>(ports: WorkPorts, offerId: string, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (thrown) {
    if (!(thrown instanceof AppError && thrown.code === 'OFFER_NOT_PENDING')) throw thrown;
    const events = (await ports.timeline(interactionIdOf(offerId))).flatMap(change => change.events);
    const created = events.find(event => event.type === 'offer.created.v1' && event.data['id'] === offerId);
    if (created?.data['agentId'] !== callerId(ports)) throw new AppError('OFFER_NOT_FOUND');
    const over = events.find(event => event.type === 'offer.resolved.v1' && event.data['offerId'] === offerId);
    throw new AppError('OFFER_NOT_PENDING', {
      ...thrown.details,
      currentState: String(over?.data['resolution'] ?? thrown.details.currentState),
      params: { reason: over?.data['reason'] ?? null, by: over?.data['by'] ?? null },
    });
  }
}
