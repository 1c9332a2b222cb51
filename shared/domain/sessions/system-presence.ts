import type { Presence } from '#schemas/sessions/model.ts';

type Wish = Presence['pending'];

/** A presence that Tandem sets by itself. What a person wished for after the current work goes on waiting. */
export const systemPresence = (
  status: Presence['status'],
  cause: Presence['cause'],
  wish: Wish,
  now: string,
): Presence => ({
  status,
  reasonId: null,
  kind: 'system',
  cause,
  since: now,
  pending: wish?.status === status && wish.reasonId === null ? null : wish,
  returnsAt: null,
});

/** Nobody is ready in no queue; who was ready before is ready again as soon as there are queues (PRES-07). */
export function followQueues(presence: Presence, queueIds: readonly string[], now: string): Presence {
  if (queueIds.length === 0 && presence.status === 'ready') {
    return systemPresence('not-ready', 'no-queues', presence.pending, now);
  }
  if (queueIds.length > 0 && presence.cause === 'no-queues') {
    return systemPresence('ready', null, presence.pending, now);
  }
  return presence;
}
