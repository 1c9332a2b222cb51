import type { AgentRecord, LeaseRecord, Session } from '#schemas/sessions/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { callingAgent } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { type Change, outcome } from '#shared/domain/kit/change.ts';
import { openAgent } from '#shared/domain/sessions/close.ts';
import { sessionView } from '#shared/domain/sessions/view.ts';

type OpenAgent = ReturnType<typeof openAgent>;

/** Decides something about the caller's session and answers with the session as it is then. */
export const changeSession = (
  ports: WorkPorts,
  decide: (agent: OpenAgent) => Change | Promise<Change>,
): Promise<Session> =>
  carryOut(ports, async () => {
    const { agent, lease } = await callingAgent(ports);
    const [change, configuration] = await Promise.all([decide(agent), ports.configuration()]);
    return {
      change,
      answer: sealed =>
        sessionView(
          openAgent(outcome(sealed.agents, agent.id) ?? agent, null),
          lease ?? expired(agent),
          ports.ctx.roles,
          configuration,
        ),
    };
  });

/** A session whose lease row is gone has lapsed at the latest when it was opened. */
export const expired = (agent: AgentRecord): Pick<LeaseRecord, 'leaseUntil'> => ({
  leaseUntil: agent.session?.openedAt ?? agent.idleSince,
});
