import type { Leg } from '#schemas/voice/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { inFlow } from '#shared/app/work/in-flow.ts';
import type { LegAddress, WorkPorts } from '#shared/app/work/ports.ts';
import { directed } from '#shared/app/work/telephone.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { lastHolder } from '#shared/domain/interactions/assignments.ts';
import { type Change, nothing } from '#shared/domain/kit/change.ts';
import type { CallInHand } from '#shared/domain/voice/follow.ts';
import { legOf } from '#shared/domain/voice/leg.ts';
import { onLegEvent, type Scenery } from '#shared/domain/voice/on-leg-event.ts';
import { type Orders, takeDown, told } from '#shared/domain/voice/orders.ts';
import { crewOf, findCall } from './call-in-hand.ts';
import type { LegEvent, LegOrders } from './ports.ts';

/** The language of what is told to legs that no call knows. */
const LANGUAGE = 'en-US';
const SILENCE: Orders = { errands: [], activity: null };

/** Facts in answer to which the telephone service takes orders. */
const ANSWERABLE: ReadonlySet<LegEvent['kind']> = new Set(['answered', 'activity', 'asked']);

/**
 * The telephone service reports a fact about a leg and asks what the leg is to do now. The same event again, keyed by
 * its transaction and sequence, gives the same answer; one for a leg that nobody knows, or that has ended, takes down
 * whatever is still connected.
 *
 * @param key names the event
 * @param isAnswerable whether orders given now reach the leg; else it asks for them when it is nudged
 */
export const tellLeg = (
  ports: WorkPorts,
  address: LegAddress,
  event: LegEvent,
  key: string,
  isAnswerable = ANSWERABLE.has(event.kind),
): Promise<LegOrders> =>
  carryOut(ports, async () => {
    const inHand = await findCall(ports, address.interactionId);
    const leg = inHand && legOf(inHand.call, event.legId);
    const language = inHand?.call.language ?? LANGUAGE;
    const answer = (orders: Orders) => (): LegOrders => ({ ...address, legId: event.legId, language, ...orders });
    if (!leg || leg.state === 'ended') {
      return { change: nothing, answer: answer(isAnswerable ? takeDown(ports.nextId) : SILENCE) };
    }
    const moment = { now: ports.ctx.now, newId: ports.nextId };
    const scenery = await sceneryOf(ports, inHand, concernsCrew(event));
    const decided = await withFlow(ports, scenery, so => onLegEvent(leg, event, so, moment));
    const moved = await directed(ports, decided, inHand);
    if (!isAnswerable) return { change: moved, answer: answer(SILENCE) };
    const isIdle = event.kind === 'asked' && event.idle === true;
    const { change, orders } = told(moved, inHand.call, leg.id, { isIdle, report: shortened(key, leg) });
    return { change, answer: answer(orders) };
  });

/** Keys begin with what the telephone service calls the leg, which is paid for once. */
const shortened = (key: string, { ref }: Leg): string =>
  ref !== null && key.startsWith(ref) ? key.slice(ref.length) : key;

/** Decides with what a flow asks of the tenant, where the call is in one. */
export async function withFlow(
  ports: WorkPorts,
  scenery: Scenery,
  decide: (scenery: Scenery) => Change,
): Promise<Change> {
  const { call } = scenery;
  return call.flow === null ? decide(scenery) : inFlow(ports, call.from, scenery, flow => decide({ ...scenery, flow }));
}

/** Whether the event may take the leg from the call, or the call to somebody. */
const concernsCrew = (event: LegEvent): boolean =>
  event.kind === 'ended' ||
  event.kind === 'answered' ||
  (event.kind === 'room' && !event.present) ||
  (event.kind === 'activity' && event.result.kind !== 'done');

/** What decisions about a leg look at beside it. */
export async function sceneryOf(ports: WorkPorts, inHand: CallInHand, withCrew = true): Promise<Scenery> {
  const configuration = await ports.configuration();
  const { interaction } = inHand;
  const campaignId = lastHolder(interaction)?.campaignId ?? interaction.campaignId;
  return {
    ...inHand,
    crew: withCrew ? await crewOf(ports, configuration, interaction) : new Map(),
    rules: rulesOf(configuration, { queueId: interaction.queueId, campaignId }),
    settings: configuration.settings,
  };
}
