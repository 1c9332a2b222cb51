import { describe, expect, it } from 'vitest';
import { type ChatOptions, createChat } from '#clients/sdk/create-chat.ts';
import { fakeServer, json, problem, type ReceivedRequest } from './fake-server.ts';
import { fakeSockets } from './fake-socket.ts';
import { fakeTiming } from './fake-timing.ts';

const CHAT = 'int_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E';
const accepted = {
  chatId: CHAT,
  token: 'chat-token',
  state: 'queued',
  message: null,
  position: 1,
  estimatedWaitMs: null,
};
const event = (index: number, text = `line ${index}`) => ({
  index,
  at: '2026-11-21T09:30:00.000Z',
  type: 'message',
  author: { kind: 'agent', name: 'Ana' },
  text,
  clientMessageId: null,
});

/** A chat service of one chat: keeps its lines, stores each clientMessageId once, and lets polls wait. */
const chatService = () => {
  const lines: ReturnType<typeof event>[] = [];
  const stored = new Map<string, unknown>();
  const waiting = new Set<() => void>();
  let state = 'queued';
  let agentReadIndex = 0;
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const page = (after: number) => ({
    state,
    items: lines.filter(line => line.index > after),
    lastIndex: lines.length,
    agentReadIndex,
  });
  return {
    lines,
    add: (text?: string) => {
      lines.push(event(lines.length + 1, text));
      wake();
    },
    become: (next: string) => {
      state = next;
      wake();
    },
    agentReads: (index: number) => {
      agentReadIndex = index;
      wake();
    },
    answer: async ({ method, path, query, body, headers }: ReceivedRequest): Promise<Response> => {
      if (path === '/v1/chats') return json(accepted, 201);
      if (headers['authorization'] !== 'Bearer chat-token') return problem('TOKEN_INVALID', 401);
      if (path === '/v1/socket-tickets') return json({ ticket: 't', url: 'wss://socket.test/', expiresAt: '' }, 201);
      if (path.endsWith('/events')) {
        const after = Number(query['after']);
        if (page(after).items.length === 0 && query['waitMs'] !== '0' && state !== 'terminated') {
          await new Promise<void>(resolve => waiting.add(resolve));
        }
        return json(page(after));
      }
      if (path.endsWith('/messages')) {
        const { text, clientMessageId } = body as { text: string; clientMessageId: string };
        const known = stored.get(clientMessageId);
        if (known) return json(known, 201);
        lines.push(event(lines.length + 1, text));
        stored.set(clientMessageId, lines.at(-1));
        wake();
        return json(lines.at(-1), 201);
      }
      if (method === 'DELETE') return json({ chatId: CHAT, state: 'terminated' });
      if (path.endsWith('/receipt')) return json({});
      return new Response(null, { status: 204 });
    },
  };
};

const setting = (
  more: Partial<ChatOptions> = {},
  before?: (request: ReceivedRequest, count: number) => Response | undefined,
) => {
  const service = chatService();
  const timing = fakeTiming();
  const server = fakeServer((request, count) => before?.(request, count) ?? service.answer(request));
  const keys = ['c-1', 'c-2'];
  const chat = createChat({
    baseUrl: 'https://api.test',
    fetch: server.fetch,
    timing,
    newKey: () => keys.shift() ?? 'c-last',
    ...more,
  });
  const heard: (string | null)[] = [];
  const states: string[] = [];
  chat.onEvent(one => heard.push(one.text));
  chat.onState(one => states.push(one));
  return { service, timing, server, chat, heard, states };
};
const request = { tenantId: 'demo', queueId: 'support' };

describe('requesting a chat', () => {
  it('gives what opens it', async () => {
    const { chat } = setting();

    const answer = await chat.request(request);

    expect(answer).toEqual(accepted);
    expect(chat.credentials).toEqual({ chatId: CHAT, token: 'chat-token' });
    chat.close();
  });

  it('tells why there is none, and asks for no news then', async () => {
    const refused = { chatId: null, reason: 'closed', message: 'We are back tomorrow' };
    const { chat, server, timing } = setting({}, () => json(refused));

    const answer = await chat.request(request);
    await timing.advance(60_000);

    expect([answer, chat.credentials, server.received.length]).toEqual([refused, undefined, 1]);
  });

  it('has to come before anything else', async () => {
    const { chat } = setting();

    const thrown = await chat.typing().catch((error: unknown) => error);

    expect(thrown).toEqual(new Error('request a chat first'));
  });
});

describe('sending a message', () => {
  it('stores it once although the first answer was lost', async () => {
    let lost = false;
    const { chat, service, timing } = setting({}, ({ path, ...rest }) => {
      if (!path.endsWith('/messages') || lost) return;
      lost = true;
      void service.answer({ path, ...rest });
      throw new TypeError('connection reset');
    });

    await chat.request(request);
    const sending = chat.send('Hello');
    await timing.advance(5000);

    expect(await sending).toMatchObject({ index: 1, text: 'Hello' });
    expect(service.lines.length).toBe(1);
    chat.close();
  });
});

describe('a hidden message', () => {
  it('is sent as one, and its line, which is for the agent alone, is no news', async () => {
    const items = [{ ...event(1), type: 'withheld', text: null }, event(2)];
    const { chat, heard, server, timing } = setting({}, ({ path }) =>
      path.endsWith('/events') ? json({ state: 'terminated', items, lastIndex: 2, agentReadIndex: 0 }) : undefined,
    );
    await chat.request(request);

    await chat.send('{"basket":[4711]}', { hidden: true });
    await timing.advance(1000);

    expect(server.received.find(({ path }) => path.endsWith('/messages'))?.body).toMatchObject({ hidden: true });
    expect(heard).toEqual(['line 2']);
    chat.close();
  });
});

describe('news by long poll', () => {
  it('come in order, each once, and end with the chat', async () => {
    const { chat, service, timing, heard, states, server } = setting();

    await chat.request(request);
    service.add();
    await timing.settle();
    service.become('handling');
    service.add();
    service.add();
    await timing.settle();
    service.become('terminated');
    await timing.settle();
    const asked = server.received.length;
    await timing.advance(120_000);

    expect(heard).toEqual(['line 1', 'line 2', 'line 3']);
    expect([states, server.received.length - asked]).toEqual([['queued', 'handling', 'terminated'], 0]);
  });

  it('are sorted, and repeated ones dropped, whatever an answer holds', async () => {
    const answers = [
      [event(2), event(1), event(1)],
      [event(2), event(4)],
      [event(3), event(4)],
    ];
    const { chat, timing, heard } = setting({}, ({ path }) => {
      if (!path.endsWith('/events') || answers.length === 0) return;
      return json({ state: 'handling', items: answers.shift(), lastIndex: 4, agentReadIndex: 0 });
    });

    await chat.request(request);
    await timing.advance(5000);

    expect(heard).toEqual(['line 1', 'line 2', 'line 3', 'line 4']);
    chat.close();
  });

  it('go on after a failure', async () => {
    let failures = 2;
    const errors: unknown[] = [];
    const { chat, service, timing, heard } = setting({ retry: { attempts: 1 } }, ({ path }) => {
      if (!path.endsWith('/events') || failures === 0) return;
      failures -= 1;
      return problem('TRY_LATER', 503, { retryable: true });
    });
    chat.onError(error => errors.push(error));

    await chat.request(request);
    service.add();
    await timing.advance(5000);

    expect([heard, errors.length]).toEqual([['line 1'], 2]);
    chat.close();
  });

  it('end when the chat is unknown', async () => {
    const errors: unknown[] = [];
    const { chat, timing, server } = setting({}, ({ path }) =>
      path.endsWith('/events') ? problem('CHAT_NOT_FOUND', 404) : undefined,
    );
    chat.onError(error => errors.push(error));

    await chat.request(request);
    await timing.advance(120_000);

    expect(errors).toMatchObject([{ code: 'CHAT_NOT_FOUND' }]);
    expect(server.received.length).toBe(2);
  });

  it('tell how far the agent has read', async () => {
    const read: number[] = [];
    const { chat, service, timing } = setting();
    chat.onAgentRead(index => read.push(index));

    await chat.request(request);
    service.add();
    await timing.settle();
    service.agentReads(1);
    await timing.settle();

    expect(read).toEqual([1]);
    chat.close();
  });

  it('go on where they were after a reload', async () => {
    const { chat, service, timing, heard } = setting({
      resume: { chatId: CHAT, token: 'chat-token', after: 1 },
    });

    service.add();
    service.add();
    await timing.settle();

    expect(heard).toEqual(['line 2']);
    chat.close();
  });
});

describe('news by socket', () => {
  it('are fetched when they are announced', async () => {
    const { WebSocket, sockets } = fakeSockets();
    const { chat, service, timing, heard } = setting({ transport: 'socket', WebSocket });
    const announce = (index: number) =>
      sockets[0]!.say({
        seq: index,
        event: { id: `evt_${index}`, type: 'message.created.v1', data: {}, aggregateVersion: index },
      });

    await chat.request(request);
    await timing.settle();
    sockets[0]!.open();
    sockets[0]!.say({ welcome: { serverTime: '', seq: 0, heartbeatMs: 10_000 } });
    await timing.settle();
    service.add();
    service.add();
    announce(1);
    announce(2);
    await timing.settle();

    expect(heard).toEqual(['line 1', 'line 2']);
    chat.close();
  });

  it('arrive without an announcement too, only later', async () => {
    const { WebSocket } = fakeSockets();
    const { chat, service, timing, heard } = setting({ transport: 'socket', WebSocket });

    await chat.request(request);
    await timing.settle();
    service.add();
    await timing.advance(60_000);

    expect(heard).toEqual(['line 1']);
    chat.close();
  });
});

describe('leaving', () => {
  it('gives the chat as it ended', async () => {
    const { chat } = setting();

    await chat.request(request);
    const left = await chat.leave();

    expect(left.state).toBe('terminated');
    chat.close();
  });
});
