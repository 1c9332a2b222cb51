import type { ChatAvailability, EffectiveChatLimits } from '#schemas/chat/configuration.ts';
import type { ChatEvent, ChatState } from '#schemas/chat/model.ts';
import {
  chatStates,
  eventTypes,
  NO_POSITION,
  terminationCauses,
  UNKNOWN_WAIT,
} from '#schemas/compat/chatservice/enums.ts';
import type { ChatServiceEvent, RequestChatRequest, RequestChatResponse } from '#schemas/compat/chatservice/model.ts';
import type { EndReason } from '#schemas/interactions/model.ts';

/** Milliseconds as whole seconds that are not too few, or -1. */
export const seconds = (ms: number | null): number => (ms === null ? UNKNOWN_WAIT : Math.ceil(ms / 1000));

/** The customer of a request, without what was not given. */
export function customerOf({ CustomerID, CustomerName, EmailAddress, PhoneNumber }: RequestChatRequest) {
  return {
    ...(CustomerName !== undefined && { name: CustomerName }),
    ...(EmailAddress !== undefined && { email: EmailAddress }),
    ...(PhoneNumber !== undefined && { phone: PhoneNumber }),
    ...(CustomerID !== undefined && { id: CustomerID }),
  };
}

/** What the request says besides who asks. */
export function wishesOf({ Locale, PrivateData, SessionID, TimeZoneOffset }: RequestChatRequest) {
  return {
    ...(PrivateData !== undefined && { privateData: PrivateData }),
    ...(SessionID !== undefined && { sessionTag: SessionID }),
    ...(Locale !== undefined && { locale: Locale }),
    ...(TimeZoneOffset !== undefined && { timeZoneOffsetMinutes: TimeZoneOffset }),
  };
}

type Answer =
  | { readonly chatId: null; readonly message: string | null }
  | {
      readonly chatId: string;
      readonly token: string;
      readonly message: string | null;
      readonly position: number | null;
      readonly estimatedWaitMs: number | null;
    };

/** CHAT-15. The token names the chat, because this dialect has no other secret. */
export const requestAnswer = (answer: Answer): RequestChatResponse =>
  answer.chatId === null
    ? {
        ...{ ChatID: null, Message: answer.message, SessionID: 0 },
        ...{ QueuePosition: NO_POSITION, EstimatedWaitTime: UNKNOWN_WAIT },
      }
    : {
        ...{ ChatID: answer.token, Message: answer.message, SessionID: sessionNumber(answer.chatId) },
        ...{ QueuePosition: answer.position ?? NO_POSITION, EstimatedWaitTime: seconds(answer.estimatedWaitMs) },
      };

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** A positive number of 31 bits made of the id, always the same: for logs, where the documented service has a number. */
export function sessionNumber(chatId: string): number {
  let hash = FNV_OFFSET;
  for (const character of chatId) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), FNV_PRIME);
  return hash & 0x7fffffff || 1;
}

/** CHAT-24 */
export const queueInfo = ({ available, estimatedWaitMs }: ChatAvailability) => ({
  EstimatedWaitTime: seconds(estimatedWaitMs),
  Open: available,
});

/** CHAT-22 */
export const chatInfo = ({ position, state }: { readonly state: ChatState; readonly position: number | null }) => ({
  State: chatStates[state],
  QueuePosition: position ?? NO_POSITION,
});

/** CHAT-25 */
export const limitsAnswer = (limits: EffectiveChatLimits) => ({
  MaxMessageLength: limits.maxMessageLength,
  MaxAttachmentSize: limits.maxAttachmentBytes,
  AllowedAttachmentTypes: limits.allowedAttachmentTypes,
  RestrictedAttachmentTypes: limits.restrictedAttachmentTypes,
});

/** The events of one line of the conversation (CHAT-26 to CHAT-30). What the customer wrote is none. */
export function lineEvents(
  ChatID: string,
  { at, author, index, text, type }: ChatEvent,
  file?: { readonly Message: string; readonly Attachment: string | null },
): ChatServiceEvent[] {
  const Data = { ChatID, Name: author.name };
  const of = { Data, Sequence: index };
  if (type === 'agent-joined') return [{ EventType: eventTypes.AgentJoined, ...of }];
  if (type === 'agent-left' || (type === 'ended' && author.kind === 'agent')) {
    return [{ EventType: eventTypes.AgentLeft, ...of }];
  }
  // The first line is what RequestChat has answered.
  if (text === null || author.kind === 'customer' || index === 1) return [];
  const message = { Message: text, System: author.kind === 'system', TimeStamp: at, Attachment: null, ...file };
  return [{ EventType: eventTypes.MessageReceived, Data: { ...Data, ...message }, Sequence: index }];
}

/** CHAT-32 */
export function stateEvent(
  ChatID: string,
  now: {
    readonly state: ChatState;
    readonly position: number | null;
    readonly estimatedWaitMs: number | null;
    readonly endReason: EndReason | null;
  },
  Sequence: number,
): ChatServiceEvent {
  return {
    EventType: eventTypes.ChatState,
    Data: {
      ...{ ChatID, ...chatInfo(now), EstimatedWaitTime: seconds(now.estimatedWaitMs) },
      // Whom nobody let go was let go by the system: that is the group closing (CHAT-34).
      TerminationCause: now.endReason === 'queue-closed' ? terminationCauses.GroupClosed : terminationCauses.General,
    },
    Sequence,
  };
}

/** CHAT-31 */
export const typingEvent = (ChatID: string, Name: string | null, Sequence: number): ChatServiceEvent => ({
  EventType: eventTypes.AgentTyping,
  Data: { ChatID, Name },
  Sequence,
});
