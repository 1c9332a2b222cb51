import { sessionRoutes } from '#schemas/sessions/routes.ts';
import { closeSession } from '#shared/app/sessions/close-session.ts';
import { heartbeat } from '#shared/app/sessions/heartbeat.ts';
import { openSession } from '#shared/app/sessions/open-session.ts';
import { setAutoCall, setPresence } from '#shared/app/sessions/presence.ts';
import { logInToQueue, logOutOfQueue, setQueueLogins } from '#shared/app/sessions/queue-logins.ts';
import { getSession, listPresenceReasons } from '#shared/app/sessions/read-session.ts';
import { selectCampaigns, selectExtension } from '#shared/app/sessions/selections.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { bind } from '#shared/runtime/rest.ts';

export const sessionApi = bind(sessionRoutes)<WorkPorts>({
  openSession: ({ body }, ports) => openSession(ports, body),
  getSession: (_, ports) => getSession(ports),
  closeSession: (_, ports) => closeSession(ports),
  heartbeat: (_, ports) => heartbeat(ports),
  setPresence: ({ body }, ports) => setPresence(ports, body),
  setAutoCall: ({ body }, ports) => setAutoCall(ports, body.enabled),
  setQueueLogins: ({ body }, ports) => setQueueLogins(ports, body.queueIds),
  logInToQueue: ({ params }, ports) => logInToQueue(ports, params.queueId),
  logOutOfQueue: ({ params }, ports) => logOutOfQueue(ports, params.queueId),
  selectCampaigns: ({ body }, ports) => selectCampaigns(ports, body.campaignIds),
  selectExtension: ({ body }, ports) => selectExtension(ports, body.extension),
  listPresenceReasons: (_, ports) => listPresenceReasons(ports),
});
