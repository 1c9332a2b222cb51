import type { WorkPorts } from '#shared/app/work/ports.ts';
import { visibleQueues } from '#shared/app/work/queues.ts';
import { queueOf } from '#shared/domain/admin/configuration.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { msBetween } from '#shared/domain/kit/instant.ts';

/** Contacts a view shows at the most; who waits behind them is counted by the queue's counters. */
const SHOWN = 200;

/** Who waits in a queue, in order or by a profile field (INT-23), for those who may see the queue. */
export async function listWaiting(
  ports: WorkPorts,
  queueId: string,
  view: { readonly sort?: string | undefined; readonly limit: number; readonly cursor?: string | undefined },
) {
  queueOf(await ports.configuration(), queueId);
  if (!(await visibleQueues(ports)).some(queue => queue.id === queueId)) throw new AppError('FORBIDDEN');
  const waiting = await ports.waiting(queueId, SHOWN);
  const interactions = new Map(
    (await ports.interactions(waiting.map(one => one.interactionId))).map(one => [one.id, one] as const),
  );
  const items = waiting.flatMap((contact, at) => {
    const interaction = interactions.get(contact.interactionId);
    return interaction
      ? [
          {
            interactionId: contact.interactionId,
            position: at + 1,
            channel: contact.channel,
            queueId,
            class: contact.class,
            priority: interaction.priority,
            customer: interaction.customer,
            profile: interaction.profile,
            enqueuedAt: contact.enqueuedAt,
            waitedMs: Math.max(0, msBetween(contact.enqueuedAt, ports.ctx.now)),
          },
        ]
      : [];
  });
  const { sort } = view;
  if (sort !== undefined) items.sort((a, b) => (a.profile[sort] ?? '').localeCompare(b.profile[sort] ?? ''));
  return pageFrom(items, view.limit, view.cursor);
}

/** A page behind the contact the cursor names; one that no longer waits starts at the top again. */
function pageFrom<T extends { readonly interactionId: string }>(items: readonly T[], limit: number, cursor?: string) {
  const from = items.findIndex(item => item.interactionId === cursor) + 1;
  const page = items.slice(from, from + limit);
  const more = from + limit < items.length;
  return { items: page, nextCursor: more ? (page.at(-1)?.interactionId ?? null) : null };
}
