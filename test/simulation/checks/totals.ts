import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { QueueStatsRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { TENANTS } from '../people/tenants.ts';
import type { Simulation } from '../simulation.ts';
import { rowsOf } from './rest.ts';

/** The counters of each queue, counted anew from the rows: metric totals equal the sum of what happened. */
export function checkTotals(simulation: Simulation): void {
  for (const { id: tenantId } of TENANTS) {
    const interactions = rowsOf<InteractionRecord>(simulation, 'interaction', tenantId);
    const agents = rowsOf<AgentRecord>(simulation, 'agent', tenantId).filter(one => one.session?.status === 'online');
    for (const stats of rowsOf<QueueStatsRecord>(simulation, 'queue-stats', tenantId)) {
      const { queueId } = stats;
      const inState = (status: string) => interactions.filter(one => one.queueId === queueId && one.status === status);
      const partsOf = ({ assignments, id }: InteractionRecord) =>
        assignments
          .filter(one => one.queueId === queueId)
          .map(one => ({ ...one, isCalledIn: simulation.view.calledIn.has(`${id} ${one.offerId}`) }));
      const parts = interactions.flatMap(partsOf);
      const loggedIn = agents.filter(agent => agent.queueIds.includes(queueId));
      const counted = {
        queued: inState('queued').length,
        ringing: inState('offered').length,
        active: inState('active').length,
        wrapUp: parts.filter(one => one.status === 'wrap-up').length,
        answered: parts.filter(({ isCalledIn }) => !isCalledIn).length,
        agentsLoggedIn: loggedIn.length,
        agentsReady: loggedIn.filter(agent => agent.presence.status === 'ready').length,
      };
      for (const [name, value] of Object.entries(counted)) {
        const said = stats[name as keyof typeof counted];
        if (said !== value)
          simulation.ledger.breach(
            'totals-equal-events',
            `${tenantId} ${queueId}`,
            `${name} ${said}, counted ${value}`,
          );
      }
    }
  }
}
