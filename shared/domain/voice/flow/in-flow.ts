import type { Queue } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { ActivityResult } from '#schemas/voice/activity.ts';
import type { Flow } from '#schemas/voice/flow.ts';
import type { CallRecord, FlowState, Leg } from '#schemas/voice/model.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { newcomer } from '#shared/domain/interactions/arrive.ts';
import { type Change, change, merge, nothing } from '#shared/domain/kit/change.ts';
import { answered, contactBy, type InboundCall } from '../arrive.ts';
import type { CallInHand } from '../follow.ts';
import { give, replaceLeg } from '../leg.ts';
import { isMusic, waitingMusic } from '../play.ts';
import { enact, GONE, waiting } from './enact.ts';
import { continueFlow, type FlowMove, leaveQueue, startFlow, type WhyLeft } from './walk.ts';
import { MUSIC_ALONE } from './while-waiting.ts';
import type { FlowWorld } from './world.ts';

/** Somebody whose call begins a flow. */
export type Caller = Omit<InboundCall, 'predictedMs' | 'closingLookAt'>;

/**
 * A customer calls a number that begins a flow: from here on there is an interaction, whatever the flow makes of it.
 *
 * @param home the queue that it counts for until it has come to one
 */
export function beginInFlow(incoming: Caller, flow: Flow, home: Queue, world: FlowWorld): Change {
  const { now, settings } = world;
  const contact = newcomer(contactBy(incoming, 'voice'), home, settings, now);
  const interaction: InteractionRecord = { ...contact, status: 'created', queueVisits: 0 };
  const call = answered({ ...incoming, language: flow.language }, world);
  const begun = change({
    interactions: [{ before: null, after: interaction }],
    calls: [{ before: null, after: call }],
    events: [
      {
        type: 'interaction.created.v1',
        subject: `interaction/${interaction.id}`,
        agents: [],
        data: about(interaction),
      },
    ],
  });
  return merge(begun, enact(startFlow(flow, world.facts), { interaction, call }, world));
}

/** What the caller was to hear or do in a flow is over: the flow goes on, or the wait does. */
export function heardInFlow(leg: Leg, result: ActivityResult, inHand: CallInHand, world: FlowWorld): Change {
  const { call } = inHand;
  const { flow: state } = call;
  if (state === null) return nothing;
  // A prompt that cannot be played is no reason to stop: what comes after it may be heard.
  const isPassedOver = result.kind === 'failed' && leg.activity.kind === 'play';
  if (state.waiting !== null) return goesOnWaiting(leg, isPassedOver, state, call, world);
  return goOn(isPassedOver ? { kind: 'done' } : result, inHand, world);
}

/** Nobody has answered at the number to which the flow has forwarded the caller, or the flow has another result. */
export function goOn(result: ActivityResult, inHand: CallInHand, world: FlowWorld): Change {
  const { flow: state, language } = inHand.call;
  if (state === null) return nothing;
  const flow = world.flow(state.flowId);
  const gone: FlowMove = { state, language, outcome: GONE, visits: [], message: null };
  return enact(flow ? continueFlow(flow, state, language, result, world.facts) : gone, inHand, world);
}

/** Music that cannot be played is replaced for once by music that can. */
function goesOnWaiting(leg: Leg, failed: boolean, state: FlowState, call: CallRecord, world: FlowWorld): Change {
  if (failed && isMusic(leg.activity)) return nothing;
  const step = world.flow(state.flowId)?.steps[state.stepId];
  const after = failed
    ? replaceLeg(call, give(leg, { ...waitingMusic('music', true), id: world.newId('act') }, null))
    : waiting(call, state, step?.kind === 'queue' ? step : MUSIC_ALONE, world);
  return change({ calls: [{ before: call, after }] });
}

/** The queue of a caller has closed: the flow goes on with what it says then. Undefined where it does not know. */
export const leaveClosedQueue = (inHand: CallInHand, world: FlowWorld): Change | undefined =>
  leave('closed', inHand, world);

/**
 * A caller has waited as long as the flow lets him.
 *
 * @param deadline the instant that was meant; for any other than the one that holds now nothing happens
 */
export function overflow(deadline: string, inHand: CallInHand, world: FlowWorld): Change {
  const isDue = inHand.interaction.overflowAt === deadline && deadline <= world.now;
  return (isDue ? leave('overflow', inHand, world) : undefined) ?? nothing;
}

/** Nobody serves the queue of a caller any more: the flow goes on, if it says where. Otherwise he waits on. */
export function leaveUnstaffedQueue(queueId: string, inHand: CallInHand, world: FlowWorld): Change {
  const { flow: state } = inHand.call;
  const step = state ? world.flow(state.flowId)?.steps[state.stepId] : undefined;
  const leadsOut = step?.kind === 'queue' && step.queueId === queueId && step.unstaffed !== undefined;
  return (leadsOut ? leave('unstaffed', inHand, world) : undefined) ?? nothing;
}

/** Only where it is the flow that has the caller wait: it may take him out of the queue again. */
function leave(why: WhyLeft, inHand: CallInHand, world: FlowWorld): Change | undefined {
  const { flow: state, language } = inHand.call;
  if (inHand.interaction.status !== 'queued' || !state?.waiting) return undefined;
  const flow = world.flow(state.flowId);
  return flow && enact(leaveQueue(flow, state, language, why, world.facts), inHand, world);
}
