import { ConfigurationEntity } from '#schemas/admin/entity.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { ReservationRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { derivedFlaws } from '#shared/domain/routing/derived-rows.ts';
import { rightCost, wrongOffer } from '#shared/domain/routing/entitlement.ts';
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
/** The same where time alone has brought them together: a timer comes after whole seconds, and takes its way. */
const BY_TIME_MS = 3000;

/**
 * I8: nobody waits for whom somebody is free. Asked only when everything on its way has arrived.
 *
 * @param swept false while timers may be late, or missing because their process crashed before setting them: then only
 *   those are held against the system who could have met when the later of them came, and not by the passing of time alone
 */
export function checkNobodyWaitsInVain(simulation: Simulation, swept = true): void {
  const { ledger, scheduler, view } = simulation;
  const then = scheduler.now - AT_ONCE_MS;
  for (const { id: tenantId } of TENANTS) {
    const agents = rowsOf<AgentRecord>(simulation, 'agent', tenantId);
    for (const interaction of rowsOf<InteractionRecord>(simulation, 'interaction', tenantId)) {
      const waitingSince = view.waitingSince.get(interaction.id) ?? 0;
      if (interaction.status !== 'queued' || waitingSince > then) continue;
      for (const agent of agents) {
        const since = Math.max(waitingSince, view.routableSince.get(`${tenantId} ${agent.id}`) ?? 0);
        if (since > then || agent.coolingUntil !== null || !hasRoom(interaction, agent)) continue;
        const lease = view.lease(tenantId, agent.id);
        const mightAt = (at: number) => wrongOffer(interaction, agent, lease, toInstant(at)).length === 0;
        if (mightAt(then) && (mightAt(since) || (swept && mightAt(scheduler.now - BY_TIME_MS)))) {
          ledger.breach('nobody-waits-in-vain', interaction.id, `in ${interaction.lane} for ${agent.id}`);
        }
      }
    }
  }
}

/** Whether he would have the capacity, counting what he would be relieved of for it (4.6). */
function hasRoom(interaction: InteractionRecord, agent: AgentRecord): boolean {
  const { channel } = interaction;
  const { profile, work } = agent;
  const cost = rightCost(agent, interaction);
  const givesWay = (one: AgentRecord['work'][number]) =>
    one.state !== 'offered' &&
    one.relief === undefined &&
    one.cost < cost &&
    one.interruptibleBy?.includes(channel) === true;
  const used = work.reduce((sum, one) => sum + (givesWay(one) ? 0 : one.cost), 0);
  const live = work.filter(one => one.channel === channel && one.state !== 'wrap-up').length;
  return used + cost <= profile.total && live < (profile.caps[channel] ?? 100);
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
