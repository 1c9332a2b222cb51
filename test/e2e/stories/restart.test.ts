import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Agent,
  askForChat,
  type ChatCustomer,
  pass,
  resumeChat,
  returnTo,
  signIn,
  startChat,
} from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let dataDir: string;
let w: World;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'restart-'));
  w = await world({ dataDir, keepData: true });
});
afterEach(async () => {
  await w.stop();
  await rm(dataDir, { recursive: true });
  expect(w.defects).toEqual([]);
});

/** The process ends and another one takes over where it stood, a while later. */
async function restart(afterSeconds = 1): Promise<void> {
  const startsAt = new Date(Date.parse(w.now()) + afterSeconds * 1000).toISOString();
  await w.stop();
  expect(w.defects).toEqual([]);
  w = await world({ dataDir, keepData: true, startsAt, port: Number(new URL(w.url).port) });
}

const back = (agent: Agent): Promise<Agent> => returnTo(w, agent);
const stillThere = (customer: ChatCustomer): ChatCustomer => resumeChat(w, customer);

describe('a restart', () => {
  test('in mid-chat loses nothing: both sides go on, the lines have no gap, nobody signs in anew', async () => {
    let ana = await signIn(w, 'ana');
    let kim = await startChat(w, ana);
    await kim.says('Before');
    await ana.socket.next('message.created.v1');
    const seq = ana.socket.frames.findLast(frame => frame.seq)?.seq;

    await restart(5);
    kim = stillThere(kim);
    await kim.says('After');
    ana = await back(ana);
    ana.socket.send({ action: 'resume', after: seq });
    const heard = await ana.socket.next('message.created.v1');
    const answer = await ana.post(`/v1/interactions/${kim.chatId}/messages`, { text: 'Yes?', clientMessageId: 'a1' });

    expect(heard).toMatchObject({ seq: seq + 1, event: { data: { text: 'After' } } });
    expect(answer.body.index).toBe(5);
    expect(await kim.story()).toEqual(['queued', 'agent-joined', 'message', 'message', 'message']);
    expect(await ana.session()).toMatchObject({ status: 'online', epoch: 1, presence: { status: 'ready' } });
  });

  test('keeps who waits in order, and work finds the agents again', async () => {
    const chats = [];
    for (const name of ['Kim', 'Lee', 'Max']) {
      chats.push(await askForChat(w, 'support', { name }));
      await w.advance(1);
    }

    await restart();
    const positions = await Promise.all(chats.map(async chat => (await stillThere(chat).chat()).position));
    const ana = await signIn(w, 'ana');
    await w.settled();

    expect(positions).toEqual([1, 2, 3]);
    expect((await ana.offers()).map(offer => offer.interactionId)).toEqual(chats.map(chat => chat.chatId));
  });

  test('lets a ringing offer expire at its time', async () => {
    let ana = await signIn(w, 'ana');
    await askForChat(w, 'support');
    await w.advance(10);

    await restart(2);
    ana = await back(ana);
    await w.advance(7);
    const ringing = await ana.offers();
    await w.advance(1);

    expect(ringing).toHaveLength(1);
    expect(await ana.offers()).toEqual([]);
    expect(w.counted).not.toContain('RepairPerformed');
  });

  test('ends a wrap-up at its time, and an exclusion', async () => {
    let ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    await ana.reject();

    await restart();
    ana = await back(ana);
    await w.advance(8);
    const during = { work: (await ana.session()).work, offers: await ana.offers() };
    await w.advance(2);
    const asked = await ana.offers();
    await ana.beat();
    await w.advance(20);

    expect(during.work).toMatchObject([{ interactionId: kim.chatId, state: 'wrap-up' }]);
    expect(during.offers).toEqual([]);
    expect(asked.map(offer => offer.interactionId)).toEqual([lee.chatId]);
    expect((await ana.get(`/v1/interactions/${kim.chatId}`)).body.status).toBe('closed');
  });

  test('notices agents who do not come back, and routes their chats again', async () => {
    const ana = await signIn(w, 'ana');
    let kim = await startChat(w, ana);

    await restart();
    kim = stillThere(kim);
    await w.advance(30 + 120);

    expect((await kim.chat()).state).toBe('queued');
    const ben = await signIn(w, 'ben');
    await w.advance(5);
    expect((await ben.offers()).map(offer => offer.interactionId)).toEqual([]);
    const again = await signIn(w, 'ana');
    expect((await again.offers()).map(offer => offer.interactionId)).toEqual([kim.chatId]);
  });

  test('after a long outage makes up for what was due, and gives agents their time to come back', async () => {
    let ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    const lee = await startChat(w, ana, 'support', 'Lee');
    await ana.post(`/v1/interactions/${lee.chatId}/end`);
    const max = await askForChat(w, 'support', { name: 'Max' });

    await restart(600);
    ana = await back(ana);
    await ana.beat();

    const session = await ana.session();
    expect(session).toMatchObject({ status: 'online', epoch: 1 });
    expect(session.work.map((one: { interactionId: string }) => one.interactionId)).toContain(kim.chatId);
    expect((await ana.get(`/v1/interactions/${lee.chatId}`)).body.status).toBe('closed');
    expect(await stillThere(kim).story()).toEqual(['queued', 'agent-joined', 'agent-away', 'agent-back']);
    // Whether the offer of before ended by its time or with the connection is a matter of who is looked at first.
    for (let waited = 0; waited < 60 && (await ana.offers()).length === 0; waited += 10) await pass(w, 10, [ana]);
    expect((await ana.offers()).map(offer => offer.interactionId)).toEqual([max.chatId]);
  });

  test('keeps what an administrator has changed', async () => {
    const ada = w.api(await w.tokenFor('ada'));
    await ada.post('/v1/admin/queues', { id: 'billing', name: 'Billing', campaignId: 'inbound', channels: ['chat'] });

    await restart();

    const queues = await w.api(await w.tokenFor('ada')).get('/v1/admin/queues');
    expect(queues.body.items.map((queue: { id: string }) => queue.id)).toContain('billing');
  });
});
