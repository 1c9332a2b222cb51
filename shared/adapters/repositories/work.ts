import {
  ChangeEntity,
  ContactEntity,
  EntryEntity,
  InteractionEntity,
  ReceiptEntity,
  SeenEntity,
  TypingEntity,
} from '#schemas/interactions/entity.ts';
import type { Entry } from '#schemas/interactions/model.ts';
import { FeedEntity } from '#schemas/realtime/entity.ts';
import { QueueProfileEntity, QueueStatsEntity, WaitingEntity } from '#schemas/routing/entity.ts';
import { AgentEntity, LeaseEntity } from '#schemas/sessions/entity.ts';
import { CallEntity } from '#schemas/voice/entity.ts';
import { put, type Store } from '#shared/adapters/store/store.ts';
import type {
  AgentAtWork,
  Committed,
  Context,
  Conversation,
  Listeners,
  News,
  NextId,
  Sockets,
  Timers,
  VoiceProvider,
  WorkPorts,
} from '#shared/app/work/ports.ts';
import { customerFrame } from '#shared/domain/chat/view.ts';
import { lastIndex } from '#shared/domain/interactions/conversation.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { Change } from '#shared/domain/kit/change.ts';
import { type FedEvent, headOf } from '#shared/domain/kit/feed.ts';
import { msBetween } from '#shared/domain/kit/instant.ts';
import { chatPrincipal, userPrincipal } from '#shared/domain/kit/principal.ts';
import { compareContacts } from '#shared/domain/routing/eligibility.ts';
import { laneOwner } from '#shared/domain/routing/lane.ts';
import {
  agentWrites,
  callWrites,
  changeRows,
  type EnvelopedEvent,
  envelopeOf,
  feedWrites,
  interactionWrites,
  isListed,
  leaseWrites,
  queueProfileWrites,
  servedQueues,
} from './change-rows.ts';
import type { ConfigurationCache } from './configuration-cache.ts';
import { TAIL } from './conversation-memory.ts';
import { derivedPorts } from './derived.ts';
import { answerWrites, keptAnswer } from './idempotency.ts';
import { liveAgents, liveCalls, liveInteractions } from './live.ts';
import { courteously, listenersOf, pushTo } from './pushes.ts';
import { rosterPorts } from './roster.ts';
import { routableRows } from './routable-rows.ts';
import type { WorkMemory } from './work-memory.ts';

/** What outlives a request: engines, caches and the outside world. */
export interface WorkDependencies {
  readonly openStore: (tenantId: string) => Store;
  readonly nextId: NextId;
  readonly configurationCache: ConfigurationCache;
  readonly memory: WorkMemory;
  readonly timers: Timers;
  readonly sockets: Sockets;
  readonly news: News;
  /** Null where there is no telephone service. */
  readonly voice: VoiceProvider | null;
}

/** How long open sockets are remembered. */
const LISTENERS_MS = 10_000;
/** How often a line of a feed is tried at the next number when others append at the same moment. */
const FEED_ATTEMPTS = 8;

/** The ports of the use cases over a store, opened for one request of one tenant. */
export const openWork =
  (dependencies: WorkDependencies) =>
  (ctx: Context): WorkPorts =>
    workPorts(dependencies, dependencies.openStore(ctx.tenantId), ctx);

function workPorts(dependencies: WorkDependencies, store: Store, ctx: Context): WorkPorts {
  const { configurationCache, memory, news, nextId, sockets, timers, voice } = dependencies;
  const { heads, profiles } = memory;
  const { now, tenantId } = ctx;
  const keyOf = (id: string) => `${tenantId}#${id}`;
  const configuration = () => configurationCache.configuration(store, now);

  async function head(principal: string): Promise<number> {
    const known = heads.get(keyOf(principal));
    if (known !== undefined) return known;
    const [last] = await store.query(FeedEntity, { principal }, { limit: 1, reverse: true });
    const seq = headOf(last);
    heads.set(keyOf(principal), seq);
    return seq;
  }

  async function commit(sealed: Change, answer: unknown): Promise<Committed> {
    const envelopes = sealed.events.map((event, at) => ({ event, envelope: envelopeOf(event, sealed, at, ctx) }));
    const [fed, entries, { settings }] = await Promise.all([place(envelopes), lines(sealed), configuration()]);
    const writes = [
      ...sealed.interactions.flatMap(interactionWrites),
      ...sealed.agents.flatMap(agentWrites),
      ...sealed.calls.flatMap(callWrites),
      ...leaseWrites(sealed, now, settings.leaseSeconds),
      ...changeRows(sealed, ctx),
      ...entries.map(entry => put(EntryEntity, { ...entry, version: 1 }, 'absent')),
      ...feedWrites(fed, now),
      ...queueProfileWrites(sealed, queueId => profiles.get(keyOf(queueId)) ?? []),
      ...answerWrites(ctx, { status: 200, body: answer }),
    ];
    const heard = entries.filter(entry => !isNew(sealed, entry.interactionId));
    const listening = lately(audienceOf({ fed, entries: heard }));
    try {
      await Promise.all([store.commit(writes), listening]);
    } catch (thrown) {
      for (const one of fed) heads.delete(keyOf(one.principal));
      forgetRows(sealed);
      throw thrown;
    }
    for (const one of fed) heads.set(keyOf(one.principal), one.seq);
    rememberProfiles(sealed);
    rememberRows(sealed, entries);
    for (const id of new Set([
      ...sealed.interactions.map(one => one.after.id),
      ...entries.map(one => one.interactionId),
    ]))
      news.announce(tenantId, id);
    return { fed, entries, listeners: await listening };
  }

  function rememberProfiles(sealed: Change): void {
    for (const { queueId, ...partition } of servedQueues(sealed)) {
      const known = profiles.get(keyOf(queueId)) ?? [];
      if (!isListed(partition, known)) profiles.set(keyOf(queueId), [...known, partition]);
    }
  }

  function forgetRows(sealed: Change): void {
    tails.clear();
    for (const { after } of sealed.interactions) memory.conversations.forget(keyOf(after.id));
    for (const { after } of sealed.agents) memory.agents.delete(keyOf(after.id));
  }

  function rememberRows(sealed: Change, entries: readonly Entry[]): void {
    for (const { after, before } of sealed.interactions) {
      const key = keyOf(after.id);
      if (before === null) memory.conversations.begin(key, after);
      else memory.conversations.moved(key, after);
      memory.conversations.added(
        key,
        entries.filter(entry => entry.interactionId === after.id),
      );
    }
    for (const { after } of sealed.agents) {
      const lease = memory.agents.get(keyOf(after.id))?.lease ?? null;
      memory.agents.set(keyOf(after.id), { agent: after, lease });
    }
  }

  /** Gives each event its number in the feeds it joins. */
  async function place(envelopes: readonly EnvelopedEvent[]): Promise<FedEvent[]> {
    const principals = [...new Set(envelopes.flatMap(({ event }) => event.agents))].map(userPrincipal);
    const next = new Map(await Promise.all(principals.map(async one => [one, await head(one)] as const)));
    return envelopes.flatMap(({ event, envelope }) =>
      event.agents.map(agentId => {
        const principal = userPrincipal(agentId);
        const seq = (next.get(principal) ?? 0) + 1;
        next.set(principal, seq);
        return { principal, seq, event: envelope };
      }),
    );
  }

  /** The last index of conversations read in this request, so that a change can number its lines. */
  const tails = new Map<string, number>();
  async function lines(sealed: Change): Promise<Entry[]> {
    const next = new Map<string, number>();
    for (const { interactionId } of sealed.entries) {
      next.set(
        interactionId,
        isNew(sealed, interactionId) ? 0 : (tails.get(interactionId) ?? (await lastLine(interactionId))),
      );
    }
    return sealed.entries.map(entry => {
      const index = (next.get(entry.interactionId) ?? 0) + 1;
      next.set(entry.interactionId, index);
      return { ...entry, index, at: now };
    });
  }
  async function lastLine(interactionId: string): Promise<number> {
    const [last] = await store.query(EntryEntity, { interactionId }, { limit: 1, reverse: true });
    return last?.index ?? 0;
  }

  const profilesOf = (queueId: string) =>
    store
      .query(QueueProfileEntity, { queueId })
      .then(rows => rows.map(({ routingProfileId, shard }) => ({ routingProfileId, shard })));

  async function agent(agentId: string, eventual = false): Promise<AgentAtWork | undefined> {
    const [[[found], [lease]]] = await Promise.all([
      store.collection([AgentEntity, LeaseEntity], { id: agentId, agentId }, { eventual }),
      head(userPrincipal(agentId)),
    ]);
    if (!found) return undefined;
    const atWork = { agent: found, lease: lease ?? null };
    const known = memory.agents.get(keyOf(agentId));
    if (!known || known.agent.version <= found.version) memory.agents.set(keyOf(agentId), atWork);
    return atWork;
  }

  async function interaction(interactionId: string, eventual = false): Promise<Conversation | undefined> {
    const found = await conversation(store, interactionId, eventual);
    if (!found) return undefined;
    if (!eventual) tails.set(interactionId, lastIndex(found.tail));
    memory.conversations.read(keyOf(interactionId), found);
    return found;
  }

  /** The sockets as they were some seconds ago at most: one that is newer hears of it by the stream. */
  async function lately(principals: readonly string[]): Promise<Listeners> {
    const asked = [...new Set(principals)];
    const fresh = (principal: string) => {
      const seen = memory.listeners.get(keyOf(principal));
      return seen && msBetween(seen.at, now) < LISTENERS_MS ? seen.connectionIds : undefined;
    };
    const unknown = asked.filter(principal => !fresh(principal));
    const found = unknown.length > 0 ? await listenersOf(store, unknown) : new Map<string, readonly string[]>();
    for (const [principal, connectionIds] of found) memory.listeners.set(keyOf(principal), { at: now, connectionIds });
    return new Map(asked.map(principal => [principal, found.get(principal) ?? fresh(principal) ?? []]));
  }

  const ports: WorkPorts = {
    ctx,
    nextId,
    as: other => workPorts(dependencies, store, other),
    fromMemory: () => ({
      ...ports,
      agent: async agentId => memory.agents.get(keyOf(agentId)) ?? agent(agentId),
      interaction: async interactionId => {
        const known = memory.conversations.get(keyOf(interactionId));
        if (known) tails.set(interactionId, lastIndex(known.tail));
        return known ?? interaction(interactionId);
      },
    }),
    lagging: () => ({
      ...ports,
      agent: agentId => agent(agentId, true),
      interaction: interactionId => interaction(interactionId, true),
    }),
    recall: interactionId => memory.conversations.recall(keyOf(interactionId)),
    recallAgent: agentId => memory.agents.get(keyOf(agentId)),
    configuration,
    user: userId => configurationCache.user(store, userId, now),
    agent: agentId => agent(agentId),
    interaction: interactionId => interaction(interactionId),
    async interactions(interactionIds) {
      const rows = await store.batchGet(interactionIds.map(id => ({ entity: InteractionEntity, key: { id } })));
      return rows.filter(row => row !== undefined);
    },
    async lastSeen(interactionIds) {
      const rows = await store.batchGet(
        interactionIds.map(interactionId => ({ entity: SeenEntity, key: { interactionId } })),
      );
      return new Map(rows.flatMap(row => (row ? [[row.interactionId, row] as const] : [])));
    },
    call: id => store.get(CallEntity, { id }),
    liveCalls: () => liveCalls(store),
    voice,
    entries: (interactionId, after, limit) =>
      store.query(EntryEntity, { interactionId }, { limit, ...(after > 0 ? { after: { index: after } } : {}) }),
    async contacts(customerKeys, limit) {
      const rows = await Promise.all(
        customerKeys.map(customerKey => store.query(ContactEntity, { customerKey }, { limit, reverse: true })),
      );
      const newest = rows.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
      return [...new Set(newest.map(row => row.interactionId))].slice(0, limit);
    },
    timeline: interactionId => store.query(ChangeEntity, { interactionId }),
    async routables(queueId, look) {
      const known = look.fresh ? undefined : profiles.get(keyOf(queueId));
      const serving = known ?? (await profilesOf(queueId));
      profiles.set(keyOf(queueId), serving);
      return routableRows(store, serving, look.unsettled);
    },
    async waiting(lane, limit) {
      const shards = laneOwner(lane) === null ? ((await configuration()).queues.get(lane)?.shards ?? 1) : 1;
      const rows = await Promise.all(
        Array.from({ length: shards }, (_, shard) => store.query(WaitingEntity, { lane, shard }, { limit })),
      );
      return rows.flat().sort(compareContacts).slice(0, limit);
    },
    async queueStats(queueIds) {
      const rows = await store.batchGet(queueIds.map(queueId => ({ entity: QueueStatsEntity, key: { queueId } })));
      return new Map(rows.flatMap(row => (row ? [[row.queueId, row] as const] : [])));
    },
    ...derivedPorts(store, configuration),
    ...rosterPorts(store, profilesOf),
    liveAgents: () => liveAgents(store),
    liveInteractions: () => liveInteractions(store),
    commit,
    async append(entry) {
      const key = keyOf(entry.interactionId);
      try {
        await store.commit([put(EntryEntity, { ...entry, version: 1 }, 'absent')]);
      } catch (thrown) {
        memory.conversations.refused(key);
        throw thrown;
      }
      news.announce(tenantId, entry.interactionId);
      memory.conversations.added(key, [entry]);
    },
    async feed(agentIds, event) {
      return Promise.all(
        agentIds.map(userPrincipal).map(async principal => {
          for (let attempt = 1; ; attempt++) {
            const one = { principal, seq: (await head(principal)) + 1, event };
            try {
              await store.commit(feedWrites([one], now));
              heads.set(keyOf(principal), one.seq);
              return one;
            } catch (thrown) {
              heads.delete(keyOf(principal));
              if (!(thrown instanceof AppError && thrown.code === 'WRITE_CONFLICT') || attempt >= FEED_ATTEMPTS)
                throw thrown;
            }
          }
        }),
      );
    },
    // The version of a receipt is its index, which grows with every change.
    async saveReceipt(interactionId, receipt, known) {
      const row = { ...receipt, interactionId, version: receipt.readIndex };
      await store.commit([put(ReceiptEntity, row, known?.readIndex ?? 'absent')]);
      news.announce(tenantId, interactionId);
    },
    saveSeen: (interactionId, seen) => store.commit([put(SeenEntity, { ...seen, interactionId, version: 1 }, 'any')]),
    async saveTyping(interactionId, typing) {
      await store.commit([put(TypingEntity, { ...typing, interactionId, version: 1 }, 'any')]);
      news.announce(tenantId, interactionId);
    },
    // The version of a lease is the epoch of its session: heartbeats of one session never disturb each other.
    saveLease: (lease, known) =>
      store.commit([put(LeaseEntity, { ...lease, version: lease.epoch }, known?.version ?? 'absent')]),
    replay: () => keptAnswer(store, ctx),
    listeners: lately,
    async push({ fed, entries, listeners }) {
      const byPrincipal = Map.groupBy(fed, one => one.principal);
      const byChat = Map.groupBy(entries, entry => entry.interactionId);
      const open = listeners ?? (await listenersOf(store, audienceOf({ fed, entries })));
      const push = (principal: string, frames: readonly unknown[]) =>
        pushTo(store, sockets, principal, open.get(principal) ?? [], frames);
      await courteously([
        ...[...byPrincipal].map(([principal, events]) =>
          push(
            principal,
            events.map(({ seq, event }) => ({ seq, event })),
          ),
        ),
        ...[...byChat].map(([interactionId, added]) => push(chatPrincipal(interactionId), added.map(customerFrame))),
      ]);
    },
    async pushFleeting(principals, event) {
      const open = await listenersOf(store, principals);
      const frame = { topic: 'me', event };
      await courteously([...open].map(([principal, ids]) => pushTo(store, sockets, principal, ids, [frame])));
    },
    schedule: tasks => (tasks.length > 0 ? timers.schedule(tasks) : Promise.resolve()),
  };
  return ports;
}

/** Whether the change brings the interaction into being: nobody has said anything there, and nobody can listen to it. */
const isNew = ({ interactions }: Change, interactionId: string): boolean =>
  interactions.some(({ after, before }) => before === null && after.id === interactionId);

/** Whose sockets news is for: the agents whose feeds it joins, and the customers of the conversations. */
const audienceOf = ({ fed, entries }: Omit<Committed, 'listeners'>): string[] => [
  ...fed.map(one => one.principal),
  ...entries.map(entry => chatPrincipal(entry.interactionId)),
];

async function conversation(store: Store, interactionId: string, eventual: boolean): Promise<Conversation | undefined> {
  const [states, entries, receipts, [seen], [typing]] = await store.collection(
    [InteractionEntity, EntryEntity, ReceiptEntity, SeenEntity, TypingEntity],
    { id: interactionId, interactionId },
    { limit: TAIL, reverse: true, eventual },
  );
  const [interaction] = states;
  return (
    interaction && { interaction, tail: entries.toReversed(), receipts, seen: seen ?? null, typing: typing ?? null }
  );
}
