import { ConfigurationEntity, ConfigurationVersionEntity } from '#schemas/admin/entity.ts';
import { type AdminKind, adminKinds } from '#schemas/admin/model.ts';
import { QueueProfileEntity, RoutableEntity } from '#schemas/routing/entity.ts';
import { AgentEntity, LeaseEntity } from '#schemas/sessions/entity.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { put, type Store, type Write } from '#shared/adapters/store/store.ts';
import { plusSeconds, toInstant } from '#shared/domain/kit/instant.ts';
import { liveShardOf, shardOf } from '#shared/domain/kit/shard.ts';
import { routableOf, routablePartition } from '#shared/domain/routing/projection.ts';
import { type InProcess, type InProcessOptions, inProcess } from '#test/support/in-process.ts';
import { agentRow } from './theory/rows.ts';

/** Agents who serve the same queues. */
export interface Team {
  readonly agents: number;
  readonly queueIds: readonly string[];
  readonly skills?: Readonly<Record<string, number>>;
}

export interface LargeFloor {
  readonly w: InProcess;
  readonly agentIds: readonly string[];
}

/** Long enough that nobody has to say every ten seconds that he is there. */
const LEASE_SECONDS = 600;
const BATCH = 90;

/**
 * Thousands of agents, ready at their desks: their rows are written as the use cases would have left them, because
 * signing everybody in would take longer than what is to be measured.
 *
 * @param spread partitions over which the waiting contacts of each queue, and the agents of each team, are spread
 */
export async function largeFloor(
  teams: readonly Team[],
  { agentShards, shards }: { readonly agentShards: number; readonly shards: number },
  options: InProcessOptions = {},
): Promise<LargeFloor> {
  const w = await inProcess(options);
  const store = w.store.open('demo');
  const queueIds = [...new Set(teams.flatMap(team => team.queueIds))];
  await writeAll(store, [
    configured('campaigns', { id: 'inbound', name: 'Inbound', wrapUpSeconds: 0 }),
    ...queueIds.map(id => configured('queues', { id, name: id, campaignId: 'inbound', channels: ['chat'], shards })),
    put(ConfigurationVersionEntity, { version: 2 }, 'any'),
  ]);
  const now = w.now();
  const agents = teams.flatMap((team, at) =>
    Array.from({ length: team.agents }, (_, nth) => atDesk(team, at * 10_000 + nth, now, agentShards)),
  );
  await writeAll(
    store,
    agents.flatMap(agent => rowsOf(agent, now)),
  );
  await writeAll(store, profilesOf(agents));
  await w.settled();
  return { w, agentIds: agents.map(agent => agent.id) };
}

function configured(kind: AdminKind, values: Readonly<Record<string, unknown>>): Write {
  const object = { ...adminKinds[kind].parse(values) };
  return put(
    ConfigurationEntity,
    { kind, id: object.id, object, updatedAt: toInstant(0), updatedBy: 'seed', version: 1 },
    'any',
  );
}

/** Room for one chat, so that whoever talks is busy. */
function atDesk({ queueIds, skills = {} }: Team, number: number, now: string, agentShards: number): AgentRecord {
  const agent = agentRow({ agents: 1, queueIds, skills }, number);
  const profile = {
    ...agent.profile,
    weights: { ...agent.profile.weights, chat: 100 },
    shard: shardOf(agent.id, agentShards),
  };
  return { ...agent, tenantId: 'demo', profile, idleSince: now, live: liveShardOf(agent.id) };
}

function rowsOf(agent: AgentRecord, now: string): Write[] {
  const { epoch, id: agentId, session } = agent;
  const routable = routableOf(agent);
  return [
    put(AgentEntity, agent, 'absent'),
    ...(session
      ? [
          put(
            LeaseEntity,
            {
              ...{ agentId, sessionId: session.id, epoch, beatAt: now, version: 1 },
              leaseUntil: plusSeconds(now, LEASE_SECONDS),
            },
            'any',
          ),
        ]
      : []),
    ...(routable ? [put(RoutableEntity, routable, 'any')] : []),
  ];
}

function profilesOf(agents: readonly AgentRecord[]): Write[] {
  const pairs = new Map(
    agents.flatMap(agent =>
      agent.profile.queues.map(({ queueId }) => {
        const { routingProfileId, shard } = routablePartition(agent);
        return [`${queueId} ${routingProfileId} ${shard}`, { queueId, routingProfileId, shard, version: 1 }] as const;
      }),
    ),
  );
  return [...pairs.values()].map(row => put(QueueProfileEntity, row, 'any'));
}

async function writeAll(store: Store, writes: readonly Write[]): Promise<void> {
  for (let at = 0; at < writes.length; at += BATCH) await store.commit(writes.slice(at, at + BATCH));
}
