import type { PresenceReason } from '#schemas/admin/model.ts';
import type { Session } from '#schemas/sessions/model.ts';
import { callingAgent } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { sessionView } from '#shared/domain/sessions/view.ts';
import { expired } from './change-session.ts';

export async function getSession(ports: WorkPorts): Promise<Session> {
  const [{ agent, lease }, configuration] = await Promise.all([callingAgent(ports), ports.configuration()]);
  return sessionView(agent, lease ?? expired(agent), ports.ctx.roles, configuration);
}

export async function listPresenceReasons(ports: WorkPorts): Promise<{ items: PresenceReason[] }> {
  const { presenceReasons } = await ports.configuration();
  return { items: [...presenceReasons.values()] };
}
