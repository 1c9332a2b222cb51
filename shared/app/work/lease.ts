import type { LeaseRecord } from '#schemas/sessions/model.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { resumeSession } from '#shared/domain/sessions/close.ts';
import { carryOut } from './carry-out.ts';
import { workOf } from './load.ts';
import { matchAgent } from './match.ts';
import type { AgentAtWork, WorkPorts } from './ports.ts';
import { isConflict } from './store-change.ts';

export type Beat = Pick<LeaseRecord, 'leaseUntil'>;

/** How often a sign of life is given anew when the session changes hands at the same moment. */
const ATTEMPTS = 4;

/**
 * A sign of life of an agent. While online it is one plain write, because the watch re-arms itself; a session in grace
 * comes back online with everything it had (4.1), and one whose lease had lapsed unnoticed looks for the work it was
 * passed over for. Null without a session.
 */
export async function signOfLife(ports: WorkPorts, agentId: string): Promise<Beat | null> {
  for (let attempt = 1; ; attempt++) {
    const atWork = await ports.agent(agentId);
    if (!atWork?.agent.session) return null;
    try {
      return await extendLease(ports, atWork, atWork.agent.session);
    } catch (thrown) {
      if (!isConflict(thrown) || attempt >= ATTEMPTS) throw thrown;
    }
  }
}

type Session = NonNullable<AgentAtWork['agent']['session']>;

async function extendLease(ports: WorkPorts, { agent, lease }: AgentAtWork, session: Session): Promise<Beat> {
  const { epoch, id: agentId } = agent;
  const { settings } = await ports.configuration();
  const leaseUntil = plusSeconds(ports.ctx.now, settings.leaseSeconds);
  await ports.saveLease({ agentId, sessionId: session.id, epoch, beatAt: ports.ctx.now, leaseUntil }, lease);
  const held = lease !== null && lease.epoch === epoch && lease.leaseUntil > ports.ctx.now;
  if (session.status === 'online' && held) return { leaseUntil };
  await watchLease(ports, agentId, epoch, leaseUntil);
  if (session.status === 'online') await matchAgent(ports, agentId);
  else await resume(ports, agentId, epoch);
  return { leaseUntil };
}

async function resume(ports: WorkPorts, agentId: string, epoch: number): Promise<void> {
  await carryOut(ports, async () => {
    const current = (await ports.agent(agentId))?.agent;
    const back = current?.session && current.epoch === epoch ? { ...current, session: current.session } : undefined;
    return { change: back ? resumeSession(back, await workOf(ports, back, 'active')) : nothing, answer: () => null };
  });
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
