import type { CallRecord } from '#schemas/voice/model.ts';
import { isLive } from './leg.ts';

/** Whether all that may be left of a call is its room. */
export const mayRest = (call: CallRecord): boolean => call.status === 'ended' && !call.legs.some(isLive);

/** Nothing of the call is left anywhere: nobody looks after it any more. */
export function layToRest(call: CallRecord): CallRecord {
  const { live: _, ...over } = call;
  return over;
}
