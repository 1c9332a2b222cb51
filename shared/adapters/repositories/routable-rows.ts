import { RoutableEntity } from '#schemas/routing/entity.ts';
import type { QueueProfileRecord, RoutableRecord } from '#schemas/routing/model.ts';
import type { Store } from '#shared/adapters/store/store.ts';

/** Rows of a profile read at first, all shards together: mostly the longest idle agent is the one. */
const GLANCE = 20;
/** Rows of a profile read at most: enough to find somebody eligible, however many are free. */
const WINDOW = 200;

/** One key of routable rows. */
export type RoutablePartition = Pick<QueueProfileRecord, 'routingProfileId' | 'shard'>;

/**
 * Reads who could take something now, longest idle first in every partition: a few rows of each, and the rest of the
 * window of those in which somebody better may still come.
 *
 * @param unsettled of the last rows read of partitions that go on, those behind which somebody better may come
 */
export async function routableRows(
  store: Store,
  partitions: readonly RoutablePartition[],
  unsettled: (read: readonly RoutableRecord[], ends: readonly RoutableRecord[]) => readonly RoutableRecord[],
): Promise<RoutableRecord[]> {
  const shards = Map.groupBy(partitions, one => one.routingProfileId);
  const share = (rows: number, routingProfileId: string) =>
    Math.ceil(rows / (shards.get(routingProfileId)?.length ?? 1));
  const glances = await Promise.all(
    partitions.map(({ routingProfileId, shard }) =>
      store.query(RoutableEntity, { routingProfileId, shard }, { limit: share(GLANCE, routingProfileId) }),
    ),
  );
  const read = glances.flat();
  const ends = glances.flatMap(rows => {
    const last = rows.at(-1);
    return last && rows.length === share(GLANCE, last.routingProfileId) ? [last] : [];
  });
  const more = ends.length > 0 ? unsettled(read, ends) : [];
  const further = await Promise.all(
    more.map(({ agentId, idleSince, routingProfileId, shard }) =>
      store.query(
        RoutableEntity,
        { routingProfileId, shard },
        {
          after: { idleSince, agentId },
          limit: share(WINDOW, routingProfileId) - share(GLANCE, routingProfileId),
        },
      ),
    ),
  );
  return [...read, ...further.flat()];
}
