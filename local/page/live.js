import { learnTime } from './clock.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;

/**
 * Keeps a socket open and tells what it says. Whenever it opens it begins anew, so that whoever listens reads the state.
 *
 * @param {{ get: Function, post: Function }} api
 * @param {{ topics: () => string[], onOpen: () => void, onEvent: (event: object) => void, onLost: () => void }} listener
 */
export function keepListening(api, { topics, onOpen, onEvent, onLost }) {
  let socket;
  let failures = 0;
  let closed = false;
  let pinging;
  let retrying;

  const send = frame => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };

  const retry = () => {
    clearInterval(pinging);
    if (closed) return;
    onLost();
    retrying = setTimeout(open, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures));
    failures += 1;
  };

  const receive = frame => {
    const time = frame.welcome?.serverTime ?? frame.pong?.serverTime;
    if (time) learnTime(time);
    if (frame.welcome) {
      failures = 0;
      pinging = setInterval(() => send({ action: 'ping' }), frame.welcome.heartbeatMs);
      if (topics().length > 0) send({ action: 'subscribe', topics: topics() });
      onOpen();
    }
    if (frame.event) onEvent(frame.event);
  };

  async function open() {
    try {
      const { ticket, url } = await api.post('/v1/socket-tickets');
      if (closed) return;
      const address = new URL(url);
      address.searchParams.set('ticket', ticket);
      socket = new WebSocket(address);
      socket.addEventListener('open', () => send({ action: 'resume' }));
      socket.addEventListener('message', ({ data }) => receive(JSON.parse(data)));
      socket.addEventListener('close', retry);
    } catch (thrown) {
      if (thrown.problem?.status === 401) return onLost(thrown);
      retry();
    }
  }

  void open();
  return {
    follow: (added, left) => {
      if (left.length > 0) send({ action: 'unsubscribe', topics: left });
      if (added.length > 0) send({ action: 'subscribe', topics: added });
    },
    close() {
      closed = true;
      clearTimeout(retrying);
      clearInterval(pinging);
      // A socket that is closed while it opens complains.
      if (socket?.readyState === WebSocket.CONNECTING) socket.addEventListener('open', () => socket.close());
      else socket?.close();
    },
  };
}
