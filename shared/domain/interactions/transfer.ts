import type { Campaign, Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { startWrapUp } from '#shared/domain/dispositions/wrap-up.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, outcomeOf } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { escalationFrom, placement, queuedEvent } from '#shared/domain/routing/queueing.ts';
import { about } from './about.ts';
import { activeAssignments, ownAssignment } from './assignments.ts';
import { byAgent } from './authors.ts';

/** Where a transfer goes, with what is known of it. */
export type Destination =
  | {
      readonly kind: 'queue';
      readonly queue: Queue;
      readonly open: boolean;
      readonly closingLookAt?: string | undefined;
    }
  | { readonly kind: 'agent'; readonly agentId: string; readonly agent: AgentRecord | undefined }
  | { readonly kind: 'personal-queue'; readonly agentId: string; readonly allowed: boolean };

/**
 * Hands the interaction on at once: the agent's part ends and wraps up, the contact waits at its destination with the
 * age it has (U-19, ROUT-13, ROUT-14). A transfer to an agent or queue that nobody takes in time goes back; a personal
 * queue keeps it for its owner.
 */
export function transfer(
  interaction: InteractionRecord,
  agent: AgentRecord,
  campaign: Campaign,
  destination: Destination,
  settings: RoutingSettings,
  note: string | null,
  now: string,
): Change {
  ownAssignment(interaction, agent.id);
  refuseConference(interaction);
  refuseUnreachable(interaction, agent, destination);

  const wrapping = startWrapUp(interaction, agent, campaign, now);
  const handed = outcomeOf(wrapping.interactions, interaction);
  // What may come back keeps the look it had: at its instant the queue is asked in which it waits by then.
  const closingLookAt = destination.kind === 'queue' ? destination.closingLookAt : undefined;
  const after: InteractionRecord = {
    ...handed,
    ...(closingLookAt !== undefined && { closingLookAt }),
    ...place(interaction, destination, settings, now),
    status: 'queued',
    queueVisits: interaction.queueVisits + 1,
    sticky: null,
    excluded: [],
    returnTo: wayBack(interaction, agent, destination, settings, now),
  };
  const target = {
    kind: destination.kind,
    id: destination.kind === 'queue' ? destination.queue.id : destination.agentId,
  };
  const author = byAgent(interaction, agent);
  return merge(
    wrapping,
    change({
      interactions: [{ before: handed, after }],
      entries: [
        { interactionId: interaction.id, kind: 'transferred', author, text: null, clientMessageId: null },
        { interactionId: interaction.id, kind: 'agent-left', author, text: null, clientMessageId: null },
      ],
      events: [
        {
          type: 'interaction.transferred.v1',
          subject: `interaction/${interaction.id}`,
          agents: [agent.id],
          data: { ...about(interaction), agentId: agent.id, target, note },
        },
        queuedEvent(after, 'transferred'),
      ],
    }),
  );
}

function place(interaction: InteractionRecord, destination: Destination, settings: RoutingSettings, now: string) {
  if (destination.kind === 'queue') {
    return placement(
      interaction.id,
      destination.queue,
      settings,
      interaction.channel,
      interaction.firstEnqueuedAt,
      now,
    );
  }
  return {
    lane: personalLane(destination.agentId),
    shard: 0,
    stepStartedAt: now,
    enqueuedAt: now,
    escalatesAt: null,
  };
}

/**
 * The place in the queue it came from, for a transfer that nobody takes in time; one person who refuses sends it back
 * even where no time is set. A personal queue never gives back.
 */
function wayBack(
  interaction: InteractionRecord,
  sender: AgentRecord,
  destination: Destination,
  settings: RoutingSettings,
  now: string,
): InteractionRecord['returnTo'] {
  const seconds = settings.transferReturnSeconds;
  if (destination.kind === 'personal-queue' || (destination.kind === 'queue' && seconds === null)) return null;
  return {
    lane: interaction.queueId,
    shard: interaction.shard,
    queueId: interaction.queueId,
    campaignId: interaction.campaignId,
    class: interaction.class,
    priority: interaction.priority,
    rank: interaction.rank,
    steps: interaction.steps,
    escalatesAt: escalationFrom(now, interaction.class, settings),
    agentId: sender.id,
    at: seconds === null ? null : plusSeconds(now, seconds),
  };
}

/** Who hands the conversation on while others are in it would take it from them. */
function refuseConference(interaction: InteractionRecord): void {
  if (activeAssignments(interaction).length < 2) return;
  throw new AppError('INTERACTION_STATE', {
    currentState: 'conference',
    allowedCommands: ['leaveConference', 'endInteraction'],
  });
}

function refuseUnreachable(interaction: InteractionRecord, agent: AgentRecord, destination: Destination): void {
  const refuse = (detail: string): never => {
    throw new AppError('TARGET_UNAVAILABLE', { detail });
  };
  switch (destination.kind) {
    case 'queue':
      if (!destination.queue.channels.includes(interaction.channel)) {
        refuse(`The queue does not take the channel ${interaction.channel}.`);
      }
      if (!destination.open) refuse('The queue is closed now.');
      return;
    case 'agent':
      if (destination.agentId === agent.id) refuse('You cannot transfer to yourself.');
      if (destination.agent?.session?.status !== 'online') refuse('The agent is not at work; use the personal queue.');
      return;
    case 'personal-queue':
      if (!destination.allowed) refuse('This person has no personal queue.');
  }
}
