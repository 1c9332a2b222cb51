import type { ChatConfiguration } from '#schemas/chat/configuration.ts';
import { effectiveLimits } from '#shared/domain/chat/limits.ts';
import { assertOrigin, originHeaders } from '#shared/domain/chat/origins.ts';
import { textsFor } from '#shared/domain/chat/texts.ts';
import { publicWidget } from '#shared/domain/chat/widget.ts';
import { type Asked, assertTenant, availabilityOf, destinationOf } from './availability.ts';
import type { ChatPorts } from './ports.ts';

/**
 * What a chat window needs to open, in one answer (WID-05, CHAT-12). Without a widget and a queue it is what holds for
 * every chat of the tenant.
 *
 * @throws AppError `TENANT_NOT_FOUND`, `WIDGET_NOT_FOUND`, `QUEUE_NOT_FOUND`, `ORIGIN_NOT_ALLOWED`
 */
export async function getChatConfiguration(
  ports: ChatPorts,
  asked: Asked & { readonly locale?: string | undefined },
): Promise<{ readonly answer: ChatConfiguration; readonly headers: Readonly<Record<string, string>> }> {
  await assertTenant(ports);
  const configuration = await ports.configuration();
  const { settings } = configuration;
  const named = [asked.widgetId, asked.queueId, asked.queueName].some(one => one !== undefined);
  const destination = named ? destinationOf(configuration, asked) : undefined;
  const widget = destination?.widget;
  assertOrigin(widget, ports.ctx.origin);
  const requestedLocale = asked.locale ?? null;
  const { locale, texts } = textsFor(widget?.texts ?? {}, requestedLocale);
  return {
    headers: originHeaders(widget, ports.ctx.origin),
    answer: {
      tenantId: ports.ctx.tenantId,
      widget: destination && widget ? publicWidget(widget, destination.queue, settings) : null,
      limits: effectiveLimits('customer', { settings, queue: destination?.queue, widget }),
      availability: destination ? await availabilityOf(ports, destination, requestedLocale) : null,
      locale,
      requestedLocale,
      texts: { ...texts },
    },
  };
}
