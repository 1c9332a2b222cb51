import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asContracted, asContractedForCustomer } from '#test/support/contract.ts';
import {
  type Agent,
  administer,
  askForChat,
  type ChatCustomer,
  caughtUp,
  customerSocket,
  firstOfEach,
  signIn,
  startChat,
} from '#test/support/journeys.ts';
import { type Frame, type Listener, type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const DAY = 86_400;
const seqs = (frames: readonly Frame[]) => firstOfEach(frames).map(frame => frame.seq);
const types = (frames: readonly Frame[]) => firstOfEach(frames).map(frame => frame.event.type);
const last = (frames: readonly Frame[]) => Math.max(...seqs(frames));
const agentSays = (agent: Agent, { chatId }: ChatCustomer, text: string) =>
  agent.post(`/v1/interactions/${chatId}/messages`, { text, clientMessageId: text });

/** Another socket of the same session. */
const tab = async (agent: Agent, after?: number): Promise<Listener> => {
  const socket = await w.socket(await w.tokenFor(agent.userId), { 'session-id': agent.sessionId });
  socket.send({ action: 'resume', ...(after !== undefined && { after }) });
  return socket;
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('a socket', () => {
  test('is welcomed with the newest number and the beat it should keep', async () => {
    const ana = await signIn(w, 'ana');
    const newest = last(await caughtUp(w, ana.socket));

    const again = await tab(ana);

    expect(await again.next('welcome')).toEqual({
      welcome: { serverTime: w.now(), seq: newest, heartbeatMs: 10_000 },
    });
  });

  test('that resumes behind a gap gets all that happened while it was away, once and in order', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const before = firstOfEach(await caughtUp(w, ana.socket));
    await ana.socket.close();

    await kim.says('Are you there?');
    await kim.says('Hello?');
    await kim.leaves();
    await w.settled();
    const back = await tab(ana, before.at(-1)?.seq);
    const missed = await caughtUp(w, back);

    expect(types(missed)).toEqual([
      'message.created.v1',
      'message.created.v1',
      'interaction.ended.v1',
      'assignment.wrap-up-started.v1',
    ]);
    expect(seqs([...before, ...missed])).toEqual(range(before[0].seq, last(missed)));
    expect(missed.filter(frame => 'seq' in frame)).toHaveLength(4);
    expect(missed.map(asContracted)).toEqual(missed);
  });

  test('gets the same feed in every tab, however often it resumes', async () => {
    const ana = await signIn(w, 'ana');
    const tabs = [ana.socket, await tab(ana, 0)];
    const kim = await startChat(w, ana);
    await kim.says('Hello');
    for (const each of tabs) await caughtUp(w, each);

    tabs[0]?.send({ action: 'resume', after: 0 });
    const third = await tab(ana, 0);

    const [first, second] = await Promise.all([...tabs, third].map(each => caughtUp(w, each)));
    expect(seqs(second ?? [])).toEqual(range(1, last(second ?? [])));
    const sorted = (frames: readonly Frame[]) => firstOfEach(frames).toSorted((a, b) => a.seq - b.seq);
    expect(sorted(first ?? [])).toEqual(sorted(second ?? []));
    expect(sorted(third.frames)).toEqual(sorted(second ?? []));
  });

  test('gets every number once, however many commands and messages fall together', async () => {
    await administer(w, 'campaigns/inbound', { wrapUpSeconds: 0 });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const texts: string[] = [];

    for (let round = 0; round < 8; round += 1) {
      const said = [1, 2, 3].map(number => `${round}.${number}`);
      texts.push(...said);
      await askForChat(w, 'support', { name: 'Lee' });
      const [{ id, interactionId }] = (await ana.offers()) as [{ id: string; interactionId: string }];
      await Promise.all([
        ana.post(`/v1/offers/${id}/acceptance`),
        ...said.map(text =>
          vi.waitFor(async () => expect((await agentSays(ana, kim, text)).status).toBe(201), { timeout: 5000 }),
        ),
      ]);
      await ana.post(`/v1/interactions/${interactionId}/end`);
    }
    await w.settled();
    const replay = await tab(ana, 0);

    const frames = (await caughtUp(w, replay)).filter(frame => 'seq' in frame);
    const live = (await caughtUp(w, ana.socket)).filter(frame => 'seq' in frame);
    expect(frames.map(frame => frame.seq)).toEqual(range(1, last(frames)));
    const byNumber = new Map(frames.map(frame => [frame.seq, frame.event.id]));
    expect(live.filter(frame => byNumber.get(frame.seq) !== frame.event.id)).toEqual([]);
    const heard = new Map(frames.map(frame => [frame.event.id, frame.event]));
    const messages = [...heard.values()].filter(event => event.type === 'message.created.v1');
    expect(messages.map(event => event.data.text).toSorted()).toEqual(texts);
  });

  test('says with every pong how far the feed is, so that a gap shows', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await w.settled();
    const post = vi.spyOn(w.system.sockets, 'post').mockResolvedValue('sent');
    await kim.says('This is lost on the way');
    await w.settled();
    post.mockRestore();

    ana.socket.send({ action: 'ping' });
    const { pong } = await ana.socket.next('pong');
    const known = last(ana.socket.frames);
    ana.socket.send({ action: 'resume', after: known });
    const caught = await caughtUp(w, ana.socket);

    expect(pong).toEqual({
      serverTime: w.now(),
      seq: known + 1,
      leaseUntil: new Date(Date.parse(w.now()) + 30_000).toISOString(),
    });
    expect(firstOfEach(caught).at(-1)?.event).toMatchObject({
      type: 'message.created.v1',
      data: { text: 'This is lost on the way' },
    });
  });

  test('of an agent who was taken over learns it and reads on, but commands nothing', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    const second = await signIn(w, 'ana', { session: { force: true } });

    const frames = firstOfEach(await caughtUp(w, ana.socket));
    expect(frames.find(frame => frame.event.type === 'session.superseded.v1').event.data).toEqual({
      agentId: 'ana',
      sessionId: ana.sessionId,
      bySessionId: second.sessionId,
    });
    expect(await agentSays(ana, kim, 'Hi')).toMatchObject({ status: 409, body: { code: 'SESSION_SUPERSEDED' } });
    expect((await agentSays(second, kim, 'Hi')).status).toBe(201);
  });

  test('of a customer resumes behind the line he has', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const socket = await customerSocket(w, kim, 0);
    await agentSays(ana, kim, 'one');
    const before = last(await caughtUp(w, socket));
    await socket.close();

    await agentSays(ana, kim, 'two');
    await agentSays(ana, kim, 'three');
    const back = await customerSocket(w, kim, before);
    const missed = await caughtUp(w, back);

    expect(firstOfEach(missed).map(frame => [frame.seq, frame.event.data.text])).toEqual([
      [4, 'two'],
      [5, 'three'],
    ]);
    expect(missed.map(asContractedForCustomer)).toEqual(missed);
  });
});

describe('a gap that cannot be filled', () => {
  test('of more than 500 events is answered by a reset with what the desktop shows', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await w.settled();
    const start = last(ana.socket.frames);
    for (let change = 0; change < 501; change += 1) await ana.put(...notesOf(kim, change));
    await w.settled();

    const [justTooLong, justShort] = [await tab(ana, start), await tab(ana, start + 1)];

    const { reset } = await justTooLong.next('reset');
    const session = await ana.session();
    expect(reset).toMatchObject({
      asOfSeq: start + 501,
      snapshot: {
        session: { ...session, leaseUntil: expect.any(String) },
        offers: [],
        interactions: [{ id: kim.chatId, status: 'active', notes: 'note 500', unanswered: 0, lastIndex: 2 }],
      },
    });
    expect(justTooLong.frames.map(asContracted)).toEqual(justTooLong.frames);
    expect(justTooLong.frames.filter(frame => 'seq' in frame)).toEqual([]);
    const replayed = await caughtUp(w, justShort);
    expect(seqs(replayed)).toEqual(range(start + 2, start + 501));
  }, 60_000);

  test('of a day and more is answered by a reset, for a customer by an end of his key', async () => {
    await w.stop();
    w = await world({ sweepEverySeconds: DAY });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const known = last(await caughtUp(w, ana.socket));
    await agentSays(ana, kim, 'missed');
    await ana.socket.close();
    await w.advance(DAY - 700);
    const withinTheDay = await tab(ana, known);
    const replayed = await caughtUp(w, withinTheDay);
    await withinTheDay.close();

    await w.advance(800);
    const later = await tab(ana, known);
    const { reset } = await later.next('reset');

    expect(types(replayed).slice(0, 1)).toEqual(['message.created.v1']);
    expect(reset.snapshot).toMatchObject({ session: null, offers: [], interactions: [] });
    expect((await later.next('welcome')).welcome.seq).toBe(reset.asOfSeq);
    expect(await kim.get(`/v1/chats/${kim.chatId}`)).toMatchObject({ status: 401, body: { code: 'TOKEN_INVALID' } });
  });

  test('because nothing happened for a day starts the numbers anew, and what comes then is heard', async () => {
    await w.stop();
    w = await world({ sweepEverySeconds: DAY });
    const ana = await signIn(w, 'ana');
    const known = last(await caughtUp(w, ana.socket));
    await w.advance(DAY + 300);
    const desktop = await tab(ana, known);
    const { reset } = await desktop.next('reset');

    const back = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');

    const heard = firstOfEach(await caughtUp(w, desktop));
    expect(reset.asOfSeq).toBe(0);
    expect(heard.map(frame => frame.seq)).toEqual(range(1, heard.length));
    expect(heard.at(-1)?.event).toMatchObject({ type: 'offer.created.v1', data: { interactionId: kim.chatId } });
    expect(await back.offers()).toHaveLength(1);
  });

  test('or a number from a feed that has started anew is answered by a reset', async () => {
    const ana = await signIn(w, 'ana');
    await w.settled();

    const stray = await tab(ana, 4711);

    expect((await stray.next('reset')).reset).toMatchObject({ asOfSeq: last(await caughtUp(w, ana.socket)) });
  });
});

describe('a process that dies between its commit and its push', () => {
  test('leaves the agent not without his events: the stream brings them', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const known = last(await caughtUp(w, ana.socket));

    await withoutPushes(() => kim.leaves());

    const frames = firstOfEach(await caughtUp(w, ana.socket)).filter(frame => frame.seq > known);
    expect(types(frames)).toEqual(['interaction.ended.v1', 'assignment.wrap-up-started.v1']);
  });

  test('leaves neither side without the lines of the other', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const socket = await customerSocket(w, kim);
    const known = [last(await caughtUp(w, ana.socket)), 2];

    await withoutPushes(() => kim.says('Hello'));
    await withoutPushes(() => agentSays(ana, kim, 'Good morning'));

    const texts = (frames: readonly Frame[], behind = 0) =>
      firstOfEach(frames).flatMap(frame => (frame.seq > behind ? [frame.event.data.text] : []));
    expect(texts(await caughtUp(w, ana.socket), known[0])).toEqual(['Hello', 'Good morning']);
    expect(texts(await caughtUp(w, socket), known[1])).toEqual(['Hello', 'Good morning']);
  });

  /** The process commits, and nothing that it pushes arrives. */
  async function withoutPushes(command: () => Promise<unknown>): Promise<void> {
    const post = vi.spyOn(w.system.sockets, 'post').mockRejectedValue(new Error('the process is gone'));
    await command();
    post.mockRestore();
    await w.settled();
  }
});

const notesOf = (customer: ChatCustomer, number: number) =>
  [`/v1/interactions/${customer.chatId}/notes`, { notes: `note ${number}` }] as const;
