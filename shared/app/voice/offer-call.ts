import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { offerAtOnce } from '#shared/app/work/match.ts';
import { outlook } from '#shared/app/work/outlook.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { directed } from '#shared/app/work/telephone.ts';
import { closingLook } from '#shared/domain/admin/availability.ts';
import { campaignOf, queueOf } from '#shared/domain/admin/configuration.ts';
import { type Change, outcome } from '#shared/domain/kit/change.ts';
import { unsettled } from '#shared/domain/routing/match.ts';
import { contactOf } from '#shared/domain/routing/projection.ts';
import { arriveByPhone } from '#shared/domain/voice/arrive.ts';
import { told } from '#shared/domain/voice/orders.ts';
import type { IncomingCall, LegOrders } from './ports.ts';

/**
 * A call comes in: it is answered and waits in the queue of the number that was called, and is offered in the same
 * transaction when somebody is free. A number that leads nowhere, and a queue that takes no calls now, answer with a
 * cause that the caller's network tells.
 */
export async function offerCall(ports: WorkPorts, incoming: IncomingCall): Promise<LegOrders> {
  const { now, tenantId } = ports.ctx;
  const address = { tenantId, interactionId: ports.nextId('int'), legId: ports.nextId('leg') };
  const configuration = await ports.configuration();
  const line = [...configuration.phoneNumbers.values()].find(one => one.number === incoming.to);
  if (!line) return refused(ports, address, 'unavailable', 'en-US');

  const queue = queueOf(configuration, line.queueId);
  const { availability, estimate, waiting } = await outlook(ports, queue, 'voice');
  if (availability === 'closed' || availability === 'full' || !queue.channels.includes('voice')) {
    return refused(ports, address, availability === 'full' ? 'busy' : 'unavailable', line.language);
  }

  const { from, ref, to } = incoming;
  const { language } = line;
  const { legId, interactionId: id } = address;
  const closingLookAt = closingLook(queue, configuration, now);
  const arriving = () =>
    arriveByPhone(
      { ...{ id, tenantId, legId, ref, to, from, language, closingLookAt }, predictedMs: estimate.etaMs },
      queue,
      configuration.settings,
      campaignOf(configuration, queue.campaignId).recording,
      { now, newId: ports.nextId },
    );
  const sought = contactOf(outcome(arriving().interactions, id) as InteractionRecord);
  const look = { fresh: false, unsettled: unsettledFor(sought, now) };
  // Nobody who calls now is asked for before those who wait.
  let candidates = waiting === 0 ? await ports.routables(queue.id, look) : [];
  return carryOut(ports, async () => {
    const arrived = arriving();
    const interaction = outcome(arrived.interactions, id) as InteractionRecord;
    const call = outcome(arrived.calls, id) as CallRecord;
    const offered = (await offerAtOnce(ports, arrived, interaction, candidates)) ?? arrived;
    candidates = [];
    return ordered(await directed(ports, offered, { interaction, call }), call, legId, { ...address, language });
  });
}

const unsettledFor =
  (sought: ReturnType<typeof contactOf>, now: string): Parameters<WorkPorts['routables']>[1]['unsettled'] =>
  (read, ends) =>
    unsettled(sought, read, ends, now);

/** The decision with what the leg is told in the answer. */
function ordered(moved: Change, call: CallRecord, legId: string, address: Omit<LegOrders, 'errands' | 'activity'>) {
  const { change, orders } = told(moved, call, legId);
  return { change, answer: () => ({ ...address, ...orders }) };
}

const refused = (
  ports: WorkPorts,
  address: Omit<LegOrders, 'errands' | 'activity' | 'language'>,
  cause: 'busy' | 'unavailable',
  language: string,
): LegOrders => ({
  ...address,
  language,
  errands: [],
  activity: { kind: 'hang-up', id: ports.nextId('act'), cause },
});
