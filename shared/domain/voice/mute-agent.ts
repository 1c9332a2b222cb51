import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, nothing } from '#shared/domain/kit/change.ts';
import type { CallInHand } from './follow.ts';
import { agentLeg, replaceLeg } from './leg.ts';
import { setMuted } from './mute.ts';
import { assertAccepts, callState } from './state.ts';

/** The agent is not heard, or is heard again; asking twice changes nothing. @throws AppError `INTERACTION_STATE` */
export function muteAgent(inHand: CallInHand, agentId: string, muted: boolean): Change {
  assertAccepts(inHand, agentId, muted ? 'mute' : 'unmute');
  const { call } = inHand;
  const leg = agentLeg(call, agentId);
  if (!leg) throw new AppError('INTERACTION_STATE', { currentState: callState(inHand), allowedCommands: ['getMedia'] });
  const after = setMuted(leg, muted);
  return after === leg ? nothing : change({ calls: [{ before: call, after: replaceLeg(call, after) }] });
}
