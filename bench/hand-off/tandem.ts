import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Random } from '#local/demo/random.ts';
import { startSystem } from '#local/system.ts';
import { arrivals, PLACES, type Side, serviceMs } from './load.ts';
import { watchHandOffs } from './watch-hand-offs.ts';

const ENOUGH = { perSecond: { agent: 1e6, customer: 1e6, management: 1e6 }, burst: 2 } as const;

/** The local system, whole: HTTP, sockets, the embedded engine. Agents take one chat at a time. */
export async function tandem(): Promise<Side> {
  const watch = watchHandOffs();
  const system = await startSystem({
    ...{ port: 0, fresh: true, rateLimits: ENOUGH, observe: watch.observation },
    sink: { count: () => undefined, report: () => undefined },
  });
  const call = async (token: string | undefined, method: string, path: string, body?: unknown) => {
    const response = await fetch(`${system.url}${path}`, {
      method,
      headers: {
        // A connection that is kept may be closed by the server in the moment in which it is used again.
        connection: 'close',
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    // biome-ignore lint/suspicious/noExplicitAny: what the contract says is there
    return (text === '' ? undefined : JSON.parse(text)) as any;
  };
  const ada = await system.tokenFor('demo', 'ada');
  const create = (kind: string, values: object) => call(ada, 'POST', `/v1/admin/${kind}`, values);
  await create('campaigns', { id: 'quick', name: 'Quick', wrapUpSeconds: 0 });
  await create('queues', { id: 'quick', name: 'Quick', campaignId: 'quick', channels: ['chat'] });
  const sockets: WebSocket[] = [];
  let random: Random = Math.random;
  const failures: unknown[] = [];
  let late = 0;

  /** On a busy machine an offer may be over before it is answered; the agent then takes the next one. */
  function tooLate(thrown: unknown): undefined {
    if (!(thrown instanceof Error && thrown.message.includes('OFFER_NOT_PENDING'))) throw thrown;
    late += 1;
  }

  /** Takes every offer, talks for a while, ends. */
  async function serve(token: string, offer: { readonly id: string; readonly interactionId: string }) {
    const accepted = await call(token, 'POST', `/v1/offers/${offer.id}/acceptance`).catch(tooLate);
    if (!accepted) return;
    await pause(serviceMs(random));
    await call(token, 'POST', `/v1/interactions/${offer.interactionId}/end`);
  }
  for (let place = 0; place < PLACES; place++) {
    const id = `place-${place}`;
    const capacity = { caps: { chat: 1 } };
    await create('users', { id, name: id, roles: ['agent'], queues: [{ queueId: 'quick' }], capacity });
    const token = await system.tokenFor('demo', id);
    await call(token, 'POST', '/v1/sessions', {});
    const { url } = await call(token, 'POST', '/v1/socket-tickets');
    const socket = new WebSocket(url);
    sockets.push(socket);
    await new Promise(resolve => socket.once('open', resolve));
    socket.send(JSON.stringify({ action: 'resume' }));
    const taken = new Set<string>();
    socket.on('message', data => {
      const { event } = JSON.parse(String(data));
      if (event?.type !== 'offer.created.v1' || taken.has(event.data.id)) return;
      taken.add(event.data.id);
      serve(token, event.data).catch(thrown => failures.push(thrown));
    });
    await call(token, 'PUT', '/v1/sessions/current/presence', { status: 'ready' });
  }
  const beats = setInterval(() => {
    for (const socket of sockets) socket.send('{"action":"ping"}');
  }, 10_000);

  return {
    name: 'Tandem',
    async run(seeded, ms) {
      random = seeded;
      watch.take();
      const asking: Promise<unknown>[] = [];
      await arrivals(seeded, ms, () => {
        const body = { tenantId: 'demo', queueId: 'quick', customer: { name: 'Kim' } };
        asking.push(call(undefined, 'POST', '/v1/chats', body).catch(thrown => failures.push(thrown)));
      });
      await Promise.all(asking);
      await pause(2000);
      if (failures.length > 0) throw failures[0];
      return watch.take();
    },
    async stop() {
      if (late > 0) console.log(`offers that were over before they were answered: ${late}`);
      clearInterval(beats);
      for (const socket of sockets) socket.close();
      await system.stop();
    },
  };
}
