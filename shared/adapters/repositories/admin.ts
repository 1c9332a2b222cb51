import { AuditEntity, ConfigurationEntity, ConfigurationVersionEntity } from '#schemas/admin/entity.ts';
import { type AuditEntry, adminKinds, RoutingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { Row } from '#schemas/kit/table.ts';
import { WaitingEntity } from '#schemas/routing/entity.ts';
import { AgentEntity } from '#schemas/sessions/entity.ts';
import type { Work } from '#schemas/sessions/model.ts';
import { put, remove, type Store, type Write } from '#shared/adapters/store/store.ts';
import { phoneNumbers } from '#shared/adapters/voice/phone-numbers.ts';
import type { AdminPorts, Apply, Page, WorkedKind } from '#shared/app/admin/ports.ts';
import type { Context, NextId } from '#shared/app/work/ports.ts';
import type { AdminChange } from '#shared/domain/admin/administer.ts';
import { settingsKey } from '#shared/domain/admin/configuration.ts';
import type { AdminObjects, ObjectKind, Stored } from '#shared/domain/admin/stored.ts';
import { laneOwner, personalLane } from '#shared/domain/routing/lane.ts';
import { type ConfigurationCache, objectsOf } from './configuration-cache.ts';
import { answerWrites, keptAnswer } from './idempotency.ts';
import { liveAgents, liveInteractions } from './live.ts';
import type { NumberBook } from './phone-numbers.ts';

export interface AdminDependencies {
  readonly store: Store;
  readonly configurationCache: ConfigurationCache;
  readonly nextId: NextId;
  readonly numbers: NumberBook;
  readonly applied: Apply;
}

/** The ports of administration over the store, for one request. */
export function openAdmin(
  ctx: Context,
  { store, configurationCache, nextId, numbers, applied }: AdminDependencies,
): AdminPorts {
  return {
    ctx,
    nextId,
    applied,
    numbers: phoneNumbers,
    configuration: () => configurationCache.current(store, ctx.now),
    users: () => objectsOf(store, 'users'),
    agent: id => store.get(AgentEntity, { id }),
    liveAgents: () => liveAgents(store),
    liveWork: (kind, id) => liveWork(store, kind, id),
    auditTrail: ({ objectId, limit, cursor }) =>
      objectId === undefined ? trail(store, limit, cursor) : trailOf(store, objectId, limit, cursor),
    replay: () => keptAnswer(store, ctx),
    claimNumber: number => numbers.claim(number, ctx.tenantId),
    releaseNumber: number => numbers.release(number, ctx.tenantId),

    async object(kind, id) {
      const row = await store.get(ConfigurationEntity, { kind, id });
      return row && storedFrom(kind, row);
    },

    async objects(kind, { limit, cursor }) {
      const { items, nextCursor } = await store.page(ConfigurationEntity, { kind }, { limit, cursor });
      return { items: items.map(row => storedFrom(kind, row)), nextCursor };
    },

    async commit(change, answer) {
      await store.commit([...changeWrites(change), ...answerWrites(ctx, answer)]);
      configurationCache.invalidate(ctx.tenantId);
    },
  };
}

const models = { ...adminKinds, [settingsKey.kind]: RoutingSettings };

const storedFrom = <Kind extends ObjectKind>(kind: Kind, row: Row<typeof ConfigurationEntity>): Stored<Kind> => ({
  kind,
  id: row.id,
  object: models[kind].parse(row.object) as AdminObjects[Kind],
  version: row.version,
  updatedAt: row.updatedAt,
  updatedBy: row.updatedBy,
});

function changeWrites({ kind, id, expect, after, audit, configurationVersion }: AdminChange): Write[] {
  return [
    after
      ? put(ConfigurationEntity, { ...after, object: { ...after.object } }, expect)
      : remove(ConfigurationEntity, { kind, id }, expect),
    put(
      ConfigurationVersionEntity,
      { version: configurationVersion + 1 },
      configurationVersion === 0 ? 'absent' : configurationVersion,
    ),
    put(AuditEntity, { ...audit, version: 1 }, 'absent'),
  ];
}

/**
 * Everything that waits or runs, by three ways that cover for each other: the index of live interactions lags behind
 * the newest ones, which are either waiting in the lane or in the work of an agent.
 */
async function liveWork(store: Store, kind: WorkedKind, id: string): Promise<string[]> {
  const [waiting, interactions, agents] = await Promise.all([
    waitingIn(store, concerned[kind].lanes(id)),
    liveInteractions(store),
    liveAgents(store),
  ]);
  const work = agents.flatMap(agent => agent.work.filter(one => concerned[kind].work(one, agent.id) === id));
  const live = interactions.filter(one => concerned[kind].interaction(one).includes(id));
  return [...new Set([...waiting, ...work.map(one => one.interactionId), ...live.map(one => one.id)])];
}

/** Where work for an object of a kind waits, and which objects a piece of work or an interaction concerns. */
interface Concern {
  readonly lanes: (id: string) => readonly string[];
  readonly work: (work: Work, agentId: string) => string;
  readonly interaction: (interaction: InteractionRecord) => readonly (string | null | undefined)[];
}

const underWay = ({ assignments }: InteractionRecord) => assignments.filter(({ status }) => status !== 'done');

const concerned: Readonly<Record<WorkedKind, Concern>> = {
  queues: {
    lanes: id => [id],
    work: work => work.queueId,
    interaction: one => [one.queueId, one.returnTo?.queueId, ...underWay(one).map(({ queueId }) => queueId)],
  },
  campaigns: {
    lanes: () => [],
    work: work => work.campaignId,
    interaction: one => [one.campaignId, ...underWay(one).map(({ campaignId }) => campaignId)],
  },
  users: {
    lanes: id => [personalLane(id)],
    work: (_work, agentId) => agentId,
    interaction: one => [
      one.offer?.agentId,
      one.returnTo && laneOwner(one.returnTo.lane),
      ...underWay(one).map(({ agentId }) => agentId),
    ],
  },
};

/** A lane has at most this many shards, whatever its queue says now. */
const MAX_SHARDS = 16;
/** Enough of each shard to say that somebody waits. */
const WAITING_NAMED = 20;

async function waitingIn(store: Store, lanes: readonly string[]): Promise<string[]> {
  const partitions = lanes.flatMap(lane => Array.from({ length: MAX_SHARDS }, (_, shard) => ({ lane, shard })));
  const rows = await Promise.all(
    partitions.map(partition => store.query(WaitingEntity, partition, { limit: WAITING_NAMED })),
  );
  return rows.flat().map(({ interactionId }) => interactionId);
}

const trail = (store: Store, limit: number, cursor: string | undefined): Promise<Page<AuditEntry>> =>
  store.page(AuditEntity, {}, { limit, cursor, reverse: true });

/** How many entries are read at once to find those of one object, and how often in one request. */
const LOOK_AT = 200;
const LOOKS = 25;

/** The entries of one object; a page may be short although there are more, because only so many entries are looked at. */
async function trailOf(
  store: Store,
  objectId: string,
  limit: number,
  start: string | undefined,
): Promise<Page<AuditEntry>> {
  const items: AuditEntry[] = [];
  let cursor = start;
  for (let look = 1; ; look += 1) {
    const page = await trail(store, LOOK_AT, cursor);
    const found = page.items.flatMap((entry, at) => (entry.objectId === objectId ? [{ entry, at }] : []));
    const last = found[limit - items.length - 1];
    items.push(...found.slice(0, limit - items.length).map(({ entry }) => entry));
    if (last) return { items, nextCursor: (await trail(store, last.at + 1, cursor)).nextCursor };
    if (page.nextCursor === null || look === LOOKS) return { items, nextCursor: page.nextCursor };
    cursor = page.nextCursor;
  }
}
