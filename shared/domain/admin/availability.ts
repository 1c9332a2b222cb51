import type { Queue } from '#schemas/admin/model.ts';
import type { QueueLive } from '#schemas/routing/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import type { Configuration } from './configuration.ts';
import { isOpen, openUntil } from './hours.ts';

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

export function hoursAllow(queue: Queue, configuration: Configuration, now: string): boolean {
  if (queue.hoursId === undefined) return true;
  const hours = configuration.businessHours.get(queue.hoursId);
  return hours !== undefined && isOpen(hours, now).open;
}

/**
 * When to look whether a queue has closed (CHAT-34): at the end of its hours, and within the hour, so that hours which an
 * administrator shortens hold for those who wait already. Undefined for one that is always open.
 */
export function closingLook(queue: Queue, { businessHours }: Configuration, now: string): string | undefined {
  const hours = queue.hoursId === undefined ? undefined : businessHours.get(queue.hoursId);
  return hours && openUntil(hours, now, plusSeconds(now, CLOSING_LOOK_SECONDS));
}

const CLOSING_LOOK_SECONDS = 3600;

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
