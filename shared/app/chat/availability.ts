import type { ChatWidget, Queue } from '#schemas/admin/model.ts';
import type { ChatAvailability } from '#schemas/chat/configuration.ts';
import { outlook } from '#shared/app/work/outlook.ts';
import { type Configuration, namedQueue, queueOf } from '#shared/domain/admin/configuration.ts';
import { textsFor } from '#shared/domain/chat/texts.ts';
import { unavailability, widgetOf } from '#shared/domain/chat/widget.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { ChatPorts } from './ports.ts';

/** How a customer says where the chat should go. */
export interface Asked {
  readonly widgetId?: string | undefined;
  readonly queueId?: string | undefined;
  readonly queueName?: string | undefined;
}

/** Where a chat would go. */
export interface Destination {
  readonly queue: Queue;
  readonly widget: ChatWidget | undefined;
}

/** @throws AppError `TENANT_NOT_FOUND` */
export async function assertTenant(ports: ChatPorts): Promise<void> {
  const { tenantId } = ports.ctx;
  if (!(await ports.tenantExists())) throw new AppError('TENANT_NOT_FOUND', { params: { tenantId } });
}

/**
 * The queue that was named, else the one of the widget.
 *
 * @throws AppError `WIDGET_NOT_FOUND`, `QUEUE_NOT_FOUND`, `REQUEST_INVALID` where nothing was named
 */
export function destinationOf(configuration: Configuration, asked: Asked): Destination {
  const widget = asked.widgetId === undefined ? undefined : widgetOf(configuration, asked.widgetId);
  if (asked.queueId !== undefined || asked.queueName !== undefined) {
    return { queue: namedQueue(configuration, asked), widget };
  }
  if (widget) return { queue: queueOf(configuration, widget.queueId), widget };
  throw new AppError('REQUEST_INVALID', {
    issues: [{ path: 'queueId', message: 'queueId, queueName or widgetId is required' }],
  });
}

/** Whether a chat can be had now, with the facts that say so. */
export async function look(ports: ChatPorts, { queue, widget }: Destination) {
  const { availability, estimate, place, staffed, waiting } = await outlook(ports, queue, 'chat');
  return { reason: unavailability(queue, widget, { availability, staffed }), estimate, place, waiting };
}

/** What a customer who gets no chat is told. */
export function refusalText(
  { queue, widget }: Destination,
  reason: NonNullable<ChatAvailability['reason']>,
  locale: string | null,
): string | null {
  if (!widget) return queue.texts.closed ?? null;
  const { texts } = textsFor(widget.texts, locale);
  if (reason === 'rejected') return texts.requestRejected;
  return reason === 'disabled' ? texts.chatUnavailable : (queue.texts.closed ?? texts.chatUnavailable);
}

export async function availabilityOf(
  ports: ChatPorts,
  destination: Destination,
  locale: string | null,
): Promise<ChatAvailability> {
  const { estimate, reason, waiting } = await look(ports, destination);
  return {
    available: reason === null,
    reason,
    message: reason === null ? (destination.queue.texts.open ?? null) : refusalText(destination, reason, locale),
    waiting,
    estimatedWaitMs: reason === null ? estimate.etaMs : null,
  };
}

/** Whether a queue takes chats now, and the wait to expect (QUE-09, QUE-10). */
export async function getChatAvailability(ports: ChatPorts, asked: Asked): Promise<ChatAvailability> {
  await assertTenant(ports);
  return availabilityOf(ports, destinationOf(await ports.configuration(), asked), null);
}
