import { signOfLife } from '#shared/app/work/lease.ts';
import { callingAgent } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** Extends the lease of the caller's session. */
export async function heartbeat(ports: WorkPorts): Promise<{ leaseUntil: string; serverTime: string }> {
  const { agent } = await callingAgent(ports);
  const beat = await signOfLife(ports, agent.id);
  if (!beat) throw new AppError('SESSION_NOT_FOUND');
  return { leaseUntil: beat.leaseUntil, serverTime: ports.ctx.now };
}
