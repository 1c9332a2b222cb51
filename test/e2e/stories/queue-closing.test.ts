import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Agent,
  administer,
  askForChat,
  type ChatCustomer,
  caughtUp,
  establish,
  pass,
  signIn,
} from '../../support/journeys.ts';
import { type World, world } from '../../support/world.ts';

/** The hours of a queue end while customers wait (CHAT-34): they are told and sent home; conversations go on. */

const CLOSES = '2026-11-20T17:00:00.000Z';
let w: World;
let ana: Agent;
beforeEach(async () => {
  w = await world({ startsAt: '2026-11-20T16:50:00.000Z' });
  await establish(w, 'business-hours', week([{ from: '09:00', to: '17:00' }]));
  await administer(w, 'queues/support', { hoursId: 'office', texts: { closed: 'We are back at nine.' } });
  ana = await signIn(w, 'ana', { ready: false });
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const week = (friday: object[]) => ({ id: 'office', name: 'Office', timeZone: 'UTC', week: { friday } });
const record = async ({ chatId }: ChatCustomer) =>
  (await (await w.tenant('demo').as('ada')).get(`/v1/interactions/${chatId}`)).body;
/** Time passes until so many seconds before (or after) closing time. */
const until = async (seconds: number): Promise<void> =>
  pass(w, (Date.parse(CLOSES) - Date.parse(w.now())) / 1000 + seconds, [ana]);
const lastLine = async (customer: ChatCustomer) =>
  (await customer.get(`/v1/chats/${customer.chatId}/events`, { query: { after: 0 } })).body.items.at(-1);

test('who waits at closing time is sent home to the second, with the text of the closed queue', async () => {
  const kim = await askForChat(w, 'support');
  await until(-1);
  const page = await w.socket(kim.token);
  page.send({ action: 'resume', after: 0 });
  const before = (await kim.chat()).state;

  await until(0);

  expect([before, (await kim.chat()).state]).toEqual(['queued', 'terminated']);
  expect(await record(kim)).toMatchObject({ endedBy: 'system', endReason: 'queue-closed', endedAt: CLOSES });
  expect(await lastLine(kim)).toMatchObject({
    type: 'ended',
    text: 'We are back at nine.',
    author: { kind: 'system' },
  });
  expect((await caughtUp(w, page)).some(frame => frame.event?.data.text === 'We are back at nine.')).toBe(true);
});

test('who talks at closing time is not cut off', async () => {
  await ana.ready();
  const kim = await askForChat(w, 'support');
  await ana.accept();

  await until(60);

  expect((await record(kim)).status).toBe('active');
});

test('who is being offered at closing time may still be taken, and goes home when nobody does', async () => {
  await until(-10);
  const [taken, missed] = [await askForChat(w, 'support'), await askForChat(w, 'support')];
  await ana.ready();
  await until(5);
  const asked = await ana.offers();
  await ana.post(`/v1/offers/${asked.find(({ interactionId }) => interactionId === taken.chatId).id}/acceptance`);

  await until(15);

  expect((await record(taken)).status).toBe('active');
  expect(await record(missed)).toMatchObject({ endReason: 'queue-closed' });
});

test('who is handed to a queue with hours goes home with it', async () => {
  await ana.ready();
  await administer(w, 'routing-settings', { transferReturnSeconds: null });
  const kim = await askForChat(w, 'sales');
  await ana.accept();
  await ana.notReady();
  await ana.post(`/v1/interactions/${kim.chatId}/transfer`, { target: { kind: 'queue', id: 'support' } });

  await until(0);

  expect(await record(kim)).toMatchObject({ endReason: 'queue-closed', endedAt: CLOSES });
});

test('hours that are made longer or shorter hold for who waits already', async () => {
  const kim = await askForChat(w, 'support');
  await administer(w, 'business-hours/office', week([{ from: '09:00', to: '18:30' }]));
  await until(0);
  const longer = (await kim.chat()).state;
  await administer(w, 'business-hours/office', week([{ from: '09:00', to: '17:30' }]));
  await until(3600);

  expect([longer, (await kim.chat()).state]).toEqual(['queued', 'terminated']);
});
