import { describe, expect, it } from 'vitest';
import { QueueProfileEntity, RoutableEntity } from '#schemas/routing/entity.ts';
import type { RoutableRecord } from '#schemas/routing/model.ts';
import { routableRows } from '#shared/adapters/repositories/routable-rows.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import { put } from '#shared/adapters/store/store.ts';
import type { Units } from '#shared/adapters/store/table-engine.ts';
import { routableOf } from '#shared/domain/routing/projection.ts';
import { agent, at, profile } from '../support/builders.ts';

const AGENTS = 120;

/** So many agents of one profile, agent-0 idle for longest, spread over shards in turn. */
async function floor(shards: number) {
  const seen: Units[] = [];
  const store = memoryStore({ now: () => 0, meter: consumed => seen.push(consumed) }).open('demo');
  const rows = Array.from({ length: AGENTS }, (_, number) => ({
    ...routableOf(
      agent({
        id: `agent-${number}`,
        idleSince: at(number - 1000),
        profile: profile(shards > 1 ? { shard: number % shards } : {}),
      }),
    )!,
  }));
  for (let from = 0; from < AGENTS; from += 60) {
    await store.commit(rows.slice(from, from + 60).map(row => put(RoutableEntity, row, 'any')));
  }
  const partitions = Array.from({ length: shards }, (_, shard) => ({
    routingProfileId: rows[0]!.routingProfileId,
    shard,
  }));
  const read = async (unsettled: Parameters<typeof routableRows>[2]) => {
    seen.length = 0;
    const found = await routableRows(store, partitions, unsettled);
    return { found, queries: seen.length };
  };
  return { read };
}
const numbers = (rows: readonly RoutableRecord[]) =>
  rows.map(row => Number(row.agentId.slice('agent-'.length))).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('routable rows', () => {
  it.each([1, 4])('of %i shards are few while nobody better may come', async shards => {
    const { read } = await floor(shards);

    const { found, queries } = await read(() => []);

    expect(numbers(found)).toEqual(upTo(20));
    expect(queries).toBe(shards);
  });

  it.each([1, 4])('of %i shards are read on where somebody better may come, each of them once', async shards => {
    const { read } = await floor(shards);

    const { found, queries } = await read((_rows, ends) => ends);

    expect(numbers(found)).toEqual(upTo(AGENTS));
    expect(queries).toBe(2 * shards);
  });

  it('are read on in the shards that are named alone', async () => {
    const { read } = await floor(4);

    const { found, queries } = await read((_rows, ends) => ends.filter(end => end.shard === 2));

    expect(numbers(found)).toEqual(upTo(AGENTS).filter(number => number < 20 || number % 4 === 2));
    expect(queries).toBe(5);
  });

  it('are in partitions that every queue of the profile lists', () => {
    expect(QueueProfileEntity.key.sk).toEqual(['routingProfileId', 'shard']);
  });
});
