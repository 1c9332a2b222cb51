import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adminKinds, RoutingSettings } from '#schemas/admin/model.ts';
import { QueueProfileEntity } from '#schemas/routing/entity.ts';
import { shardOf } from '#shared/domain/kit/shard.ts';
import { fieldsOf, isOfCalls } from '../../support/fields.ts';
import {
  type Agent,
  administer,
  askForChat,
  type ChatCustomer,
  caughtUp,
  customerSocket,
  establish,
  pass,
  signIn,
} from '../../support/journeys.ts';
import { UNLIMITED } from '../../support/operations.ts';
import { type Caller, type Reply, type World, world } from '../../support/world.ts';

/**
 * Every field that an administrator can set but those about calls (`honoured-voice-fields.test.ts`), with a story in which
 * it makes a difference. Each story has a campaign, a
 * queue and people of its own, so that all of them can be told in one world.
 */

let w: World;
let ada: Caller;
let settingsChanged = false;
let atWork = false;
beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
});
afterAll(() => w.stop());
/** Everybody goes home: nobody waits for the next story, leases and graces end. */
afterEach(async () => {
  await Promise.all(customers.splice(0).map(customer => customer.leaves()));
  if (settingsChanged) await administer(w, 'routing-settings', RoutingSettings.parse({}));
  settingsChanged = false;
  if (atWork) await w.advance(200);
  atWork = false;
});

let desks = 0;
const customers: ChatCustomer[] = [];
async function ask(queueId: string): Promise<ChatCustomer> {
  const customer = await askForChat(w, queueId);
  customers.push(customer);
  return customer;
}

type Fields = Readonly<Record<string, unknown>>;

/** A campaign with a queue, and somebody who serves it. */
interface Desk {
  readonly userId: string;
  readonly queueId: string;
  readonly campaignId: string;
  readonly user: string;
  readonly queue: string;
  readonly campaign: string;
  signIn(options?: Parameters<typeof signIn>[2]): Promise<Agent>;
  ask(): Promise<ChatCustomer>;
}

async function desk(
  given: {
    readonly user?: Fields;
    readonly queue?: Fields;
    readonly campaign?: Fields;
    readonly assignment?: Fields;
  } = {},
): Promise<Desk> {
  desks += 1;
  const [userId, queueId, campaignId] = [`user-${desks}`, `queue-${desks}`, `campaign-${desks}`];
  await establish(w, 'campaigns', { id: campaignId, name: campaignId, wrapUpSeconds: 0, ...given.campaign });
  await establish(w, 'queues', { id: queueId, name: queueId, campaignId, channels: ['chat'], ...given.queue });
  await employ(userId, { queues: [{ queueId, ...given.assignment }], ...given.user });
  return {
    ...{ userId, queueId, campaignId },
    ...{ user: `users/${userId}`, queue: `queues/${queueId}`, campaign: `campaigns/${campaignId}` },
    signIn: options => comeToWork(userId, options),
    ask: () => ask(queueId),
  };
}

function comeToWork(userId: string, options?: Parameters<typeof signIn>[2]): Promise<Agent> {
  atWork = true;
  return signIn(w, userId, options);
}

const employ = (id: string, fields: Fields) => establish(w, 'users', { id, name: id, roles: ['agent'], ...fields });

/** Another queue of a desk, served by the same person. */
async function besides(
  { campaignId, queueId, user }: Desk,
  fields: Fields = {},
  assignment: Fields = {},
  first: Fields = {},
) {
  const other = `${queueId}-b`;
  await establish(w, 'queues', { id: other, name: other, campaignId, channels: ['chat'], ...fields });
  await administer(w, user, {
    queues: [
      { queueId, ...first },
      { queueId: other, ...assignment },
    ],
  });
  return other;
}

async function set(fields: Fields): Promise<void> {
  settingsChanged = true;
  await administer(w, 'routing-settings', fields);
}

const offered = async (agent: Agent): Promise<string[]> =>
  (await agent.offers()).map(offer => offer.interactionId).toSorted();
const idsOf = (...customers: readonly ChatCustomer[]) => customers.map(one => one.chatId).toSorted();

const liveOf = async (queueId: string): Promise<Reply['body']> => {
  const { items } = (await ada.get('/v1/queues')).body;
  return items.find((queue: { queueId: string }) => queue.queueId === queueId);
};
const availability = async (queueId: string): Promise<Reply['body']> =>
  (await w.api().get('/v1/chat-availability', { query: { tenantId: 'demo', queueId } })).body;
const interactionOf = async ({ chatId }: ChatCustomer): Promise<Reply['body']> =>
  (await ada.get(`/v1/interactions/${chatId}`)).body;

const end = (agent: Agent, { chatId }: ChatCustomer) => agent.post(`/v1/interactions/${chatId}/end`);

/** A conversation that has just begun. */
async function talk(given: Parameters<typeof desk>[0] = {}) {
  const place = await desk(given);
  const agent = await place.signIn();
  const customer = await place.ask();
  await agent.accept();
  return { ...place, place, agent, customer };
}

/** A field that describes, for people: it comes back as it was written. */
const comesBack = (kind: string, id: () => Promise<string>, fields: Fields) => async () => {
  const path = `${kind}/${await id()}`;
  await administer(w, path, fields);
  expect((await ada.get(`/v1/admin/${path}`)).body).toMatchObject(fields);
};
/** An object of a kind that is there for nothing else. */
const some = (kind: string, fields: Fields) => async () => {
  desks += 1;
  await establish(w, kind, { id: `some-${desks}`, name: `Some ${desks}`, ...fields });
  return `some-${desks}`;
};
const someUser = some('users', { roles: ['agent'] });
const someCampaign = some('campaigns', {});
const someSkill = some('skills', {});

const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;

type Story = () => Promise<void>;

const userStories: Readonly<Record<string, Story>> = {
  id: async () => {
    const { signIn: open, userId } = await desk();
    expect((await (await open()).session()).userId).toBe(userId);
  },
  name: async () => {
    const { agent, customer, user } = await talk();
    await administer(w, user, { name: 'Renamed' });
    expect((await agent.session()).userName).toBe('Renamed');
    expect((await customer.chat()).agentName).not.toBe('Renamed');
  },
  email: comesBack('users', someUser, { email: 'ana@example.com' }),
  // Mails call people by these; `transcripts.test.ts` reads one.
  firstName: comesBack('users', someUser, { firstName: 'Ana' }),
  lastName: comesBack('users', someUser, { lastName: 'Silva' }),
  chatDisplayName: async () => {
    const { customer } = await talk({ user: { chatDisplayName: 'Your helper' } });
    expect((await customer.chat()).agentName).toBe('Your helper');
  },
  roles: async () => {
    const { user, userId } = await desk({ user: { roles: ['analyst'] } });
    const open = async () => (await w.api(await w.tokenFor(userId)).post('/v1/sessions', {})).status;
    const before = await open();
    await administer(w, user, { roles: ['agent'] });
    expect([before, await open()]).toEqual([403, 201]);
  },
  permissions: async () => {
    const place = await desk();
    await besides(place);
    const agent = await place.signIn({ ready: false });
    const customer = await place.ask();
    const pickUp = () => agent.post(`/v1/interactions/${customer.chatId}/pickup`);
    const logIn = () => agent.put('/v1/sessions/current/queues', { queueIds: [place.queueId] });
    const before = [(await pickUp()).body.params, (await logIn()).body.params];
    await administer(w, place.user, { permissions: ['pick-up', 'queue-login'] });
    expect(before).toEqual([{ permission: 'pick-up' }, { permission: 'queue-login' }]);
    expect([(await pickUp()).status, (await logIn()).status]).toEqual([200, 200]);
  },
  'skills.skillId': async () => {
    const place = await desk({ queue: { steps: [{ skills: [{ skillId: 'german', level: 3 }] }] } });
    const agent = await place.signIn();
    const customer = await place.ask();
    const before = await offered(agent);
    await administer(w, place.user, { skills: [{ skillId: 'german', level: 3 }] });
    expect([before, await offered(agent)]).toEqual([[], idsOf(customer)]);
  },
  'skills.level': async () => {
    const place = await desk({
      queue: { steps: [{ skills: [{ skillId: 'german', level: 3 }] }] },
      user: { skills: [{ skillId: 'german', level: 2 }] },
    });
    const agent = await place.signIn();
    const customer = await place.ask();
    const before = await offered(agent);
    await administer(w, place.user, { skills: [{ skillId: 'german', level: 4 }] });
    expect([before, await offered(agent)]).toEqual([[], idsOf(customer)]);
  },
  'queues.queueId': async () => {
    const place = await desk({ user: { queues: [] } });
    const agent = await place.signIn({ ready: false });
    const customer = await place.ask();
    const refused = await agent.ready();
    await administer(w, place.user, { queues: [{ queueId: place.queueId }] });
    await agent.ready();
    expect(refused.body.code).toBe('PRESENCE_NOT_ALLOWED');
    expect(await offered(agent)).toEqual(idsOf(customer));
  },
  'queues.tier': async () => {
    const place = await desk({ user: { capacity: { total: 30 } } });
    const other = await besides(place, {}, { tier: 1 }, { tier: 2 });
    await place.ask();
    await w.advance(5);
    const urgent = await ask(other);
    expect(await offered(await place.signIn())).toEqual(idsOf(urgent));
  },
  'queues.delaySeconds': async () => {
    const place = await desk({ assignment: { delaySeconds: 20 } });
    const agent = await place.signIn();
    const customer = await place.ask();
    await pass(w, 19, [agent]);
    const before = await offered(agent);
    await w.advance(1);
    expect([before, await offered(agent)]).toEqual([[], idsOf(customer)]);
  },
  'queues.primary': async () => {
    const place = await desk({ assignment: { primary: true } });
    await besides(place, {}, { primary: false }, { primary: true });
    const { queues } = await (await place.signIn()).session();
    expect(queues.map((queue: { primary: boolean }) => queue.primary)).toEqual([true, false]);
  },
  'capacity.total': async () => {
    const place = await desk({ user: { capacity: { total: 30 } } });
    const agent = await place.signIn();
    const [first, second] = [await place.ask(), await place.ask()];
    const before = await offered(agent);
    await administer(w, place.user, { capacity: { total: 60 } });
    expect([before, await offered(agent)]).toEqual([idsOf(first), idsOf(first, second)]);
    expect((await agent.session()).capacity).toEqual({ total: 60, free: 0 });
  },
  'capacity.caps': async () => {
    const place = await desk({ user: { capacity: { caps: { chat: 1 } } } });
    const agent = await place.signIn();
    const [first, second] = [await place.ask(), await place.ask()];
    const before = await offered(agent);
    await administer(w, place.user, { capacity: { caps: { chat: 2 } } });
    expect([before, await offered(agent)]).toEqual([idsOf(first), idsOf(first, second)]);
  },
  'capacity.weights': async () => {
    const place = await desk({ user: { capacity: { weights: { chat: 60 } } } });
    const agent = await place.signIn();
    const [first, second] = [await place.ask(), await place.ask()];
    const before = await offered(agent);
    await administer(w, place.user, { capacity: { weights: { chat: 40 } } });
    expect([before, await offered(agent)]).toEqual([idsOf(first), idsOf(first, second)]);
  },
  defaultReady: async () => {
    const [eager, calm] = [await desk({ user: { defaultReady: true } }), await desk()];
    const customer = await eager.ask();
    const agent = await eager.signIn({ ready: false });
    expect((await agent.session()).presence.status).toBe('ready');
    expect(await offered(agent)).toEqual(idsOf(customer));
    expect((await (await calm.signIn({ ready: false })).session()).presence.status).toBe('not-ready');
  },
  hotDesking: async () => {
    const { signIn: open, user } = await desk();
    const agent = await open();
    const sit = () => agent.put('/v1/sessions/current/extension', { extension: '7777' });
    const before = await sit();
    await administer(w, user, { hotDesking: true });
    expect([before.body.code, (await sit()).body.extension]).toEqual(['REFERENCE_UNKNOWN', '7777']);
  },
  extensions: async () => {
    const { userId } = await desk({ user: { extensions: ['1001'] } });
    const open = async (extension: string) =>
      w.api(await w.tokenFor(userId)).post('/v1/sessions', { extension, force: true });
    expect((await open('1002')).body).toMatchObject({ code: 'REFERENCE_UNKNOWN', params: { extensions: ['1001'] } });
    expect((await open('1001')).body.extension).toBe('1001');
  },
  personalQueue: async () => {
    const { agent, customer } = await talk();
    const colleague = await desk({ user: { personalQueue: false } });
    const send = () =>
      agent.post(`/v1/interactions/${customer.chatId}/transfer`, {
        target: { kind: 'personal-queue', id: colleague.userId },
      });
    const before = await send();
    await administer(w, colleague.user, { personalQueue: true });
    expect([before.body.code, (await send()).status]).toEqual(['TARGET_UNAVAILABLE', 200]);
  },
  active: async () => {
    const { agent, customer, place, user, userId } = await talk({ user: { permissions: ['pick-up'] } });
    const ringing = await place.ask();
    const token = await w.tokenFor(userId);
    await administer(w, user, { active: false });
    const next = await place.ask();
    const session = await agent.session();
    const pickUp = await agent.post(`/v1/interactions/${next.chatId}/pickup`);
    const said = await agent.post(`/v1/interactions/${customer.chatId}/messages`, {
      text: 'Bye',
      clientMessageId: 'b',
    });
    await end(agent, customer);
    await agent.delete('/v1/sessions/current');
    const again = await w.api(token).post('/v1/sessions', {});
    expect(await offered(agent)).toEqual([]);
    expect([(await ringing.chat()).position, (await next.chat()).position]).toEqual([1, 2]);
    expect(session).toMatchObject({ queues: [], presence: { status: 'not-ready', cause: 'no-queues' } });
    expect([said.status, pickUp.body.code, again.body.code]).toEqual([201, 'FORBIDDEN', 'AGENT_NOT_FOUND']);
    await expect(w.tokenFor(userId)).rejects.toThrow();
  },
};

const skillStories: Readonly<Record<string, Story>> = {
  id: async () => {
    const { user } = await desk();
    await expect(administer(w, user, { skills: [{ skillId: 'klingon', level: 1 }] })).rejects.toThrow(
      'REFERENCE_UNKNOWN',
    );
    await administer(w, user, { skills: [{ skillId: await someSkill(), level: 1 }] });
  },
  name: comesBack('skills', someSkill, { name: 'German ßpoken' }),
  description: comesBack('skills', someSkill, { description: 'Speaks it well' }),
};

const stepsOf = (durationSeconds?: number) => [
  { skills: [{ skillId: 'german', level: 4 }], ...(durationSeconds && { durationSeconds }) },
];

const inQueue = (fields: Fields) => desk({ queue: fields });
/** What mails are like; `transcripts.test.ts` reads them. */
const inMails = (transcript: Fields) => comesBack('queues', async () => (await inQueue({})).queueId, { transcript });

/** One slot for two queues that both have somebody waiting: who is asked for first? */
const firstOf = async (place: Desk, later: string): Promise<'earlier' | 'later'> => {
  await administer(w, place.user, { capacity: { total: 30 } });
  const earlier = await place.ask();
  await w.advance(60);
  await ask(later);
  const [first] = await offered(await place.signIn());
  return first === earlier.chatId ? 'earlier' : 'later';
};

const limitsOf = async (queueId: string): Promise<Reply['body']> =>
  (await w.api().get('/v1/chat-configuration', { query: { tenantId: 'demo', queueId } })).body.limits;
/** A queue allows its customers less. */
const narrows = (chatLimits: Fields, limits: Fields) => async () => {
  const { queue, queueId } = await desk();
  await administer(w, queue, { chatLimits });
  expect(await limitsOf(queueId)).toMatchObject(limits);
};

const queueStories: Readonly<Record<string, Story>> = {
  id: async () => {
    const { queueId } = await desk();
    expect(await availability(queueId)).toMatchObject({ available: true });
    expect((await availability(`${queueId}-x`)).code).toBe('QUEUE_NOT_FOUND');
  },
  alias: async () => {
    const [one, other] = [await inQueue({ alias: 1000 + desks }), await desk()];
    const alias = (await ada.get(`/v1/admin/${one.queue}`)).body.alias;
    await expect(administer(w, other.queue, { alias })).rejects.toThrow('OBJECT_EXISTS');
  },
  name: async () => {
    const { queue } = await desk();
    await administer(w, queue, { name: `Ünique ${desks}` });
    const asked = await w.api().post('/v1/chats', { tenantId: 'demo', queueName: `ünique ${desks} ` });
    expect((await w.api(asked.body.token).get(`/v1/chats/${asked.body.chatId}`)).body.queueName).toBe(
      `Ünique ${desks}`,
    );
  },
  campaignId: async () => {
    const [place, other] = [await desk(), await desk()];
    const before = await interactionOf(await place.ask());
    await administer(w, place.queue, { campaignId: other.campaignId });
    const after = await interactionOf(await place.ask());
    expect([before.campaignId, after.campaignId]).toEqual([place.campaignId, other.campaignId]);
  },
  channels: async () => {
    const { queue, queueId } = await desk();
    await administer(w, queue, { channels: ['voice'] });
    expect(await availability(queueId)).toMatchObject({ available: false, reason: 'barred' });
  },
  'steps.skills.skillId': async () => {
    const place = await inQueue({ steps: stepsOf() });
    const agent = await place.signIn();
    await place.ask();
    const before = await offered(agent);
    await administer(w, place.queue, { steps: [] });
    const next = await place.ask();
    expect([before, await offered(agent)]).toEqual([[], idsOf(next)]);
  },
  'steps.skills.level': async () => {
    const place = await desk({ queue: { steps: stepsOf() }, user: { skills: [{ skillId: 'german', level: 3 }] } });
    const agent = await place.signIn();
    await place.ask();
    const before = await offered(agent);
    await administer(w, place.queue, { steps: [{ skills: [{ skillId: 'german', level: 3 }] }] });
    const next = await place.ask();
    expect([before, await offered(agent)]).toEqual([[], idsOf(next)]);
  },
  'steps.durationSeconds': async () => {
    const place = await inQueue({ steps: stepsOf(15) });
    const agent = await place.signIn();
    const customer = await place.ask();
    await pass(w, 14, [agent]);
    const before = await offered(agent);
    await w.advance(1);
    expect([before, await offered(agent)]).toEqual([[], idsOf(customer)]);
  },
  class: async () => {
    const place = await desk();
    expect(await firstOf(place, await besides(place, { class: 1 }))).toBe('later');
  },
  priority: async () => {
    const [place, patient] = [await desk(), await desk()];
    expect(await firstOf(place, await besides(place, { priority: 2 }))).toBe('later');
    expect(await firstOf(patient, await besides(patient))).toBe('earlier');
  },
  hoursId: async () => {
    const { queue, queueId } = await desk();
    const before = await availability(queueId);
    await administer(w, queue, { hoursId: await hours({ week: {} }) });
    expect([before.available, (await availability(queueId)).reason]).toEqual([true, 'closed']);
  },
  'texts.open': async () => {
    const { queueId } = await inQueue({ texts: { open: 'Ask us' } });
    expect((await availability(queueId)).message).toBe('Ask us');
  },
  'texts.closed': async () => {
    const { queueId } = await inQueue({ texts: { closed: 'Come back later' }, barredFromChat: true });
    const asked = await w.api().post('/v1/chats', { tenantId: 'demo', queueId });
    expect([asked.body.message, (await availability(queueId)).message]).toEqual(Array(2).fill('Come back later'));
  },
  'texts.initial': async () => {
    const customer = await (await inQueue({ texts: { initial: 'You are in line' } })).ask();
    const events = await customer.get(`/v1/chats/${customer.chatId}/events`);
    expect([customer.asked.message, events.body.items[0].text]).toEqual(Array(2).fill('You are in line'));
  },
  'transcript.senderAddress': inMails({ senderAddress: 'desk@example.com' }),
  'transcript.subject': inMails({ subject: 'What we said' }),
  'transcript.body': inMails({ body: '$Transcript$' }),
  'transcript.format': inMails({ format: 'html' }),
  'transcript.openOnClose': inMails({ openOnClose: true }),
  'transcript.onRequest': inMails({ onRequest: true }),
  'transcript.locale': inMails({ locale: 'fr' }),
  'transcript.timeZone': inMails({ timeZone: 'Europe/Paris' }),
  'thresholds.serviceLevelSeconds': async () => {
    const place = await inQueue({ thresholds: { serviceLevelSeconds: 5 } });
    const agent = await place.signIn();
    const answerAfter = async (seconds: number) => {
      await place.ask();
      await w.advance(seconds);
      await agent.accept();
      await w.settled();
    };
    await answerAfter(8);
    const before = await liveOf(place.queueId);
    await administer(w, place.queue, { thresholds: { serviceLevelSeconds: 10 } });
    await answerAfter(8);
    expect([before.serviceLevel, (await liveOf(place.queueId)).serviceLevel]).toEqual([0, 0.5]);
  },
  'thresholds.shortAbandonSeconds': async () => {
    const place = await inQueue({ thresholds: { shortAbandonSeconds: 10 } });
    const leaveAfter = async (seconds: number) => {
      const customer = await place.ask();
      await w.advance(seconds);
      await customer.leaves();
      await w.settled();
    };
    await leaveAfter(8);
    await administer(w, place.queue, { thresholds: { shortAbandonSeconds: 5 } });
    await leaveAfter(8);
    expect((await liveOf(place.queueId)).today).toMatchObject({ shortAbandoned: 1, abandoned: 1 });
  },
  'thresholds.waiting': async () => {
    const place = await inQueue({ thresholds: { waiting: 2 } });
    await place.ask();
    await w.settled();
    const before = await liveOf(place.queueId);
    await place.ask();
    await w.settled();
    expect([before.alerts, (await liveOf(place.queueId)).alerts]).toEqual([[], ['waiting']]);
  },
  'thresholds.longestWaitSeconds': async () => {
    const place = await inQueue({ thresholds: { longestWaitSeconds: 30 } });
    await place.ask();
    await w.advance(29);
    const before = await liveOf(place.queueId);
    await w.advance(1);
    expect([before.alerts, (await liveOf(place.queueId)).alerts]).toEqual([[], ['longest-wait']]);
  },
  'thresholds.maxWaiting': async () => {
    const place = await inQueue({ thresholds: { maxWaiting: 1 } });
    await place.ask();
    const refused = await w.api().post('/v1/chats', { tenantId: 'demo', queueId: place.queueId });
    await administer(w, place.queue, { thresholds: { maxWaiting: 2 } });
    expect(refused.body).toEqual({ chatId: null, reason: 'full', message: null });
    expect((await place.ask()).asked.position).toBe(2);
  },
  barredFromChat: async () => {
    const { queue, queueId } = await desk();
    await administer(w, queue, { barredFromChat: true });
    expect(await availability(queueId)).toMatchObject({ available: false, reason: 'barred' });
  },
  'chatLimits.maxMessageLength': async () => {
    const { agent, customer, queue } = await talk();
    await administer(w, queue, { chatLimits: { maxMessageLength: 5 } });
    const told = await agent.post(`/v1/interactions/${customer.chatId}/messages`, {
      text: '123456',
      clientMessageId: 'a',
    });
    expect([told.body.code, (await customer.says('123456')).body.code]).toEqual(Array(2).fill('MESSAGE_TOO_LONG'));
  },
  'chatLimits.maxAttachmentKilobytes': narrows({ maxAttachmentKilobytes: 2 }, { maxAttachmentBytes: 2048 }),
  'chatLimits.allowedAttachmentTypes': narrows(
    { allowedAttachmentTypes: ['pdf'] },
    { allowedAttachmentTypes: ['pdf'] },
  ),
  'chatLimits.restrictedAttachmentTypes': narrows(
    { restrictedAttachmentTypes: ['zip'] },
    { restrictedAttachmentTypes: ['exe', 'bat', 'cmd', 'com', 'vbs', 'zip'] },
  ),
  weights: async () => {
    const place = await desk({ queue: { weights: { chat: 60 } } });
    const agent = await place.signIn();
    const [first, second] = [await place.ask(), await place.ask()];
    const before = await offered(agent);
    await administer(w, place.queue, { weights: { chat: 40 } });
    expect([before, await offered(agent)]).toEqual([idsOf(first), idsOf(first, second)]);
  },
  wrapUpWeights: async () => {
    const { agent, customer, place } = await talk({
      campaign: { wrapUpSeconds: 60 },
      queue: { wrapUpWeights: { chat: 80 } },
    });
    await end(agent, customer);
    const next = await place.ask();
    const busy = await offered(agent);
    await agent.post(`/v1/interactions/${customer.chatId}/wrap-up/completion`);
    expect([busy, await offered(agent)]).toEqual([[], idsOf(next)]);
  },
  shards: async () => {
    const place = await desk();
    const first = await Promise.all([place.ask(), place.ask()]);
    await administer(w, place.queue, { shards: 8 });
    const second = await Promise.all(Array.from({ length: 6 }, () => place.ask()));
    const all = [...first, ...second];
    await expect(administer(w, place.queue, { shards: 2 })).rejects.toThrow('can be raised, not lowered');
    const sue = await w.tenant('demo').as('sue');
    const waiting = (await sue.get(`/v1/queues/${place.queueId}/waiting`)).body.items;
    const agent = await place.signIn();
    for (const _ of all) {
      const { id } = (await agent.accept()).body;
      await agent.post(`/v1/interactions/${id}/end`);
    }
    expect(waiting.map((one: { interactionId: string }) => one.interactionId).toSorted()).toEqual(idsOf(...all));
    expect((await Promise.all(all.map(one => one.chat()))).map(chat => chat.state)).toEqual(
      all.map(() => 'terminated'),
    );
  },
};

const campaignStories: Readonly<Record<string, Story>> = {
  id: async () => {
    const { queue } = await desk();
    await expect(administer(w, queue, { campaignId: 'nothing' })).rejects.toThrow('REFERENCE_UNKNOWN');
  },
  alias: async () => {
    const alias = 5000 + desks;
    const [one, other] = [await desk({ campaign: { alias } }), await desk()];
    expect((await ada.get(`/v1/admin/${one.campaign}`)).body.alias).toBe(alias);
    await expect(administer(w, other.campaign, { alias })).rejects.toThrow('OBJECT_EXISTS');
  },
  name: comesBack('campaigns', someCampaign, { name: 'Spring sale' }),
  active: async () => {
    const { agent, campaign, customer, queueId } = await talk();
    await administer(w, campaign, { active: false });
    expect(await availability(queueId)).toMatchObject({ available: false, reason: 'closed' });
    expect((await customer.says('Still here?')).status).toBe(201);
    expect((await end(agent, customer)).status).toBe(200);
  },
  wrapUpSeconds: async () => {
    const { agent, campaign, customer, place } = await talk({ campaign: { wrapUpSeconds: 0 } });
    const without = (await end(agent, customer)).body;
    await administer(w, campaign, { wrapUpSeconds: 45 });
    const next = await place.ask();
    await agent.accept();
    const [{ wrapUp }] = (await end(agent, next)).body.assignments;
    expect([without.status, without.assignments[0].wrapUp]).toEqual(['closed', null]);
    expect(secondsBetween(wrapUp.startedAt, wrapUp.endsAt)).toBe(45);
    await pass(w, 45, [agent]);
    expect((await interactionOf(next)).status).toBe('closed');
  },
  /** Whoever is handled over chat has been connected: until there is voice, this is only kept. */
  notConnectedWrapUpSeconds: comesBack('campaigns', someCampaign, { notConnectedWrapUpSeconds: 7 }),
  ringSeconds: async () => {
    const place = await desk({ campaign: { ringSeconds: { chat: 7 } } });
    const agent = await place.signIn();
    await place.ask();
    const [offer] = await agent.offers();
    await w.advance(7);
    expect(secondsBetween(offer.createdAt, offer.expiresAt)).toBe(7);
    expect(await offered(agent)).toEqual([]);
  },
  offerMode: async () => {
    const place = await desk({ campaign: { offerMode: 'auto-answer' } });
    const agent = await place.signIn();
    const customer = await place.ask();
    await w.advance(3);
    expect((await customer.chat()).state).toBe('handling');
    expect((await agent.session()).state).toBe('on-chat');
  },
  alertSeconds: async () => {
    const place = await desk({ campaign: { offerMode: 'auto-answer', alertSeconds: 9 } });
    await place.signIn();
    const customer = await place.ask();
    await w.advance(8);
    const before = await customer.chat();
    await w.advance(1);
    expect([before.state, (await customer.chat()).state]).toEqual(['queued', 'handling']);
  },
  outcomeSchemeId: async () => {
    const { campaign, campaignId } = await desk();
    const outcomes = async () => (await ada.get(`/v1/campaigns/${campaignId}/outcomes`)).body.classes.length;
    const before = await outcomes();
    await administer(w, campaign, { outcomeSchemeId: 'standard' });
    expect([before, await outcomes()]).toEqual([0, 2]);
  },
  dispositionRequired: async () => {
    const required = { wrapUpSeconds: 30, outcomeSchemeId: 'standard', dispositionRequired: true };
    const { agent, customer } = await talk({ campaign: required });
    await end(agent, customer);
    const complete = () => agent.post(`/v1/interactions/${customer.chatId}/wrap-up/completion`);
    const refused = await complete();
    await agent.post(`/v1/interactions/${customer.chatId}/disposition`, { codeId: 'sold' });
    expect(refused.body).toMatchObject({ code: 'DISPOSITION_REQUIRED' });
    expect((await interactionOf(customer)).status).toBe('closed');
  },
};

async function reason(fields: Fields = {}): Promise<string> {
  desks += 1;
  await establish(w, 'presence-reasons', { id: `reason-${desks}`, name: 'Reason', ...fields });
  return `reason-${desks}`;
}

const reasonStories: Readonly<Record<string, Story>> = {
  id: async () => {
    const agent = await (await desk()).signIn();
    const refused = await agent.notReady('nothing');
    expect(refused.body.code).toBe('REASON_REQUIRED');
    expect((await agent.notReady(await reason())).body.presence.status).toBe('not-ready');
  },
  name: async () => {
    const id = await reason({ name: 'Fire drill' });
    const { items } = (await (await w.tenant('demo').as('ana')).get('/v1/presence-reasons')).body;
    expect(items.find((one: { id: string }) => one.id === id).name).toBe('Fire drill');
  },
  kind: async () => {
    const place = await desk();
    const agent = await place.signIn();
    const id = await reason({ kind: 'break' });
    await agent.notReady(id);
    await w.settled();
    const before = (await liveOf(place.queueId)).agents;
    await administer(w, `presence-reasons/${id}`, { kind: 'release' });
    const after = (await liveOf(place.queueId)).agents;
    await agent.ready();
    await w.settled();
    const back = (await liveOf(place.queueId)).agents;
    expect([before, after]).toMatchObject([
      { notReady: 1, released: 0 },
      { notReady: 1, released: 1 },
    ]);
    expect(back).toMatchObject({ ready: 1, released: 0 });
  },
  thresholdSeconds: async () => {
    const agent = await (await desk()).signIn();
    const { presence } = (await agent.notReady(await reason({ thresholdSeconds: 900 }))).body;
    const unlimited = (await agent.notReady(await reason())).body.presence;
    expect(secondsBetween(presence.since, presence.overdueAt)).toBe(900);
    expect([unlimited.overdueAt, (await agent.ready()).body.presence.overdueAt]).toEqual([null, null]);
  },
};

/** A conversation that is being wrapped up, of a campaign whose only code has these fields. */
async function coded(code: Fields, outcomeClass: Fields = {}) {
  desks += 1;
  const schemeId = `scheme-${desks}`;
  const codes = [
    { id: 'done', number: 41, name: 'Done', ...code },
    { id: 'other', number: 42, name: 'Other' },
  ];
  await establish(w, 'outcome-schemes', {
    id: schemeId,
    name: schemeId,
    classes: [{ id: 'results', number: 4, name: 'Results', codes, ...outcomeClass }],
  });
  const told = await talk({ campaign: { outcomeSchemeId: schemeId, wrapUpSeconds: 60 } });
  await end(told.agent, told.customer);
  return {
    ...told,
    dispose: (body: Fields = { codeId: 'done' }) =>
      told.agent.post(`/v1/interactions/${told.customer.chatId}/disposition`, body),
    outcomes: async (search = ''): Promise<Reply['body'][]> =>
      (await told.agent.get(`/v1/campaigns/${told.campaignId}/outcomes`, { query: { search } })).body.classes,
  };
}
const codeIds = (classes: readonly Reply['body'][]) =>
  classes.flatMap(one => one.codes.map((code: { id: string }) => code.id));

const schemeStories: Readonly<Record<string, Story>> = {
  id: async () => {
    const { campaign } = await desk();
    await expect(administer(w, campaign, { outcomeSchemeId: 'nothing' })).rejects.toThrow('REFERENCE_UNKNOWN');
  },
  name: comesBack('outcome-schemes', async () => 'standard', { name: 'Results of the day' }),
  'classes.id': async () => {
    const { dispose } = await coded({}, { id: 'verdicts' });
    expect((await dispose()).body.disposition.classId).toBe('verdicts');
  },
  'classes.number': async () => {
    const [shown] = await (await coded({}, { number: 77 })).outcomes();
    expect(shown.number).toBe(77);
  },
  'classes.name': async () => {
    const [shown] = await (await coded({}, { name: 'Verdicts' })).outcomes();
    expect(shown.name).toBe('Verdicts');
  },
  'classes.codes.id': async () => {
    const { dispose } = await coded({ id: 'settled' });
    expect((await dispose()).body.code).toBe('OUTCOME_CODE_UNKNOWN');
    expect((await dispose({ codeId: 'settled' })).body.disposition.codeId).toBe('settled');
  },
  'classes.codes.number': async () => {
    expect(codeIds(await (await coded({ number: 908 })).outcomes('908'))).toEqual(['done']);
  },
  'classes.codes.name': async () => {
    expect(codeIds(await (await coded({ name: 'Settled' })).outcomes('settle'))).toEqual(['done']);
  },
  'classes.codes.channels': async () => {
    const [voice, chat] = [await coded({ channels: ['voice'] }), await coded({ channels: ['chat', 'voice'] })];
    expect([(await voice.dispose()).body.code, (await chat.dispose()).status]).toEqual(['OUTCOME_CODE_UNKNOWN', 200]);
  },
  'classes.codes.effect': async () => {
    const { agent, dispose } = await coded({ effect: 'do-not-call' });
    await dispose();
    const { event } = await agent.socket.next('interaction.disposed.v1');
    expect(event.data.effect).toBe('do-not-call');
  },
  'classes.codes.selectable': async () => {
    const { dispose, outcomes } = await coded({ selectable: false });
    expect(codeIds(await outcomes())).toEqual(['other']);
    expect((await dispose()).body.code).toBe('OUTCOME_CODE_UNKNOWN');
  },
  'classes.codes.requiresNote': async () => {
    const { dispose } = await coded({ requiresNote: true });
    expect((await dispose()).body.code).toBe('DISPOSITION_REQUIRED');
    expect((await dispose({ codeId: 'done', note: 'Because' })).body.disposition.note).toBe('Because');
  },
};

async function hours(fields: Fields): Promise<string> {
  desks += 1;
  await establish(w, 'business-hours', { id: `hours-${desks}`, name: 'Hours', timeZone: 'UTC', ...fields });
  return `hours-${desks}`;
}
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const everyDay = (from: string, to: string) => Object.fromEntries(DAYS.map(day => [day, [{ from, to }]]));
const ALL_DAY = { from: '00:00', to: '24:00' };
const today = () => w.now().slice(0, 10);

/** Whether a queue with these business hours is open now. */
const isOpen = async (fields: Fields): Promise<boolean> =>
  (await availability((await inQueue({ hoursId: await hours(fields) })).queueId)).available;

const onHoliday = (holiday: Fields, week = everyDay('00:00', '24:00')) =>
  isOpen({ week, holidays: [{ name: 'Founders', date: today(), ...holiday }] });

const holidayStory: Story = async () => {
  expect(await onHoliday({ periods: [ALL_DAY] }, {})).toBe(true);
  expect(await onHoliday({ periods: [] })).toBe(false);
};

const hoursStories: Readonly<Record<string, Story>> = {
  id: async () => {
    const { queue } = await desk();
    await expect(administer(w, queue, { hoursId: 'nothing' })).rejects.toThrow('REFERENCE_UNKNOWN');
  },
  name: comesBack('business-hours', () => hours({ week: {} }), { name: 'Night shift' }),
  timeZone: async () => {
    const hour = Number(w.now().slice(11, 13));
    const week = everyDay(`${String(hour).padStart(2, '0')}:00`, `${String(hour + 1).padStart(2, '0')}:00`);
    expect(await isOpen({ week, timeZone: 'UTC' })).toBe(true);
    expect(await isOpen({ week, timeZone: 'Asia/Tokyo' })).toBe(false);
  },
  week: async () => {
    expect(await isOpen({ week: everyDay('00:00', '24:00') })).toBe(true);
    expect(await isOpen({ week: {} })).toBe(false);
  },
  'holidays.date': async () => {
    expect(await onHoliday({})).toBe(false);
    expect(await onHoliday({ date: '2001-01-01' })).toBe(true);
  },
  'holidays.name': async () => {
    const holidays = [{ date: today(), name: 'Founders', periods: [] }];
    await comesBack('business-hours', () => hours({ week: {} }), { holidays })();
  },
  'holidays.periods.from': holidayStory,
  'holidays.periods.to': holidayStory,
};

const channels = (fields: Fields, of: keyof RoutingSettings) => ({
  [of]: { ...(RoutingSettings.parse({})[of] as object), ...fields },
});

/** Lets the one pending offer of an agent expire. */
const miss = (agent: Agent) => pass(w, 20, [agent]);

/** A conversation whose customer has just closed the page. */
async function losePage() {
  const talking = await talk();
  await (await customerSocket(w, talking.customer)).close();
  await w.settled();
  return talking;
}
/** The tenant allows something of every chat. */
const allows = (chat: Fields, limits: Fields) => async () => {
  await set({ chat });
  expect(await limitsOf('support')).toMatchObject(limits);
};

/** Somebody who talks and is asked for by something that needs all of him. */
async function besideHeavyWork() {
  const place = await desk();
  const heavy = await besides(place, { class: 1, weights: { chat: 100 } });
  const agent = await place.signIn();
  await place.ask();
  await agent.accept();
  return { place, agent, heavy: await ask(heavy) };
}

const settingsStories: Readonly<Record<string, Story>> = {
  interruptibleBy: async () => {
    await set({ interruptibleBy: { chat: ['chat'] } });
    const { agent, heavy } = await besideHeavyWork();
    expect(await offered(agent)).toEqual(idsOf(heavy));
  },
  silentSeconds: async () => {
    await set({ silentSeconds: { chat: 60 } });
    const { agent } = await talk();
    await pass(w, 61, [agent]);
    expect((await agent.session()).capacity.free).toBe(95);
  },
  silentWeight: async () => {
    await set({ silentSeconds: { chat: 60 }, silentWeight: 12 });
    const { agent } = await talk();
    await pass(w, 61, [agent]);
    expect((await agent.session()).capacity.free).toBe(88);
  },
  tiers: async () => {
    const strict = await desk();
    const late = await besides(strict, {}, { tier: 3 });
    await set({ tiers: 'blend' });
    await administer(w, strict.user, { capacity: { caps: { chat: 1 } } });
    const agent = await strict.signIn({ ready: false });
    const old = await ask(late);
    await pass(w, 140, [agent]);
    const young = await strict.ask();
    await agent.ready();
    expect([await offered(agent), (await young.chat()).position]).toEqual([idsOf(old), 1]);
  },
  reservationSeconds: async () => {
    const { agent, place } = await besideHeavyWork();
    const light = await place.ask();
    const kept = await offered(agent);
    await set({ reservationSeconds: null });
    await pass(w, 121, [agent]);
    expect([kept, await offered(agent)]).toEqual([[], idsOf(light)]);
  },
  channelWeights: async () => {
    await set(channels({ chat: 60 }, 'channelWeights'));
    const place = await desk();
    const agent = await place.signIn();
    const [first, second] = [await place.ask(), await place.ask()];
    const before = await offered(agent);
    await set(channels({ chat: 40 }, 'channelWeights'));
    expect([before, await offered(agent)]).toEqual([idsOf(first), idsOf(first, second)]);
  },
  wrapUpWeights: async () => {
    await set(channels({ chat: 80 }, 'wrapUpWeights'));
    const { agent, customer, place } = await talk({ campaign: { wrapUpSeconds: 60 } });
    await end(agent, customer);
    const next = await place.ask();
    const busy = await offered(agent);
    await agent.post(`/v1/interactions/${customer.chatId}/wrap-up/completion`);
    expect([busy, await offered(agent)]).toEqual([[], idsOf(next)]);
  },
  ringSeconds: async () => {
    await set(channels({ chat: 11 }, 'ringSeconds'));
    const place = await desk();
    const agent = await place.signIn();
    await place.ask();
    const [offer] = await agent.offers();
    expect(secondsBetween(offer.createdAt, offer.expiresAt)).toBe(11);
  },
  maxMisses: async () => {
    await set(channels({ chat: 1 }, 'maxMisses'));
    const place = await desk();
    const agent = await place.signIn();
    await place.ask();
    await miss(agent);
    expect((await agent.session()).presence).toMatchObject({
      status: 'not-ready',
      cause: 'offer-missed',
      returnsAt: null,
    });
  },
  autoReturnSeconds: async () => {
    await set({ ...channels({ chat: 1 }, 'maxMisses'), autoReturnSeconds: 15, missExclusionSeconds: 0 });
    const place = await desk();
    const agent = await place.signIn();
    const customer = await place.ask();
    await miss(agent);
    await pass(w, 14, [agent]);
    const before = await agent.session();
    await w.advance(1);
    expect([before.presence.status, await offered(agent)]).toEqual(['not-ready', idsOf(customer)]);
  },
  missExclusionSeconds: async () => {
    await set({ missExclusionSeconds: 25, coolDownSeconds: 0 });
    const place = await desk();
    const agent = await place.signIn();
    const customer = await place.ask();
    await miss(agent);
    await pass(w, 24, [agent]);
    const before = await offered(agent);
    await w.advance(1);
    expect([before, await offered(agent)]).toEqual([[], idsOf(customer)]);
  },
  rejectExclusionSeconds: async () => {
    await set({ rejectExclusionSeconds: 8 });
    const place = await desk();
    const agent = await place.signIn();
    const customer = await place.ask();
    await agent.reject();
    await pass(w, 7, [agent]);
    const before = await offered(agent);
    await w.advance(1);
    expect([before, await offered(agent)]).toEqual([[], idsOf(customer)]);
  },
  coolDownSeconds: async () => {
    await set({ coolDownSeconds: 17 });
    const place = await desk();
    const agent = await place.signIn();
    await place.ask();
    await miss(agent);
    const next = await place.ask();
    await pass(w, 16, [agent]);
    const before = await offered(agent);
    await w.advance(1);
    expect([before, await offered(agent)]).toEqual([[], idsOf(next)]);
  },
  leaseSeconds: async () => {
    await set({ leaseSeconds: 75 });
    const agent = await (await desk()).signIn();
    const { leaseUntil, openedAt } = await agent.session();
    await w.advance(74);
    const before = (await agent.session()).status;
    await w.advance(2);
    expect([secondsBetween(openedAt, leaseUntil), before, (await agent.session()).status]).toEqual([
      75,
      'online',
      'grace',
    ]);
  },
  disconnectSeconds: async () => {
    await set({ disconnectSeconds: 4 });
    const agent = await (await desk()).signIn();
    await agent.socket.close();
    await w.settled();
    await w.advance(3);
    const before = (await agent.session()).status;
    await w.advance(1);
    expect([before, (await agent.session()).status]).toEqual(['online', 'grace']);
  },
  graceSeconds: async () => {
    await set({ graceSeconds: 40 });
    const agent = await (await desk()).signIn();
    await w.advance(30 + 39);
    const before = (await agent.session()).status;
    await w.advance(1);
    expect([before, (await agent.get('/v1/sessions/current')).body.code]).toEqual(['grace', 'SESSION_SUPERSEDED']);
  },
  transferReturnSeconds: async () => {
    await set({ transferReturnSeconds: 25 });
    const { agent, customer, queueId } = await talk();
    const empty = await desk();
    await agent.post(`/v1/interactions/${customer.chatId}/transfer`, { target: { kind: 'queue', id: empty.queueId } });
    await pass(w, 24, [agent]);
    const before = (await interactionOf(customer)).queueId;
    await w.advance(1);
    expect([before, (await interactionOf(customer)).queueId]).toEqual([empty.queueId, queueId]);
    expect(await offered(agent)).toEqual(idsOf(customer));
  },
  stickySeconds: async () => {
    await set({ stickySeconds: 30, graceSeconds: 5 });
    const { customer, queueId } = await talk();
    await employ(`${queueId}-mate`, { queues: [{ queueId }] });
    const mate = await comeToWork(`${queueId}-mate`);
    await pass(w, 35 + 29, [mate]);
    const before = await offered(mate);
    await pass(w, 1, [mate]);
    expect([before, await offered(mate)]).toEqual([[], idsOf(customer)]);
  },
  maxClassWaitSeconds: async () => {
    await set({ maxClassWaitSeconds: 60 });
    const place = await desk();
    const customer = await place.ask();
    await w.advance(59);
    const before = (await interactionOf(customer)).class;
    await w.advance(1);
    expect([before, (await interactionOf(customer)).class]).toEqual([5, 4]);
  },
  agentShards: async () => {
    const place = await desk({ user: { capacity: { caps: { chat: 1 } } } });
    const atDesks = [await place.signIn()];
    await set({ agentShards: 8 });
    const mates = Array.from({ length: 5 }, (_, nth) => `${place.userId}-mate-${nth}`);
    for (const mate of mates) {
      await employ(mate, { capacity: { caps: { chat: 1 } }, queues: [{ queueId: place.queueId }] });
      atDesks.push(await comeToWork(mate));
    }
    const shards = await w.system.openStore('demo').query(QueueProfileEntity, { queueId: place.queueId });
    const asked: ChatCustomer[] = [];
    for (const _ of atDesks) asked.push(await place.ask());
    const each = await Promise.all(atDesks.map(offered));
    expect(shards.map(one => one.shard)).toEqual(
      [...new Set([0, ...[place.userId, ...mates].map(mate => shardOf(mate, 8))])].toSorted(),
    );
    expect([each.map(ids => ids.length), each.flat().toSorted()]).toEqual([
      atDesks.map(() => 1),
      idsOf(...asked).toSorted(),
    ]);
  },
  maxMessageLength: async () => {
    await set({ maxMessageLength: 10 });
    const { agent, customer } = await talk();
    const answer = await agent.post(`/v1/interactions/${customer.chatId}/messages`, {
      text: 'x'.repeat(11),
      clientMessageId: 'a',
    });
    expect([answer.body.code, (await customer.says('x'.repeat(11))).body.code]).toEqual(
      Array(2).fill('MESSAGE_TOO_LONG'),
    );
    expect((await customer.says('x'.repeat(10))).status).toBe(201);
  },
  'chat.idleSeconds': async () => {
    await set({ chat: { idleSeconds: 20 } });
    const { agent, customer } = await talk();
    await pass(w, 20, [agent]);
    expect((await interactionOf(customer)).endReason).toBe('customer-idle');
  },
  'chat.pageLostSeconds': async () => {
    await set({ chat: { pageLostSeconds: 30 } });
    const { agent, customer } = await losePage();
    await pass(w, 30, [agent]);
    expect((await interactionOf(customer)).endReason).toBe('customer-lost');
  },
  'chat.pageLostWarningSeconds': async () => {
    await set({ chat: { pageLostWarningSeconds: 50 } });
    const { agent } = await losePage();
    await pass(w, 10, [agent]);
    const leaving = (await caughtUp(w, agent.socket)).filter(frame => frame.event?.data.presence === 'leaving');
    expect(leaving.length).toBeGreaterThan(0);
  },
  // Who a conversation is archived under: `transcripts.test.ts` searches it.
  'chat.fromPriority': async () => {
    await set({ chat: { fromPriority: ['phone'] } });
    expect((await ada.get('/v1/admin/routing-settings')).body.chat.fromPriority).toEqual(['phone']);
  },
  'chat.maxAttachmentKilobytes': allows({ maxAttachmentKilobytes: 3 }, { maxAttachmentBytes: 3072 }),
  'chat.allowedAttachmentTypes': allows({ allowedAttachmentTypes: ['PNG'] }, { allowedAttachmentTypes: ['png'] }),
  'chat.restrictedAttachmentTypes': allows({ restrictedAttachmentTypes: [] }, { restrictedAttachmentTypes: [] }),
};

const stories: Readonly<Record<string, Readonly<Record<string, Story>>>> = {
  users: userStories,
  skills: skillStories,
  queues: queueStories,
  campaigns: campaignStories,
  'presence-reasons': reasonStories,
  'outcome-schemes': schemeStories,
  'business-hours': hoursStories,
  'routing-settings': settingsStories,
};

describe.each(Object.entries(stories))('%s', (kind, told) => {
  beforeAll(async () => {
    ada = w.api(await w.tokenFor('ada'));
  });

  test('have a story for every field', () => {
    const model = { ...adminKinds, 'routing-settings': RoutingSettings }[kind];

    const fields = fieldsOf(model!).filter(field => !isOfCalls(field));
    expect(Object.keys(told).toSorted()).toEqual(fields.toSorted());
  });

  test.each(Object.keys(told))('%s', async field => {
    await told[field]?.();

    expect(w.defects).toEqual([]);
  });
});
