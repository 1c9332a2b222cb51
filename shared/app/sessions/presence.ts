import type { Session } from '#schemas/sessions/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import * as presence from '#shared/domain/sessions/presence.ts';
import { changeSession } from './change-session.ts';

export const setPresence = (ports: WorkPorts, request: presence.PresenceRequest): Promise<Session> =>
  changeSession(ports, async agent => {
    const { presenceReasons } = await ports.configuration();
    return presence.setPresence(agent, request, presenceReasons, agent.id, ports.ctx.now);
  });

export const setAutoCall = (ports: WorkPorts, enabled: boolean): Promise<Session> =>
  changeSession(ports, agent => presence.setAutoCall(agent, enabled));
