import type { AgentRecord, Session } from '#schemas/sessions/model.ts';
import { callerId, workOf } from '#shared/app/work/load.ts';
import { hasPermission } from '#shared/app/work/permissions.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import * as queues from '#shared/domain/sessions/queues.ts';
import { changeSession } from './change-session.ts';

/** Logs the caller in to exactly these queues. */
export const setQueueLogins = (ports: WorkPorts, queueIds: readonly string[]): Promise<Session> =>
  chooseQueues(ports, () => queueIds);

/** Logs the caller in to one more queue (QUE-03). */
export const logInToQueue = (ports: WorkPorts, queueId: string): Promise<Session> =>
  chooseQueues(ports, agent => [...agent.queueIds, queueId]);

/** Logs the caller out of one queue (QUE-03). */
export const logOutOfQueue = (ports: WorkPorts, queueId: string): Promise<Session> =>
  chooseQueues(ports, agent => {
    queues.assertAssigned(agent, queueId);
    return agent.queueIds.filter(one => one !== queueId);
  });

const chooseQueues = (ports: WorkPorts, choose: (agent: AgentRecord) => readonly string[]): Promise<Session> =>
  changeSession(ports, async agent => {
    const [mayChooseSingly, offered] = await Promise.all([
      hasPermission(ports, callerId(ports), 'queue-login'),
      workOf(ports, agent, 'offered'),
    ]);
    return queues.setQueueLogins(agent, choose(agent), mayChooseSingly, offered, ports.ctx.now);
  });
