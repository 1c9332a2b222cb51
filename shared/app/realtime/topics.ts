import type { Topic } from '#schemas/realtime/model.ts';
import { liveOf, visibleQueues } from '#shared/app/work/queues.ts';
import { visible } from '#shared/app/work/visible.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { queueLiveEvent } from '#shared/domain/routing/queue-live-event.ts';
import type { RealtimePorts } from './ports.ts';

const FOLLOWED_SECONDS = 2 * 3600 + 600;

/**
 * Follows topics the caller may see (one refused topic refuses the frame); a dashboard starts with its present value.
 * `me` needs no subscription: it is what `resume` starts.
 */
export async function subscribe(
  ports: RealtimePorts,
  connectionId: string,
  asked: readonly Topic[],
): Promise<object[]> {
  const topics = [...new Set(asked)].filter(topic => topic !== 'me');
  await Promise.all(topics.map(topic => authorize(ports, topic)));
  const { now, principal } = ports.ctx;
  const expiresAt = plusSeconds(now, FOLLOWED_SECONDS);
  await ports.follow(topics.map(topic => ({ topic, connectionId, principal, expiresAt })));
  const followed = await remember(ports, connectionId, known => [...new Set([...known, ...topics])]);
  const dashboards = topics.filter(topic => topic.startsWith('dashboard:')).map(idOf);
  return [
    { subscribed: { topics: followed } },
    ...(await Promise.all(dashboards.map(id => dashboardFrame(ports, id)))),
  ];
}

export async function unsubscribe(
  ports: RealtimePorts,
  connectionId: string,
  asked: readonly Topic[],
): Promise<object[]> {
  const topics = [...new Set(asked)];
  await ports.unfollow(topics, connectionId);
  const followed = await remember(ports, connectionId, known => known.filter(topic => !topics.includes(topic)));
  return [{ subscribed: { topics: followed } }];
}

/** The latest counters of a queue, as followers of its dashboard receive them. */
export async function dashboardFrame(ports: RealtimePorts, queueId: string): Promise<object> {
  const [{ queues }, stats] = await Promise.all([ports.configuration(), ports.queueStats([queueId])]);
  const queue = queues.get(queueId);
  if (!queue) throw new AppError('TOPIC_UNKNOWN', { params: { topic: `dashboard:${queueId}` } });
  const live = await liveOf(ports, queue, stats.get(queueId));
  return { topic: `dashboard:${queueId}`, event: queueLiveEvent(live, stats.get(queueId)?.version ?? 0) };
}

/** @throws AppError `TOPIC_UNKNOWN`, the same for what does not exist and what is not for the caller */
async function authorize(ports: RealtimePorts, topic: Topic): Promise<void> {
  const unknown = new AppError('TOPIC_UNKNOWN', { params: { topic } });
  if (ports.ctx.roles.includes('customer')) throw unknown;
  if (topic.startsWith('interaction:')) {
    await visible(ports, idOf(topic)).catch(thrown => {
      throw thrown instanceof AppError && thrown.code === 'INTERACTION_NOT_FOUND' ? unknown : thrown;
    });
    return;
  }
  const queues = await visibleQueues(ports);
  if (!queues.some(queue => queue.id === idOf(topic))) throw unknown;
}

/** Keeps the topics with the socket, so that they can be left when it closes. */
async function remember(
  ports: RealtimePorts,
  connectionId: string,
  change: (topics: readonly Topic[]) => Topic[],
): Promise<Topic[]> {
  const { principal } = ports.ctx;
  const socket = (await ports.sockets(principal)).find(one => one.connectionId === connectionId);
  if (!socket) return [];
  const topics = change(socket.topics);
  const { tenantId: _, version: __, ...kept } = socket;
  await ports.saveSocket({ ...kept, topics });
  return topics;
}

const idOf = (topic: string): string => topic.slice(topic.indexOf(':') + 1);
