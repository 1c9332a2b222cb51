import type { Leg } from '#schemas/voice/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change } from '#shared/domain/kit/change.ts';
import type { CallInHand } from './follow.ts';
import { legsOn, type NewId, replaceLeg } from './leg.ts';
import { assertAccepts, callState } from './state.ts';

/** Plays digits to a party, in passing. */
export const sendDigits = (leg: Leg, digits: string, newId: NewId): Leg => ({
  ...leg,
  errands: [...leg.errands, { kind: 'send-digits', id: newId('act'), digits }],
});

/**
 * The agent presses keys: whoever was called in last hears them, or the customer (VOICE-10).
 *
 * @throws AppError `INTERACTION_STATE` where no telephone takes part
 */
export function pressKeys(inHand: CallInHand, agentId: string, digits: string, newId: NewId): Change {
  assertAccepts(inHand, agentId, 'sendDigits');
  const { call } = inHand;
  const leg = legsOn(call).findLast(isListening);
  if (!leg) throw new AppError('INTERACTION_STATE', { currentState: callState(inHand), allowedCommands: [] });
  return change({ calls: [{ before: call, after: replaceLeg(call, sendDigits(leg, digits, newId)) }] });
}

const isListening = ({ endpoint, held, party, state }: Leg): boolean =>
  party.kind !== 'agent' && endpoint.kind !== 'browser' && state === 'connected' && !held;
