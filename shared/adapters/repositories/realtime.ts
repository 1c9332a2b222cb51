import {
  DashboardEntity,
  FeedEntity,
  SocketEntity,
  SubscriptionEntity,
  TicketEntity,
} from '#schemas/realtime/entity.ts';
import { QueueStatsEntity } from '#schemas/routing/entity.ts';
import { put, remove } from '#shared/adapters/store/store.ts';
import type { RealtimePorts } from '#shared/app/realtime/ports.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { fedEvents, headOf } from '#shared/domain/kit/feed.ts';
import { openWork, type WorkDependencies } from './work.ts';

export interface RealtimeDependencies extends WorkDependencies {
  readonly socketUrl: string;
}

/** Rows of one transaction at most. */
const TRANSACTION = 100;

/** The ports of sockets and fan-out, opened for one request of one tenant. */
export function openRealtime(dependencies: RealtimeDependencies): (ctx: Context) => RealtimePorts {
  const open = openWork(dependencies);
  return ctx => {
    const store = dependencies.openStore(ctx.tenantId);
    const forgetListeners = (principal: string) => dependencies.memory.listeners.delete(`${ctx.tenantId}#${principal}`);
    const removeSocket = async (principal: string, connectionId: string) => {
      await store.commit([remove(SocketEntity, { principal, connectionId })]);
      forgetListeners(principal);
    };
    return {
      ...open(ctx),
      socketUrl: dependencies.socketUrl,
      saveTicket: ticket =>
        store.commit([put(TicketEntity, { ...ticket, roles: [...ticket.roles], version: 1 }, 'absent')]),
      sockets: principal => store.query(SocketEntity, { principal }),
      async saveSocket(socket) {
        await store.commit([put(SocketEntity, { ...socket, version: 1 }, 'any')]);
        forgetListeners(socket.principal);
      },
      removeSocket,
      async follow(subscriptions) {
        const writes = subscriptions.map(one => put(SubscriptionEntity, { ...one, version: 1 }, 'any'));
        if (writes.length > 0) await store.commit(writes);
      },
      async unfollow(topics, connectionId) {
        const writes = topics.map(topic => remove(SubscriptionEntity, { topic, connectionId }));
        if (writes.length > 0) await store.commit(writes.slice(0, TRANSACTION));
      },
      followers: topic => store.query(SubscriptionEntity, { topic }, { eventual: true }),
      async feedHead(principal) {
        const [last] = await store.query(FeedEntity, { principal }, { limit: 1, reverse: true });
        const seq = headOf(last);
        // Events that come now are numbered from what the client is told here.
        dependencies.memory.heads.set(`${ctx.tenantId}#${principal}`, seq);
        return seq;
      },
      async feedAfter(principal, after, limit) {
        const behind = store.query(
          FeedEntity,
          { principal },
          { limit, ...(after > 0 ? { after: { seq: after } } : {}) },
        );
        // The row before may hold events on both sides of the number.
        const around = store.query(FeedEntity, { principal }, { limit: 1, reverse: true, after: { seq: after + 1 } });
        const rows = await Promise.all([around, behind]);
        return rows
          .flat()
          .flatMap(fedEvents)
          .filter(one => one.seq > after);
      },
      async feedTail(principal, limit) {
        const rows = await store.query(FeedEntity, { principal }, { limit, reverse: true });
        return rows.flatMap(fedEvents);
      },
      async post({ connectionId, principal, topic }, frame) {
        const outcome = await dependencies.sockets.post(connectionId, frame);
        if (outcome === 'gone') {
          await store.commit([remove(SubscriptionEntity, { topic, connectionId })]);
          await removeSocket(principal, connectionId);
        }
        return outcome;
      },
      saveQueueStats: stats =>
        store.commit([put(QueueStatsEntity, { ...stats, version: stats.version + 1 }, stats.version || 'absent')]),
      dashboard: queueId => store.get(DashboardEntity, { queueId }),
      saveDashboard: (queueId, state) => store.commit([put(DashboardEntity, { ...state, queueId, version: 1 }, 'any')]),
    };
  };
}
