import type { CallRecord, Leg, LegEndCause } from '#schemas/voice/model.ts';
import { handling } from '#shared/domain/interactions/assignments.ts';
import { type Change, change, merge, nothing } from '#shared/domain/kit/change.ts';
import { accept } from '#shared/domain/routing/offer.ts';
import { CONFIRM_DIGIT } from './collect.ts';
import { heardInFlow } from './flow/in-flow.ts';
import { hangUp } from './hang-up.ts';
import { heard, type LegFact } from './heard.ts';
import { agentLeg, isOn, type Moment, replaceLeg } from './leg.ts';
import { type Floor, legLost } from './leg-lost.ts';
import { playMusic } from './play.ts';
import { talk } from './talk.ts';

/** What is known when something is heard of a leg: the call as it was stored. */
export type Scenery = Omit<Floor, 'now'>;

/** What a fact about a leg comes to, for the leg, the interaction and its agents. */
export function onLegEvent(leg: Leg, fact: LegFact, scenery: Scenery, moment: Moment): Change {
  const { call, interaction } = scenery;
  const { now } = moment;
  if (isCutOff(leg, fact)) return replaced(talk(leg, moment), call);
  const after = heard(leg, fact, now);
  const floor: Floor = { ...scenery, now, call: after === leg ? call : replaceLeg(call, after) };
  const moved = after === leg ? nothing : change({ calls: [{ before: call, after: floor.call }] });
  if (after.state === 'ended' && leg.state !== 'ended') {
    // Who goes because he was told to has been dealt with.
    if (!isOn(leg)) return moved;
    return merge(moved, legLost(leg, after.endCause ?? 'hung-up', leg.state === 'connected', floor));
  }
  if (fact.kind === 'answered' && leg.state !== 'connected' && leg.endpoint.kind === 'sip') {
    return merge(moved, taken(leg, floor));
  }
  if (fact.kind !== 'activity' || after === leg) return moved;
  if (leg.party.kind === 'customer' && floor.flow && call.flow && interaction.status !== 'handed-over') {
    return merge(moved, heardInFlow(after, fact.result, floor, floor.flow));
  }
  const failed = fact.result.kind === 'failed';
  if (leg.activity.kind === 'talk' && failed) return merge(moved, mediaLost(after, floor, moment));
  if (leg.activity.kind !== 'collect' || leg.party.kind !== 'agent') return moved;
  const confirmed = fact.result.kind === 'digits' && fact.result.digits === CONFIRM_DIGIT;
  return merge(moved, confirmed ? taken(leg, floor) : replaced(hangUp(after, moment), floor.call));
}

/**
 * The time is over in which something should have come of a leg; a leg that waits for nothing, or not yet for so long, is
 * left alone.
 */
export function onOverdueLeg(leg: Leg, scenery: Scenery, moment: Moment): Change {
  const { call } = scenery;
  const { now } = moment;
  if (leg.state === 'ended' || leg.dueAt === null || leg.dueAt > now) return nothing;
  const floor: Floor = { ...scenery, now };
  switch (leg.activity.kind) {
    case 'hang-up':
      return replaced(heard(leg, { kind: 'ended', cause: 'taken-down' }, now), call);
    case 'talk':
      return mediaLost(leg, floor, moment, leg.state === 'connected' ? 'failed' : 'no-answer');
    default:
      if (leg.state !== 'connected') return mediaLost(leg, floor, moment, 'no-answer');
      return replaced(playMusic(leg, moment), call);
  }
}

/** A party that was in the room has lost its place there, and is still on the line: it is taken in again. */
const isCutOff = ({ activity, settled }: Leg, fact: LegFact): boolean =>
  fact.kind === 'activity' &&
  fact.result.kind === 'failed' &&
  fact.activityId === activity.id &&
  activity.kind === 'talk' &&
  settled;

/**
 * A party was not reached, or could not be brought into the room. It is taken down and the others go on; a customer is
 * kept, and waits for somebody whom he can hear.
 */
function mediaLost(leg: Leg, floor: Floor, moment: Moment, cause: LegEndCause = 'failed'): Change {
  const { call, interaction } = floor;
  if (leg.party.kind !== 'customer' || leg.state !== 'connected') {
    const taken = replaceLeg(call, hangUp(leg, moment));
    return merge(
      change({ calls: [{ before: call, after: taken }] }),
      legLost(leg, cause, false, { ...floor, call: taken }),
    );
  }
  const holder = handling(interaction);
  const partner = holder && agentLeg(call, holder.agentId);
  const waits = replaceLeg(call, playMusic(leg, moment));
  return merge(
    change({ calls: [{ before: call, after: waits }] }),
    partner ? legLost({ ...partner, state: 'dialling' }, 'failed', false, { ...floor, call: waits }) : nothing,
  );
}

/** The agent takes the call on his telephone, unless it has been taken from him meanwhile. */
function taken(leg: Leg, { crew, interaction, now }: Floor): Change {
  const { offer } = interaction;
  const agent = leg.party.kind === 'agent' ? crew.get(leg.party.agentId)?.agent : undefined;
  if (!agent || offer === null || offer.agentId !== agent.id || offer.expiresAt <= now) return nothing;
  return accept(interaction, agent, offer.id, 'agent', now);
}

const replaced = (leg: Leg, call: CallRecord): Change =>
  change({ calls: [{ before: call, after: replaceLeg(call, leg) }] });
