import type { Queue } from '#schemas/admin/model.ts';
import type { QueueLive } from '#schemas/routing/model.ts';
import type { Configuration } from './configuration.ts';
import { isOpen } from './hours.ts';

export type Availability = 'open' | 'closed' | 'barred' | 'full';

/**
 * Whether a queue takes one more contact now (QUE-09, QUE-14, CAMP-06). `barred` concerns chat requests alone;
 * `waiting` is how many wait already.
 */
export function queueAvailability(
  queue: Queue,
  configuration: Configuration,
  now: string,
  waiting: number,
): Availability {
  if (!campaignTakesPart(queue, configuration) || !hoursAllow(queue, configuration, now)) return 'closed';
  if (queue.barredFromChat) return 'barred';
  return waiting >= (queue.thresholds.maxWaiting ?? Number.POSITIVE_INFINITY) ? 'full' : 'open';
}

const campaignTakesPart = (queue: Queue, configuration: Configuration): boolean =>
  configuration.campaigns.get(queue.campaignId)?.active ?? false;

function hoursAllow(queue: Queue, configuration: Configuration, now: string): boolean {
  if (queue.hoursId === undefined) return true;
  const hours = configuration.businessHours.get(queue.hoursId);
  return hours !== undefined && isOpen(hours, now).open;
}

export type QueueAlert = QueueLive['alerts'][number];

/** The thresholds of a queue that are reached (QUE-16). `longestWaitMs` is null when nobody waits. */
export function alerts(
  thresholds: Queue['thresholds'],
  now: { readonly waiting: number; readonly longestWaitMs: number | null },
): QueueAlert[] {
  const reached: QueueAlert[] = [];
  if (thresholds.waiting !== undefined && now.waiting >= thresholds.waiting) reached.push('waiting');
  if (thresholds.longestWaitSeconds !== undefined && now.longestWaitMs !== null) {
    if (now.longestWaitMs >= thresholds.longestWaitSeconds * 1000) reached.push('longest-wait');
  }
  return reached;
}
