import type { Chat, ChatEvent, ChatState, ClientRoutes, RouteReply, RouteRequest } from '#schemas/client.ts';
import { ApiError } from './api-error.ts';
import { type Backoff, backoffMs } from './backoff.ts';
import { createBell } from './bell.ts';
import { nextEvents } from './chat-timeline.ts';
import type { SocketLike } from './connection.ts';
import { type ClientOptions, createClient } from './create-client.ts';
import { createSocket, type Socket } from './create-socket.ts';
import { createListeners, type Unsubscribe } from './listeners.ts';
import { pause, systemTiming } from './timing.ts';

type ChatRoutes = ClientRoutes['chat'];
export type ChatRequestBody = RouteRequest<ChatRoutes['requestChat']>['body'];
export type ChatAccepted = RouteReply<ChatRoutes['requestChat']>;
/** The queue takes no chats now. */
export interface ChatRefused {
  readonly chatId: null;
  readonly reason: 'closed' | 'barred' | 'full';
  readonly message: string | null;
}

/** What opens one chat; keep it to go on after a reload. */
export interface ChatCredentials {
  readonly chatId: string;
  readonly token: string;
}

export interface ChatOptions extends Omit<ClientOptions, 'token' | 'sessionId'> {
  /** How news arrive: by requests that wait, or by a socket that says when to ask. */
  readonly transport?: 'long-poll' | 'socket';
  readonly WebSocket?: new (url: string) => SocketLike;
  /** Goes on with a chat instead of requesting one; `after` is the last event that was shown. */
  readonly resume?: ChatCredentials & { readonly after?: number };
  readonly backoff?: Backoff;
}

export interface CustomerChat {
  /** Asks for a chat; news arrive from then on, unless the queue takes none. */
  request(body: ChatRequestBody): Promise<ChatAccepted | ChatRefused>;
  /**
   * Writes one message; it is stored once, however often it has to be sent. A hidden one is for the agent alone and comes
   * back in no event.
   */
  send(text: string, options?: { readonly hidden?: boolean }): Promise<ChatEvent>;
  /** Corrects name, e-mail or phone. */
  changeDetails(
    details: RouteRequest<ChatRoutes['changeMyDetails']>['body'],
  ): Promise<RouteReply<ChatRoutes['changeMyDetails']>>;
  typing(): Promise<void>;
  /** Says how far the customer has read. */
  read(index: number): Promise<void>;
  leave(): Promise<Chat>;
  /** Hears what happens: in order, without gaps, each event once. */
  onEvent(listener: (event: ChatEvent) => void): Unsubscribe;
  onState(listener: (state: ChatState) => void): Unsubscribe;
  /** Hears how far the agent has read. */
  onAgentRead(listener: (index: number) => void): Unsubscribe;
  /** Hears what went wrong while waiting for news. */
  onError(listener: (error: unknown) => void): Unsubscribe;
  readonly credentials: ChatCredentials | undefined;
  /** Stops listening; the chat itself goes on. */
  close(): void;
}

type Heard = {
  event: readonly [ChatEvent];
  state: readonly [ChatState];
  agentRead: readonly [number];
  error: readonly [unknown];
};

const BACKOFF: Backoff = { firstMs: 500, longestMs: 15_000 };
const POLL_MS = 20_000;
/** With a socket: asks so often even when nothing was announced. */
const SAFETY_MS = 30_000;

/**
 * A chat as its customer has it.
 *
 * @example
 * const chat = createChat({ baseUrl: 'http://localhost:3000' });
 * chat.onEvent(event => show(event));
 * await chat.request({ tenantId: 'demo', queueId: 'support', initialMessage: 'My order is late' });
 */
export function createChat(options: ChatOptions): CustomerChat {
  const { timing = systemTiming, backoff = BACKOFF, newKey = () => crypto.randomUUID() } = options;
  let credentials: ChatCredentials | undefined = options.resume;
  let last = options.resume?.after ?? 0;
  let state: ChatState | undefined;
  let agentRead = 0;
  let socket: Socket | undefined;
  const stopped = new AbortController();
  const listeners = createListeners<Heard>();
  const bell = createBell(timing);
  const client = createClient({ ...options, token: () => credentials?.token ?? '' });

  const params = () => {
    if (!credentials) throw new Error('request a chat first');
    return { chatId: credentials.chatId };
  };

  const take = (page: RouteReply<ChatRoutes['getChatEvents']>): number => {
    const next = nextEvents(last, page.items);
    for (const event of next) {
      last = event.index;
      // Lines for agents alone only keep the count.
      if (event.type !== 'withheld') listeners.tell('event', event);
    }
    if (page.agentReadIndex > agentRead) {
      agentRead = page.agentReadIndex;
      listeners.tell('agentRead', agentRead);
    }
    if (page.state !== state && last >= page.lastIndex) {
      state = page.state;
      listeners.tell('state', state);
    }
    return next.length;
  };

  /** Asks once. Answers whether anything new came and whether there is more to come at all. */
  const ask = async () => {
    const waitMs = options.transport === 'socket' ? 0 : POLL_MS;
    const query = { after: String(last), waitMs: String(waitMs) };
    const page = await client.chat.getChatEvents({ params: params(), query }, { signal: stopped.signal });
    const progress = take(page) > 0;
    return { progress, complete: last >= page.lastIndex, over: state === 'terminated' };
  };

  const follow = async () => {
    for (let failures = 0; !stopped.signal.aborted; ) {
      try {
        const { progress, complete, over } = await ask();
        if (over) return close();
        if (!progress && !complete) throw new Error('the answer skipped an event');
        failures = 0;
        if (complete && socket) await bell.wait(SAFETY_MS);
      } catch (thrown) {
        if (stopped.signal.aborted) return;
        listeners.tell('error', thrown);
        if (thrown instanceof ApiError && !thrown.retryable) return close();
        failures += 1;
        await pause(timing, backoffMs(backoff, failures, timing.random()), stopped.signal).catch(() => undefined);
      }
    }
  };

  const start = () => {
    if (options.transport === 'socket') {
      socket = createSocket({ client, timing, ...(options.WebSocket ? { WebSocket: options.WebSocket } : {}) });
      socket.on('message.created.v1', bell.ring);
      socket.on('message.read.v1', bell.ring);
      socket.onReset(bell.ring);
      socket.onStatus(bell.ring);
    }
    void follow();
  };

  const close = () => {
    stopped.abort();
    socket?.close();
    bell.ring();
  };

  if (credentials) start();
  return {
    async request(body) {
      const answer: ChatAccepted | ChatRefused = await client.chat.requestChat({ body });
      if (answer.chatId === null) return answer;
      credentials = { chatId: answer.chatId, token: answer.token };
      start();
      return answer;
    },
    send: (text, { hidden = false } = {}) =>
      client.chat.customerSendMessage({ params: params(), body: { text, hidden, clientMessageId: newKey() } }),
    changeDetails: body => client.chat.changeMyDetails({ params: params(), body }),
    typing: async () => void (await client.chat.customerSendTyping({ params: params() })),
    read: async index => void (await client.chat.customerMarkRead({ params: params(), body: { readIndex: index } })),
    leave: () => client.chat.leaveChat({ params: params() }),
    onEvent: listener => listeners.add('event', listener),
    onState: listener => listeners.add('state', listener),
    onAgentRead: listener => listeners.add('agentRead', listener),
    onError: listener => listeners.add('error', listener),
    get credentials() {
      return credentials;
    },
    close,
  };
}
