import type { Entry, InteractionRecord, Seen } from '#schemas/interactions/model.ts';
import { interactionTasks } from '#schemas/interactions/tasks.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { nextPageLook } from '#shared/domain/interactions/customer-page.ts';
import { type Breach, broken } from '#shared/domain/kit/breach.ts';
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
    const interactions = rowsOf<InteractionRecord>(simulation, 'interaction', tenantId);
    const pages = nextLooks(simulation, tenantId, interactions);
    const deadlines = [
      ...interactions
        .flatMap(interactionDeadlines)
        .filter(one => one.task !== 'wake-interaction')
        .map(one =>
          one.task === PAGE_LOOK ? { ...one, at: pages.get(String(one.input['interactionId'])) ?? one.at } : one,
        ),
      ...agents.flatMap(agentDeadlines),
    ];
    for (const one of deadlines.filter(({ at }) => at < late)) {
      ledger.breach('deadlines-are-kept', JSON.stringify(one.input), `${one.task} was due at ${one.at}`);
    }
    ledger.add(...interactions.flatMap(one => overdue(one, late)));
    for (const agent of agents.filter(({ session }) => session?.status === 'online')) {
      const lease = view.lease(tenantId, agent.id);
      const watched = lease !== undefined && lease.epoch === agent.epoch && lease.leaseUntil >= late;
      if (!watched) ledger.breach('sessions-without-life-end', agent.id, JSON.stringify(lease));
    }
  }
}

/** What ends by itself, said once more: the core's own list of deadlines may lack one. */
function overdue({ assignments, id, offer }: InteractionRecord, late: string): Breach[] {
  const wrapUps = assignments.filter(({ status }) => status === 'wrap-up').map(({ wrapUp }) => wrapUp?.endsAt ?? null);
  const detail = () => `at ${late} ${JSON.stringify({ offer, assignments })}`;
  return broken(id, {
    'offers-end-in-time': [offer === null || offer.expiresAt >= late, detail],
    'tones-end-in-time': [offer?.autoAnswerAt == null || offer.autoAnswerAt >= late, detail],
    'wrap-ups-end-in-time': [wrapUps.every(endsAt => endsAt === null || endsAt >= late), detail],
  });
}

const PAGE_LOOK = interactionTasks.checkCustomerPage.name;

/** When each page is to be looked for: a customer's signs of life move that on without a word in the interaction. */
function nextLooks(
  simulation: Simulation,
  tenantId: string,
  interactions: readonly InteractionRecord[],
): Map<string, string | null> {
  const seen = rowsOf<Seen & { interactionId: string }>(simulation, 'seen', tenantId);
  const entries = rowsOf<Entry>(simulation, 'entry', tenantId);
  return new Map(
    interactions
      .filter(one => one.customerWatch?.pageLookAt)
      .map(one => {
        const tail = entries.filter(entry => entry.interactionId === one.id).sort((a, b) => a.index - b.index);
        return [one.id, nextPageLook(one, { tail, seen: seen.find(row => row.interactionId === one.id) ?? null })];
      }),
  );
}
