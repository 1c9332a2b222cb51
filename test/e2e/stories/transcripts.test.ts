import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { transcriptPlaceholders } from '#schemas/admin/transcript-settings.ts';
import { type Agent, administer, establish, signIn } from '../../support/journeys.ts';
import { UNLIMITED } from '../../support/operations.ts';
import { type Caller, type Reply, type World, world } from '../../support/world.ts';

/** Conversations are archived, and sent to their customers by e-mail, once (TRX-01 to TRX-14). */

let w: World;
let ana: Agent;
beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED, startsAt: '2026-11-21T09:30:00.000Z' });
  await administer(w, 'users/ana', {
    ...{ firstName: 'Ana', lastName: 'Silva', chatDisplayName: 'Your Ana' },
    permissions: ['queue-login', 'pick-up', 'send-email'],
  });
  ana = await signIn(w, 'ana');
});
beforeEach(() => offer({}));
afterAll(async () => {
  expect(w.defects).toEqual([]);
  await w.stop();
});

const kim = { name: 'Kim', email: 'kim@example.com', phone: '+49 30 123', id: 'k-1' };

const offer = (settings: object) =>
  administer(w, 'queues/support', {
    transcript: { senderAddress: 'chat@company.example', onRequest: true, ...settings },
  });

interface Chat {
  readonly chatId: string;
  readonly customer: Caller;
  ask(): Promise<Reply>;
  leave(): Promise<void>;
}

async function talk(request: object = {}): Promise<Chat> {
  const wanted = {
    tenantId: 'demo',
    queueId: 'support',
    customer: kim,
    initialMessage: 'Where is my order?',
    ...request,
  };
  const { body } = await w.api().post('/v1/chats', wanted);
  await ana.accept();
  await ana.post(`/v1/interactions/${body.chatId}/messages`, { text: 'On its way', clientMessageId: 'a' });
  const customer = w.api(body.token);
  return {
    ...{ chatId: body.chatId, customer },
    ask: () => customer.post(`/v1/chats/${body.chatId}/transcript`),
    async leave() {
      await customer.delete(`/v1/chats/${body.chatId}`);
      await ana.post(`/v1/interactions/${body.chatId}/wrap-up/completion`);
      await w.advance(0);
    },
  };
}

/** The mails that have come since. */
async function mails(work: () => Promise<unknown>): Promise<Reply['body'][]> {
  const list = async () => (await w.api().get('/local/mails.json')).body;
  const before = (await list()).length;
  await work();
  await w.settled();
  return (await list()).slice(before);
}

describe('a transcript by e-mail', () => {
  test('is sent when the chat is over, with what was said, in text and HTML', async () => {
    const chat = await talk();
    const early = await mails(() => chat.ask());

    const [mail, ...more] = await mails(() => chat.leave());

    expect([early, more]).toEqual([[], []]);
    expect(mail).toMatchObject({ from: 'chat@company.example', to: ['kim@example.com'] });
    expect(mail.text).toContain('[9:30 AM] Kim: Where is my order?\n[9:30 AM] Your Ana: On its way');
    expect(mail.html).toContain('<b>Kim</b>: Where is my order?');
    expect(mail.subject).toBe('Your conversation with Support');
  });

  test('goes out once, however often and at once it is asked for, also after the end', async () => {
    const chat = await talk();
    await chat.leave();

    const sent = await mails(async () => {
      await Promise.all([chat.ask(), chat.ask(), ana.post(`/v1/interactions/${chat.chatId}/transcript`)]);
      await w.advance(120);
      await chat.ask();
    });

    expect(sent).toHaveLength(1);
    expect((await chat.ask()).body.status).toBe('sent');
    await ana.beat();
  });

  test('knows all 18 placeholders', async () => {
    const body = transcriptPlaceholders.map(name => `${name}=$${name}$`).join('\n');
    await offer({ subject: 'Chat Conversation with $Agent$', body, locale: 'de', timeZone: 'Europe/Berlin' });
    const chat = await talk();
    await chat.ask();

    const [mail] = await mails(() => chat.leave());

    const values = Object.fromEntries(
      mail.text
        .trim()
        .split('\n')
        .map((line: string) => line.split(/=(.*)/s)),
    );
    expect(mail.subject).toBe('Chat Conversation with Ana');
    expect(mail.html).toBeNull();
    expect(values).toMatchObject({
      Date: '21.11.26',
      'Received.Date': '21.11.26',
      ServiceGroup: 'Support',
      'ServiceGroup.Name': 'Support',
      'ServiceGroup.Email': 'chat@company.example',
      Agent: 'Ana',
      'Agent.Name': 'Ana',
      'Agent.FirstName': 'Ana',
      'Agent.LastName': 'Silva',
      'Agent.ChatName': 'Your Ana',
      Customer: 'Kim',
      'Customer.Name': 'Kim',
      'Customer.Email': 'kim@example.com',
      'Customer.Number': '+49 30 123',
    });
    expect(values['Received']).toMatch(/^21\.11\.26, 10:3\d$/);
    expect([values['Time'], values['Received.Time']]).toEqual([
      expect.stringMatching(/^10:3\d$/),
      expect.stringMatching(/^10:3\d$/),
    ]);
    expect(mail.text).toContain('Transcript=[10:3');
  });

  test('shows what strangers wrote as text, never as a page or as another header', async () => {
    await offer({
      format: 'html',
      subject: 'For $Customer.Name$',
      body: '<i title="$Customer$">$Customer$</i>$Transcript$',
    });
    const name = '"><img src=x onerror=alert(1)>\r\nBcc: all@example.com $Agent.LastName$';
    const chat = await talk({ customer: { ...kim, name }, initialMessage: '<script>alert(1)</script>\nnext' });
    await chat.ask();

    const [mail] = await mails(() => chat.leave());

    expect(mail.to).toEqual(['kim@example.com']);
    expect(mail.html).not.toMatch(/<img|<script|title="">/);
    expect(mail.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;<br>next');
    expect(mail.html).toContain('$Agent.LastName$');
    expect(mail.subject).toContain('Bcc: all@example.com');
    expect(await fetch(`${w.url}/local/mails`).then(page => page.text())).not.toContain('<script>alert');
  });

  test('names no agent and no hidden line where the conversation did not', async () => {
    await establish(w, 'chat-widgets', {
      ...{ id: 'discreet', name: 'Discreet', queueId: 'support', hideAgentName: true },
      initialMessageToAgent: 'Watch this one',
    });
    const chat = await talk({ widgetId: 'discreet' });
    await chat.ask();

    const [mail] = await mails(() => chat.leave());

    expect(mail.text).toContain('Agent: On its way');
    expect(JSON.stringify(mail)).not.toMatch(/\bana\b|silva|watch this one/i);
  });

  test('that the mail server refuses is tried again later, and sent once', async () => {
    const chat = await talk();
    await chat.ask();
    w.system.mails.refuse(2);

    const refused = await mails(() => chat.leave());
    const status = await chat.ask();
    const sent = await mails(async () => {
      for (let beats = 0; beats < 10; beats++) {
        await w.advance(20);
        await ana.beat();
      }
    });

    expect(refused).toEqual([]);
    expect(status.body.status).toBe('wanted');
    expect(sent).toHaveLength(1);
  });

  test('is shown to the agent before it goes out, to be opened when the queue says so', async () => {
    await offer({ openOnClose: true });
    const chat = await talk();

    const { body } = await ana.get(`/v1/interactions/${chat.chatId}/transcript`);

    expect(body).toMatchObject({ openOnClose: true, unavailable: null, mailStatus: null, mail: { to: kim.email } });
    await chat.leave();
  });
});

describe('the archive', () => {
  test('finds a conversation by the customer or the tag of the web site, with its tags', async () => {
    const chat = await talk({
      sessionTag: ' basket-17 ',
      customer: { ...kim, email: 'kim.s@example.com', id: 'k-17' },
    });
    await chat.leave();
    const sue = await w.tenant('demo').as('sue');
    const found = async (query: object) =>
      (await sue.get('/v1/archive', { query: { ...query } })).body.items.map((one: Reply['body']) => one.interactionId);

    const byTag = await sue.get('/v1/archive', { query: { sessionTag: 'basket-17' } });

    expect(byTag.body.items).toMatchObject([
      { interactionId: chat.chatId, sessionTag: 'basket-17', customerId: 'k-17', from: 'kim.s@example.com' },
    ]);
    expect(await found({ email: 'KIM.S@example.com' })).toEqual([chat.chatId]);
    expect(await found({ customerId: 'k-17' })).toEqual([chat.chatId]);
    expect(await found({ sessionTag: 'basket-1' })).toEqual([]);
    const { body } = await sue.get(`/v1/interactions/${chat.chatId}/transcript`);
    expect(body.entries.map((line: Reply['body']) => line.text)).toContain('Where is my order?');
  });

  test.each([
    [['phone', 'email', 'id'], '+49 30 123'],
    [['id', 'phone'], 'k-1'],
    [['email', 'phone', 'id'], 'kim@example.com'],
  ])('shows as the caller the first of %j that there is', async (fromPriority, from) => {
    const { chat } = (await (await w.tenant('demo').as('ada')).get('/v1/admin/routing-settings')).body ?? {};
    await administer(w, 'routing-settings', { chat: { ...chat, fromPriority } });
    const talked = await talk();
    await talked.leave();

    const { body } = await ana.get(`/v1/interactions/${talked.chatId}/transcript`);

    expect(body.from).toBe(from);
  });
});

describe('bad input', () => {
  test.each([
    ['an unknown placeholder', { body: 'Hello $Customer.Nmae$' }, 'transcript.body', /\$Customer\.Nmae\$/],
    ['the conversation in the subject', { subject: 'See $Transcript$' }, 'transcript.subject', /\$Transcript\$/],
    ['a subject of two lines', { subject: 'Hello\r\nBcc: all@example.com' }, 'transcript.subject', /one line/],
    ['an address that is none', { senderAddress: 'chat@' }, 'transcript.senderAddress', /./],
    ['a locale that does not exist', { locale: 'not_a_locale' }, 'transcript.locale', /locale/],
    ['a time zone that does not exist', { timeZone: 'Mars/Base' }, 'transcript.timeZone', /time zone/],
  ])('is a template with %s', async (_, transcript, path, message) => {
    const ada = await w.tenant('demo').as('ada');
    const queue = { name: 'New', campaignId: 'inbound', channels: ['chat'], transcript };

    const refused = await ada.post('/v1/admin/queues', queue);

    expect([refused.status, refused.body.code]).toEqual([400, 'REQUEST_INVALID']);
    expect(refused.body.issues).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  test('is asking where it is not offered, nobody sends it, or nobody can be reached', async () => {
    await offer({ onRequest: false });
    const chat = await talk();
    const unoffered = await chat.ask();
    await administer(w, 'queues/support', { transcript: { onRequest: true } });
    const unsent = await chat.ask();
    await offer({});
    await chat.customer.put(`/v1/chats/${chat.chatId}/customer`, { email: null });
    const unreachable = await chat.ask();
    await chat.leave();

    const reasons = [unoffered, unsent, unreachable].map(({ body }) => [body.code, body.params.reason]);
    expect(reasons).toEqual(['not-offered', 'no-sender', 'no-address'].map(one => ['TRANSCRIPT_UNAVAILABLE', one]));
  });

  test('is a stranger, and an agent without the permission', async () => {
    const chat = await talk();
    const other = await w.api().post('/v1/chats', { tenantId: 'demo', queueId: 'sales' });
    const ben = await w.tenant('demo').as('ben');

    const stranger = await w.api(other.body.token).post(`/v1/chats/${chat.chatId}/transcript`);
    const refused = await ben.post(`/v1/interactions/${chat.chatId}/transcript`);

    expect([stranger.body.code, refused.body.code]).toEqual(['CHAT_NOT_FOUND', 'FORBIDDEN']);
    await w.api(other.body.token).delete(`/v1/chats/${other.body.chatId}`);
    await chat.leave();
  });
});
