import type { Chat, ChatEvent, ChatState } from '#schemas/chat/model.ts';
import { notePage, noteSeen } from '#shared/app/work/customer-page.ts';
import { placeOf } from '#shared/app/work/outlook.ts';
import { ownChat } from '#shared/app/work/own-chat.ts';
import type { Conversation } from '#shared/app/work/ports.ts';
import { agentReadIndex, chatEvent, chatState, chatView } from '#shared/domain/chat/view.ts';
import { lastIndex } from '#shared/domain/interactions/conversation.ts';
import type { ChatPorts } from './ports.ts';

export async function getChat(ports: ChatPorts, chatId: string): Promise<Chat> {
  const conversation = await ownChat(ports, chatId);
  const [view] = await Promise.all([viewOf(ports, conversation), noteSeen(ports, conversation, false)]);
  return view;
}

export async function viewOf(ports: ChatPorts, { interaction, tail, receipts }: Conversation): Promise<Chat> {
  const [{ queues }, place] = await Promise.all([ports.configuration(), placeOf(ports, interaction)]);
  const queueName = queues.get(interaction.queueId)?.name ?? interaction.queueId;
  return chatView(interaction, { tail, receipts, queueName, ...place });
}

/**
 * What happened behind an index, in order and without gaps (CHAT-09). With nothing new it waits for news up to
 * `waitMs`; a chat that is over answers at once. Asking again with the same index gives the same lines.
 */
export async function getChatEvents(
  ports: ChatPorts,
  chatId: string,
  { after, limit, waitMs }: { readonly after: number; readonly limit: number; readonly waitMs: number },
): Promise<{ state: ChatState; items: ChatEvent[]; lastIndex: number; agentReadIndex: number }> {
  const found = await conversationWith(ports, chatId, waitMs, ({ tail }) => lastIndex(tail) > after);
  const { interaction, receipts, tail } = found;
  return {
    state: chatState(interaction),
    items: await linesAfter(ports, found, after, limit),
    lastIndex: lastIndex(tail),
    agentReadIndex: agentReadIndex(receipts),
  };
}

/** The lines behind an index, as the customer sees them. */
export async function linesAfter(
  ports: ChatPorts,
  { interaction, tail }: Conversation,
  after: number,
  limit: number,
): Promise<ChatEvent[]> {
  const [first] = tail;
  const complete = first === undefined || first.index <= after + 1;
  const lines = complete
    ? tail.filter(entry => entry.index > after)
    : await ports.entries(interaction.id, after, limit);
  return lines.slice(0, limit).map(chatEvent);
}

/** The conversation once it has the news, is over, or the time is up. */
export async function conversationWith(
  ports: ChatPorts,
  chatId: string,
  waitMs: number,
  hasNews: (conversation: Conversation) => boolean,
): Promise<Conversation> {
  let noted = false;
  for (let left = waitMs; ; ) {
    // Listening starts before reading, so that what is said in between is not missed.
    const listening = new AbortController();
    const news = left > 0 ? ports.waitForNews(chatId, left, listening.signal) : undefined;
    const seen = await ownChat(ports, chatId).catch(thrown => {
      listening.abort();
      throw thrown;
    });
    if (!noted) await noteListening(ports, seen, waitMs);
    noted = true;
    const idle = !hasNews(seen) && seen.interaction.endedAt === null;
    if (!idle || !news) {
      listening.abort();
      return seen;
    }
    const { ms, nothingHappened } = await news;
    if (nothingHappened) return seen;
    left -= ms;
  }
}

/** A long poll is how pages without a socket show that they are there. */
export async function noteListening(ports: ChatPorts, conversation: Conversation, waitMs: number): Promise<void> {
  await Promise.all([noteSeen(ports, conversation, false), waitMs > 0 ? notePage(ports, conversation) : undefined]);
}
