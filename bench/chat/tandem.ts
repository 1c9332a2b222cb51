import { WebSocket } from 'ws';
import { startServer } from './child.ts';
import { connections, each, exchange } from './exchange.ts';
import type { Listening, Side } from './side.ts';

interface Customer {
  readonly chatId: string;
  readonly token: string;
}

const WAIT_MS = 25_000;
/** A queue for so many: in one for all, counting who waits before whom would be most of the work. */
const PER_QUEUE = 30;
/** Customers who come at the same moment. */
const AT_ONCE = 50;

/** The local system of Tandem: chats in a queue; what one page says, the other page of the same customer hears. */
export async function tandem(): Promise<Side> {
  const server = await startServer('tandem-server.ts');
  const writing = connections();
  const listening = connections();
  const customers: Customer[] = [];
  const sockets: WebSocket[] = [];
  const heartbeats: NodeJS.Timeout[] = [];
  let closing = false;

  async function call(method: string, path: string, token?: string, body?: unknown, agent = writing) {
    const answer = await exchange(agent, `${server.url}${path}`, { method, ...(token && { token }), body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body?.code}`);
    return answer.body;
  }

  async function openQueues(count: number, show: Listening['show']): Promise<void> {
    const { accessToken } = await call('POST', '/local/tokens', undefined, { tenant: 'demo', user: 'ada' });
    for (let number = 0; number < count; number++) {
      const queue = { id: `queue-${number}`, name: `Queue ${number}`, campaignId: 'inbound', channels: ['chat'] };
      await call('POST', '/v1/admin/queues', accessToken, queue);
      show(`${number} queues of ${count}`);
    }
  }

  const ask = (queueId: string): Promise<Customer> =>
    call('POST', '/v1/chats', undefined, { tenantId: 'demo', queueId });

  /** Asks again and again, as a page does; the index makes sure that nothing is left out. */
  async function poll({ chatId, token }: Customer, { deliveries, failed }: Listening): Promise<void> {
    for (let after = 1; !closing; ) {
      try {
        const path = `/v1/chats/${chatId}/events?after=${after}&waitMs=${WAIT_MS}`;
        const { items } = await call('GET', path, token, undefined, listening);
        for (const { index, text } of items) {
          deliveries.arrived(text);
          after = index;
        }
      } catch (thrown) {
        if (!closing) failed(thrown);
        await new Promise(resolve => setTimeout(resolve, 1000));
      }
    }
  }

  async function open({ token }: Customer, { deliveries, failed }: Listening): Promise<void> {
    const { url } = await call('POST', '/v1/socket-tickets', token);
    const socket = new WebSocket(url);
    sockets.push(socket);
    const welcomed = Promise.withResolvers<void>();
    socket.once('open', () => socket.send(JSON.stringify({ action: 'resume', after: 1 })));
    socket.on('error', failed);
    socket.on('close', code => {
      if (!closing) failed(new Error(`a socket was closed with ${code}`));
    });
    socket.on('message', data => {
      const frame = JSON.parse(String(data));
      if ('welcome' in frame) {
        heartbeats.push(setInterval(() => socket.send('{"action":"ping"}'), frame.welcome.heartbeatMs));
        welcomed.resolve();
      }
      if ('seq' in frame) deliveries.arrived(frame.event.data.text);
    });
    await welcomed.promise;
  }

  return {
    name: 'Tandem',
    server,
    async listen({ polls, sockets: open_ }, told) {
      const all = polls + open_;
      const queues = Math.ceil(all / PER_QUEUE);
      await openQueues(queues, told.show);
      // As on a site: each asks for a chat, then listens while the others are still coming.
      await each(Array.from({ length: all }), AT_ONCE, async (_, at) => {
        const customer = await ask(`queue-${at % queues}`);
        customers[at] = customer;
        if (at < polls) void poll(customer, told);
        else await open(customer, told);
        if (at % 100 === 0) told.show(`${at} customers of ${all}`);
      });
    },
    async say(at, text) {
      const { chatId, token } = customers[at] as Customer;
      await call('POST', `/v1/chats/${chatId}/messages`, token, { text, clientMessageId: text });
    },
    async close() {
      closing = true;
      for (const heartbeat of heartbeats) clearInterval(heartbeat);
      for (const socket of sockets) socket.terminate();
      listening.destroy();
      writing.destroy();
    },
  };
}
