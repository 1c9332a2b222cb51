import type { Queue } from '#schemas/admin/model.ts';
import { type Configuration, namedQueue } from '#shared/domain/admin/configuration.ts';
import { assertOrigin } from '#shared/domain/chat/origins.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** How the documented chat service names a group: the alias of a queue, else its name. */
export interface NamedGroup {
  readonly ServiceGroupID?: number | undefined;
  readonly ServiceGroupName?: string | undefined;
}

/** @throws AppError `QUEUE_NOT_FOUND` */
export function serviceGroup(configuration: Configuration, { ServiceGroupID, ServiceGroupName }: NamedGroup): Queue {
  if (ServiceGroupID === undefined) return namedQueue(configuration, { queueName: ServiceGroupName });
  const queue = [...configuration.queues.values()].find(({ alias }) => alias === ServiceGroupID);
  if (!queue) throw new AppError('QUEUE_NOT_FOUND', { params: { ServiceGroupID } });
  return queue;
}

/**
 * Pages may ask for a group that some widget opens to them. This dialect names no widget, so those of the group speak
 * for it (CHAT-39); a group without a widget is open to any page.
 *
 * @throws AppError `ORIGIN_NOT_ALLOWED`
 */
export function assertGroupOrigin({ chatWidgets }: Configuration, { id }: Queue, origin: string | null): void {
  const widgets = [...chatWidgets.values()].filter(({ queueId }) => queueId === id);
  if (widgets.some(({ allowedOrigins }) => allowedOrigins.length === 0)) return;
  const allowedOrigins = widgets.flatMap(widget => widget.allowedOrigins);
  assertOrigin({ allowedOrigins }, origin);
}
