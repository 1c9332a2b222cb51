import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { activeAssignments, ownAssignment } from '#shared/domain/interactions/assignments.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { CallInHand } from './follow.ts';
import { isHeld } from './hold.ts';
import { customerLeg } from './leg.ts';

/** In which state commands meet a call; each accepts its own. */
export type CallState =
  | 'waiting'
  | 'connecting'
  | 'talking'
  | 'on-hold'
  | 'consulting'
  | 'parked'
  | 'handed-over'
  | 'ended';

const ALWAYS = ['mute', 'unmute', 'controlRecording', 'endInteraction'] as const;

/** Commands that each state accepts, by operation id. */
const ALLOWED: Readonly<Record<CallState, readonly string[]>> = {
  waiting: [],
  connecting: ['endInteraction'],
  talking: [...ALWAYS, 'hold', 'park', 'sendDigits', 'transfer', 'consult', 'addToConference'],
  'on-hold': [...ALWAYS, 'resume', 'park', 'transfer', 'consult', 'addToConference'],
  consulting: [...ALWAYS, 'resume', 'sendDigits', 'completeConsult', 'cancelConsult'],
  parked: ['unpark', 'transfer', 'endInteraction'],
  'handed-over': [],
  ended: [],
};

export function callState({ call, interaction }: CallInHand): CallState {
  switch (interaction.status) {
    case 'queued':
    case 'offered':
      return 'waiting';
    case 'active':
      if (call.consult) return 'consulting';
      return isHeld(call) ? 'on-hold' : 'talking';
    case 'closed':
      return 'ended';
    default:
      return interaction.status;
  }
}

/**
 * The command is one of an agent who takes part, and the call is in a state that accepts it.
 *
 * @throws AppError `NOT_YOUR_INTERACTION`, `INTERACTION_STATE`
 */
export function assertAccepts(inHand: CallInHand, agentId: string, command: string): void {
  const state = callState(inHand);
  if (state !== 'waiting' && state !== 'handed-over') ownAssignment(inHand.interaction, agentId);
  else if (!inHand.interaction.assignments.some(one => one.agentId === agentId))
    throw new AppError('NOT_YOUR_INTERACTION');
  if (!ALLOWED[state].includes(command)) {
    throw new AppError('INTERACTION_STATE', { currentState: state, allowedCommands: ALLOWED[state] });
  }
  if (HANDS_ON.has(command) && customerLeg(inHand.call) === undefined) {
    throw new AppError('INTERACTION_STATE', { currentState: 'room', allowedCommands: ROOM });
  }
}

/** Commands for which there must be a customer. */
const HANDS_ON: ReadonlySet<string> = new Set(['transfer', 'park', 'consult', 'hold']);
const ROOM = [...ALWAYS, 'addToConference', 'leaveConference'];

/** Whether others than the holder take part. */
export const isConference = (interaction: InteractionRecord, { legs }: CallInHand['call']): boolean =>
  activeAssignments(interaction).length > 1 || legs.some(leg => leg.state !== 'ended' && leg.party.kind === 'guest');
