import type { Queue } from '#schemas/admin/model.ts';
import type { QueueLive, QueueStatsRecord } from '#schemas/routing/model.ts';
import { alerts, queueAvailability } from '#shared/domain/admin/availability.ts';
import { queueLive } from '#shared/domain/routing/queue-stats.ts';
import { callerId } from './load.ts';
import type { WorkPorts } from './ports.ts';

/** The counters of one queue as dashboards show them. */
export async function liveOf(ports: WorkPorts, queue: Queue, stats: QueueStatsRecord | undefined): Promise<QueueLive> {
  const configuration = await ports.configuration();
  const [oldest] = (stats?.queued ?? 0) > 0 ? await ports.waiting(queue.id, 1) : [];
  const live = queueLive(queue, stats, oldest?.enqueuedAt ?? null, configuration.presenceReasons, ports.ctx.now);
  return {
    ...live,
    open: queueAvailability(queue, configuration, ports.ctx.now, live.waiting) === 'open',
    alerts: alerts(queue.thresholds, live),
  };
}

/** Supervisors, admins and analysts see every queue, agents those they are assigned to. */
export async function visibleQueues(ports: WorkPorts): Promise<Queue[]> {
  const [{ queues }, user] = await Promise.all([ports.configuration(), ports.user(callerId(ports))]);
  if (seesEverything(ports)) return [...queues.values()];
  const assigned = new Set(user?.queues.map(queue => queue.queueId));
  return [...queues.values()].filter(queue => assigned.has(queue.id));
}

const seesEverything = (ports: WorkPorts): boolean =>
  ports.ctx.roles.some(role => role === 'supervisor' || role === 'admin' || role === 'analyst');
