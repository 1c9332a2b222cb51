import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { change } from '#shared/domain/kit/change.ts';
import { derivedFlaws } from '#shared/domain/routing/derived-rows.ts';
import { rehoused } from '#shared/domain/routing/queueing.ts';
import { carryOut } from './carry-out.ts';
import { mendEach } from './mend-each.ts';
import type { WorkPorts } from './ports.ts';
import type { Found } from './sweep.ts';

/** Mends rows that searches read and that do not say what their aggregates say; each is looked at again before. */
export async function mendDerived(
  ports: WorkPorts,
  interactions: readonly InteractionRecord[],
  agents: readonly AgentRecord[],
): Promise<Found[]> {
  const rows = await ports.derivedRows(interactions, agents);
  const flaws = derivedFlaws(rows, interactions, agents);
  return [
    ...(await mendEach(flaws.ghostWaiting, row => removeWaiting(ports, row))),
    ...(await mendEach(flaws.ghostRoutable, row => removeRoutable(ports, row))),
    ...(await mendEach(flaws.lostWaiting, ({ id }) => writeWaiting(ports, id))),
    ...(await mendEach(flaws.lostRoutable, ({ id }) => writeRoutable(ports, id))),
    ...(await mendEach(flaws.lostProfiles, async profile => {
      await ports.restoreProfiles([profile]);
      return { kind: 'queue-profile' as const, subject: profile.queueId, detail: profile.routingProfileId };
    })),
  ];
}

const none = { waiting: [], routable: [], profiles: [] };

async function removeWaiting(ports: WorkPorts, row: WaitingRecord): Promise<Found | undefined> {
  const current = await ports.interactions([row.interactionId]);
  if (derivedFlaws({ ...none, waiting: [row] }, current, []).ghostWaiting.length === 0) return undefined;
  await ports.removeDerived({ waiting: [row] });
  return { kind: 'waiting-row', subject: row.interactionId, detail: `one too many in ${row.lane}` };
}

async function removeRoutable(ports: WorkPorts, row: RoutableRecord): Promise<Found | undefined> {
  const agent = (await ports.agent(row.agentId))?.agent;
  if (derivedFlaws({ ...none, routable: [row] }, [], agent ? [agent] : []).ghostRoutable.length === 0) return undefined;
  await ports.removeDerived({ routable: [row] });
  return { kind: 'routable-row', subject: row.agentId, detail: 'one too many' };
}

/** A change of nothing writes the row anew, under the version checks of every other change. */
function writeWaiting(ports: WorkPorts, id: string): Promise<Found | undefined> {
  return carryOut(ports, async () => {
    const before = (await ports.interaction(id))?.interaction;
    const { queues } = await ports.configuration();
    const { waiting } = await ports.derivedRows(before ? [before] : [], []);
    const own = waiting.filter(row => row.interactionId === id);
    const lost = before && derivedFlaws({ ...none, waiting: own }, [before], []).lostWaiting.length > 0;
    return {
      change: lost
        ? change({ interactions: [{ before, after: rehoused(before, queues.get(before.lane)) }] })
        : change({}),
      answer: () => (lost ? { kind: 'waiting-row', subject: id, detail: 'missing' } : undefined),
    };
  });
}

function writeRoutable(ports: WorkPorts, id: string): Promise<Found | undefined> {
  return carryOut(ports, async () => {
    const before = (await ports.agent(id))?.agent;
    const { routable } = await ports.derivedRows([], before ? [before] : []);
    const own = routable.filter(row => row.agentId === id);
    const lost = before && derivedFlaws({ ...none, routable: own }, [], [before]).lostRoutable.length > 0;
    return {
      change: lost ? change({ agents: [{ before, after: { ...before } }] }) : change({}),
      answer: () => (lost ? { kind: 'routable-row', subject: id, detail: 'missing' } : undefined),
    };
  });
}
