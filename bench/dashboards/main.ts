import { between, seededRandom } from '#local/demo/random.ts';
import { chatIdentity, userIdentity } from '#shared/runtime/identity.ts';
import type { Frame, Listener } from '#test/support/world.ts';
import { largeFloor } from '../large-floor.ts';
import { type Figure, keep, line, progress, quantile } from '../report.ts';

/*
 * P9: 5,000 agents in 50 queues, 200 supervisors, 100 contacts a second. How many frames do dashboards push, beside the
 * 10,000 a second that API Gateway allows, and how long does a change take until a follower sees it? Time is simulated,
 * in steps of 50 ms; what the process itself takes is not in the staleness.
 */
const [AGENTS, QUEUES, SUPERVISORS, CONTACTS, SECONDS, STEP_MS] = [5000, 50, 200, 100, 8, 50];
const PUSHES_PER_SECOND = 500;
const STALENESS_MS = 1000;

interface Change {
  readonly at: number;
  readonly queueId: string;
}

async function dashboards(followed: number): Promise<Figure[]> {
  const show = progress('dashboards');
  const random = seededRandom(1);
  const teams = Array.from({ length: QUEUES }, (_, at) => ({ agents: AGENTS / QUEUES, queueIds: [`q${at}`] }));
  const { w } = await largeFloor(teams, { shards: 1, agentShards: 1 });
  const sockets: { readonly socket: Listener; readonly queueIds: readonly string[] }[] = [];
  for (let one = 0; one < SUPERVISORS; one++) {
    const identity = userIdentity('demo', `supervisor-${one}`, ['supervisor']);
    const socket = await w.sockets.open({ id: `socket-${one}`, identity }, w.application().socket);
    const queueIds = Array.from({ length: followed }, (_, nth) => `q${(one + nth * 7) % QUEUES}`);
    socket.send({ action: 'subscribe', topics: queueIds.map(queueId => `dashboard:${queueId}`) });
    sockets.push({ socket, queueIds });
  }
  await w.advance(2);

  const changes: Change[] = [];
  w.store.onChange(({ after, entityName }) => {
    if (entityName !== 'interaction' || !after) return;
    changes.push({ at: w.clock.now(), queueId: String(after['queueId']) });
  });
  const pushedAt = new Map<string, number[]>();
  let pushes = 0;
  let looked = sockets.map(({ socket }) => socket.frames.length);
  const look = () => {
    for (const [at, { socket }] of sockets.entries()) {
      for (const frame of socket.frames.slice(looked[at]) as Frame[]) {
        pushes += 1;
        const times = pushedAt.get(frame.topic) ?? [];
        pushedAt.set(frame.topic, [...times, w.clock.now()]);
      }
    }
    looked = sockets.map(({ socket }) => socket.frames.length);
  };

  const open: string[] = [];
  const steps = (SECONDS * 1000) / STEP_MS;
  for (let step = 0; step < steps; step++) {
    show(`${followed} followed, second ${Math.floor((step * STEP_MS) / 1000) + 1} of ${SECONDS}`);
    for (let one = 0; one < (CONTACTS * STEP_MS) / 1000; one++) {
      const queueId = `q${between(random, 0, QUEUES - 1)}`;
      const { body } = await w.api().post('/v1/chats', { tenantId: 'demo', queueId, customer: { name: 'Kim' } });
      open.push(body.chatId);
      const [leaving] = open.length > 2 * CONTACTS ? open.splice(0, 1) : [];
      if (leaving === undefined) continue;
      await w.exchange({ method: 'DELETE', path: `/v1/chats/${leaving}`, identity: chatIdentity('demo', leaving) });
    }
    await w.advance(STEP_MS / 1000);
    look();
  }
  const during = pushes / SECONDS;
  for (let more = 0; more < 1500 / STEP_MS; more++) {
    await w.advance(STEP_MS / 1000);
    look();
  }
  if (w.defects.length > 0) throw new Error(w.defects[0]);

  const watched = new Set(sockets.flatMap(({ queueIds }) => queueIds));
  const staleness = changes
    .filter(({ queueId }) => watched.has(queueId))
    .map(({ at, queueId }) => {
      const seen = (pushedAt.get(`dashboard:${queueId}`) ?? []).find(time => time >= at);
      return seen === undefined ? Number.POSITIVE_INFINITY : seen - at;
    });
  const name = `${SUPERVISORS} supervisors with ${followed} dashboards each`;
  return [
    { name: `${name}, pushes a second`, value: during, unit: 'frames', atMost: PUSHES_PER_SECOND },
    { name: `${name}, staleness, p50`, value: quantile(staleness, 0.5), unit: 'ms' },
    { name: `${name}, staleness, p99`, value: quantile(staleness, 0.99), unit: 'ms', atMost: STALENESS_MS },
    { name: `${name}, changes`, value: staleness.length, unit: 'changes' },
  ];
}

const figures = [...(await dashboards(1)), ...(await dashboards(2)), ...(await dashboards(5))];
for (const figure of figures) console.log(line(figure));
console.log(`\nwritten to ${keep('dashboards', { figures })}`);
