import type { Estimate } from '#schemas/routing/model.ts';
import { outlook } from '#shared/app/work/outlook.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { queueOf } from '#shared/domain/admin/configuration.ts';

/** How long a contact of the queue's first channel would wait (QUE-10). */
export async function estimateWait(ports: WorkPorts, queueId: string): Promise<Estimate> {
  const queue = queueOf(await ports.configuration(), queueId);
  return (await outlook(ports, queue, queue.channels[0] ?? 'chat')).estimate;
}
