import { ConfigurationEntity } from '#schemas/admin/entity.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { ReservationRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { derivedFlaws } from '#shared/domain/routing/derived-rows.ts';
import { costFor } from '#shared/domain/routing/eligibility.ts';
import { wrongOffer } from '#shared/domain/routing/entitlement.ts';
import { reservationFlaws } from '#shared/domain/routing/invariants.ts';
import { TENANTS } from '../people/tenants.ts';
import type { Simulation } from '../simulation.ts';
import { checkDeadlines } from './deadlines.ts';
import { asBreach, flawsOf } from './pairs.ts';

/** Rows of one tenant. */
export const rowsOf = <T>({ table }: Pick<Simulation, 'table'>, name: string, tenantId: string): T[] =>
  [...table.rows(name).values()].filter(row => row['tenantId'] === tenantId) as T[];

/** How long a contact and an agent who could take it may both wait, once nothing goes wrong any more (R6). */
const AT_ONCE_MS = 1000;

/**
 * I8: nobody waits for whom somebody is free. Asked only when everything on its way has arrived.
 *
 * @param swept false while a timer of a skill step may be missing, because its process crashed before setting it
 */
export function checkNobodyWaitsInVain(simulation: Simulation, swept = true): void {
  const { ledger, scheduler, view } = simulation;
  const then = scheduler.now - AT_ONCE_MS;
  const now = toInstant(then);
  const isFresh = (since: number | undefined) => since !== undefined && since > then;
  for (const { id: tenantId } of TENANTS) {
    const waiting = rowsOf<InteractionRecord>(simulation, 'interaction', tenantId).filter(
      one => one.status === 'queued',
    );
    for (const interaction of waiting) {
      if (!swept && interaction.steps.length > 0) continue;
      if (isFresh(view.waitingSince.get(interaction.id))) continue;
      for (const agent of rowsOf<AgentRecord>(simulation, 'agent', tenantId)) {
        const cost = costFor(agent, interaction);
        const lighter = agent.work.filter(
          one =>
            one.state !== 'offered' &&
            one.relief === undefined &&
            one.cost < cost &&
            one.interruptibleBy?.includes(interaction.channel),
        );
        const used = agent.work.reduce((sum, one) => sum + (lighter.includes(one) ? 0 : one.cost), 0);
        const live = agent.work.filter(one => one.channel === interaction.channel && one.state !== 'wrap-up').length;
        const room = used + cost <= agent.profile.total && live < (agent.profile.caps[interaction.channel] ?? 100);
        const may = wrongOffer(interaction, agent, view.lease(tenantId, agent.id), now).length === 0;
        const fresh = isFresh(view.routableSince.get(`${tenantId} ${agent.id}`));
        if (room && may && !fresh && agent.coolingUntil === null) {
          ledger.breach('nobody-waits-in-vain', interaction.id, `in ${interaction.lane} for ${agent.id}`);
        }
      }
    }
  }
}

const SWEPT_SECONDS = 70;

/** What must hold whenever the sweeper has had its turn: rows agree, deadlines are kept, outcomes are owed by somebody. */
export function checkEverything(simulation: Simulation): void {
  const { ledger, view } = simulation;
  checkDeadlines(simulation, SWEPT_SECONDS);
  for (const { id: tenantId } of TENANTS) {
    const interactions = rowsOf<InteractionRecord>(simulation, 'interaction', tenantId);
    const agents = rowsOf<AgentRecord>(simulation, 'agent', tenantId);
    ledger.add(...flawsOf(view, tenantId, interactions, agents).map(asBreach));
    const derived = derivedFlaws(
      { waiting: view.waiting(tenantId), routable: view.routable(tenantId), profiles: view.profiles(tenantId) },
      interactions,
      agents,
    );
    ledger.add(
      ...reservationFlaws(interactions, agents, rowsOf<ReservationRecord>(simulation, 'reservation', tenantId)),
    );
    for (const [kind, found] of Object.entries(derived)) {
      if (found.length > 0) ledger.breach('derived-rows-agree', kind, JSON.stringify(found).slice(0, 300));
    }
    checkOutcomes(simulation, tenantId, interactions, agents);
  }
}

/** Who had an interaction last owes the outcome that its campaign asks for. */
function checkOutcomes(
  simulation: Simulation,
  tenantId: string,
  interactions: readonly InteractionRecord[],
  agents: readonly AgentRecord[],
): void {
  const objects = rowsOf<{ kind: string; id: string; object: Record<string, unknown> }>(
    simulation,
    ConfigurationEntity.name,
    tenantId,
  );
  const required = new Set(
    objects.filter(({ kind, object }) => kind === 'campaigns' && object['dispositionRequired']).map(({ id }) => id),
  );
  for (const { assignments, disposition, id, status } of interactions) {
    const last = assignments.findLast(one => one.role === 'primary');
    if (status !== 'closed' || !last) continue;
    const owed = disposition === null && required.has(last.campaignId);
    const owing = agents.filter(agent => agent.outcomesPending.includes(id)).map(agent => agent.id);
    const right = owed ? owing.join() === last.agentId && last.outcomePending : owing.length === 0;
    if (!right) simulation.ledger.breach('outcomes-are-owed', id, `${last.agentId} owes: ${owed}, owed by ${owing}`);
  }
}

/** When everybody has gone home: nothing is left to do, and the counters say so. */
export function checkAllIsOver(simulation: Simulation): void {
  const { ledger } = simulation;
  for (const { id: tenantId } of TENANTS) {
    for (const one of rowsOf<InteractionRecord>(simulation, 'interaction', tenantId)) {
      if (one.status !== 'closed') ledger.breach('everything-ends', one.id, `${one.status} in ${one.lane}`);
    }
    for (const agent of rowsOf<AgentRecord>(simulation, 'agent', tenantId)) {
      if (agent.work.length > 0) ledger.breach('everything-ends', agent.id, JSON.stringify(agent.work));
    }
  }
}
