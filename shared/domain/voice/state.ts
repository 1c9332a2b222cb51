import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { ownAssignment } from '#shared/domain/interactions/assignments.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { CallInHand } from './follow.ts';
import { isHeld } from './hold.ts';
import { customerLeg, isRoom, legsOn } from './leg.ts';

/** In which state commands meet a call; each accepts its own. */
export type CallState =
  | 'created'
  | 'waiting'
  | 'connecting'
  | 'opening'
  | 'talking'
  | 'on-hold'
  | 'consulting'
  | 'gathering'
  | 'parked'
  | 'handed-over'
  | 'ended';

const ALWAYS = ['mute', 'unmute', 'controlRecording', 'endInteraction'] as const;

/** Commands that each state accepts, by operation id. */
const ALLOWED: Readonly<Record<CallState, readonly string[]>> = {
  created: [],
  waiting: [],
  connecting: ['endInteraction'],
  /** A room into which its agent has not come yet. */
  opening: ['endInteraction', 'addToConference', 'gather', 'beginConference'],
  talking: [...ALWAYS, 'hold', 'park', 'sendDigits', 'transfer', 'consult', 'addToConference', 'gather'],
  'on-hold': [...ALWAYS, 'resume', 'park', 'transfer', 'consult', 'addToConference', 'gather'],
  gathering: [...ALWAYS, 'addToConference', 'beginConference'],
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
      if (call.gathering) return 'gathering';
      return isHeld(call) ? 'on-hold' : 'talking';
    case 'connecting':
      return isRoom(call) ? 'opening' : 'connecting';
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
const HANDS_ON: ReadonlySet<string> = new Set(['transfer', 'park', 'consult', 'hold', 'controlRecording']);
const ROOM = ['mute', 'unmute', 'sendDigits', 'addToConference', 'leaveConference', 'gather', 'endInteraction'];

/** Whether others than an agent and a customer are on the call, or are called in. */
export const hasOthers = (call: CallRecord): boolean => othersIn(legsOn(call));

/** Whether others than an agent and a customer take part (VOICE-26); who is asked for advice does not yet. */
export const isConference = (call: CallRecord): boolean =>
  othersIn(legsOn(call).filter(({ id, state }) => state === 'connected' && id !== call.consult?.legId));

const othersIn = (legs: readonly Leg[]): boolean =>
  legs.some(({ party }) => party.kind === 'guest') || legs.filter(({ party }) => party.kind === 'agent').length > 1;
