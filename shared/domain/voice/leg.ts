import type { Activity } from '#schemas/voice/activity.ts';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';

/** Makes the ids of legs and of what they are told. */
export type NewId = (prefix: 'leg' | 'act') => string;

/** When something is decided about a leg, and how it gets its ids. */
export interface Moment {
  readonly now: string;
  readonly newId: NewId;
}

export const isLive = (leg: Leg): boolean => leg.state !== 'ended';

/** Whether the party is on the call, or about to be: who has been told to go is not, even while the line is still up. */
export const isOn = (leg: Leg): boolean => isLive(leg) && leg.activity.kind !== 'hang-up';

export const legsOn = (call: CallRecord): Leg[] => call.legs.filter(isOn);

export const legOf = (call: CallRecord, legId: string): Leg | undefined => call.legs.find(leg => leg.id === legId);

export const isCustomer = ({ party }: Leg): boolean => party.kind === 'customer';

export const isOfAgent = ({ party }: Leg, agentId: string): boolean =>
  party.kind === 'agent' && party.agentId === agentId;

/** Whether people are called into it without a customer (VOICE-23). */
export const isRoom = ({ to }: CallRecord): boolean => to === null;

/** The customer's telephone, while it is connected or being called. */
export const customerLeg = (call: CallRecord): Leg | undefined => legsOn(call).find(isCustomer);

/** The telephone or browser with which an agent takes part, or is about to. */
export const agentLeg = (call: CallRecord, agentId: string): Leg | undefined =>
  legsOn(call).find(leg => isOfAgent(leg, agentId));

export const replaceLeg = (call: CallRecord, leg: Leg): CallRecord => ({
  ...call,
  legs: call.legs.map(one => (one.id === leg.id ? leg : one)),
});

/** Gives the customer something else to do; the call as it is where he is gone. */
export function withCustomer(call: CallRecord, told: (leg: Leg) => Leg): CallRecord {
  const leg = customerLeg(call);
  return leg ? replaceLeg(call, told(leg)) : call;
}

/** Of a leg that has reported nothing yet. */
export const UNANSWERED: Pick<Leg, 'answered' | 'answeredActivity' | 'answeredErrands'> = {
  answered: null,
  answeredActivity: false,
  answeredErrands: [],
};

/** A party that is in the room now, heard or not. */
export const isInRoom = (leg: Leg): boolean => leg.state === 'connected' && leg.activity.kind === 'talk' && leg.settled;

/**
 * Gives a leg something else to do. A browser is told nothing by the telephone service: it joins the room by itself.
 *
 * @param dueAt when something must have come of it
 */
export const give = (leg: Leg, activity: Activity, dueAt: string | null): Leg => ({
  ...leg,
  activity,
  settled: false,
  dueAt,
  untold: leg.endpoint.kind !== 'browser',
});
