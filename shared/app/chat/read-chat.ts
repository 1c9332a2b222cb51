import type { Chat, ChatEvent, ChatState } from '#schemas/chat/model.ts';
import { outlook, placeOf } from '#shared/app/work/outlook.ts';
import type { Conversation } from '#shared/app/work/ports.ts';
import { namedQueue } from '#shared/domain/admin/configuration.ts';
import { agentReadIndex, chatEvent, chatState, chatView } from '#shared/domain/chat/view.ts';
import { lastIndex } from '#shared/domain/interactions/conversation.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { ownChat } from './own-chat.ts';
import type { ChatPorts } from './ports.ts';

export const getChat = async (ports: ChatPorts, chatId: string): Promise<Chat> =>
  viewOf(ports, await ownChat(ports, chatId));

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
  const { interaction, receipts, tail } = await newsOf(ports, chatId, after, waitMs);
  const [first] = tail;
  const complete = first === undefined || first.index <= after + 1;
  const entries = complete ? tail.filter(entry => entry.index > after) : await ports.entries(chatId, after, limit);
  return {
    state: chatState(interaction),
    items: entries.slice(0, limit).map(chatEvent),
    lastIndex: lastIndex(tail),
    agentReadIndex: agentReadIndex(receipts),
  };
}

/** The conversation once it has something behind the index, is over, or the time is up. */
async function newsOf(ports: ChatPorts, chatId: string, after: number, waitMs: number): Promise<Conversation> {
  for (let left = waitMs; ; ) {
    // Listening starts before reading, so that what is said in between is not missed.
    const listening = new AbortController();
    const news = left > 0 ? ports.waitForNews(chatId, left, listening.signal) : undefined;
    const seen = await ownChat(ports, chatId).catch(thrown => {
      listening.abort();
      throw thrown;
    });
    const idle = lastIndex(seen.tail) <= after && seen.interaction.endedAt === null;
    if (!idle || !news) {
      listening.abort();
      return seen;
    }
    left -= await news;
  }
}

/** Whether a queue takes chats now, and the wait to expect (QUE-09, QUE-10). */
export async function getChatAvailability(
  ports: ChatPorts,
  by: { readonly tenantId: string; readonly queueId?: string | undefined; readonly queueName?: string | undefined },
) {
  if (!(await ports.tenantExists())) throw new AppError('TENANT_NOT_FOUND', { params: { tenantId: by.tenantId } });
  if (by.queueId === undefined && by.queueName === undefined) {
    throw new AppError('REQUEST_INVALID', {
      issues: [{ path: 'queueId', message: 'queueId or queueName is required' }],
    });
  }
  const queue = namedQueue(await ports.configuration(), by);
  const { availability, estimate, waiting } = await outlook(ports, queue, 'chat');
  const reason = availability === 'open' && !queue.channels.includes('chat') ? ('barred' as const) : availability;
  const open = reason === 'open';
  return {
    available: open,
    reason: open ? null : reason,
    message: (open ? queue.texts.open : queue.texts.closed) ?? null,
    waiting,
    estimatedWaitMs: open ? estimate.etaMs : null,
  };
}
