import type { TaskInput } from '#schemas/kit/task.ts';
import type { realtimeTasks } from '#schemas/realtime/tasks.ts';
import { msBetween, plusMs } from '#shared/domain/kit/instant.ts';
import type { RealtimePorts } from './ports.ts';
import { dashboardFrame } from './topics.ts';

/** Followers of a dashboard get at most one frame in this time, the latest value. */
const PERIOD_MS = 1000;

/**
 * Pushes the dashboards of queues whose counters moved: at once when the last push is a period ago, else once at the
 * end of the period, whatever happens in between. Coalescing keeps pushes inside what API Gateway allows.
 */
export async function pushDashboards(ports: RealtimePorts, queueIds: readonly string[]): Promise<void> {
  await Promise.all(queueIds.map(queueId => pushSoon(ports, queueId)));
}

async function pushSoon(ports: RealtimePorts, queueId: string): Promise<void> {
  if ((await ports.followers(`dashboard:${queueId}`)).length === 0) return;
  const { now, tenantId } = ports.ctx;
  const state = await ports.dashboard(queueId);
  if (!state || msBetween(state.pushedAt, now) >= PERIOD_MS) return pushNow(ports, queueId);
  if (state.dueAt !== null && state.dueAt > now) return;
  const dueAt = plusMs(state.pushedAt, PERIOD_MS);
  await ports.saveDashboard(queueId, { pushedAt: state.pushedAt, dueAt });
  const input = { tenantId, queueId, deadline: dueAt };
  await ports.schedule([{ name: 'push-dashboard', carrier: 'delay', at: dueAt, input }]);
}

/** The period is over: the latest value goes out. A task of another period changes nothing. */
export async function pushDashboard(
  ports: RealtimePorts,
  { deadline, queueId }: TaskInput<typeof realtimeTasks.pushDashboard>,
): Promise<void> {
  const state = await ports.dashboard(queueId);
  if (state?.dueAt === deadline) await pushNow(ports, queueId);
}

async function pushNow(ports: RealtimePorts, queueId: string): Promise<void> {
  await ports.saveDashboard(queueId, { pushedAt: ports.ctx.now, dueAt: null });
  const [frame, followers] = await Promise.all([
    dashboardFrame(ports, queueId),
    ports.followers(`dashboard:${queueId}`),
  ]);
  await Promise.all(followers.map(follower => ports.post(follower, frame)));
}
