import type { RealtimePorts } from '#shared/app/realtime/ports.ts';
import { tellRepair } from '#shared/app/realtime/tell-repair.ts';
import { expireRecordings } from '#shared/app/voice/expire-recordings.ts';
import { noteRecordings } from '#shared/app/voice/note-recordings.ts';
import type { RetentionPorts } from '#shared/app/voice/ports.ts';
import { sweep } from '#shared/app/work/sweep.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { type Context, systemContext } from '#shared/runtime/context.ts';
import type { TaskRunner } from '#shared/runtime/task.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';

export interface SweepOptions {
  readonly tenantIds: () => Promise<readonly string[]>;
  readonly open: (ctx: Context) => RealtimePorts & RetentionPorts;
  readonly runTask: TaskRunner;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

const AT_ONCE = 10;

/**
 * Sweeps every tenant, some at once. One that fails keeps nobody else from being swept.
 *
 * @param restarting whether timers were lost with their process
 * @throws AggregateError when tenants failed, after all have had their turn
 */
export const sweepTenants =
  (options: SweepOptions) =>
  async (requestId: string, restarting = false): Promise<void> => {
    const tenantIds = await options.tenantIds();
    const failures: unknown[] = [];
    for (let at = 0; at < tenantIds.length; at += AT_ONCE) {
      const turns = tenantIds
        .slice(at, at + AT_ONCE)
        .map(tenantId => sweepOne(options, tenantId, requestId, restarting));
      const results = await Promise.allSettled(turns);
      failures.push(...results.flatMap(result => (result.status === 'rejected' ? [result.reason] : [])));
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} tenants could not be swept`);
  };

async function sweepOne(
  options: SweepOptions,
  tenantId: string,
  requestId: string,
  restarting: boolean,
): Promise<void> {
  const ports = options.open(systemContext(tenantId, { now: toInstant(options.now()), requestId }));
  const runTask = (name: string, input: Readonly<Record<string, unknown>>) =>
    options.runTask({ name, input: { ...input } }, requestId);
  for (const repair of await sweep(ports, runTask, restarting)) {
    options.telemetry.repairPerformed(repair.kind);
    await tellRepair(ports, repair);
  }
  await noteRecordings(ports);
  await expireRecordings(ports);
}
