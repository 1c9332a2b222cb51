import { type Change, change } from '#shared/domain/kit/change.ts';
import type { CallInHand } from './follow.ts';
import { holdOutsiders } from './hold.ts';
import { assertAccepts } from './state.ts';

/**
 * Everybody from outside waits with music while the agent calls more people in, who wait with them (VOICE-22, VOICE-24).
 *
 * @throws AppError `INTERACTION_STATE`
 */
export function gather(inHand: CallInHand, agentId: string): Change {
  assertAccepts(inHand, agentId, 'gather');
  const { call } = inHand;
  // Who was on hold waits like everybody else.
  const after = { ...holdOutsiders(call, false), joining: null, gathering: true };
  return change({ calls: [{ before: call, after }] });
}

/** The agent enters: everybody hears everybody (VOICE-25). @throws AppError `INTERACTION_STATE` */
export function beginConference(inHand: CallInHand, agentId: string): Change {
  assertAccepts(inHand, agentId, 'beginConference');
  const { call } = inHand;
  return change({ calls: [{ before: call, after: { ...call, gathering: false } }] });
}
