import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChatWidget } from '#schemas/admin/model.ts';
import { InteractionEntity } from '#schemas/interactions/entity.ts';
import { fieldsOf } from '../../support/fields.ts';
import { type Agent, establish, signIn } from '../../support/journeys.ts';
import { UNLIMITED } from '../../support/operations.ts';
import { type Caller, type Reply, type World, world } from '../../support/world.ts';

/** Every field of a chat widget, with a story in which it makes a difference. */

let w: World;
let ana: Agent;
let ada: Caller;
let widgets = 0;

beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  ada = await w.tenant('demo').as('ada');
  ana = await signIn(w, 'ana', { ready: false });
  await w.settled();
});
afterAll(() => w.stop());

type Fields = Readonly<Record<string, unknown>>;
type Story = () => Promise<void>;

async function widget(fields: Fields): Promise<string> {
  widgets += 1;
  const id = `widget-${widgets}`;
  await establish(w, 'chat-widgets', { id, name: id, queueId: 'support', ...fields });
  return id;
}

const configurationOf = (widgetId: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  w.api().get('/v1/chat-configuration', { query: { tenantId: 'demo', widgetId, ...query }, headers });
const ask = (widgetId: string, fields: Fields = {}): Promise<Reply> =>
  w.api().post('/v1/chats', { tenantId: 'demo', widgetId, ...fields });
/** A chat that came from a widget with these fields, as its customer holds it. */
async function chat(fields: Fields, request: Fields = {}) {
  const { body } = await ask(await widget(fields), request);
  const path = `/v1/chats/${body.chatId}`;
  const customer = w.api(body.token);
  return {
    chatId: body.chatId as string,
    says: (text: string) => customer.post(`${path}/messages`, { text, clientMessageId: crypto.randomUUID() }),
    get: () => customer.get(path),
    lines: async () => (await customer.get(`${path}/events`)).body.items as Reply['body'][],
    leave: () => customer.delete(path),
    interaction: async () => (await ada.get(`/v1/interactions/${body.chatId}`)).body,
    agentLines: async () => (await ada.get(`/v1/interactions/${body.chatId}/messages`)).body.items as Reply['body'][],
  };
}

/** A field that pages act on: it reaches them as it was written. */
const reachesThePage =
  (fields: Fields, shown: Fields = fields) =>
  async () => {
    expect((await configurationOf(await widget(fields))).body.widget).toMatchObject(shown);
  };
/** A field that says something of the customer where the request says nothing. */
const fillsIn = (customer: Fields) => async () => {
  const filled = await chat({ customer });
  const own = await chat({ customer }, { customer: { name: 'Kim', email: 'kim@example.com', phone: '1', id: 'k' } });
  expect((await filled.interaction()).customer).toMatchObject(customer);
  expect((await own.interaction()).customer).toEqual({ name: 'Kim', email: 'kim@example.com', phone: '1', id: 'k' });
};
/** A time that the chats of the widget carry; what comes of it is told in `customer-timers.test.ts`. */
const keeps = (fields: Fields, patience: Fields) => async () => {
  const { chatId } = await chat(fields);
  const kept = await w.system.openStore('demo').get(InteractionEntity, { id: chatId });
  expect(kept?.patience).toMatchObject(patience);
};
const narrows = (limits: Fields, seen: Fields) => async () => {
  expect((await configurationOf(await widget({ limits }))).body.limits).toMatchObject(seen);
};

const stories: Readonly<Record<string, Story>> = {
  id: async () => {
    const id = await widget({});
    expect((await configurationOf(id)).body.widget.id).toBe(id);
  },
  name: reachesThePage({ name: 'Shop window' }),
  enabled: async () => {
    expect((await ask(await widget({ enabled: false }))).body.reason).toBe('disabled');
  },
  queueId: async () => {
    const sales = await chat({ queueId: 'sales' });
    const named = await chat({ queueId: 'sales' }, { queueId: 'support' });
    expect([(await sales.interaction()).queueId, (await named.interaction()).queueId]).toEqual(['sales', 'support']);
  },
  dropIn: async () => {
    const asked = async () => {
      const request = { TenantID: -1, ServiceGroupName: 'Sales', Locale: 'nl' };
      return (await w.api().post('/chatservice/RequestChat', { request })).body.Message;
    };
    const texts = { nl: { chatRequested: 'Een ogenblik' } };
    await widget({ queueId: 'sales', texts, requiresAgents: false });
    const before = await asked();
    await widget({ queueId: 'sales', texts, requiresAgents: false, dropIn: true });
    expect([before, await asked()]).toEqual([null, 'Een ogenblik']);
  },
  allowedOrigins: async () => {
    const id = await widget({ allowedOrigins: ['https://shop.example'] });
    expect((await configurationOf(id, {}, { origin: 'https://other.example' })).body.code).toBe('ORIGIN_NOT_ALLOWED');
  },
  rejectedQueueIds: async () => {
    const id = await widget({ rejectedQueueIds: ['sales'] });
    expect((await ask(id, { queueId: 'sales' })).body.reason).toBe('rejected');
    expect((await ask(id)).status).toBe(201);
  },
  requiresAgents: async () => {
    await establish(w, 'queues', { id: 'quiet', name: 'Quiet', campaignId: 'inbound', channels: ['chat'] });
    expect((await ask(await widget({ queueId: 'quiet' }))).body.reason).toBe('no-agents');
    expect((await ask(await widget({ queueId: 'quiet', requiresAgents: false }))).status).toBe(201);
  },
  showWhenUnavailable: reachesThePage({ showWhenUnavailable: false }),
  statePollSeconds: reachesThePage({ statePollSeconds: 30 }),
  showEstimatedWait: reachesThePage({ showEstimatedWait: false }),
  'customer.name': fillsIn({ name: 'Visitor' }),
  'customer.id': fillsIn({ id: 'web' }),
  'customer.email': fillsIn({ email: 'web@example.com' }),
  'customer.phone': fillsIn({ phone: '+32' }),
  sessionTag: async () => {
    expect((await (await chat({ sessionTag: 'autumn' })).interaction()).profile).toEqual({ sessionTag: 'autumn' });
  },
  initialMessage: async () => {
    const { lines } = await chat({ initialMessage: 'I have a question' });
    expect((await lines()).map(line => line.text)).toContain('I have a question');
  },
  privateData: async () => {
    const { chatId, interaction, lines } = await chat({ privateData: 'secret-42' });
    expect(JSON.stringify([await interaction(), await lines()])).not.toContain('secret-42');
    const kept = await w.system.openStore('demo').get(InteractionEntity, { id: chatId });
    expect(kept?.privateData).toBe('secret-42');
  },
  ignoreCustomerDetails: async () => {
    const { interaction } = await chat(
      { ignoreCustomerDetails: true },
      { customer: { name: 'Kim', email: 'kim@example.com', phone: '1', id: 'k' } },
    );
    expect((await interaction()).customer).toEqual({ name: 'Customer', email: null, phone: null, id: 'k' });
  },
  hideAgentName: async () => {
    const hiding = await chat({ hideAgentName: true });
    await ana.post(`/v1/interactions/${hiding.chatId}/pickup`);
    const joined = (await hiding.lines()).find(line => line.type === 'agent-joined');
    expect([joined.author, (await hiding.get()).body.agentName]).toEqual([{ kind: 'agent', name: null }, null]);
  },
  initialMessageToAgent: async () => {
    const { agentLines, lines } = await chat({ initialMessageToAgent: 'Ask for the order' });
    expect((await agentLines()).map(line => line.text)).toContain('Ask for the order');
    expect(JSON.stringify(await lines())).not.toContain('Ask for the order');
  },
  showPostChat: reachesThePage({ showPostChat: false }),
  postChatDelaySeconds: reachesThePage({ postChatDelaySeconds: 5 }),
  position: reachesThePage({ position: 'top-left' }),
  movable: reachesThePage({ movable: false }),
  postedMessageOrigin: reachesThePage({ postedMessageOrigin: 'https://shop.example' }),
  idleSeconds: keeps({ idleSeconds: 1200 }, { idleSeconds: 900 }),
  idleWarningSeconds: keeps({ idleWarningSeconds: 10 }, { idleWarningSeconds: 10 }),
  pageLostSeconds: keeps({ pageLostSeconds: 30 }, { pageLostSeconds: 30 }),
  pageLostWarningSeconds: keeps({ pageLostWarningSeconds: 5 }, { pageLostWarningSeconds: 5 }),
  'limits.maxMessageLength': async () => {
    const { says } = await chat({ limits: { maxMessageLength: 5 } });
    expect([(await says('123456')).body.code, (await says('12345')).status]).toEqual(['MESSAGE_TOO_LONG', 201]);
  },
  'limits.maxAttachmentKilobytes': narrows({ maxAttachmentKilobytes: 1 }, { maxAttachmentBytes: 1024 }),
  'limits.allowedAttachmentTypes': narrows({ allowedAttachmentTypes: ['png'] }, { allowedAttachmentTypes: ['png'] }),
  'limits.restrictedAttachmentTypes': narrows(
    { restrictedAttachmentTypes: ['zip'] },
    { restrictedAttachmentTypes: ['exe', 'bat', 'cmd', 'com', 'vbs', 'zip'] },
  ),
  texts: async () => {
    const id = await widget({ texts: { nl: { title: 'Vraag het ons' } } });
    expect((await configurationOf(id, { locale: 'nl-BE' })).body.texts.title).toBe('Vraag het ons');
  },
};

describe('the fields of a chat widget', () => {
  test('have a story each', () => {
    expect(Object.keys(stories).toSorted()).toEqual(fieldsOf(ChatWidget).toSorted());
  });

  test.each(Object.keys(stories))('%s', async field => {
    await stories[field]?.();

    expect(w.defects).toEqual([]);
  });
});
