import { carryOut } from '#shared/app/work/carry-out.ts';
import { workOf } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { agentProfile } from '#shared/domain/admin/agent-profile.ts';
import { change } from '#shared/domain/kit/change.ts';
import { applyProfile as decide } from '#shared/domain/sessions/queues.ts';

/** A person's skills, queues or capacity were changed: the open session follows, and work is looked for. */
export async function applyProfile(ports: WorkPorts, userId: string): Promise<void> {
  await carryOut(ports, async () => {
    const [user, atWork, configuration] = await Promise.all([
      ports.user(userId),
      ports.agent(userId),
      ports.configuration(),
    ]);
    if (!user || !atWork?.agent.session) return { change: change({}), answer: () => null };
    const offered = await workOf(ports, atWork.agent, 'offered');
    return {
      change: decide(atWork.agent, agentProfile(user, configuration), offered, ports.ctx.now),
      answer: () => null,
    };
  });
}
