import type { QueueLive } from '#schemas/routing/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { liveOf, visibleQueues } from '#shared/app/work/queues.ts';

/** The queues the caller may see, with live counters; an agent sees the assigned ones (QUE-04, QUE-05). */
export async function listQueues(ports: WorkPorts, name: string | undefined): Promise<{ items: QueueLive[] }> {
  const text = name?.trim().toLowerCase() ?? '';
  const queues = (await visibleQueues(ports)).filter(queue => queue.name.toLowerCase().includes(text));
  const stats = await ports.queueStats(queues.map(queue => queue.id));
  return { items: await Promise.all(queues.map(queue => liveOf(ports, queue, stats.get(queue.id)))) };
}
