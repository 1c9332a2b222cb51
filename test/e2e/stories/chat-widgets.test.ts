import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administer, establish, signIn } from '../../support/journeys.ts';
import { UNLIMITED } from '../../support/operations.ts';
import { type CallOptions, type Reply, type World, world } from '../../support/world.ts';

/** A chat window on a web page: what it reads, what it may ask for, and what the server makes of it. */

const SHOP = 'https://shop.example';
let w: World;
let widgets = 0;

beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  await signIn(w, 'ana');
  await w.settled();
});
afterAll(() => w.stop());

/** A widget of its own for each story, on the queue that Ana serves. */
async function widget(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  widgets += 1;
  const id = `widget-${widgets}`;
  await establish(w, 'chat-widgets', { id, name: id, queueId: 'support', ...fields });
  return id;
}

const read = (query: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> =>
  w.api().get('/v1/chat-configuration', { query: { tenantId: 'demo', ...query }, headers });
const ask = (widgetId: string, fields: object = {}, options?: CallOptions): Promise<Reply> =>
  w.api().post('/v1/chats', { tenantId: 'demo', widgetId, ...fields }, options);

describe('a page', () => {
  test('gets everything it needs with one request, in the language it asks for', async () => {
    const widgetId = await widget({ texts: { fr: { title: 'Une question ?' } }, limits: { maxMessageLength: 100 } });

    const { body } = await read({ widgetId, locale: 'fr-BE' });

    expect(body).toMatchObject({
      widget: {
        id: widgetId,
        queue: { id: 'support', name: 'Support', alias: 2 },
        position: 'center-right',
        statePollSeconds: 20,
        idleSeconds: 300,
        idleWarningSeconds: 60,
        pageLostSeconds: 60,
        customer: { name: 'Customer' },
      },
      limits: { maxMessageLength: 100, maxAttachmentBytes: 5120 * 1024 },
      availability: { available: true, reason: null },
      locale: 'fr',
      requestedLocale: 'fr-BE',
    });
    expect([body.texts.title, body.texts.send]).toEqual(['Une question ?', 'Send']);
  });

  test('is told that its locale was not found, and gets the texts for everybody', async () => {
    const widgetId = await widget({ texts: { default: { title: 'Ask us' } } });

    const { body } = await read({ widgetId, locale: 'tlh' });

    expect([body.locale, body.requestedLocale, body.texts.title]).toEqual(['default', 'tlh', 'Ask us']);
  });

  test('never learns what is for agents and integrations alone', async () => {
    const widgetId = await widget({ privateData: 'secret-42', initialMessageToAgent: 'A good customer' });

    const { body } = await read({ widgetId });

    expect(JSON.stringify(body)).not.toMatch(/secret-42|good customer|rejectedQueueIds/);
  });

  test('may keep the answer, and is told when it still holds', async () => {
    const widgetId = await widget();

    const first = await read({ widgetId });
    const tag = first.headers.get('etag') ?? '';
    const again = await read({ widgetId }, { 'if-none-match': tag });
    await administer(w, `chat-widgets/${widgetId}`, { position: 'top-left' });
    const changed = await read({ widgetId }, { 'if-none-match': tag });

    expect(first.headers.get('cache-control')).toBe('public, max-age=10');
    expect([again.status, again.body]).toEqual([304, null]);
    expect([changed.status, changed.body.widget.position]).toEqual([200, 'top-left']);
  });

  test('without a widget gets what holds for every chat of the tenant', async () => {
    const { body } = await read({});

    expect(body).toMatchObject({
      widget: null,
      availability: null,
      locale: 'default',
      limits: { maxMessageLength: 1024 },
    });
  });
});

describe('the origins of a widget', () => {
  test('may read it and frame it, and others may not', async () => {
    const widgetId = await widget({ allowedOrigins: [SHOP] });

    const own = await read({ widgetId }, { origin: SHOP });
    const foreign = await read({ widgetId }, { origin: 'https://evil.example' });

    expect(own.status).toBe(200);
    expect(own.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(own.headers.get('content-security-policy')).toBe(`frame-ancestors 'self' ${SHOP}`);
    expect(own.headers.get('vary')).toBe('Origin');
    expect([foreign.status, foreign.body.code]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
  });

  test('alone may ask for its chats', async () => {
    const widgetId = await widget({ allowedOrigins: [SHOP] });

    const own = await ask(widgetId, {}, { headers: { origin: SHOP } });
    const foreign = await ask(widgetId, {}, { headers: { origin: 'https://shop.example.evil.example' } });

    expect(own.status).toBe(201);
    expect([foreign.status, foreign.body.code]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
  });

  test('are any where none is named', async () => {
    const widgetId = await widget();

    const { headers, status } = await read({ widgetId }, { origin: 'https://anywhere.example' });

    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  });
});

describe('availability', () => {
  const reasonOf = async (widgetId: string) => (await read({ widgetId })).body.availability.reason;

  test.each([
    ['disabled', { enabled: false }],
    ['rejected', { rejectedQueueIds: ['support'] }],
  ])('says %s, and so does the answer to a request', async (reason, fields) => {
    const widgetId = await widget(fields);

    const asked = await ask(widgetId);

    expect(await reasonOf(widgetId)).toBe(reason);
    expect([asked.status, asked.body.chatId, asked.body.reason]).toEqual([200, null, reason]);
    expect(asked.body.message).toMatch(/\w/);
  });

  test('says closed outside the hours', async () => {
    await establish(w, 'business-hours', { id: 'never', name: 'Never', timeZone: 'UTC', week: {} });
    await establish(w, 'queues', {
      ...{ id: 'shut', name: 'Shut', campaignId: 'inbound', channels: ['chat'], hoursId: 'never' },
      texts: { closed: 'Not today.' },
    });
    const widgetId = await widget({ queueId: 'shut' });

    const { body } = await read({ widgetId });

    expect(body.availability).toMatchObject({ available: false, reason: 'closed', message: 'Not today.' });
  });

  test('says no-agents while nobody is at work, unless customers may wait for the first', async () => {
    await establish(w, 'queues', { id: 'empty', name: 'Empty', campaignId: 'inbound', channels: ['chat'] });
    const strict = await widget({ queueId: 'empty' });
    const patient = await widget({ queueId: 'empty', requiresAgents: false });

    expect(await reasonOf(strict)).toBe('no-agents');
    expect((await ask(strict)).body.reason).toBe('no-agents');
    expect(await reasonOf(patient)).toBeNull();
    expect((await ask(patient)).status).toBe(201);
  });
});

describe('bad input', () => {
  test.each([
    [{ widgetId: 'nothing' }, 404, 'WIDGET_NOT_FOUND'],
    [{ widgetId: '!' }, 400, 'REQUEST_INVALID'],
    [{ locale: 'x'.repeat(36) }, 400, 'REQUEST_INVALID'],
    [{ tenantId: 'nobody' }, 404, 'TENANT_NOT_FOUND'],
    [{ queueId: 'nothing' }, 404, 'QUEUE_NOT_FOUND'],
  ])('in the question %j is answered with %i %s', async (query, status, code) => {
    const { body, status: answered } = await read(query as unknown as Record<string, string>);

    expect([answered, body.code]).toEqual([status, code]);
  });

  test.each([
    [{ widgetId: null }],
    [{ widgetId: 7 }],
    [{ widgetId: 'x'.repeat(65) }],
    [{ locale: null, queueId: 'support' }],
    [{ locale: 'x'.repeat(36), queueId: 'support' }],
    [{}],
  ])('in the request %j is refused', async fields => {
    const { body, status } = await w.api().post('/v1/chats', { tenantId: 'demo', ...fields });

    expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
  });

  test.each([
    [{ queueId: 'nothing' }, 422, 'REFERENCE_UNKNOWN'],
    [{ rejectedQueueIds: ['nothing'] }, 422, 'REFERENCE_UNKNOWN'],
    [{ allowedOrigins: ['shop.example'] }, 400, 'REQUEST_INVALID'],
    [{ allowedOrigins: ['https://shop.example/path'] }, 400, 'REQUEST_INVALID'],
    [{ texts: { 'fr-be': {} } }, 400, 'REQUEST_INVALID'],
    [{ texts: { fr: { namedAgentJoined: 'Bonjour' } } }, 400, 'REQUEST_INVALID'],
    [{ idleSeconds: '300' }, 400, 'REQUEST_INVALID'],
    [{ position: 'middle' }, 400, 'REQUEST_INVALID'],
    [{ hideAgentNames: true }, 400, 'REQUEST_INVALID'],
  ])('of an administrator is refused: %j', async (fields, status, code) => {
    const ada = await w.tenant('demo').as('ada');

    const refused = await ada.post('/v1/admin/chat-widgets', { name: 'Bad', queueId: 'support', ...fields });

    expect([refused.status, refused.body.code]).toEqual([status, code]);
  });
});
