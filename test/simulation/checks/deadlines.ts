import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { plusSeconds, toInstant } from '#shared/domain/kit/instant.ts';
import { agentDeadlines, interactionDeadlines } from '#shared/domain/routing/deadlines.ts';
import { TENANTS } from '../people/tenants.ts';
import type { Simulation } from '../simulation.ts';
import { rowsOf } from './rest.ts';

/**
 * Nothing that was due is left undone, and nobody is online without a sign of life.
 *
 * @param seconds how late it may be: little where timers come in time, a sweep where they are lost
 */
export function checkDeadlines(simulation: Simulation, seconds: number): void {
  const { ledger, scheduler, view } = simulation;
  const late = plusSeconds(toInstant(scheduler.now), -seconds);
  for (const { id: tenantId } of TENANTS) {
    const agents = rowsOf<AgentRecord>(simulation, 'agent', tenantId);
    const deadlines = [
      ...rowsOf<InteractionRecord>(simulation, 'interaction', tenantId)
        .flatMap(interactionDeadlines)
        .filter(one => one.task !== 'wake-interaction'),
      ...agents.flatMap(agentDeadlines),
    ];
    for (const one of deadlines.filter(({ at }) => at < late)) {
      ledger.breach('deadlines-are-kept', JSON.stringify(one.input), `${one.task} was due at ${one.at}`);
    }
    for (const agent of agents.filter(({ session }) => session?.status === 'online')) {
      const lease = view.lease(tenantId, agent.id);
      const watched = lease !== undefined && lease.epoch === agent.epoch && lease.leaseUntil >= late;
      if (!watched) ledger.breach('sessions-without-life-end', agent.id, JSON.stringify(lease));
    }
  }
}
