import * as z from 'zod';

/*
 * The numbers that the documented chat service speaks (CHAT-27, CHAT-33, CHAT-34).
 */

/** CHAT-27: which type of data an event carries. */
export const eventTypes = { MessageReceived: 0, AgentJoined: 1, AgentLeft: 2, AgentTyping: 3, ChatState: 4 } as const;
/** CHAT-33 */
export const chatStates = { queued: 0, handling: 1, terminated: 2 } as const;
/** CHAT-34 */
export const terminationCauses = { General: 0, GroupClosed: 1 } as const;

const oneOf = <const N extends number>(numbers: Readonly<Record<string, N>>) =>
  z.literal(Object.values(numbers) as unknown as readonly [N, ...N[]]);

export const ChatStateNumber = oneOf(chatStates).meta({ description: '0 queued, 1 handled by an agent, 2 terminated' });
export const TerminationCauseNumber = oneOf(terminationCauses).meta({
  description: '0 in general, 1 because the group closed; 0 as long as the chat goes on',
});

/** An estimate that nobody can make, and one that does not apply. */
export const UNKNOWN_WAIT = -1;
/** A place in the queue where there is none: numbers of this dialect are never null. */
export const NO_POSITION = 0;
