import { carryOut } from '#shared/app/work/carry-out.ts';
import { callingAgent, workOf } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { closeSession as decide } from '#shared/domain/sessions/close.ts';

export const closeSession = (ports: WorkPorts): Promise<null> =>
  carryOut(ports, async () => {
    const { agent } = await callingAgent(ports);
    const offered = await workOf(ports, agent, 'offered');
    return { change: decide(agent, offered, ports.ctx.now), answer: () => null };
  });
