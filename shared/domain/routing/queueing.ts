import type { Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { about } from '#shared/domain/interactions/about.ts';
import type { NewEvent } from '#shared/domain/kit/change.ts';
import { type Change, change } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { shardOf } from '#shared/domain/kit/shard.ts';
import type { Contact } from './eligibility.ts';
import { laneOwner } from './lane.ts';
import { rankOf } from './rank.ts';

export type QueuedReason = Extract<NewEvent, { type: 'interaction.queued.v1' }>['data']['reason'];

/** How a queue's rules place a contact that enters it now. */
export const placement = (
  interactionId: string,
  queue: Queue,
  settings: RoutingSettings,
  channel: InteractionRecord['channel'],
  firstEnqueuedAt: string,
  now: string,
) => ({
  lane: queue.id,
  shard: shardOf(interactionId, queue.shards),
  queueId: queue.id,
  campaignId: queue.campaignId,
  cost: queue.weights[channel] ?? settings.channelWeights[channel],
  class: queue.class,
  priority: queue.priority,
  rank: rankOf(firstEnqueuedAt, queue.priority),
  steps: queue.steps,
  stepStartedAt: now,
  enqueuedAt: now,
  escalatesAt: escalationFrom(now, queue.class, settings),
});

/** What the matcher would compare of a contact that had waited in a queue since an instant, if there were one. */
export function imagined(
  queue: Queue,
  channel: InteractionRecord['channel'],
  settings: RoutingSettings,
  since: string,
): Contact {
  const {
    escalatesAt: _moves,
    priority: _minutes,
    shard: _shard,
    ...place
  } = placement(NOBODY, queue, settings, channel, since, since);
  return { ...place, interactionId: NOBODY, channel, excluded: [], sticky: null };
}

/** The id of no interaction. */
const NOBODY = 'int_00000000000000000000000000';

/** A queue may have got fewer shards since the contact came: it waits where searches look. Personal lanes have one. */
export function rehoused(interaction: InteractionRecord, queue: Queue | undefined): InteractionRecord {
  const shards = laneOwner(interaction.lane) === null ? (queue?.shards ?? 1) : 1;
  return interaction.shard < shards ? interaction : { ...interaction, shard: shardOf(interaction.id, shards) };
}

/** When a contact that waits from now on moves up; null in the highest class. */
export const escalationFrom = (now: string, contactClass: number, settings: RoutingSettings): string | null =>
  contactClass > 0 ? plusSeconds(now, settings.maxClassWaitSeconds) : null;

/** An offer came to nothing: the contact waits again where it waited, with the rank it had (4.4 step 6). */
export function requeue(interaction: InteractionRecord, reason: QueuedReason, now: string): InteractionRecord {
  const waiting: InteractionRecord = { ...interaction, status: 'queued', offer: null };
  const { returnTo } = waiting;
  const refusedByTarget = laneOwner(waiting.lane) !== null && (reason === 'rejected' || reason === 'expired');
  const overdue = typeof returnTo?.at === 'string' && returnTo.at <= now;
  return returnTo !== null && (refusedByTarget || overdue) ? goBack(waiting, returnTo) : waiting;
}

/** A transfer that nobody took: back to the place it came from, under the rules it had there, preferring nobody. */
function goBack(
  { reservation: _kept, ...interaction }: InteractionRecord,
  { agentId: _sender, at: _deadline, ...place }: NonNullable<InteractionRecord['returnTo']>,
): InteractionRecord {
  return { ...interaction, ...place, returnTo: null, sticky: null };
}

/** The time of a transfer is over. Does nothing for another deadline, or when somebody has it or is being asked. */
export function returnTransfer(interaction: InteractionRecord, deadline: string): Change {
  const { returnTo, status } = interaction;
  if (status !== 'queued' || returnTo?.at !== deadline) return change({});
  const after = goBack(interaction, returnTo);
  return change({ interactions: [{ before: interaction, after }], events: [queuedEvent(after, 'returned')] });
}

/** What time alone changes of a waiting contact: exclusions end, and after long waiting it moves up one class. */
export function refresh(interaction: InteractionRecord, settings: RoutingSettings, now: string): Change {
  if (interaction.status !== 'queued') return change({});
  const excluded = interaction.excluded.filter(one => one.until > now || one.rejections > 0);
  const escalates = interaction.escalatesAt !== null && interaction.escalatesAt <= now && interaction.class > 0;
  if (!escalates && excluded.length === interaction.excluded.length) return change({});
  const raised = escalates ? interaction.class - 1 : interaction.class;
  const after: InteractionRecord = {
    ...interaction,
    excluded,
    class: raised,
    escalatesAt: escalates ? escalationFrom(now, raised, settings) : interaction.escalatesAt,
  };
  return change({
    interactions: [{ before: interaction, after }],
    events: escalates
      ? [
          {
            type: 'interaction.changed.v1',
            subject: `interaction/${interaction.id}`,
            agents: [],
            data: { ...about(interaction), fields: ['class'] },
          },
        ]
      : [],
  });
}

export const queuedEvent = (interaction: InteractionRecord, reason: QueuedReason): NewEvent => ({
  type: 'interaction.queued.v1',
  subject: `interaction/${interaction.id}`,
  agents: [],
  data: { ...about(interaction), enqueuedAt: interaction.enqueuedAt, reason },
});
