import { voiceTasks } from '#schemas/voice/tasks.ts';
import { queuesLeft } from '#shared/domain/routing/staffing.ts';
import { queuesLeftUnstaffed } from '#shared/domain/voice/flow/staffing.ts';
import type { RowChange } from './fan-out.ts';
import type { RealtimePorts } from './ports.ts';

/**
 * Has a queue looked at whose last agent has left, or to which a caller came as he left: whichever of the two is counted
 * later sees both. Queues that no flow leads out of cost nothing, and others one read for each.
 */
export async function watchStaffing(ports: RealtimePorts, changes: readonly RowChange[]): Promise<void> {
  if (ports.voice === null) return;
  const touched = new Set(changes.flatMap(queuesTouched));
  if (touched.size === 0) return;
  const { flows } = await ports.configuration();
  const watched = [...queuesLeftUnstaffed(flows.values())].filter(queueId => touched.has(queueId));
  const stats = await ports.queueStats(watched);
  const { now, tenantId } = ports.ctx;
  const { carrier, name } = voiceTasks.checkStaffing;
  await ports.schedule(
    watched
      .filter(queueId => (stats.get(queueId)?.agentsLoggedIn ?? 0) <= 0)
      .map(queueId => ({ name, carrier, at: now, input: { tenantId, queueId, deadline: now } })),
  );
}

function queuesTouched(change: RowChange): string[] {
  if (change.entityName === 'agent') return queuesLeft(change.before, change.after);
  if (change.entityName !== 'interaction' || change.after === null) return [];
  const { channel, queueId, status } = change.after;
  const isNew = change.before?.status !== 'queued' || change.before.queueId !== queueId;
  return channel === 'voice' && status === 'queued' && isNew ? [queueId] : [];
}
