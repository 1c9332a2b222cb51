import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InteractionEntity } from '#schemas/interactions/entity.ts';
import { put } from '#shared/adapters/store/store.ts';
import { type Agent, administer, caughtUp, establish, pageOf, pass, returnTo, signIn } from '../../support/journeys.ts';
import { type Caller, type Listener, type Reply, type World, world } from '../../support/world.ts';

/** Customers who fall silent or lose their page: the server warns and ends, whatever the browser does. */

let w: World;
let ana: Agent;
let dataDir: string;
/** The pages that are open and send their heartbeats. */
const pages = new Set<Listener>();
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'timers-'));
  w = await world({ dataDir, keepData: true });
  await establish(w, 'chat-widgets', {
    ...{ id: 'shop', name: 'Shop', queueId: 'support' },
    texts: { fr: { sessionTimeout: 'Fermé.', sessionWillSoonBeClosed: 'Encore {0} secondes.' } },
  });
  pages.clear();
  ana = await signIn(w, 'ana');
  await w.settled();
});
afterEach(async () => {
  await w.stop();
  await rm(dataDir, { recursive: true });
  expect(w.defects).toEqual([]);
});

interface Customer {
  readonly chatId: string;
  readonly api: Caller;
  readonly token: string;
  says(text: string): Promise<Reply>;
  types(): Promise<Reply>;
  /** Asks for news as a page without a socket does; it waits no longer than it must. */
  polls(): Promise<Reply>;
  chat(): Promise<Reply['body']>;
  lines(): Promise<Reply['body'][]>;
}

/** A customer asks for a chat; what is read about it afterwards is no sign of life, because Ada reads it. */
async function arrive(request: object = { widgetId: 'shop' }): Promise<Customer> {
  const { body } = await w.api().post('/v1/chats', { tenantId: 'demo', ...request });
  const { chatId, token } = body;
  const api = w.api(token);
  const path = `/v1/chats/${chatId}`;
  const ada = await w.tenant('demo').as('ada');
  return {
    ...{ api, chatId, token },
    says: text => api.post(`${path}/messages`, { text, clientMessageId: crypto.randomUUID() }),
    types: () => api.post(`${path}/typing`),
    polls: () => api.get(`${path}/events`, { query: { after: 0, waitMs: 1 } }),
    chat: async () => (await ada.get(`/v1/interactions/${chatId}`)).body,
    lines: async () => (await ada.get(`/v1/interactions/${chatId}/messages`)).body.items,
  };
}

/** Ana takes the chat of a customer who has just come. */
async function talk(request?: object): Promise<Customer> {
  const customer = await arrive(request);
  await ana.accept();
  return customer;
}

async function open(customer: Customer): Promise<Listener> {
  const socket = await w.socket(customer.token);
  socket.send({ action: 'resume', after: 0 });
  await socket.next('welcome');
  pages.add(socket);
  return socket;
}

const kinds = async (customer: Customer): Promise<string[]> => (await customer.lines()).map(line => line.kind);
/** What Ana has heard of the customer's page. */
const heard = async (): Promise<[string, string][]> => [
  ...new Map(
    (await caughtUp(w, ana.socket))
      .filter(frame => frame.event?.type === 'customer.presence.v1')
      .map(frame => [frame.event.id, [frame.event.data.presence, frame.event.time] as [string, string]]),
  ).values(),
];
const spent = (seconds: number) => pass(w, seconds, [ana, ...[...pages].map(pageOf)]);
/** The page goes, and says so. */
async function close(page: Listener): Promise<void> {
  pages.delete(page);
  await page.close();
}
const later = (from: string, seconds: number) => new Date(Date.parse(from) + seconds * 1000).toISOString();

describe('a customer who says nothing', () => {
  test('is warned after 240 s and disconnected after 300 s, to the second, in the customer’s language', async () => {
    const customer = await talk({ widgetId: 'shop', locale: 'fr-BE' });
    const page = await open(customer);
    const start = w.now();

    await spent(239);
    const before = await kinds(customer);
    await spent(1);
    const warned = (await customer.lines()).at(-1);
    await spent(59);
    const still = (await customer.chat()).status;
    await spent(1);
    const over = await customer.chat();

    expect(before).toEqual(['queued', 'agent-joined']);
    expect(warned).toMatchObject({ kind: 'idle-warning', text: 'Encore 60 secondes.', at: later(start, 240) });
    expect([still, over.status]).toEqual(['active', 'ended']);
    expect(over).toMatchObject({ endedBy: 'system', endReason: 'customer-idle', endedAt: later(start, 300) });
    expect((await customer.lines()).at(-1)).toMatchObject({
      kind: 'ended',
      text: 'Fermé.',
      author: { kind: 'system' },
    });
    expect((await caughtUp(w, page)).some(frame => frame.event?.data.text === 'Encore 60 secondes.')).toBe(true);
    expect((await ana.session()).state).toBe('wrap-up');
  });

  test('goes on by a word, and the time begins anew', async () => {
    const customer = await talk();
    await open(customer);
    await spent(250);
    await customer.says('Still here');

    await spent(239);
    const quiet = await kinds(customer);
    await spent(1);
    const warnedAgain = await kinds(customer);
    await spent(60);

    expect(quiet).toEqual(['queued', 'agent-joined', 'idle-warning', 'message']);
    expect(warnedAgain.at(-1)).toBe('idle-warning');
    expect((await customer.chat()).endReason).toBe('customer-idle');
  });

  test('is not idle while typing, or while the agent writes', async () => {
    const customer = await talk();
    await open(customer);
    await spent(200);
    await customer.types();
    await spent(200);
    await ana.post(`/v1/interactions/${customer.chatId}/messages`, { text: 'Found it', clientMessageId: 'a' });

    await spent(239);

    expect(await kinds(customer)).toEqual(['queued', 'agent-joined', 'message']);
  });

  test('may wait in the queue as long as it takes', async () => {
    await ana.notReady();
    const customer = await arrive();
    const page = await open(customer);

    await spent(500);
    await caughtUp(w, page);
    await spent(500);

    expect((await customer.chat()).status).toBe('queued');
  });

  test('has the time of the tenant where that is shorter, and no warning where none is wanted', async () => {
    await administer(w, 'routing-settings', { chat: { idleSeconds: 100 } });
    await administer(w, 'chat-widgets/shop', { idleWarningSeconds: 0 });
    const customer = await talk();
    await open(customer);

    await spent(99);
    const before = (await customer.chat()).status;
    await spent(1);

    expect([before, (await customer.chat()).status]).toEqual(['active', 'ended']);
    expect(await kinds(customer)).toEqual(['queued', 'agent-joined', 'ended']);
  });

  test('without a widget has the 900 s of the service', async () => {
    const customer = await talk({ queueId: 'support' });

    await spent(899);
    const before = (await customer.chat()).status;
    await spent(1);

    expect([before, (await customer.chat()).endReason]).toEqual(['active', 'customer-idle']);
  });
});

describe('a customer whose page is lost', () => {
  test('is missed at once, given up after 60 s, and the agent is warned 20 s before', async () => {
    const customer = await talk();
    const page = await open(customer);
    await spent(10);
    const gone = w.now();
    await close(page);

    await spent(59);
    const before = await customer.chat();
    await spent(1);
    const over = await customer.chat();

    expect(await heard()).toEqual([
      ['away', gone],
      ['leaving', later(gone, 40)],
    ]);
    expect([before.status, over.status]).toEqual(['active', 'ended']);
    expect(over).toMatchObject({ endedBy: 'system', endReason: 'customer-lost', endedAt: later(gone, 60) });
  });

  test('whose socket was cut off without a word is given up after 60 s, too', async () => {
    const customer = await talk();
    const page = await open(customer);
    await spent(100);
    const last = w.now();
    pages.delete(page);

    await spent(59);
    const before = (await customer.chat()).status;
    await spent(1);

    expect(before).toBe('active');
    expect(await heard()).toEqual([['leaving', later(last, 40)]]);
    expect(await customer.chat()).toMatchObject({ endReason: 'customer-lost', endedAt: later(last, 60) });
  });

  test('is back by the first heartbeat of a socket that was out of reach for a while', async () => {
    const customer = await talk();
    const page = await open(customer);
    pages.delete(page);
    await spent(45);
    pages.add(page);

    await spent(60);

    expect((await heard()).map(([presence]) => presence)).toEqual(['leaving', 'back']);
    expect((await customer.chat()).status).toBe('active');
  });

  test('goes on when it comes back in time, with what was written meanwhile', async () => {
    const customer = await talk();
    await close(await open(customer));
    await spent(30);
    const held = await ana.post(`/v1/interactions/${customer.chatId}/messages`, {
      text: 'Are you there?',
      clientMessageId: 'a',
    });
    const notice = await ana.socket.next('message.held.v1');
    await spent(29);

    const page = await open(customer);
    await spent(60);

    const back = (await caughtUp(w, ana.socket)).findLast(frame => frame.event?.data.presence === 'back');
    expect(notice.event.data).toMatchObject({ index: held.body.index, text: expect.stringMatching(/away/) });
    expect(back.event.data).toMatchObject({ heldMessages: 1, text: expect.stringMatching(/has received/) });
    expect((await caughtUp(w, page)).some(frame => frame.event?.data.text === 'Are you there?')).toBe(true);
    expect((await customer.chat()).status).toBe('active');
  });

  test('is as well there by long polls: 60 s count from the last one', async () => {
    const customer = await talk();
    for (let at = 0; at < 4; at += 1) {
      await customer.polls();
      await spent(30);
    }
    await customer.polls();
    const last = w.now();

    await spent(39);
    const before = await heard();
    await spent(1);
    const warned = await heard();
    await spent(20);

    expect(before).toEqual([]);
    expect(warned).toEqual([['leaving', later(last, 40)]]);
    expect(await customer.chat()).toMatchObject({ endReason: 'customer-lost', endedAt: later(last, 60) });
  });

  test('changes nothing for as long as it shows itself, and is given up 60 s after the last time', async () => {
    const customer = await talk();
    await customer.polls();
    const { version } = await customer.chat();

    for (let poll = 1; poll <= 8; poll++) {
      await spent(25);
      await customer.polls();
    }
    const there = await customer.chat();
    await spent(59);
    const missed = await customer.chat();
    await spent(1);
    const over = await customer.chat();

    expect(there).toMatchObject({ status: 'active', version });
    expect((await heard()).map(([presence]) => presence)).toEqual(['leaving']);
    expect(missed.status).toBe('active');
    expect(over).toMatchObject({ endReason: 'customer-lost', endedAt: w.now() });
  });

  test('that shows itself by what the customer says alone is not taken for lost by the sweeper', async () => {
    const customer = await talk();
    await customer.polls();

    for (let message = 1; message <= 5; message++) {
      await spent(35);
      await customer.says(`Message ${message}`);
    }

    expect(await heard()).toEqual([]);
    expect((await customer.chat()).status).toBe('active');
    expect(w.counted).not.toContain('RepairPerformed');
  });

  test('comes back by a long poll too', async () => {
    const customer = await talk();
    await spent(50);
    await customer.polls();

    await spent(30);

    expect((await heard()).map(([presence]) => presence)).toEqual(['leaving', 'back']);
    expect((await customer.chat()).status).toBe('active');
  });

  test('leaves the queue, so that nobody is asked to talk to an empty page', async () => {
    await ana.notReady();
    const customer = await arrive();

    await spent(60);

    expect(await customer.chat()).toMatchObject({ status: 'closed', endReason: 'abandoned-in-queue' });
  });

  test('is not missed while another tab has its socket open', async () => {
    const customer = await talk();
    const first = await open(customer);
    await open(customer);
    await close(first);

    await spent(120);

    expect(await heard()).toEqual([]);
    expect((await customer.chat()).status).toBe('active');
  });

  test('that never was there is not missed: a service that only writes', async () => {
    const customer = await talk({ queueId: 'support' });
    await customer.says('Hello');

    await spent(300);

    expect((await customer.chat()).status).toBe('active');
  });

  test('has the time that the widget gives, or all the time in the world', async () => {
    await administer(w, 'chat-widgets/shop', { pageLostSeconds: 30, pageLostWarningSeconds: 5 });
    const strict = await talk();
    await spent(30);
    const over = (await strict.chat()).endReason;
    await administer(w, 'routing-settings', { chat: { pageLostSeconds: null } });
    await ana.post(`/v1/interactions/${strict.chatId}/wrap-up/completion`);
    const patient = await talk({ queueId: 'support' });
    await close(await open(patient));
    await spent(300);

    expect(over).toBe('customer-lost');
    expect((await patient.chat()).status).toBe('active');
  });
});

describe('the timers', () => {
  test('are set again by a restart, and what fell due meanwhile is made up for with the whole warning', async () => {
    const customer = await talk();
    const startsAt = later(w.now(), 100);
    await w.stop();
    w = await world({ dataDir, keepData: true, startsAt });
    ana = await returnTo(w, ana);
    const ada = await w.tenant('demo').as('ada');
    const endReason = async () => (await ada.get(`/v1/interactions/${customer.chatId}`)).body.endReason;

    await w.settled();
    const atOnce = await endReason();
    await w.advance(20);

    expect([atOnce, await endReason()]).toEqual([null, 'customer-lost']);
  });

  test('that were lost are found by the sweeper', async () => {
    const customer = await talk();
    await w.settled();
    const store = w.system.openStore('demo');
    const row = await store.get(InteractionEntity, { id: customer.chatId });
    const pageLookAt = later(w.now(), 7);
    const customerWatch = { idleLookAt: null, idleWarnedAt: null, away: null, ...row?.customerWatch, pageLookAt };
    await store.commit([put(InteractionEntity, { ...(row as NonNullable<typeof row>), customerWatch }, 'any')]);

    await spent(120);

    expect((await customer.chat()).endReason).toBe('customer-lost');
  });
});
