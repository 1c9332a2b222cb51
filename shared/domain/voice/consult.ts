import type { Campaign } from '#schemas/admin/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { CallRecord, Leg, LegEndpoint } from '#schemas/voice/model.ts';
import { activeAssignments } from '#shared/domain/interactions/assignments.ts';
import { addToConference, leaveConference } from '#shared/domain/interactions/conference.ts';
import type { Party } from '#shared/domain/interactions/end.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, nothing } from '#shared/domain/kit/change.ts';
import type { WorkRules } from '#shared/domain/routing/offer.ts';
import { dial } from './dial.ts';
import type { CallInHand } from './follow.ts';
import { leaveToOutsiders, type Outsider } from './hand-over.ts';
import { hangUp } from './hang-up.ts';
import { holdCustomer } from './hold.ts';
import { legOf, type Moment, replaceLeg } from './leg.ts';
import { withdraw } from './leg-lost.ts';
import { assertAccepts, callState } from './state.ts';

/** Who is called in: a colleague, with where he is reached, or somebody outside. */
export type Invited =
  | {
      readonly kind: 'agent';
      readonly agent: AgentRecord | undefined;
      readonly endpoint: LegEndpoint;
      /** What queue and tenant say of his part. */
      readonly rules: WorkRules;
    }
  | { readonly kind: 'outsider'; readonly outsider: Outsider };

/**
 * The agent asks somebody for advice while the customer hears music (VOICE-13). Completing hands the customer to whoever
 * was asked; cancelling brings him back.
 *
 * @throws AppError `INTERACTION_STATE`, `TARGET_UNAVAILABLE`
 */
export function consult(inHand: CallInHand, agent: AgentRecord, invited: Invited, moment: Moment): Change {
  assertAccepts(inHand, agent.id, 'consult');
  const { moved, called, leg } = invite(inHand, agent, invited, moment);
  const after: CallRecord = { ...holdCustomer(called, true), consult: { agentId: agent.id, legId: leg.id } };
  return merge(moved, change({ calls: [{ before: inHand.call, after }] }));
}

/**
 * Calls somebody into the conversation; with `holdBeforeConference` the customer is on hold until he has answered
 * (VOICE-15, VOICE-16).
 *
 * @throws AppError `INTERACTION_STATE`, `TARGET_UNAVAILABLE`
 */
export function confer(
  inHand: CallInHand,
  agent: AgentRecord,
  campaign: Campaign,
  invited: Invited,
  moment: Moment,
): Change {
  assertAccepts(inHand, agent.id, 'addToConference');
  const { moved, called, leg } = invite(inHand, agent, invited, moment);
  const waits = campaign.holds.holdBeforeConference && !inHand.call.gathering;
  const after = waits ? { ...holdCustomer(called, true), joining: leg.id } : called;
  return merge(moved, change({ calls: [{ before: inHand.call, after }] }));
}

/** Has somebody called, with what that means for the interaction. */
function invite({ call, interaction }: CallInHand, host: AgentRecord, invited: Invited, moment: Moment) {
  if (invited.kind === 'outsider') {
    const { address, endpoint } = invited.outsider;
    const called = dial(call, { kind: 'guest', name: address }, endpoint, moment);
    return { moved: nothing, called, leg: called.legs.at(-1) as Leg };
  }
  const moved = addToConference(interaction, host, invited.agent, moment.now, invited.rules);
  const agentId = moved.agents[0]?.after.id ?? '';
  const called = dial(call, { kind: 'agent', agentId }, invited.endpoint, moment);
  return { moved, called, leg: called.legs.at(-1) as Leg };
}

/** Who was asked has the customer now; the agent's wrap-up starts. @throws AppError `INTERACTION_STATE` */
export function completeConsult(inHand: CallInHand, agent: AgentRecord, campaign: Campaign, now: string): Change {
  assertAccepts(inHand, agent.id, 'completeConsult');
  const { call, interaction } = inHand;
  const asked = askedLeg(inHand);
  if (asked.state !== 'connected' || call.consult?.agentId !== agent.id) {
    throw new AppError('INTERACTION_STATE', { currentState: callState(inHand), allowedCommands: ['cancelConsult'] });
  }
  const left =
    asked.party.kind === 'agent'
      ? leaveConference(interaction, agent, campaign, now)
      : leaveToOutsiders(interaction, agent, campaign, { kind: 'phone', id: nameOf(asked) }, null, now);
  return merge(left, change({ calls: [{ before: call, after: { ...holdCustomer(call, false), consult: null } }] }));
}

/**
 * Who was asked leaves, and the customer is back with his agent.
 *
 * @param asked the colleague who was asked, where it was one
 * @throws AppError `INTERACTION_STATE`
 */
export function cancelConsult(inHand: CallInHand, agentId: string, asked: Party | undefined, moment: Moment): Change {
  assertAccepts(inHand, agentId, 'cancelConsult');
  const { call, interaction } = inHand;
  const leg = askedLeg(inHand);
  const part = activeAssignments(interaction).find(one => one.agentId === asked?.agent.id);
  const dismissed = replaceLeg(call, hangUp(leg, moment));
  const after: CallRecord = { ...holdCustomer(dismissed, false), consult: null };
  const spoke = part !== undefined && part.connectedAt !== null;
  const left =
    asked === undefined || part === undefined
      ? nothing
      : spoke
        ? leaveConference(interaction, asked.agent, asked.campaign, moment.now)
        : withdraw(interaction, asked, moment.now);
  return merge(left, change({ calls: [{ before: call, after }] }));
}

function askedLeg(inHand: CallInHand): Leg {
  const leg = legOf(inHand.call, inHand.call.consult?.legId ?? '');
  if (!leg) throw new AppError('INTERACTION_STATE', { currentState: callState(inHand), allowedCommands: [] });
  return leg;
}

const nameOf = ({ endpoint, id }: Leg): string => (endpoint.kind === 'phone' ? endpoint.number : id);
