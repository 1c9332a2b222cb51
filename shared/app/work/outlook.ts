import type { Queue } from '#schemas/admin/model.ts';
import type { Channel } from '#schemas/interactions/channel.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { Estimate, QueueStatsRecord, WaitingRecord } from '#schemas/routing/model.ts';
import { queueAvailability } from '#shared/domain/admin/availability.ts';
import { compareContacts } from '#shared/domain/routing/eligibility.ts';
import { estimate } from '#shared/domain/routing/estimate.ts';
import { contactOf } from '#shared/domain/routing/projection.ts';
import type { WorkPorts } from './ports.ts';

/** Contacts counted before a place in the queue; beyond it a place is only known to be further back. */
export const COUNTED = 200;

/** Whether a queue takes contacts of a channel now, and the wait to expect of one that came now. */
export async function outlook(
  ports: WorkPorts,
  queue: Queue,
  channel: Channel,
): Promise<{
  availability: ReturnType<typeof queueAvailability>;
  waiting: number;
  estimate: Estimate;
  /** Whether any agent is logged in to it, ready or not. */
  staffed: boolean;
  /** Where a contact of the queue would stand that came now. */
  place: (interaction: InteractionRecord) => Place;
}> {
  const [configuration, waiting, stats] = await Promise.all([
    ports.configuration(),
    ports.waiting(queue.id, Math.max(COUNTED, queue.thresholds.maxWaiting ?? 0)),
    ports.queueStats([queue.id]),
  ]);
  const availability = queueAvailability(queue, configuration, ports.ctx.now, waiting.length);
  return {
    availability,
    waiting: waiting.length,
    staffed: (stats.get(queue.id)?.agentsLoggedIn ?? 0) > 0,
    estimate: estimate(availability, stats.get(queue.id), channel, waiting.length, ports.ctx.now),
    place: interaction => placeAmong(interaction, waiting, stats.get(queue.id), ports.ctx.now),
  };
}

/** The place of a contact and the wait it still has before it; nulls unless it waits. */
export interface Place {
  readonly position: number | null;
  readonly estimatedWaitMs: number | null;
}
const NO_PLACE: Place = { position: null, estimatedWaitMs: null };

export async function placeOf(ports: WorkPorts, interaction: InteractionRecord): Promise<Place> {
  if (interaction.status !== 'queued') return NO_PLACE;
  const [waiting, stats] = await Promise.all([
    ports.waiting(interaction.lane, COUNTED),
    ports.queueStats([interaction.queueId]),
  ]);
  return placeAmong(interaction, waiting, stats.get(interaction.queueId), ports.ctx.now);
}

function placeAmong(
  interaction: InteractionRecord,
  waiting: readonly WaitingRecord[],
  stats: QueueStatsRecord | undefined,
  now: string,
): Place {
  if (interaction.status !== 'queued') return NO_PLACE;
  const ahead = waiting.filter(one => compareContacts(one, contactOf(interaction)) < 0).length;
  const { etaMs } = estimate('open', stats, interaction.channel, ahead, now);
  return { position: ahead + 1, estimatedWaitMs: etaMs };
}
