import {
  ChangeEntity,
  type ChangeRecord,
  EntryEntity,
  type EntryRecord,
  InteractionEntity,
} from '#schemas/interactions/entity.ts';
import { interactionEvents } from '#schemas/interactions/events.ts';
import type { Entry, InteractionRecord } from '#schemas/interactions/model.ts';
import type { Audience } from '#schemas/kit/event.ts';
import type { Entity } from '#schemas/kit/table.ts';
import { FeedEntity } from '#schemas/realtime/entity.ts';
import type { EventEnvelope, FeedRecord } from '#schemas/realtime/model.ts';
import { RoutableEntity, WaitingEntity } from '#schemas/routing/entity.ts';
import type { RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import { AgentEntity } from '#schemas/sessions/entity.ts';
import { sessionEvents } from '#schemas/sessions/events.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { CallEntity } from '#schemas/voice/entity.ts';
import { voiceEvents } from '#schemas/voice/events.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import { matchAgent, matchInteraction } from '#shared/app/work/match.ts';
import { messageEvent } from '#shared/app/work/say.ts';
import { isConflict } from '#shared/app/work/store-change.ts';
import { repeatCommands } from '#shared/app/work/telephone.ts';
import { participants } from '#shared/domain/interactions/assignments.ts';
import { joinedIndex } from '#shared/domain/interactions/conversation.ts';
import { type FedEvent, fedEvents } from '#shared/domain/kit/feed.ts';
import { envelopesOf } from '#shared/domain/kit/outbox.ts';
import { userPrincipal } from '#shared/domain/kit/principal.ts';
import { pushDashboards } from './dashboards.ts';
import type { RealtimePorts } from './ports.ts';
import { countQueues } from './queue-counters.ts';
import { watchStaffing } from './watch-staffing.ts';

/** One committed write of a tenant, in the order of its shard. */
export type RowChange = { readonly shard: string; readonly sequence: string } & (
  | Moved<'interaction', InteractionRecord>
  | Moved<'agent', AgentRecord>
  | Moved<'change', ChangeRecord>
  | Moved<'entry', EntryRecord>
  | Moved<'feed', FeedRecord>
  | Moved<'waiting', WaitingRecord>
  | Moved<'routable', RoutableRecord>
  | Moved<'call', CallRecord>
);
interface Moved<Name, Row> {
  readonly entityName: Name;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** The rows the fan-out looks at, by name; all others pass by. */
export const WATCHED: ReadonlyMap<string, Entity> = new Map(
  [
    InteractionEntity,
    AgentEntity,
    ChangeEntity,
    EntryEntity,
    FeedEntity,
    WaitingEntity,
    RoutableEntity,
    CallEntity,
  ].map(entity => [entity.name, entity]),
);

/**
 * What follows from committed writes, off the hot path: counters and dashboards, events for followers of topics, and
 * the safety net under everything that a process does after its commit and may die before doing: frames and lines are
 * pushed again (clients drop what they have), messages get into feeds, and contacts and agents that could meet are matched.
 */
export async function fanOut(ports: RealtimePorts, changes: readonly RowChange[]): Promise<void> {
  const queueIds = await countQueues(ports, changes);
  const fed = rows(changes, 'feed').flatMap(fedEvents);
  const entries = rows(changes, 'entry').map(({ tenantId: _, version: __, ...entry }) => entry);
  const messages = entries.filter(entry => entry.kind === 'message');
  await Promise.all([
    pushDashboards(ports, queueIds),
    tellFollowers(ports, [
      ...rows(changes, 'change').flatMap(envelopesOf),
      ...fed.map(({ event }) => event).filter(event => event.type === 'presence.changed.v1'),
      ...messages.map(messageEvent),
    ]),
    pushFeed(ports, fed),
    ports.push({ fed: [], entries }),
    feedMessages(ports, messages, fed),
    tellTelephone(ports, changes),
    watchStaffing(ports, changes),
  ]);
  await matchLeftOvers(ports, changes);
}

type Named<Name> = Extract<RowChange, { entityName: Name }>;

/** The rows of a kind that are new or changed. */
const rows = <Name extends RowChange['entityName']>(
  changes: readonly RowChange[],
  name: Name,
): NonNullable<Named<Name>['after']>[] =>
  changes
    .filter((change): change is Named<Name> => change.entityName === name)
    .map(change => change.after)
    .filter(after => after !== null) as NonNullable<Named<Name>['after']>[];

/** Sends events, in order, to whoever follows their interaction or one of their queues and is meant to hear of them. */
async function tellFollowers(ports: RealtimePorts, told: readonly EventEnvelope[]): Promise<void> {
  const byTopic = Map.groupBy(
    told.flatMap(event => topicsOf(event).map(topic => ({ topic, event }))),
    frame => frame.topic,
  );
  await Promise.all(
    [...byTopic].map(async ([topic, frames]) => {
      const followers = await ports.followers(topic);
      await Promise.all(
        followers.map(async follower => {
          for (const frame of frames) if ((await ports.post(follower, frame)) === 'gone') return;
        }),
      );
    }),
  );
}

const audiences = new Map<string, readonly Audience[]>(
  Object.values({ ...interactionEvents, ...sessionEvents, ...voiceEvents }).map(({ audience, type }) => [
    type,
    audience,
  ]),
);

/** The topics an event belongs to: what is for its agent or its interaction alone stays out of the queue's. */
function topicsOf({ data, type }: EventEnvelope): string[] {
  const { interactionId, queueId, queueIds } = data;
  const audience = audiences.get(type) ?? [];
  const queues = [queueId, ...(Array.isArray(queueIds) ? queueIds : [])].filter(id => typeof id === 'string');
  return [
    ...(audience.includes('interaction') && typeof interactionId === 'string' ? [`interaction:${interactionId}`] : []),
    ...(audience.includes('queue') ? queues.map(id => `queue:${id}`) : []),
  ];
}

/** Pushes feed frames once more, in order; the push right after the commit may have been lost with its process. */
const pushFeed = (ports: RealtimePorts, fed: readonly FedEvent[]): Promise<void> =>
  fed.length > 0 ? ports.push({ fed, entries: [] }) : Promise.resolve();

const TAIL = 25;
const ATTEMPTS = 5;

/**
 * Sees to it that every message is in the feeds of the agents who take part: the process that stored it puts it there
 * right after, so that the feed rows usually are in this batch or in the feed already.
 */
async function feedMessages(ports: RealtimePorts, messages: readonly Entry[], fed: readonly FedEvent[]): Promise<void> {
  const inBatch = new Set(fed.map(one => one.event.id));
  for (const message of messages) {
    const event = messageEvent(message);
    if (inBatch.has(event.id)) continue;
    const found = await ports.interaction(message.interactionId);
    if (!found) continue;
    for (const agentId of participants(found.interaction)) {
      if (await hadJoined(ports, agentId, message, found.tail)) await feedOnce(ports, agentId, event);
    }
  }
}

const FURTHER_BACK = 200;

/** Whether the agent was there when this was said; what came before he joined he has read as a whole. */
async function hadJoined(ports: RealtimePorts, agentId: string, message: Entry, tail: readonly Entry[]) {
  const joinedAt = joinedIndex(tail, agentId);
  if (joinedAt > 0) return message.index > joinedAt;
  const since = await ports.entries(message.interactionId, message.index, FURTHER_BACK);
  return joinedIndex(since, agentId) === 0;
}

/** Puts an event into a feed unless it is there, also while others write to the same feed. */
async function feedOnce(ports: RealtimePorts, agentId: string, event: EventEnvelope): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const tail = await ports.feedTail(userPrincipal(agentId), TAIL);
    if (tail.some(one => one.event.id === event.id)) return;
    try {
      return await ports.push({ fed: await ports.feed([agentId], event), entries: [] });
    } catch (thrown) {
      if (!isConflict(thrown) || attempt >= ATTEMPTS) throw thrown;
    }
  }
}

/**
 * Asks the telephone service once more for what follows from moved calls: the process that moved them may have died
 * before it did. What has been told since is not told again.
 */
async function tellTelephone(ports: RealtimePorts, changes: readonly RowChange[]): Promise<void> {
  if (ports.voice === null) return;
  for (const change of changes) {
    if (change.entityName !== 'call' || change.after === null) continue;
    const current = await ports.call(change.after.id);
    if (current) await repeatCommands(ports, { before: change.before, after: change.after }, current);
  }
}

/** Repeats the search for contacts and agents that still wait for each other (data model, "why nobody is missed"). */
async function matchLeftOvers(ports: RealtimePorts, changes: readonly RowChange[]): Promise<void> {
  const waiting = rows(changes, 'waiting').map(one => one.interactionId);
  for (const interaction of await ports.interactions([...new Set(waiting)])) {
    if (interaction.status === 'queued') await matchInteraction(ports, interaction, 'queued');
  }
  const routable = rows(changes, 'routable');
  const queueIds = [...new Set(routable.flatMap(one => one.queueIds))];
  const stats = await ports.queueStats(queueIds);
  for (const agent of routable) {
    if (agent.queueIds.some(queueId => (stats.get(queueId)?.queued ?? 0) > 0)) await matchAgent(ports, agent.agentId);
  }
}
