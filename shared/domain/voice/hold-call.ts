import type { HoldSwitches } from '#schemas/admin/model.ts';
import { type Change, change } from '#shared/domain/kit/change.ts';
import type { CallInHand } from './follow.ts';
import { holdCustomer, holdOutsiders } from './hold.ts';
import { assertAccepts } from './state.ts';

/**
 * The customer hears music until the agent resumes (VOICE-08); with `holdAllOnConference` everybody who was called in
 * from outside does, too (VOICE-16).
 *
 * @throws AppError `INTERACTION_STATE`
 */
export function hold(inHand: CallInHand, agentId: string, switches: HoldSwitches): Change {
  assertAccepts(inHand, agentId, 'hold');
  const { call } = inHand;
  const after = switches.holdAllOnConference ? holdOutsiders(call, true) : holdCustomer(call, true);
  return change({ calls: [{ before: call, after }] });
}

/**
 * Everybody is in the conversation again; who was asked for advice, too, which makes it a conference.
 *
 * @throws AppError `INTERACTION_STATE`
 */
export function resume(inHand: CallInHand, agentId: string): Change {
  assertAccepts(inHand, agentId, 'resume');
  const { call } = inHand;
  return change({ calls: [{ before: call, after: { ...holdOutsiders(call, false), consult: null, joining: null } }] });
}
