import type { Campaign, OutcomeScheme } from '#schemas/admin/model.ts';
import type { Assignment, InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, Work } from '#schemas/sessions/model.ts';
import { about, closedEvents } from '#shared/domain/interactions/about.ts';
import { closeIfDone, lastHolder, replaceAssignment } from '#shared/domain/interactions/assignments.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, type NewEvent, nothing } from '#shared/domain/kit/change.ts';
import { msBetween, plusSeconds } from '#shared/domain/kit/instant.ts';
import { goOn } from '#shared/domain/routing/interruption.ts';
import { presenceEvents } from '#shared/domain/sessions/state.ts';
import { dropWork } from '#shared/domain/sessions/work.ts';
import { selectableCodes } from './outcomes.ts';

export type CompletedBy = 'agent' | 'timer' | 'supervisor' | 'system';

/** Wrap-up time of a campaign: contacts that never connected may have their own (WRAP-07). */
export const wrapUpSeconds = (campaign: Campaign, connected: boolean): number =>
  connected ? campaign.wrapUpSeconds : (campaign.notConnectedWrapUpSeconds ?? campaign.wrapUpSeconds);

/**
 * An agent's part of an interaction is over: wrap-up begins, or, where the campaign has none, the part is done
 * (WRAP-01, WRAP-02). Presence does not matter and is not touched.
 */
export function startWrapUp(
  interaction: InteractionRecord,
  agent: AgentRecord,
  campaign: Campaign,
  now: string,
): Change {
  const assignment = activeAssignment(interaction, agent.id);
  const seconds = wrapUpSeconds(campaign, assignment.connectedAt !== null);
  if (seconds === 0) {
    const owed = owesOutcome(interaction, agent.id, campaign);
    const freed = owe(dropWork(agent, interaction.id, now), interaction, owed);
    const done: Assignment = { ...assignment, status: 'done', endedAt: now, outcomePending: owed };
    return change({
      interactions: [{ before: interaction, after: closeIfDone(replaceAssignment(interaction, done)) }],
      agents: [{ before: agent, after: freed }],
      events: presenceEvents(agent, freed),
    });
  }
  const wrapUp = { startedAt: now, endsAt: plusSeconds(now, seconds), completedAt: null, completedBy: null };
  const wrapping: Assignment = { ...assignment, status: 'wrap-up', endedAt: now, wrapUp };
  const work = agent.work.map(one => (one.interactionId === interaction.id ? wrappingWork(one, agent, now) : one));
  return change({
    interactions: [{ before: interaction, after: replaceAssignment(interaction, wrapping) }],
    agents: [
      {
        before: agent,
        after: goOn({ ...agent, work }),
      },
    ],
    events: [
      event(interaction, agent.id, {
        type: 'assignment.wrap-up-started.v1',
        data: { ...about(interaction), agentId: agent.id, wrapUp, activeMs: activeMs(wrapping) },
      }),
    ],
  });
}

/** The work once the conversation is over; what is interrupted stays so. */
function wrappingWork({ relief, ...one }: Work, { profile }: AgentRecord, now: string): Work {
  const wrapping: Work = { ...one, state: 'wrap-up', since: now };
  const cost = one.wrapUpCost ?? profile.wrapUpWeights[one.channel];
  return relief?.reason === 'interrupted'
    ? { ...wrapping, cost: 0, relief: { ...relief, cost } }
    : { ...wrapping, cost };
}

/** The clock stops: from now on only the agent ends this wrap-up (WRAP-03). */
export function extendWrapUp(interaction: InteractionRecord, agentId: string): Change {
  const assignment = runningWrapUp(interaction, agentId);
  if (assignment.wrapUp.endsAt === null) return nothing;
  const extended: Assignment = { ...assignment, wrapUp: { ...assignment.wrapUp, endsAt: null } };
  return change({
    interactions: [{ before: interaction, after: replaceAssignment(interaction, extended) }],
    events: [
      event(interaction, agentId, {
        type: 'assignment.wrap-up-extended.v1',
        data: { ...about(interaction), agentId },
      }),
    ],
  });
}

/** The agent ends wrap-up (WRAP-04). @throws AppError `DISPOSITION_REQUIRED` while the campaign's outcome is owed. */
export function completeWrapUp(
  interaction: InteractionRecord,
  agent: AgentRecord,
  campaign: Campaign,
  scheme: OutcomeScheme | undefined,
  now: string,
): Change {
  runningWrapUp(interaction, agent.id);
  if (owesOutcome(interaction, agent.id, campaign)) {
    throw new AppError('DISPOSITION_REQUIRED', {
      params: { allowed: selectableCodes(scheme, interaction.channel).map(code => code.id) },
    });
  }
  return finish(interaction, agent, 'agent', false, now);
}

/**
 * The wrap-up time is over. A timer that was set for another deadline is stale and changes nothing; a required
 * outcome that is missing goes to the agent's pending list instead of being lost (U-03).
 */
export function expireWrapUp(
  interaction: InteractionRecord,
  agent: AgentRecord,
  campaign: Campaign,
  deadline: string,
  now: string,
): Change {
  const assignment = lastAssignmentOf(interaction, agent.id);
  const stale = assignment?.status !== 'wrap-up' || assignment.wrapUp?.endsAt !== deadline;
  return stale ? nothing : finish(interaction, agent, 'timer', owesOutcome(interaction, agent.id, campaign), now);
}

/** Ends the wrap-up whoever asks for it; codes, notes and outcome stay as they are. */
export function finish(
  interaction: InteractionRecord,
  agent: AgentRecord,
  by: CompletedBy,
  outcomePending: boolean,
  now: string,
): Change {
  const assignment = runningWrapUp(interaction, agent.id);
  const done: Assignment = {
    ...assignment,
    status: 'done',
    wrapUp: { ...assignment.wrapUp, completedAt: now, completedBy: by },
    outcomePending,
  };
  const after = closeIfDone(replaceAssignment(interaction, done));
  const freed = owe(dropWork(agent, interaction.id, now), interaction, outcomePending);
  return change({
    interactions: [{ before: interaction, after }],
    agents: [{ before: agent, after: freed }],
    events: [
      event(interaction, agent.id, {
        type: 'assignment.wrap-up-completed.v1',
        data: {
          ...about(interaction),
          agentId: agent.id,
          by,
          wrapUpMs: msBetween(assignment.wrapUp.startedAt, now),
          activeMs: activeMs(done),
          outcomePending,
        },
      }),
      ...closedEvents(after),
      ...presenceEvents(agent, freed),
    ],
  });
}

/** The outcome is owed by the agent who had the interaction last, once it is over. */
export const owesOutcome = (interaction: InteractionRecord, agentId: string, campaign: Campaign): boolean =>
  campaign.dispositionRequired && interaction.disposition === null && isLast(interaction, agentId);

/** The part of who had it last was done before the end: he owes the outcome now that there is an end (U-03). */
export function leaveOwing(over: InteractionRecord, agent: AgentRecord, campaign: Campaign): Change {
  const assignment = lastHolder(over);
  const done = assignment?.status === 'done' && !assignment.outcomePending;
  if (!done || !owesOutcome(over, agent.id, campaign)) return nothing;
  return change({
    interactions: [{ before: over, after: replaceAssignment(over, { ...assignment, outcomePending: true }) }],
    agents: [{ before: agent, after: owe(agent, over, true) }],
  });
}

const isLast = (interaction: InteractionRecord, agentId: string): boolean =>
  interaction.endedAt !== null && lastHolder(interaction)?.agentId === agentId;

const owe = (agent: AgentRecord, interaction: InteractionRecord, owed: boolean): AgentRecord =>
  owed ? { ...agent, outcomesPending: [...agent.outcomesPending, interaction.id] } : agent;

const lastAssignmentOf = (interaction: InteractionRecord, agentId: string): Assignment | undefined =>
  interaction.assignments.findLast(one => one.agentId === agentId);

function activeAssignment(interaction: InteractionRecord, agentId: string): Assignment {
  const assignment = interaction.assignments.findLast(one => one.agentId === agentId && one.status === 'active');
  if (!assignment) throw new AppError('NOT_YOUR_INTERACTION');
  return assignment;
}

function runningWrapUp(
  interaction: InteractionRecord,
  agentId: string,
): Assignment & { wrapUp: NonNullable<Assignment['wrapUp']> } {
  const assignment = lastAssignmentOf(interaction, agentId);
  if (!assignment) throw new AppError('NOT_YOUR_INTERACTION');
  if (assignment.status !== 'wrap-up' || assignment.wrapUp === null) {
    throw new AppError('WRAP_UP_NOT_RUNNING', { currentState: assignment.status });
  }
  return { ...assignment, wrapUp: assignment.wrapUp };
}

const activeMs = (assignment: Assignment): number =>
  assignment.connectedAt && assignment.endedAt ? msBetween(assignment.connectedAt, assignment.endedAt) : 0;

const event = (interaction: InteractionRecord, agentId: string, what: Pick<NewEvent, 'type' | 'data'>): NewEvent =>
  ({ ...what, subject: `interaction/${interaction.id}`, agents: [agentId] }) as NewEvent;
