import type { Campaign } from '#schemas/admin/model.ts';
import type { Assignment, InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { startWrapUp } from '#shared/domain/dispositions/wrap-up.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, type NewEntry, type NewEvent, outcomeOf } from '#shared/domain/kit/change.ts';
import { freeCapacity, liveCounts } from '#shared/domain/routing/capacity.ts';
import { costFor } from '#shared/domain/routing/eligibility.ts';
import { nextOfferId, type WorkRules } from '#shared/domain/routing/offer.ts';
import { about } from './about.ts';
import { activeAssignments, ownAssignment, participants } from './assignments.ts';
import { byAgent } from './authors.ts';

/*
 * Several agents in one conversation. One of them holds it; the others have been called in, read and write like him, and
 * wrap up their own part. The conversation goes on while anybody is left in it.
 */

/**
 * An agent calls a colleague in, who takes part at once and is told.
 *
 * @param rules what queue and tenant say of the colleague's part
 * @throws AppError `TARGET_UNAVAILABLE` for who is not at work, has no room, or takes part already
 */
export function addToConference(
  interaction: InteractionRecord,
  host: AgentRecord,
  guest: AgentRecord | undefined,
  now: string,
  rules: WorkRules = {},
): Change {
  ownAssignment(interaction, host.id);
  assertReachable(interaction, guest);
  const { campaignId, channel, queueId } = interaction;
  const assignment: Assignment = {
    ...{ queueId, campaignId, agentId: guest.id, agentName: guest.profile.displayName },
    offerId: nextOfferId(interaction),
    ...{ role: 'conferenced', status: 'active', acceptedAt: now, endedAt: null },
    // Of a call it is known when he is there.
    connectedAt: channel === 'voice' ? null : now,
    wrapUp: null,
    outcomePending: false,
  };
  const work: AgentRecord['work'][number] = {
    ...{ queueId, campaignId, channel, interactionId: interaction.id, state: 'active', since: now, offerId: null },
    cost: costFor(guest, interaction),
    ...rules,
  };
  const after: InteractionRecord = {
    ...interaction,
    offerCount: interaction.offerCount + 1,
    assignments: [...interaction.assignments, assignment],
  };
  return change({
    interactions: [{ before: interaction, after }],
    agents: [{ before: guest, after: { ...guest, work: [...guest.work, work] } }],
    entries: [line(interaction, guest, 'agent-joined')],
    events: [partyEvent(after, 'assignment.joined.v1', guest.id, host.id)],
  });
}

/**
 * An agent leaves the others to it; his wrap-up starts. When he held the conversation, the one who has been in it longest
 * holds it now.
 *
 * @throws AppError `INTERACTION_STATE` for the last one, who ends it or hands it on
 */
export function leaveConference(
  interaction: InteractionRecord,
  agent: AgentRecord,
  campaign: Campaign,
  now: string,
): Change {
  ownAssignment(interaction, agent.id);
  if (activeAssignments(interaction).length < 2) {
    throw new AppError('INTERACTION_STATE', {
      currentState: interaction.status,
      allowedCommands: ['transfer', 'endInteraction'],
    });
  }
  const wrapping = startWrapUp(interaction, agent, campaign, now);
  const left = outcomeOf(wrapping.interactions, interaction);
  const after = heldBySomebody(left);
  return merge(
    wrapping,
    change({
      interactions: [{ before: left, after }],
      entries: [line(interaction, agent, 'agent-left')],
      events: [partyEvent(interaction, 'assignment.left.v1', agent.id, agent.id)],
    }),
  );
}

/** Where the holder has gone and others are left, the first of them holds the conversation. */
export function heldBySomebody(interaction: InteractionRecord): InteractionRecord {
  const active = activeAssignments(interaction);
  const [first] = active;
  if (!first || active.some(one => one.role === 'primary')) return interaction;
  const at = interaction.assignments.indexOf(first);
  return { ...interaction, assignments: interaction.assignments.with(at, { ...first, role: 'primary' }) };
}

const line = (interaction: InteractionRecord, agent: AgentRecord, kind: 'agent-joined' | 'agent-left'): NewEntry => ({
  ...{ interactionId: interaction.id, kind, text: null, clientMessageId: null },
  author: byAgent(interaction, agent),
});

const partyEvent = (
  interaction: InteractionRecord,
  type: 'assignment.joined.v1' | 'assignment.left.v1',
  agentId: string,
  byAgentId: string,
): NewEvent => ({
  type,
  subject: `interaction/${interaction.id}`,
  agents: participants(interaction),
  data: { ...about(interaction), agentId, byAgentId },
});

function assertReachable(interaction: InteractionRecord, guest: AgentRecord | undefined): asserts guest is AgentRecord {
  const refuse = (detail: string): never => {
    throw new AppError('TARGET_UNAVAILABLE', { detail });
  };
  if (guest?.session?.status !== 'online') return refuse('The agent is not at work.');
  if (guest.work.some(one => one.interactionId === interaction.id)) return refuse('The agent takes part already.');
  const cap = guest.profile.caps[interaction.channel];
  const full = cap !== undefined && (liveCounts(guest.work)[interaction.channel] ?? 0) >= cap;
  if (full || freeCapacity(guest) < costFor(guest, interaction)) refuse('The agent has no room for it.');
}
