import type * as z from 'zod';
import type { Attachment } from '#schemas/attachments/model.ts';
import type {
  ChatServiceEvent,
  GetEventsRequest,
  GetEventsResponse,
  GetQueueInfoRequest,
  RequestChatRequest,
  RequestChatResponse,
  SendChatMessageRequest,
} from '#schemas/compat/chatservice/model.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import {
  chatInfo,
  customerOf,
  limitsAnswer,
  lineEvents,
  queueInfo,
  requestAnswer,
  stateEvent,
  typingEvent,
  wishesOf,
} from '#shared/domain/compat/chat-service.ts';
import { assertGroupOrigin, groupWidget, type NamedGroup, serviceGroup } from '#shared/domain/compat/service-group.ts';
import { principalId } from '#shared/domain/kit/principal.ts';
import { getChatAvailability } from './availability.ts';
import { getChatConfiguration } from './chat-configuration.ts';
import type { ChatPorts } from './ports.ts';
import { getChat } from './read-chat.ts';
import { requestChat } from './request-chat.ts';
import { takeChatEvents } from './take-events.ts';
import { customerSendMessage, customerSendTyping, leaveChat } from './take-part.ts';

/*
 * The documented chat service in terms of our own (CHAT-01 to CHAT-34). Nothing is decided here but who is meant.
 */

/** The chat whose token was sent. */
export const ownId = ({ ctx }: ChatPorts): string => principalId(ctx.principal);

/** Where a request of this dialect goes, and by which widget. */
function destinationFor(configuration: Configuration, request: NamedGroup) {
  const { id: queueId } = serviceGroup(configuration, request);
  return { queueId, widgetId: groupWidget(configuration, queueId)?.id };
}

/** CHAT-03, CHAT-04 */
export async function requestServiceChat(ports: ChatPorts, request: RequestChatRequest): Promise<RequestChatResponse> {
  const { origin, tenantId } = ports.ctx;
  const configuration = await ports.configuration();
  const { queueId, widgetId } = destinationFor(configuration, request);
  if (widgetId === undefined) assertGroupOrigin(configuration, queueId, origin);
  const asked = { tenantId, queueId, widgetId, customer: customerOf(request), ...wishesOf(request) };
  // Nobody knows whether there is a page: a server may speak for the customer.
  return requestAnswer(await requestChat(ports, asked, false));
}

/** CHAT-05 */
export async function leaveServiceChat(ports: ChatPorts): Promise<null> {
  await leaveChat(ports, ownId(ports));
  return null;
}

/** CHAT-06. A message carries no name of its own here, so that only a keyed one is recognised when it comes again. */
export async function sendServiceMessage(
  ports: ChatPorts,
  { Message }: Pick<z.output<typeof SendChatMessageRequest>, 'Message'>,
): Promise<null> {
  const clientMessageId = ports.ctx.idempotency?.key ?? ports.nextId('msg');
  await customerSendMessage(ports, ownId(ports), { text: Message, clientMessageId, hidden: false });
  return null;
}

/** CHAT-08 */
export const sendServiceTyping = (ports: ChatPorts): Promise<null> => customerSendTyping(ports, ownId(ports));

/** As long as the gateway lets a request take (TIME-05). */
const MAX_WAIT_MS = 25_000;

/** A file as it goes into an event (CHAT-28). */
export type FileOf = (file: Attachment) => Promise<{ readonly Message: string; readonly Attachment: string | null }>;

/** CHAT-09 */
export async function takeServiceEvents(
  ports: ChatPorts,
  { After, ChatID, Timeout }: z.output<typeof GetEventsRequest>,
  fileOf: FileOf,
): Promise<z.output<typeof GetEventsResponse>> {
  const { index, lines, moved, typing } = await takeChatEvents(ports, ownId(ports), {
    after: After ?? null,
    waitMs: Math.min(Timeout, MAX_WAIT_MS),
    concerns: line => lineEvents(ChatID, line).length > 0,
  });
  const said: ChatServiceEvent[] = [];
  for (const line of lines) {
    const file = line.attachment && line.author.kind !== 'customer' ? await fileOf(line.attachment) : undefined;
    said.push(...lineEvents(ChatID, line, file));
  }
  return {
    Events: [
      ...said,
      ...(moved ? [stateEvent(ChatID, moved, index)] : []),
      ...(typing ? [typingEvent(ChatID, typing.name, index)] : []),
    ],
  };
}

/** CHAT-10 */
export async function getServiceQueue(ports: ChatPorts, request: z.output<typeof GetQueueInfoRequest>) {
  return queueInfo(await getChatAvailability(ports, destinationFor(await ports.configuration(), request)));
}

/** CHAT-11 */
export const getServiceInfo = async (ports: ChatPorts) => chatInfo(await getChat(ports, ownId(ports)));

/**
 * CHAT-12
 *
 * @param carriedBytes of files fit into one request here
 */
export async function getServiceConfiguration(ports: ChatPorts, carriedBytes: number) {
  const { answer } = await getChatConfiguration(ports, {});
  const { maxAttachmentBytes } = answer.limits;
  return limitsAnswer({ ...answer.limits, maxAttachmentBytes: Math.min(maxAttachmentBytes, carriedBytes) });
}
