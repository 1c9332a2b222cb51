import type { Session } from '#schemas/sessions/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { watchLease } from '#shared/app/work/lease.ts';
import { callerId, workInHand } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { agentProfile } from '#shared/domain/admin/agent-profile.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { outcome } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { openAgent } from '#shared/domain/sessions/close.ts';
import { openSession as decide, type OpenRequest } from '#shared/domain/sessions/open.ts';
import { sessionView } from '#shared/domain/sessions/view.ts';

/** Opens the caller's session; its lease is stored with it. */
export async function openSession(ports: WorkPorts, request: Omit<OpenRequest, 'sessionId'>): Promise<Session> {
  const sessionId = ports.nextId('ses');
  const session = await carryOut(ports, async () => {
    const [user, configuration, known] = await Promise.all([
      ports.user(callerId(ports)),
      ports.configuration(),
      ports.agent(callerId(ports)),
    ]);
    if (!user?.active) throw new AppError('AGENT_NOT_FOUND');
    const work = known ? await workInHand(ports, known.agent) : { offered: [], active: [] };
    const person = { tenantId: ports.ctx.tenantId, user, profile: agentProfile(user, configuration) };
    const change = decide(person, known?.agent, known?.lease ?? null, work, { ...request, sessionId }, ports.ctx.now);
    const lease = { leaseUntil: plusSeconds(ports.ctx.now, configuration.settings.leaseSeconds) };
    return {
      change,
      answer: sealed =>
        sessionView(openAgent(outcome(sealed.agents, user.id), sessionId), lease, ports.ctx.roles, configuration),
    };
  });
  await watchLease(ports, session.userId, session.epoch, session.leaseUntil);
  return session;
}
