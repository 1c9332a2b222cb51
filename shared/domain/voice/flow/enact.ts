import type { RecordingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { FlowStepOf } from '#schemas/voice/flow-step.ts';
import type { CallRecord, FlowState } from '#schemas/voice/model.ts';
import { systemAuthor } from '#shared/domain/interactions/authors.ts';
import { endInFlow } from '#shared/domain/interactions/end.ts';
import { type Change, change, merge, nothing, outcomeOf } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { isSame } from '#shared/domain/kit/is-same.ts';
import { placement, queuedEvent } from '#shared/domain/routing/queueing.ts';
import { dial } from '../dial.ts';
import type { CallInHand } from '../follow.ts';
import { hangUp } from '../hang-up.ts';
import { give, withCustomer } from '../leg.ts';
import { announce, playMusic } from '../play.ts';
import { callbackRequest } from './callback.ts';
import { keepMessage } from './message.ts';
import { inUrgency } from './urgency.ts';
import { type ActivityPlan, type FlowMove, type FlowOutcome, startFlow } from './walk.ts';
import { whileWaiting } from './while-waiting.ts';
import type { FlowWorld } from './world.ts';

/** What the move of a flow means for the call, its interaction and the queues: the other side of the walk. */
export function enact(move: FlowMove, { call, interaction }: CallInHand, world: FlowWorld): Change {
  const arrived = throughFlows(move, world);
  const spoken: CallRecord = { ...call, language: arrived.language, flow: arrived.state };
  const there: CallInHand = { call: spoken, interaction: taught(interaction, arrived) };
  const { inHand, task } = move.message ? keepMessage(move.message, there, world) : { inHand: there, task: nothing };
  return onTopOf({ call, interaction }, merge(stoppedAt(arrived.outcome, inHand, world), task));
}

/** Goes on in other flows until one stops. One that is gone ends the call; one that never stops has its steps counted. */
function throughFlows(move: FlowMove, world: FlowWorld): Stop {
  let present = move;
  for (;;) {
    const { outcome } = present;
    if (outcome.kind !== 'flow') return { ...present, outcome };
    const flow = world.flow(outcome.flowId);
    present = flow ? startFlow(flow, world.facts, present) : { ...present, outcome: GONE };
  }
}

/** The move that does not go on in another flow. */
interface Stop extends Omit<FlowMove, 'outcome'> {
  readonly outcome: Exclude<FlowOutcome, { readonly kind: 'flow' }>;
}

/** Whoever is led nowhere is told so by his network. */
export const GONE = { kind: 'hang-up', cause: 'unavailable' } as const satisfies FlowOutcome;

/** What callers have entered is in the call profile at once: it outlasts the flow (INT-23). */
const taught = (interaction: InteractionRecord, { language, state }: Stop): InteractionRecord => ({
  ...interaction,
  locale: language,
  profile: { ...interaction.profile, ...state.values },
});

/** The change with what was there before it; what has stayed the same is not stored again. */
function onTopOf({ call, interaction }: CallInHand, made: Change): Change {
  const moved = outcomeOf(made.interactions, interaction);
  const before = { before: interaction, after: moved };
  const others = made.interactions.filter(({ after }) => after.id !== interaction.id);
  return {
    ...made,
    interactions: isSame(interaction, moved) ? others : [before, ...others],
    calls: [{ before: call, after: outcomeOf(made.calls, call) }],
  };
}

function stoppedAt(outcome: Stop['outcome'], inHand: CallInHand, world: FlowWorld): Change {
  const { call, interaction } = inHand;
  const { now } = world;
  switch (outcome.kind) {
    case 'activity':
      return moved(outOfQueue(interaction, 'created'), doing(call, outcome.activity, world));
    case 'queue':
      return queued(outcome.step, inHand, world);
    case 'forward':
      return moved(outOfQueue(interaction, 'handed-over'), forwarded(call, outcome, world));
    case 'callback': {
      const asked = callbackRequest(outcome.queueId, inHand, world);
      const ending = { endedBy: 'system', endReason: 'callback-requested' } as const;
      return merge(
        asked,
        endInFlow(interaction, ending, now),
        change({ calls: [replaced(call, takenDown(call, 'normal', world))] }),
      );
    }
    case 'hang-up': {
      const ending = { endedBy: 'system', endReason: 'flow-ended' } as const;
      return merge(
        endInFlow(interaction, ending, now),
        change({ calls: [replaced(call, takenDown(call, outcome.cause, world))] }),
      );
    }
  }
}

const replaced = (before: CallRecord, after: CallRecord) => ({ before, after });

const moved = (interaction: InteractionRecord, call: CallRecord): Change =>
  change({ interactions: [{ before: null, after: interaction }], calls: [{ before: null, after: call }] });

/** Who does not wait is not looked after by the queue. */
function outOfQueue(interaction: InteractionRecord, status: 'created' | 'handed-over'): InteractionRecord {
  const { closingLookAt: _closing, overflowAt: _overflow, reservation: _kept, ...rest } = interaction;
  return { ...rest, status };
}

const doing = (call: CallRecord, plan: ActivityPlan, { newId }: FlowWorld): CallRecord =>
  withCustomer(call, leg => give(leg, { ...plan, id: newId('act') }, null));

/** The cause is told to the caller's network where nothing was heard yet. */
const takenDown = (call: CallRecord, cause: FlowStepOf<'hang-up'>['cause'], world: FlowWorld): CallRecord =>
  withCustomer(call, leg => hangUp(leg, world, cause));

/** The caller hears the telephone ring that is called for him, and talks with whoever answers it. */
function forwarded(call: CallRecord, to: Extract<FlowOutcome, { kind: 'forward' }>, world: FlowWorld): CallRecord {
  const waits = withCustomer(call, leg => playMusic(leg, world, 'ringback'));
  const guest = { kind: 'guest', name: to.number } as const;
  return dial(waits, guest, { kind: 'phone', number: to.number }, world, to.timeoutSeconds);
}

/** The caller waits. The place counts from the first time that he does; every queue is another visit. */
function queued(step: FlowStepOf<'queue'>, { call, interaction }: CallInHand, world: FlowWorld): Change {
  const { now, settings } = world;
  const found = world.queue(step.queueId);
  const state = call.flow;
  if (!found || !state) return stoppedAt(GONE, { call, interaction }, world);
  const isFirst = interaction.queueVisits === 0;
  const since = isFirst ? now : interaction.firstEnqueuedAt;
  const { closingLookAt, recording } = found;
  const after: InteractionRecord = {
    ...outOfQueue(interaction, 'created'),
    ...placement(interaction.id, inUrgency(found.queue, state.urgency), settings, interaction.channel, since, now),
    status: 'queued',
    firstEnqueuedAt: since,
    queueVisits: interaction.queueVisits + 1,
    predictedMs: found.predictedMs,
    ...{ offer: null, excluded: [], sticky: null },
    ...(closingLookAt !== undefined && { closingLookAt }),
    ...(step.overflow && { overflowAt: plusSeconds(now, step.overflow.afterSeconds) }),
  };
  const waits = waiting(call, state, step, world);
  const isNewToCampaign = isFirst || interaction.campaignId !== after.campaignId;
  const line = { interactionId: interaction.id, author: systemAuthor, text: null, clientMessageId: null };
  return merge(
    moved(after, isNewToCampaign ? toldOfRecording(waits, recording, world) : waits),
    change({ entries: [{ ...line, kind: 'queued' }], events: [queuedEvent(after, isFirst ? 'arrived' : 'flow')] }),
  );
}

/** Before the music of the queue, and in full: nobody talks to a caller who has not heard it. */
const toldOfRecording = (call: CallRecord, recording: RecordingSettings, world: FlowWorld): CallRecord =>
  withCustomer(call, leg => announce(leg, recording, world));

/** The caller hears what is next while he waits. */
export function waiting(
  call: CallRecord,
  state: FlowState,
  step: Parameters<typeof whileWaiting>[0],
  world: FlowWorld,
): CallRecord {
  const next = whileWaiting(step, state, call.language, world.place, world.now);
  return doing({ ...call, flow: next.state }, next.activity, world);
}
