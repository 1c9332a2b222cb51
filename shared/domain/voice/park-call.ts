import type { RoutingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, Work } from '#schemas/sessions/model.ts';
import { startWrapUp } from '#shared/domain/dispositions/wrap-up.ts';
import { byAgent } from '#shared/domain/interactions/authors.ts';
import type { Party } from '#shared/domain/interactions/end.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, nothing, outcomeOf } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { freeCapacity, liveCounts } from '#shared/domain/routing/capacity.ts';
import { costFor } from '#shared/domain/routing/eligibility.ts';
import { nextOfferId, type WorkRules } from '#shared/domain/routing/offer.ts';
import { backInQueue } from './back-in-queue.ts';
import type { CallInHand } from './follow.ts';
import { holdCustomer } from './hold.ts';
import { assertAccepts, hasOthers } from './state.ts';

/**
 * The customer waits with music while the agent does something else: the call stays his, takes little of his capacity,
 * and is picked up again by him or by somebody else (VOICE-11). Nothing is wrapped up yet.
 *
 * @throws AppError `INTERACTION_STATE`, also while others take part
 */
export function park(inHand: CallInHand, agent: AgentRecord, { voice }: RoutingSettings, now: string): Change {
  assertAccepts(inHand, agent.id, 'park');
  const { call, interaction } = inHand;
  if (hasOthers(call)) {
    throw new AppError('INTERACTION_STATE', {
      currentState: 'conference',
      allowedCommands: ['leaveConference', 'endInteraction'],
    });
  }
  const endsAt = voice.parkSeconds === null ? null : plusSeconds(now, voice.parkSeconds);
  const parked = { at: now, byAgentId: agent.id, endsAt };
  return change({
    interactions: [{ before: interaction, after: { ...interaction, status: 'parked' } }],
    agents: [
      { before: agent, after: withWork(agent, interaction, { cost: voice.parkedWeight, parked: true, since: now }) },
    ],
    calls: [{ before: call, after: { ...holdCustomer(call, false), parked } }],
  });
}

/** Whoever parked the call takes it back. @throws AppError `INTERACTION_STATE`, `CAPACITY_EXCEEDED` */
export function unpark(inHand: CallInHand, agent: AgentRecord, now: string): Change {
  assertAccepts(inHand, agent.id, 'unpark');
  const { call, interaction } = inHand;
  const others = { ...agent, work: agent.work.filter(one => one.interactionId !== interaction.id) };
  assertRoom(others, interaction);
  return change({
    interactions: [{ before: interaction, after: { ...interaction, status: 'connecting' } }],
    agents: [{ before: agent, after: withWork(agent, interaction, { cost: costFor(agent, interaction), since: now }) }],
    calls: [{ before: call, after: { ...call, parked: null } }],
  });
}

/**
 * Somebody else takes a parked call on: the part of whoever parked it is over, and wraps up.
 *
 * @param rules what queue and tenant say of the new part
 * @throws AppError `INTERACTION_STATE`, `CAPACITY_EXCEEDED`
 */
export function pickUpParked(
  inHand: CallInHand,
  agent: AgentRecord,
  parker: Party,
  rules: WorkRules,
  now: string,
): Change {
  const { call, interaction } = inHand;
  const { parked } = call;
  if (
    interaction.status !== 'parked' ||
    parked === null ||
    agent.work.some(one => one.interactionId === interaction.id)
  ) {
    throw new AppError('INTERACTION_STATE', { currentState: interaction.status, allowedCommands: ['unpark'] });
  }
  assertRoom(agent, interaction);
  const wrapping = startWrapUp(interaction, parker.agent, parker.campaign, now);
  const handed = outcomeOf(wrapping.interactions, interaction);
  const { campaignId, channel, queueId } = interaction;
  const after: InteractionRecord = {
    ...handed,
    status: 'connecting',
    offerCount: interaction.offerCount + 1,
    // It is a visit of its own, which has waited since it was parked.
    queueVisits: interaction.queueVisits + 1,
    enqueuedAt: parked.at,
    assignments: [
      ...handed.assignments,
      {
        ...{ agentId: agent.id, agentName: agent.profile.displayName, offerId: nextOfferId(interaction) },
        ...{ role: 'primary', status: 'active', queueId, campaignId, acceptedAt: now, connectedAt: null },
        ...{ endedAt: null, wrapUp: null, outcomePending: false },
      },
    ],
  };
  const work: Work = {
    ...{ interactionId: interaction.id, channel, queueId, campaignId, state: 'active', since: now, offerId: null },
    cost: costFor(agent, interaction),
    ...rules,
  };
  const line = { interactionId: interaction.id, text: null, clientMessageId: null };
  return merge(
    wrapping,
    change({
      interactions: [{ before: handed, after }],
      agents: [{ before: agent, after: { ...agent, work: [...agent.work, work] } }],
      calls: [{ before: call, after: { ...call, parked: null } }],
      entries: [
        { ...line, kind: 'agent-left', author: byAgent(interaction, parker.agent) },
        { ...line, kind: 'agent-joined', author: byAgent(interaction, agent) },
      ],
    }),
  );
}

/** Nobody has picked the call up in time: it waits in its queue again, in front. */
export function parkEnded(inHand: CallInHand, parker: Party, settings: RoutingSettings, now: string): Change {
  const { call, interaction } = inHand;
  const endsAt = call.parked?.endsAt ?? null;
  if (interaction.status !== 'parked' || endsAt === null || endsAt > now) return nothing;
  const wrapping = startWrapUp(interaction, parker.agent, parker.campaign, now);
  return merge(
    wrapping,
    backInQueue(outcomeOf(wrapping.interactions, interaction), 'park-ended', settings, now),
    change({ calls: [{ before: call, after: { ...call, parked: null } }] }),
  );
}

/** The agent with his part in the interaction changed. */
const withWork = (
  agent: AgentRecord,
  { id }: InteractionRecord,
  given: Pick<Work, 'cost' | 'since' | 'parked'>,
): AgentRecord => ({
  ...agent,
  work: agent.work.map(one => {
    const { parked: _, ...rest } = one;
    return one.interactionId === id ? { ...rest, ...given } : one;
  }),
});

function assertRoom(agent: AgentRecord, interaction: InteractionRecord): void {
  const cost = costFor(agent, interaction);
  const cap = agent.profile.caps[interaction.channel];
  const live = liveCounts(agent.work)[interaction.channel] ?? 0;
  const free = freeCapacity(agent);
  if (free >= cost && (cap === undefined || live < cap)) return;
  throw new AppError('CAPACITY_EXCEEDED', { params: { free, cost, live, cap: cap ?? null } });
}
