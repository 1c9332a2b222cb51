import type { ChatWidget, Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { PublicChatWidget, Unavailability } from '#schemas/chat/configuration.ts';
import type { Patience } from '#schemas/interactions/model.ts';
import type { Availability } from '#shared/domain/admin/availability.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { framing } from './origins.ts';

/** @throws AppError `WIDGET_NOT_FOUND` */
export function widgetOf(configuration: Configuration, widgetId: string): ChatWidget {
  const widget = configuration.chatWidgets.get(widgetId);
  if (!widget) throw new AppError('WIDGET_NOT_FOUND', { params: { widgetId } });
  return widget;
}

/**
 * Why a chat cannot be had now, or null (QUE-09, CHAT-52). A widget has reasons of its own, which come first: they hold
 * whatever the queue does.
 *
 * @param now.staffed whether any agent is logged in to the queue
 */
export function unavailability(
  queue: Queue,
  widget: ChatWidget | undefined,
  now: { readonly availability: Availability; readonly staffed: boolean },
): Unavailability | null {
  if (widget && !widget.enabled) return 'disabled';
  if (widget?.rejectedQueueIds.includes(queue.id)) return 'rejected';
  if (now.availability !== 'open') return now.availability;
  if (!queue.channels.includes('chat')) return 'barred';
  return widget?.requiresAgents && !now.staffed ? 'no-agents' : null;
}

/** TIME-01 to TIME-04: the smaller of the widget's and the tenant's; without a widget the tenant's times alone. */
export function patienceOf({ chat }: Pick<RoutingSettings, 'chat'>, widget: ChatWidget | undefined): Patience {
  const idles = [chat.idleSeconds, widget?.idleSeconds].filter(seconds => typeof seconds === 'number');
  return {
    idleSeconds: idles.length > 0 ? Math.min(...idles) : null,
    idleWarningSeconds: widget?.idleWarningSeconds ?? DEFAULT_IDLE_WARNING_SECONDS,
    pageLostSeconds: widget?.pageLostSeconds ?? chat.pageLostSeconds,
    pageLostWarningSeconds: widget?.pageLostWarningSeconds ?? chat.pageLostWarningSeconds,
  };
}

const DEFAULT_IDLE_WARNING_SECONDS = 60;

/** The widget as its page may know it. */
export function publicWidget(
  widget: ChatWidget,
  queue: Queue,
  settings: Pick<RoutingSettings, 'chat'>,
): PublicChatWidget {
  const { id, name, alias } = queue;
  const times = patienceOf(settings, widget);
  return {
    ...widget,
    queue: { id, name, ...(alias !== undefined && { alias }) },
    postedMessageOrigin: widget.postedMessageOrigin ?? null,
    idleSeconds: times.idleSeconds ?? widget.idleSeconds,
    pageLostSeconds: times.pageLostSeconds,
    framing: framing(widget),
  };
}
