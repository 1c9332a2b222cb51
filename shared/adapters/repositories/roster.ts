import { ReservationEntity, RosterEntity } from '#schemas/routing/entity.ts';
import { AgentEntity } from '#schemas/sessions/entity.ts';
import type { Store } from '#shared/adapters/store/store.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import type { RoutablePartition } from './routable-rows.ts';

/** Agents read at most: of so many, somebody will have room soon. */
const WINDOW = 100;

/** Who is signed in for a queue, and how many of them are kept for something: read when a heavy contact finds nobody. */
export const rosterPorts = (
  store: Store,
  serving: (queueId: string) => Promise<readonly RoutablePartition[]>,
): Pick<WorkPorts, 'reservations' | 'roster'> => ({
  async roster(queueId) {
    const partitions = await serving(queueId);
    const rows = await Promise.all(
      partitions.map(({ routingProfileId, shard }) =>
        store.query(RosterEntity, { routingProfileId, shard }, { limit: Math.ceil(WINDOW / partitions.length) }),
      ),
    );
    const agents = await store.batchGet(
      rows.flat().map(({ agentId }) => ({ entity: AgentEntity, key: { id: agentId } })),
    );
    return agents.filter(agent => agent !== undefined);
  },
  async reservations(lane) {
    const rows = await store.query(ReservationEntity, { lane });
    return rows.map(row => row.slot);
  },
});
