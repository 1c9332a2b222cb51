import type { RoutingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { replaceAssignment } from '#shared/domain/interactions/assignments.ts';
import { type Change, change } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { escalationFrom, type QueuedReason, queuedEvent } from '#shared/domain/routing/queueing.ts';
import { dropWork } from '#shared/domain/sessions/work.ts';

/** A contact that was served waits again, in front: with the age it has. */
export function backInQueue(
  interaction: InteractionRecord,
  reason: Extract<QueuedReason, 'park-ended' | 'not-reached'>,
  settings: RoutingSettings,
  now: string,
): Change {
  const visit = { queueVisits: interaction.queueVisits + 1, enqueuedAt: now };
  const after = { ...waiting(interaction, settings, now), ...visit };
  return change({ interactions: [{ before: interaction, after }], events: [queuedEvent(after, reason)] });
}

const waiting = (interaction: InteractionRecord, settings: RoutingSettings, now: string): InteractionRecord => ({
  ...interaction,
  status: 'queued',
  // Not a personal lane: nobody else would ever be asked there.
  lane: interaction.queueId,
  offer: null,
  sticky: null,
  stepStartedAt: now,
  escalatesAt: escalationFrom(now, interaction.class, settings),
  excluded: [],
});

/**
 * Customer and agent do not hear each other, and it is nobody's fault: the agent has nothing to wrap up, and the customer
 * is in front again (4.2, MEDIA_FAILED). The agent is left out for a moment, or the call would come straight back to a
 * telephone that does not work.
 *
 * @param wasConnected they did hear each other before: it is another visit to the queue
 */
export function mediaFailed(
  interaction: InteractionRecord,
  agent: AgentRecord,
  wasConnected: boolean,
  settings: RoutingSettings,
  now: string,
): Change {
  const given = dropAssignment(interaction, agent, now);
  const until = plusSeconds(now, settings.missExclusionSeconds);
  const after: InteractionRecord = {
    ...waiting(given.interaction, settings, now),
    ...(wasConnected && { queueVisits: interaction.queueVisits + 1, enqueuedAt: now }),
    excluded: [{ agentId: agent.id, until, rejections: 0 }],
  };
  return change({
    interactions: [{ before: interaction, after }],
    agents: given.agents,
    events: [queuedEvent(after, wasConnected ? 'agent-lost' : 'media-failed')],
  });
}

/** An agent's part is over without a wrap-up, because it never began. */
export function dropAssignment(interaction: InteractionRecord, agent: AgentRecord, now: string) {
  const part = interaction.assignments.findLast(one => one.agentId === agent.id && one.status === 'active');
  const left = part ? replaceAssignment(interaction, { ...part, status: 'done', endedAt: now }) : interaction;
  return { interaction: left, agents: [{ before: agent, after: dropWork(agent, interaction.id, now) }] };
}
