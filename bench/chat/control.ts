import { io, type Socket } from 'socket.io-client';
import { startServer } from './child.ts';
import { connections, each, exchange } from './exchange.ts';
import type { Side } from './side.ts';

const AT_ONCE = 50;

/** A socket.io server with the same customers: the same share of them polls. It stores nothing. */
export async function control(): Promise<Side> {
  const server = await startServer('control-server.ts');
  const writing = connections();
  const clients: Socket[] = [];
  let closing = false;
  return {
    name: 'socket.io',
    server,
    async listen({ polls, sockets }, { deliveries, failed, show }) {
      await each(Array.from({ length: polls + sockets }), AT_ONCE, async (_, at) => {
        const transports = at < polls ? ['polling'] : ['websocket'];
        const socket = io(server.url, { transports, upgrade: false, forceNew: true, auth: { chatId: `chat-${at}` } });
        clients.push(socket);
        socket.on('message', text => deliveries.arrived(text));
        socket.on('connect_error', failed);
        socket.on('disconnect', reason => {
          if (!closing) failed(new Error(reason));
        });
        await new Promise<void>(resolve => socket.once('connect', resolve));
        if (at % 100 === 0) show(`${at} clients of ${polls + sockets}`);
      });
    },
    async say(at, text) {
      const body = { chatId: `chat-${at}`, text };
      const { status } = await exchange(writing, `${server.url}/say`, { method: 'POST', body });
      if (status !== 201) throw new Error(`POST /say: ${status}`);
    },
    async close() {
      closing = true;
      for (const client of clients) client.disconnect();
      writing.destroy();
    },
  };
}
