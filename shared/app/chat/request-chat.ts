import type * as z from 'zod';
import type { Unavailability } from '#schemas/chat/configuration.ts';
import type { ChatRequest } from '#schemas/chat/routes.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { carryOut, earlierAnswer } from '#shared/app/work/carry-out.ts';
import { offerAtOnce } from '#shared/app/work/match.ts';
import { closingLook } from '#shared/domain/admin/availability.ts';
import { effectiveLimits } from '#shared/domain/chat/limits.ts';
import { assertOrigin } from '#shared/domain/chat/origins.ts';
import { textsFor } from '#shared/domain/chat/texts.ts';
import { chatState } from '#shared/domain/chat/view.ts';
import { patienceOf } from '#shared/domain/chat/widget.ts';
import { completed } from '#shared/domain/chat/widget-request.ts';
import { type Arrival, arrive } from '#shared/domain/interactions/arrive.ts';
import { assertLength } from '#shared/domain/interactions/conversation.ts';
import { outcome } from '#shared/domain/kit/change.ts';
import { unsettled } from '#shared/domain/routing/match.ts';
import { contactOf } from '#shared/domain/routing/projection.ts';
import { assertTenant, type Destination, destinationOf, look, refusalText } from './availability.ts';
import type { ChatPorts } from './ports.ts';

type Request = z.output<typeof ChatRequest>;

/** A queue that takes no chats is no fault (CHAT-04): the customer is told why. */
export interface ClosedAnswer {
  readonly chatId: null;
  readonly reason: Unavailability;
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

/**
 * A customer asks for a chat (CHAT-03): stored and, when somebody is free, offered in the same transaction.
 *
 * @param pageIsOpen whether the customer's page is there; the page of a widget is, unless it is known otherwise
 */
export async function requestChat(
  ports: ChatPorts,
  request: Request,
  pageIsOpen = request.widgetId !== undefined,
): Promise<OpenedAnswer | ClosedAnswer> {
  await assertTenant(ports);
  const configuration = await ports.configuration();
  const destination = destinationOf(configuration, request);
  const { queue, widget } = destination;
  assertOrigin(widget, ports.ctx.origin);
  const { settings } = configuration;
  const chatId = ports.nextId('int');
  const asked = {
    ...arrivalOf(request, destination),
    pageIsOpen,
    ...{ id: chatId, tenantId: ports.ctx.tenantId, patience: patienceOf(settings, widget) },
    closingLookAt: closingLook(queue, configuration, ports.ctx.now),
  };
  const arriveWith = (predictedMs: number | null) => arrive({ ...asked, predictedMs }, queue, settings, ports.ctx.now);
  const sought = contactOf(outcome(arriveWith(null).interactions, chatId) as InteractionRecord);
  const seen = await Promise.all([
    look(ports, destination),
    ports.routables(queue.id, {
      fresh: false,
      unsettled: (read, ends) => unsettled(sought, read, ends, ports.ctx.now),
    }),
  ]);
  const [{ estimate, place, reason, waiting }, free] = seen;
  // Nobody who comes now is asked for before those who wait.
  let candidates = waiting === 0 ? free : [];
  if (reason !== null) return turnedDown(ports, destination, reason, request.locale ?? null);

  const token = await ports.conversationToken(chatId);
  assertLength(asked.initialMessage ?? '', effectiveLimits('customer', { settings, ...destination }).maxMessageLength);
  // Who loses the race for an agent arrives without one and looks on: arriving itself nobody can lose.
  return carryOut(ports, async () => {
    const arriving = arriveWith(estimate.etaMs);
    const interaction = outcome(arriving.interactions, chatId) as InteractionRecord;
    const change = (await offerAtOnce(ports, arriving, interaction, candidates)) ?? arriving;
    candidates = [];
    const { position, estimatedWaitMs } = place(outcome(change.interactions, chatId) ?? interaction);
    return {
      change,
      answer: () => ({
        chatId,
        token,
        state: chatState(interaction),
        message: asked.welcome,
        position,
        estimatedWaitMs,
      }),
    };
  });
}

/** A request that was granted before keeps its answer, whatever has happened to the queue since. */
async function turnedDown(
  ports: ChatPorts,
  destination: Destination,
  reason: ClosedAnswer['reason'],
  locale: string | null,
): Promise<OpenedAnswer | ClosedAnswer> {
  const before = await earlierAnswer<OpenedAnswer>(ports);
  return before?.answer ?? { chatId: null, reason, message: refusalText(destination, reason, locale) };
}

function arrivalOf(
  request: Request,
  { queue, widget }: Destination,
): Omit<Arrival, 'id' | 'pageIsOpen' | 'patience' | 'predictedMs' | 'tenantId'> {
  const { sessionTag, ...said } = completed(request, widget);
  const { timeZoneOffsetMinutes } = request;
  const locale = request.locale ?? null;
  return {
    ...said,
    channel: 'chat',
    locale,
    entryPoint: widget ? { kind: 'widget', id: widget.id } : null,
    hidesAgentNames: widget?.hideAgentName ?? false,
    initialMessageToAgent: widget?.initialMessageToAgent ?? null,
    welcome: queue.texts.initial ?? (widget ? textsFor(widget.texts, locale).texts.chatRequested : null),
    profile: {
      ...(sessionTag === null ? {} : { sessionTag }),
      ...(timeZoneOffsetMinutes === undefined ? {} : { timeZoneOffsetMinutes: String(timeZoneOffsetMinutes) }),
    },
  };
}
