import type { EventEnvelope } from '#schemas/realtime/model.ts';
import type { QueueLive } from '#schemas/routing/model.ts';

/** @param version of the figures: followers drop an older value that comes late */
export const queueLiveEvent = (live: QueueLive, version: number): EventEnvelope => ({
  id: `${live.queueId}.live.${version}`,
  type: 'queue.live.v1',
  time: live.asOf,
  subject: `queue/${live.queueId}`,
  aggregateVersion: version,
  actor: { kind: 'system', id: null },
  data: { ...live },
});
