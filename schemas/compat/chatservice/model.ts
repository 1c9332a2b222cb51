import * as z from 'zod';
import { DeclaredFile } from '../../attachments/model.ts';
import { ChatStateNumber, eventTypes, TerminationCauseNumber } from './enums.ts';

/** What is empty is not given: null and the empty text mean the same as leaving the field out. */
const given = (text: string | null | undefined) => (text == null || text.trim() === '' ? undefined : text);
/** As people type it: outer blanks do not count. */
const optionalText = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .nullish()
    .transform(text => given(text));
const optionalNumber = () => z.int().nullish();

/** Longer than any conversation token. */
export const ChatID = z
  .string()
  .min(1)
  .max(2000)
  .meta({
    description: 'The chat, as RequestChat named it; it is also the token of the chat in the other interface',
    examples: ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjaGF0In0.c2lnbmF0dXJl'],
  });

/** -1 for systems without tenants; also where the field is left out. */
const TenantID = optionalNumber().transform(alias => alias ?? -1);
/** Numbers start at 1: anything below means that the group is given by its name (CHAT-03). */
const ServiceGroupID = optionalNumber().transform(alias => (alias != null && alias > 0 ? alias : undefined));
const ServiceGroupName = optionalText(120);

const group = { TenantID, ServiceGroupID, ServiceGroupName };
const named = (one: { ServiceGroupID?: number | undefined; ServiceGroupName?: string | undefined }) =>
  one.ServiceGroupID !== undefined || one.ServiceGroupName !== undefined;
const nobody = { message: 'ServiceGroupID or ServiceGroupName must be specified', path: ['ServiceGroupID'] };

/** An address that is none is not kept, and no reason to turn a customer away. */
const EmailAddress = optionalText(254).transform(text => (z.email().safeParse(text).success ? text : undefined));

/** CHAT-14. Fields that are not known here are not looked at, as everywhere in this dialect. */
export const RequestChatRequest = z
  .object({
    SessionID: optionalText(200),
    CustomerID: optionalText(128),
    CustomerName: optionalText(200),
    EmailAddress,
    PhoneNumber: optionalText(40),
    ...group,
    /** As the site wrote it. */
    PrivateData: z
      .string()
      .max(4000)
      .nullish()
      .transform(text => given(text)),
    /** Minutes between UTC and the customer's clock. */
    TimeZoneOffset: z
      .int()
      .min(-840)
      .max(840)
      .nullish()
      .transform(minutes => minutes ?? undefined),
    /** Ours: the language of what is said to the customer. */
    Locale: optionalText(35),
  })
  .refine(named, nobody);
export type RequestChatRequest = z.output<typeof RequestChatRequest>;

/** CHAT-15 */
export const RequestChatResponse = z.object({
  /** Null when the group takes no chats now (CHAT-04). */
  ChatID: z.string().nullable(),
  Message: z.string().nullable(),
  SessionID: z.int(),
  QueuePosition: z.int(),
  EstimatedWaitTime: z.int(),
});
export type RequestChatResponse = z.output<typeof RequestChatResponse>;

/** CHAT-16, CHAT-18, CHAT-21 */
export const ChatRequestOf = z.object({ ChatID });

/** CHAT-17: the text, or the base name of the file whose bytes are in Attachment, as Base64. */
export const SendChatMessageRequest = z
  .object({ ChatID, Message: z.string().min(1).max(16_000), Attachment: z.base64().nullish() })
  .refine(({ Attachment, Message }) => !Attachment || DeclaredFile.shape.name.safeParse(Message).success, {
    message: 'must be the base name of the file',
    path: ['Message'],
  });

/** What one request or answer can carry of files: the documented default of the largest one (ATT-02). */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;
/**
 * The same behind Lambda, which takes and gives 6 MB at once: as Base64 files are larger by a third, and 128 KB stay for
 * the rest of the event (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
export const MAX_FILE_BYTES_ON_LAMBDA = ((6 * 1024 - 128) * 1024 * 3) / 4;
/** Files as Base64, and the rest of the request. */
export const MAX_MESSAGE_BYTES = Math.ceil((MAX_FILE_BYTES * 4) / 3) + 64 * 1024;

/** CHAT-19 */
export const GetEventsRequest = z.object({
  ChatID,
  /** Milliseconds; what is longer than the longest wait is the longest wait (TIME-05). */
  Timeout: z
    .int()
    .min(0)
    .nullish()
    .transform(ms => ms ?? 0),
  /** Ours: the Sequence of the last event that arrived. What is behind it comes again. */
  After: z.int().min(0).nullish(),
});

/** CHAT-23 */
export const GetQueueInfoRequest = z.object(group).refine(named, nobody);

/** CHAT-12, CHAT-13: no parameters; who has several tenants may name one. */
export const NoParameters = z.object({ request: z.object({ TenantID }).nullish() }).nullish();

/** CHAT-24 */
export const GetQueueInfoResponse = z.object({ EstimatedWaitTime: z.int(), Open: z.boolean() });
/** CHAT-22 */
export const GetChatInfoResponse = z.object({ State: ChatStateNumber, QueuePosition: z.int() });
/** CHAT-25 */
export const GetChatConfigurationResponse = z.object({
  MaxMessageLength: z.int(),
  /** Bytes. */
  MaxAttachmentSize: z.int(),
  AllowedAttachmentTypes: z.array(z.string()).nullable(),
  RestrictedAttachmentTypes: z.array(z.string()),
});

const about = { ChatID: z.string(), Name: z.string().nullable() };
/** CHAT-28 */
const MessageReceivedEvent = z.object({
  ...about,
  Message: z.string().nullable(),
  System: z.boolean(),
  /** ISO 8601 in UTC. */
  TimeStamp: z.iso.datetime(),
  Attachment: z.base64().nullable(),
});
/** CHAT-29 to CHAT-31 */
const AgentEvent = z.object(about);
/** CHAT-32 */
const ChatStateEvent = z.object({
  ChatID: z.string(),
  State: ChatStateNumber,
  QueuePosition: z.int(),
  EstimatedWaitTime: z.int(),
  TerminationCause: TerminationCauseNumber,
});

/** Ours: the place of the event in the conversation, to be sent as `After`. */
const Sequence = z.int();
const { AgentJoined, AgentLeft, AgentTyping, ChatState, MessageReceived } = eventTypes;
/** CHAT-26: the number says what the data are. */
export const ChatServiceEvent = z.discriminatedUnion('EventType', [
  z.object({ EventType: z.literal(MessageReceived), Data: MessageReceivedEvent, Sequence }),
  z.object({ EventType: z.literal(AgentJoined), Data: AgentEvent, Sequence }),
  z.object({ EventType: z.literal(AgentLeft), Data: AgentEvent, Sequence }),
  z.object({ EventType: z.literal(AgentTyping), Data: AgentEvent, Sequence }),
  z.object({ EventType: z.literal(ChatState), Data: ChatStateEvent, Sequence }),
]);
export type ChatServiceEvent = z.output<typeof ChatServiceEvent>;

/** CHAT-20 */
export const GetEventsResponse = z.object({ Events: z.array(ChatServiceEvent) });
