import { QueueProfileEntity, RoutableEntity, WaitingEntity } from '#schemas/routing/entity.ts';
import { put, remove, type Store } from '#shared/adapters/store/store.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { routablePartition } from '#shared/domain/routing/projection.ts';

type DerivedPorts = Pick<WorkPorts, 'derivedRows' | 'removeDerived' | 'restoreProfiles'>;

/** Rows of one transaction. */
const TRANSACTION = 50;

/**
 * The rows that follow from aggregates, read where they may be: the lanes of queues and people, and the routing profiles
 * that queues know or that agents have. For the sweeper alone; nothing else reads so much.
 */
export const derivedPorts = (store: Store, configuration: () => Promise<Configuration>): DerivedPorts => ({
  async derivedRows(interactions, agents) {
    const { queues } = await configuration();
    const profiles = (
      await Promise.all([...queues.keys()].map(queueId => store.query(QueueProfileEntity, { queueId })))
    ).flat();
    const lanes = new Set([
      ...[...queues.keys(), ...interactions.map(one => one.lane)],
      ...agents.map(agent => personalLane(agent.id)),
    ]);
    const served = new Map(
      [...profiles, ...agents.map(routablePartition)].map(({ routingProfileId, shard }) => [
        `${routingProfileId} ${shard}`,
        { routingProfileId, shard },
      ]),
    );
    // A row in a shard that nobody searches any more counts as lost.
    const shards = [...lanes].flatMap(lane =>
      Array.from({ length: queues.get(lane)?.shards ?? 1 }, (_, shard) => ({ lane, shard })),
    );
    const [waiting, routable] = await Promise.all([
      Promise.all(shards.map(where => store.query(WaitingEntity, where))),
      Promise.all([...served.values()].map(where => store.query(RoutableEntity, where))),
    ]);
    return { waiting: waiting.flat(), routable: routable.flat(), profiles };
  },

  async removeDerived({ routable = [], waiting = [] }) {
    const writes = [
      ...waiting.map(row => remove(WaitingEntity, row, row.version)),
      ...routable.map(row => remove(RoutableEntity, row, row.version)),
    ];
    for (let at = 0; at < writes.length; at += TRANSACTION) await store.commit(writes.slice(at, at + TRANSACTION));
  },

  async restoreProfiles(profiles) {
    for (const profile of profiles) await store.commit([put(QueueProfileEntity, { ...profile, version: 1 }, 'any')]);
  },
});
