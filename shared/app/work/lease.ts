import type { LeaseRecord } from '#schemas/sessions/model.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { resumeSession } from '#shared/domain/sessions/close.ts';
import { carryOut } from './carry-out.ts';
import { workOf } from './load.ts';
import type { WorkPorts } from './ports.ts';

export type Beat = Pick<LeaseRecord, 'leaseUntil'>;

/** Gives a session that comes back its lease and sees to it that somebody looks when it lapses. */
async function grantLease(ports: WorkPorts, agentId: string, sessionId: string, epoch: number): Promise<Beat> {
  const beat = await extendLease(ports, agentId, sessionId, epoch);
  await watchLease(ports, agentId, epoch, beat.leaseUntil);
  return beat;
}

/**
 * A sign of life of an agent. While online it is one plain write, because the watch re-arms itself; a session in grace
 * comes back online with everything it had (4.1). Null without a session.
 */
export async function signOfLife(ports: WorkPorts, agentId: string): Promise<Beat | null> {
  const agent = (await ports.agent(agentId))?.agent;
  if (!agent?.session) return null;
  const { epoch, session } = agent;
  if (session.status === 'online') return extendLease(ports, agentId, session.id, epoch);
  const beat = await grantLease(ports, agentId, session.id, epoch);
  await carryOut(ports, async () => {
    const current = (await ports.agent(agentId))?.agent;
    const back = current?.session && current.epoch === epoch ? { ...current, session: current.session } : undefined;
    return { change: back ? resumeSession(back, await workOf(ports, back, 'active')) : nothing, answer: () => null };
  });
  return beat;
}

async function extendLease(ports: WorkPorts, agentId: string, sessionId: string, epoch: number): Promise<Beat> {
  const { settings } = await ports.configuration();
  const leaseUntil = plusSeconds(ports.ctx.now, settings.leaseSeconds);
  await ports.saveLease({ agentId, sessionId, epoch, beatAt: ports.ctx.now, leaseUntil });
  return { leaseUntil };
}

/** Looks at the lease when it should have been extended. */
export const watchLease = (ports: WorkPorts, agentId: string, epoch: number, deadline: string): Promise<void> =>
  ports.schedule([
    {
      name: 'check-lease',
      carrier: 'delay',
      at: deadline,
      input: { tenantId: ports.ctx.tenantId, agentId, epoch, deadline },
    },
  ]);
