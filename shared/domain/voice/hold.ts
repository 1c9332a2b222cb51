import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { isCustomer, isLive } from './leg.ts';

/** Takes a party out of the conversation: he hears music and is heard by nobody (VOICE-08). */
export const setHeld = (leg: Leg, held: boolean): Leg => (leg.held === held ? leg : { ...leg, held });

/** The customer on hold, or back. */
export const holdCustomer = (call: CallRecord, held: boolean): CallRecord => holdWhere(call, held, isCustomer);

/** Everybody who is called in or calls, on hold or back; the agents stay where they are. */
export const holdOutsiders = (call: CallRecord, held: boolean): CallRecord =>
  holdWhere(call, held, ({ party }) => party.kind !== 'agent');

/** The same call where nobody's place changes. */
function holdWhere(call: CallRecord, held: boolean, which: (leg: Leg) => boolean): CallRecord {
  const legs = call.legs.map(leg => (isLive(leg) && which(leg) ? setHeld(leg, held) : leg));
  return legs.every((leg, at) => leg === call.legs[at]) ? call : { ...call, legs };
}

/** Whether the customer is on hold. */
export const isHeld = (call: CallRecord): boolean => call.legs.some(leg => isLive(leg) && isCustomer(leg) && leg.held);
