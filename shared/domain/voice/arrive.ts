import type { Queue, RecordingSettings, RoutingSettings } from '#schemas/admin/model.ts';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { type Arrival, arrive } from '#shared/domain/interactions/arrive.ts';
import { type Change, change, merge } from '#shared/domain/kit/change.ts';
import { liveShardOf } from '#shared/domain/kit/shard.ts';
import { type Moment, UNANSWERED } from './leg.ts';
import { announce, playMusic } from './play.ts';

/** A call that comes in, with what is known of it. */
export interface InboundCall {
  readonly id: string;
  readonly tenantId: string;
  readonly legId: string;
  /** What the telephone service calls the leg. */
  readonly ref: string;
  readonly to: string;
  /** Null where the caller hides it. */
  readonly from: string | null;
  readonly language: string;
  readonly predictedMs: number | null;
  readonly closingLookAt?: string | undefined;
}

/** A customer calls: the call is answered and waits in the queue, where the caller hears music. */
export function arriveByPhone(
  incoming: InboundCall,
  queue: Queue,
  settings: RoutingSettings,
  recording: RecordingSettings,
  moment: Moment,
): Change {
  const { closingLookAt, predictedMs } = incoming;
  const arrival = { ...contactBy(incoming, 'voice'), predictedMs, closingLookAt };
  const call = answered(incoming, moment);
  const after = { ...call, legs: call.legs.map(leg => announce(leg, recording, moment)) };
  return merge(arrive(arrival, queue, settings, moment.now), change({ calls: [{ before: null, after }] }));
}

/** The contact of somebody who calls, or who has left a message: all that is known of him is the number. */
export const contactBy = (
  { from, id, language, tenantId, to }: Pick<InboundCall, 'from' | 'id' | 'language' | 'tenantId' | 'to'>,
  channel: Arrival['channel'],
): Arrival => ({
  ...{ id, tenantId, channel, predictedMs: null },
  customer: { id: null, name: null, email: null, phone: from },
  ...{ entryPoint: null, pageIsOpen: false, locale: language, hidesAgentNames: false, patience: null },
  ...{ initialMessage: null, initialMessageToAgent: null, welcome: null, privateData: null },
  profile: { calledNumber: to },
});

/** The call of somebody who hears music from now on. */
export function answered(
  { from, id, language, legId, ref, tenantId, to }: Omit<InboundCall, 'predictedMs' | 'closingLookAt'>,
  moment: Moment,
): CallRecord {
  const { newId, now } = moment;
  const ringing: Leg = {
    id: legId,
    party: { kind: 'customer' },
    endpoint: { kind: 'phone', number: from ?? to },
    ...{ direction: 'inbound', state: 'connected', ref },
    activity: { kind: 'ring', id: newId('act'), seconds: 1 },
    ...{ ...UNANSWERED, untold: true, settled: false, dueAt: null, errands: [], muted: false, held: false },
    ...{ startedAt: now, answeredAt: now, endedAt: null, endCause: null },
  };
  return {
    ...{ tenantId, id, version: 0, direction: 'inbound', to, from, language, status: 'live' },
    legs: [playMusic(ringing, moment)],
    ...{ flow: null, consult: null, joining: null, parked: null, gathering: false, recording: 'off', recordings: [] },
    ...{ startedAt: now, endedAt: null, endedBy: null },
    live: liveShardOf(id),
  };
}
