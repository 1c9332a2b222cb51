import { describe, expect, it } from 'vitest';
import { createClient } from '#clients/sdk/create-client.ts';
import { createSocket, type SocketOptions } from '#clients/sdk/create-socket.ts';
import { fakeServer, json, problem } from './fake-server.ts';
import { fakeSockets } from './fake-socket.ts';
import { fakeTiming } from './fake-timing.ts';

const envelope = (number: number, type = 'session.resumed.v1') => ({
  id: `evt_${number}`,
  type,
  time: '2026-11-21T09:30:00.000Z',
  subject: 'agent/ana',
  aggregateVersion: number,
  actor: { kind: 'agent', id: 'ana' },
  data: { agentId: 'ana', sessionId: `ses_${number}` },
});
const feed = (seq: number) => ({ seq, event: envelope(seq) });
const welcome = (seq: number) => ({
  welcome: { serverTime: '2026-11-21T09:30:00.000Z', seq, heartbeatMs: 10_000 },
});
const pong = (seq: number) => ({ pong: { serverTime: '2026-11-21T09:30:00.000Z', seq, leaseUntil: null } });

const setting = async (more: Partial<SocketOptions> = {}, ticket?: (count: number) => Response) => {
  const made = make(more, ticket);
  await made.timing.settle();
  return made;
};

const make = (more: Partial<SocketOptions>, ticket?: (count: number) => Response) => {
  const { WebSocket, sockets } = fakeSockets();
  const timing = fakeTiming();
  const server = fakeServer((_, count) =>
    ticket ? ticket(count) : json({ ticket: `t${count}`, url: 'wss://socket.test/stage', expiresAt: '' }, 201),
  );
  const client = createClient({ baseUrl: 'https://api.test', token: 'secret', fetch: server.fetch, timing });
  const socket = createSocket({ client, WebSocket, timing, ...more });
  const heard: string[] = [];
  socket.on('session.resumed.v1', data => heard.push(data.sessionId));
  const open = (index: number, seq?: number) => {
    sockets[index]!.open();
    if (seq !== undefined) sockets[index]!.say(welcome(seq));
  };
  return { socket, sockets, timing, heard, open, server };
};
const actions = (frames: readonly Record<string, unknown>[]) => frames.map(frame => frame['action']);

describe('connecting', () => {
  it('uses a ticket and starts with the present', async () => {
    const { sockets, socket, open } = await setting();

    open(0, 41);

    expect(sockets[0]!.url).toBe('wss://socket.test/stage?ticket=t1');
    expect(sockets[0]!.frames).toEqual([{ action: 'resume' }]);
    expect(socket.seq).toBe(41);
  });

  it('goes on behind the number it is given', async () => {
    const { sockets, open } = await setting({ after: 7 });

    open(0, 9);

    expect(sockets[0]!.frames).toEqual([{ action: 'resume', after: 7 }]);
  });

  it('keeps trying, more slowly each time, with a fresh ticket', async () => {
    const { sockets, timing } = await setting();

    sockets[0]!.drop();
    await timing.advance(500);
    sockets[1]!.drop();
    await timing.advance(999);
    const early = sockets.length;
    await timing.advance(1);

    expect([early, sockets.map(one => one.url.split('=')[1])]).toEqual([2, ['t1', 't2', 't3']]);
  });

  it('stops and says why when the ticket is refused for good', async () => {
    const errors: unknown[] = [];
    const statuses: string[] = [];
    const { socket, timing, sockets } = make({}, () => problem('TOKEN_INVALID', 401));

    socket.onError(error => errors.push(error));
    socket.onStatus(status => statuses.push(status));
    await timing.advance(60_000);

    expect(errors).toMatchObject([{ code: 'TOKEN_INVALID' }]);
    expect([statuses, sockets.length]).toEqual([['closed'], 0]);
  });

  it('is as patient as the beat of the welcome wants it, from the first on', async () => {
    const { sockets, timing, open } = await setting();

    open(0);
    sockets[0]!.say({ welcome: { ...welcome(0).welcome, heartbeatMs: 60_000 } });
    await timing.advance(149_000);
    const patient = sockets.length;
    await timing.advance(2000);

    expect([patient, sockets.length]).toEqual([1, 2]);
  });

  it('gives a silent connection up', async () => {
    const { sockets, timing, open } = await setting();

    open(0, 1);
    await timing.advance(25_000);
    await timing.advance(1000);

    expect([sockets[0]!.closed, sockets.length]).toEqual([true, 2]);
  });

  it('ends when it is closed', async () => {
    const { sockets, socket, timing, open } = await setting();

    open(0, 1);
    socket.close();
    await timing.advance(120_000);

    expect([sockets[0]!.closed, sockets.length]).toEqual([true, 1]);
  });
});

describe('the own feed', () => {
  it('is heard in order, each event once', async () => {
    const { sockets, heard, open, socket } = await setting();

    open(0, 0);
    for (const seq of [1, 2, 2, 1, 3]) sockets[0]!.say(feed(seq));

    expect([heard, socket.seq]).toEqual([['ses_1', 'ses_2', 'ses_3'], 3]);
  });

  it('asks once for what is missing and hears it in order', async () => {
    const { sockets, heard, open } = await setting();

    open(0, 0);
    for (const seq of [1, 4, 5, 2, 3, 4, 5, 6]) sockets[0]!.say(feed(seq));

    expect(heard).toEqual(['ses_1', 'ses_2', 'ses_3', 'ses_4', 'ses_5', 'ses_6']);
    expect(sockets[0]!.frames).toEqual([{ action: 'resume' }, { action: 'resume', after: 1 }]);
  });

  it('asks for what a pong is ahead of', async () => {
    const { sockets, timing, open } = await setting();

    open(0, 4);
    await timing.advance(10_000);
    sockets[0]!.say(pong(6));

    expect(sockets[0]!.frames).toEqual([{ action: 'resume' }, { action: 'ping' }, { action: 'resume', after: 4 }]);
  });

  it('starts anew with a feed that has started anew', async () => {
    const { sockets, socket, heard, timing, open } = await setting();

    open(0, 50);
    await timing.advance(10_000);
    sockets[0]!.say(pong(1));
    sockets[0]!.say({ reset: { snapshot: null, asOfSeq: 1 } });
    sockets[0]!.say(feed(2));

    expect(sockets[0]!.frames.at(-1)).toEqual({ action: 'resume', after: 50 });
    expect([heard, socket.seq]).toEqual([['ses_2'], 2]);
  });

  it('pings as often as the server wants while it is answered', async () => {
    const { sockets, timing, open } = await setting();

    open(0, 4);
    for (let pings = 0; pings < 3; pings += 1) {
      await timing.advance(10_000);
      sockets[0]!.say(pong(4));
    }

    expect(actions(sockets[0]!.frames)).toEqual(['resume', 'ping', 'ping', 'ping']);
  });

  it('goes on where it was after a reconnection', async () => {
    const { sockets, heard, timing, open } = await setting();

    open(0, 0);
    sockets[0]!.say(feed(1));
    sockets[0]!.drop();
    await timing.advance(500);
    open(1, 3);
    for (const seq of [2, 3]) sockets[1]!.say(feed(seq));

    expect(heard).toEqual(['ses_1', 'ses_2', 'ses_3']);
    expect(sockets[1]!.frames).toEqual([{ action: 'resume', after: 1 }]);
  });

  it('starts from the snapshot when the gap cannot be filled', async () => {
    const { sockets, socket, heard, open } = await setting({ after: 2 });
    const snapshots: unknown[] = [];
    const snapshot = { session: null, offers: [], interactions: [] };

    socket.onReset(one => snapshots.push(one));
    open(0);
    sockets[0]!.say({ reset: { snapshot, asOfSeq: 90 } });
    for (const seq of [90, 91]) sockets[0]!.say(feed(seq));

    expect([snapshots, heard, socket.seq]).toEqual([[snapshot], ['ses_91'], 91]);
  });

  it('is not disturbed by frames that it does not know', async () => {
    const { sockets, heard, open } = await setting();

    open(0, 0);
    for (const frame of ['{', 'null', '7', { future: true }, feed(1)]) sockets[0]!.say(frame);

    expect(heard).toEqual(['ses_1']);
  });
});

describe('listening', () => {
  it('ends with the function that listening gave', async () => {
    const { sockets, socket, open } = await setting();
    const heard: string[] = [];

    const stop = socket.on('session.resumed.v1', (data, event) => heard.push(`${event.id} ${data.agentId}`));
    open(0, 0);
    sockets[0]!.say(feed(1));
    stop();
    sockets[0]!.say(feed(2));

    expect(heard).toEqual(['evt_1 ana']);
  });

  it('tells refused frames as problems', async () => {
    const { sockets, socket, open } = await setting();
    const errors: unknown[] = [];

    socket.onError(error => errors.push(error));
    open(0, 0);
    sockets[0]!.say({ error: { code: 'TOPIC_UNKNOWN', detail: 'no such topic', status: 422 }, ref: null });

    expect(errors).toMatchObject([{ name: 'ApiError', code: 'TOPIC_UNKNOWN' }]);
  });
});

describe('topics', () => {
  it('are followed again after a reconnection until nobody wants them', async () => {
    const { sockets, socket, timing, open } = await setting();

    open(0, 0);
    const stop = socket.subscribe(['queue:support']);
    socket.subscribe(['queue:support', 'queue:sales']);
    stop();
    stop();
    sockets[0]!.drop();
    await timing.advance(500);
    open(1, 0);

    expect(sockets[0]!.frames.slice(1)).toEqual([
      { action: 'subscribe', topics: ['queue:support'] },
      { action: 'subscribe', topics: ['queue:support', 'queue:sales'] },
    ]);
    expect(sockets[1]!.frames).toEqual([
      { action: 'resume', after: 0 },
      { action: 'subscribe', topics: ['queue:support', 'queue:sales'] },
    ]);
  });

  it('are left when the last follower has gone', async () => {
    const { sockets, socket, open } = await setting();

    open(0, 0);
    const stops = [socket.subscribe(['queue:support']), socket.subscribe(['queue:support'])];
    for (const stop of stops) stop();

    expect(actions(sockets[0]!.frames)).toEqual(['resume', 'subscribe', 'subscribe', 'unsubscribe']);
  });

  it('are followed in frames of at most fifty', async () => {
    const { sockets, socket, open } = await setting();

    socket.subscribe(Array.from({ length: 120 }, (_, number) => `queue:q${number}`));
    open(0);

    expect(sockets[0]!.frames.slice(1).map(frame => (frame['topics'] as string[]).length)).toEqual([50, 50, 20]);
  });

  it('bring an event of the own feed only once', async () => {
    const { sockets, heard, open } = await setting();

    open(0, 0);
    sockets[0]!.say({ topic: 'interaction:int_1', event: envelope(1) });
    sockets[0]!.say(feed(1));
    sockets[0]!.say({ topic: 'interaction:int_1', event: envelope(2) });

    expect(heard).toEqual(['ses_1', 'ses_2']);
  });
});
