import type { ChatWidget, Queue } from '#schemas/admin/model.ts';
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

/** The widget that clients of this dialect come from when they ask for a group: of several the first by its id. */
export const groupWidget = ({ chatWidgets }: Configuration, groupId: string): ChatWidget | undefined =>
  [...chatWidgets.values()]
    .filter(({ dropIn, queueId }) => dropIn && queueId === groupId)
    .sort((left, right) => (left.id < right.id ? -1 : 1))[0];

/**
 * Pages may ask for a group that some widget opens to them (CHAT-39). Where none speaks for this dialect, all those of
 * the group do; a group without a widget is open to any page.
 *
 * @throws AppError `ORIGIN_NOT_ALLOWED`
 */
export function assertGroupOrigin({ chatWidgets }: Configuration, groupId: string, origin: string | null): void {
  const widgets = [...chatWidgets.values()].filter(({ queueId }) => queueId === groupId);
  if (widgets.some(({ allowedOrigins }) => allowedOrigins.length === 0)) return;
  const allowedOrigins = widgets.flatMap(widget => widget.allowedOrigins);
  assertOrigin({ allowedOrigins }, origin);
}
