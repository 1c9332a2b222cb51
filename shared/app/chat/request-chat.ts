import type * as z from 'zod';
import type { Queue } from '#schemas/admin/model.ts';
import type { ChatRequest } from '#schemas/chat/routes.ts';
import type { Customer, InteractionRecord } from '#schemas/interactions/model.ts';
import { carryOut, earlierAnswer } from '#shared/app/work/carry-out.ts';
import { offerAtOnce } from '#shared/app/work/match.ts';
import { outlook, placeOf } from '#shared/app/work/outlook.ts';
import { namedQueue } from '#shared/domain/admin/configuration.ts';
import { arrive } from '#shared/domain/chat/request.ts';
import { chatState } from '#shared/domain/chat/view.ts';
import { assertLength } from '#shared/domain/interactions/conversation.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { outcome } from '#shared/domain/kit/change.ts';
import type { ChatPorts } from './ports.ts';

type Request = z.output<typeof ChatRequest>;

/** A queue that takes no chats is no fault (CHAT-04): the customer is told why. */
export interface ClosedAnswer {
  readonly chatId: null;
  readonly reason: 'closed' | 'barred' | 'full';
  readonly message: string | null;
}
export interface OpenedAnswer {
  readonly chatId: string;
  readonly token: string;
  readonly state: ReturnType<typeof chatState>;
  readonly message: string | null;
  readonly position: number | null;
  readonly estimatedWaitMs: number | null;
}

/** A customer asks for a chat (CHAT-03): stored and, when somebody is free, offered in the same transaction. */
export async function requestChat(ports: ChatPorts, request: Request): Promise<OpenedAnswer | ClosedAnswer> {
  if (!(await ports.tenantExists())) throw new AppError('TENANT_NOT_FOUND', { params: { tenantId: request.tenantId } });
  const configuration = await ports.configuration();
  const queue = namedQueue(configuration, request);
  if (!queue.channels.includes('chat')) return turnedDown(ports, queue, 'barred');
  const seen = await Promise.all([outlook(ports, queue, 'chat'), ports.routables(queue.id, { fresh: false })]);
  const [{ availability, estimate, waiting }, free] = seen;
  // Nobody who comes now is asked for before those who wait.
  let candidates = waiting === 0 ? free : [];
  if (availability !== 'open') return turnedDown(ports, queue, availability);
  assertLength(request.initialMessage ?? '', configuration.settings.maxMessageLength);

  const chatId = ports.nextId('int');
  const token = await ports.conversationToken(chatId);
  const arrival = {
    id: chatId,
    tenantId: ports.ctx.tenantId,
    customer: customerOf(request),
    initialMessage: request.initialMessage ?? null,
    privateData: request.privateData ?? null,
    profile: profileOf(request),
    predictedWaitMs: estimate.etaMs,
  };
  // Who loses the race for an agent arrives without one and looks on: arriving itself nobody can lose.
  return carryOut(ports, async () => {
    const arriving = arrive(arrival, queue, configuration.settings, ports.ctx.now);
    const interaction = outcome(arriving.interactions, chatId) as InteractionRecord;
    const change = (await offerAtOnce(ports, arriving, interaction, candidates)) ?? arriving;
    candidates = [];
    const { position, estimatedWaitMs } = await placeOf(ports, outcome(change.interactions, chatId) ?? interaction);
    return {
      change,
      answer: () => ({
        chatId,
        token,
        state: chatState(interaction),
        message: queue.texts.initial ?? null,
        position,
        estimatedWaitMs,
      }),
    };
  });
}

/** A request that was granted before keeps its answer, whatever has happened to the queue since. */
async function turnedDown(
  ports: ChatPorts,
  queue: Queue,
  reason: ClosedAnswer['reason'],
): Promise<OpenedAnswer | ClosedAnswer> {
  const before = await earlierAnswer<OpenedAnswer>(ports);
  return before?.answer ?? { chatId: null, reason, message: queue.texts.closed ?? null };
}

const customerOf = ({ customer }: Request): Customer => ({
  id: customer.id ?? null,
  name: customer.name ?? null,
  email: customer.email ?? null,
  phone: customer.phone ?? null,
});

const profileOf = ({ sessionTag, timeZoneOffsetMinutes }: Request): Record<string, string> => ({
  ...(sessionTag === undefined ? {} : { sessionTag }),
  ...(timeZoneOffsetMinutes === undefined ? {} : { timeZoneOffsetMinutes: String(timeZoneOffsetMinutes) }),
});
