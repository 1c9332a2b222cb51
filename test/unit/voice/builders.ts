import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { UNANSWERED } from '#shared/domain/voice/leg.ts';
import { at, interactionId } from '#test/support/builders.ts';

const ulid = (number: number): string => `01K9ZQ4M6T8R2V5X7Y0A${String(number).padStart(6, '0')}`;
export const legId = (number: number): string => `leg_${ulid(number)}`;
export const activityId = (number: number): string => `act_${ulid(number)}`;

/** Ids that count. */
export function ids(): (prefix: 'leg' | 'act') => string {
  let made = 900;
  return prefix => {
    made += 1;
    return `${prefix}_${ulid(made)}`;
  };
}

/** A customer on the telephone who hears music. */
export const customer = (given: Partial<Leg> = {}): Leg => ({
  id: legId(1),
  party: { kind: 'customer' },
  endpoint: { kind: 'phone', number: '+15550123' },
  direction: 'inbound',
  state: 'connected',
  ref: 'tx-1',
  activity: { kind: 'play', id: activityId(1), prompts: [{ kind: 'sound', name: 'music' }], repeat: 100 },
  untold: false,
  ...UNANSWERED,
  settled: false,
  dueAt: null,
  errands: [],
  muted: false,
  held: false,
  startedAt: at(-60),
  answeredAt: at(-60),
  endedAt: null,
  endCause: null,
  ...given,
});
/** Ana's browser in the room. */
export const browser = (given: Partial<Leg> = {}): Leg =>
  customer({
    id: legId(2),
    party: { kind: 'agent', agentId: 'ana' },
    endpoint: { kind: 'browser' },
    ref: null,
    activity: { kind: 'talk', id: activityId(2) },
    settled: true,
    ...given,
  });
/** Somebody outside in the room. */
export const guest = (given: Partial<Leg> = {}): Leg =>
  browser({
    id: legId(3),
    party: { kind: 'guest', name: '+15550177' },
    endpoint: { kind: 'phone', number: '+15550177' },
    direction: 'outbound',
    ref: 'tx-3',
    ...given,
  });

export const call = (given: Partial<CallRecord> = {}): CallRecord => ({
  tenantId: 'demo',
  id: interactionId(1),
  version: 3,
  direction: 'inbound',
  to: '+15550100',
  from: '+15550123',
  language: 'en-US',
  status: 'live',
  legs: [customer()],
  flow: null,
  consult: null,
  joining: null,
  parked: null,
  gathering: false,
  recording: 'off',
  recordings: [],
  startedAt: at(-60),
  endedAt: null,
  endedBy: null,
  live: '0',
  ...given,
});
