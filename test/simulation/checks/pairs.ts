import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Change } from '#shared/adapters/store/table-engine.ts';
import { derivedFlaws } from '#shared/domain/routing/derived-rows.ts';
import { agentFlaws, type Flaw, interactionFlaws } from '#shared/domain/routing/invariants.ts';
import { rows } from './commits.ts';
import type { Ledger } from './ledger.ts';
import type { View } from './view.ts';

/** Agents and interactions agree with each other, and the derived rows with both, after every single commit (I1 to I3). */
export function checkPairs(view: View, ledger: Ledger, changes: readonly Change[]): void {
  const touched = rows<InteractionRecord>(changes, 'interaction').flatMap(({ after }) => after ?? []);
  const people = rows<AgentRecord>(changes, 'agent').flatMap(({ after }) => after ?? []);
  const tenantId = [...touched, ...people][0]?.tenantId;
  if (tenantId === undefined) return;
  ledger.add(...flawsOf(view, tenantId, touched, people).map(asBreach));

  const ids = new Set(touched.map(one => one.id));
  const agentIds = new Set(people.map(one => one.id));
  const flaws = derivedFlaws(
    {
      waiting: view.waiting(tenantId).filter(row => ids.has(row.interactionId)),
      routable: view.routable(tenantId).filter(row => agentIds.has(row.agentId)),
      profiles: view.profiles(tenantId),
    },
    touched,
    people,
  );
  for (const row of flaws.ghostWaiting) ledger.breach('waiting-row-iff-queued', row.interactionId, 'a row too many');
  for (const one of flaws.lostWaiting) ledger.breach('waiting-row-iff-queued', one.id, 'no row');
  for (const row of flaws.ghostRoutable) ledger.breach('routable-row-iff-able', row.agentId, 'a row too many');
  for (const one of flaws.lostProfiles) ledger.breach('queues-know-their-agents', one.queueId, one.routingProfileId);
  for (const one of flaws.lostRoutable) ledger.breach('routable-row-iff-able', one.id, 'no row');
}

export const flawsOf = (
  view: View,
  tenantId: string,
  interactions: readonly InteractionRecord[],
  agents: readonly AgentRecord[],
): Flaw[] => [
  ...interactions.flatMap(one => interactionFlaws(one, agentId => view.agent(tenantId, agentId))),
  ...agents.flatMap(one => agentFlaws(one, id => view.interaction(id))),
];

export const asBreach = ({ agentId, interactionId, kind }: Flaw) => ({
  rule: kind,
  subject: interactionId,
  detail: `with agent ${agentId}`,
});
