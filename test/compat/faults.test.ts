import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administer, establish, signIn } from '#test/support/journeys.ts';
import { UNLIMITED } from '#test/support/operations.ts';
import { type World, world } from '#test/support/world.ts';
import { ChatServiceClient, Fault, faultOf, State } from './chatservice-client.ts';

let w: World;
let service: ChatServiceClient;
beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  service = new ChatServiceClient(`${w.url}/chatservice`);
});
afterAll(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const sales = { TenantID: -1, ServiceGroupName: 'Sales' };
const ask = async () => String((await service.requestChat(sales)).ChatID);
const waiting = async (queueId: string) => {
  const sue = await w.tenant('demo').as('sue');
  return (await sue.get(`/v1/queues/${queueId}/waiting`)).body.items.length;
};

describe('a group that takes no chats', () => {
  test('is no fault: there is no chat, and the text for closed hours', async () => {
    const closed = { id: 'never', name: 'Never', timeZone: 'UTC', week: {} };
    await establish(w, 'business-hours', closed);
    await administer(w, 'queues/support', { hoursId: 'never', texts: { closed: 'We are back tomorrow' } });

    const answer = await service.requestChat({ TenantID: -1, ServiceGroupID: 2 });
    const info = await service.getQueueInfo({ TenantID: -1, ServiceGroupID: 2 });

    expect(answer).toEqual({
      ...{ ChatID: null, Message: 'We are back tomorrow', SessionID: 0 },
      ...{ QueuePosition: 0, EstimatedWaitTime: -1 },
    });
    expect(info).toEqual({ Open: false, EstimatedWaitTime: -1 });
    expect(await waiting('support')).toBe(0);
  });

  test('says nothing where no text is configured', async () => {
    const bar = { id: 'bar', alias: 77, name: 'Barred', campaignId: 'inbound', channels: ['chat'] };
    await establish(w, 'queues', { ...bar, barredFromChat: true });

    expect(await service.requestChat({ ServiceGroupID: 77 })).toMatchObject({ ChatID: null, Message: null });
  });
});

describe('a group and a tenant', () => {
  test('are found by their integers, and a group by its name without regard to case', async () => {
    const open = { Open: true, EstimatedWaitTime: expect.any(Number) };

    expect(await service.getQueueInfo({ TenantID: -1, ServiceGroupID: 1 })).toEqual(open);
    expect(await service.getQueueInfo({ TenantID: -1, ServiceGroupID: 0, ServiceGroupName: 'SALES' })).toEqual(open);
    expect(await service.getQueueInfo({ TenantID: 2, ServiceGroupID: 1 })).toEqual(open);
    expect(await service.getQueueInfo({ ServiceGroupName: 'Sales' })).toEqual(open);
  });

  test('that are not there are faults', async () => {
    const wrong = [
      [{ TenantID: -1, ServiceGroupID: 999 }, 'QUEUE_NOT_FOUND'],
      [{ TenantID: -1, ServiceGroupName: 'Nobody' }, 'QUEUE_NOT_FOUND'],
      [{ TenantID: 2, ServiceGroupName: 'Sales' }, 'QUEUE_NOT_FOUND'],
      [{ TenantID: 999, ServiceGroupID: 1 }, 'TENANT_NOT_FOUND'],
    ] as const;

    for (const [request, code] of wrong) {
      expect((await faultOf(service.requestChat(request))).body).toMatchObject({ status: 404, code });
      expect((await faultOf(service.getQueueInfo(request))).body).toMatchObject({ status: 404, code });
    }
  });

  test('belong together: the same name is another group for another tenant', async () => {
    const { ChatID } = await service.requestChat({ TenantID: 2, ServiceGroupName: 'Support' });

    const sue = await w.tenant('acme').as('ana');
    expect(await service.getChatInfo(String(ChatID))).toEqual({ State: State.Queued, QueuePosition: 1 });
    expect((await sue.get('/v1/queues/support/waiting')).body.items).toHaveLength(1);
  });
});

describe('a chat that is not there', () => {
  test.each(['LeaveChat', 'SendMessage', 'SendTyping', 'GetEvents', 'GetChatInfo'])('is a fault: %s', async method => {
    const ChatID = await ask();
    const forged = [ChatID.slice(0, -4), `${ChatID}x`, 'int_00000000000000000000000000', '{50B5D2FF}', '%00'];

    for (const one of forged) {
      const fault = await faultOf(service.call(method, { request: { ChatID: one, Message: 'x', Timeout: 20_000 } }));
      expect(fault.body).toMatchObject({ status: 404, code: 'CHAT_NOT_FOUND' });
    }
    expect(await service.getChatInfo(ChatID)).toMatchObject({ State: State.Queued });
  });
});

const LONG = 'x'.repeat(17_000);
const WRONG = [{}, [], true, 1.5, LONG];

/** Every field of every method, with what it must not be. A field that may be left out may be null as well. */
const FIELDS: readonly (readonly [method: string, field: string, required: boolean, wrong: readonly unknown[]])[] = [
  ...['SessionID', 'CustomerID', 'CustomerName', 'EmailAddress', 'PhoneNumber', 'PrivateData', 'Locale'].map(
    field => ['RequestChat', field, false, WRONG] as const,
  ),
  ...['RequestChat', 'GetQueueInfo'].flatMap(method => [
    [method, 'TenantID', false, [...WRONG, '-1']] as const,
    [method, 'ServiceGroupID', false, [...WRONG, '1']] as const,
    [method, 'ServiceGroupName', false, WRONG] as const,
  ]),
  ['RequestChat', 'TimeZoneOffset', false, [...WRONG, 841, '60']],
  ...['LeaveChat', 'SendMessage', 'SendTyping', 'GetEvents', 'GetChatInfo'].map(
    method => [method, 'ChatID', true, [...WRONG, 7, '']] as const,
  ),
  ['SendMessage', 'Message', true, [...WRONG, '']],
  ['SendMessage', 'Attachment', false, [{}, [], true, 7, 'no Base64!']],
  ['GetEvents', 'Timeout', false, [...WRONG, -1, '20000']],
  ['GetEvents', 'After', false, [...WRONG, -1]],
];

describe('a field', () => {
  test.each(FIELDS)('of %s that is malformed is a fault that names it: %s', async (method, field, required, wrong) => {
    const ChatID = await ask();
    const before = await waiting('sales');
    const sound = { ...sales, ...(/RequestChat|GetQueueInfo/.test(method) ? {} : { ChatID, Message: 'Hi' }) };

    for (const value of [...wrong, ...(required ? [null, undefined] : [])]) {
      const fault = await faultOf(service.call(method, { request: { ...sound, [field]: value } }));
      expect(fault.contentType).toBe('application/problem+json');
      expect(fault.body).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
      expect(fault.body.issues.map((issue: { path: string }) => issue.path)).toContain(`request.${field}`);
    }

    expect(await waiting('sales')).toBe(before);
    expect((await w.api(ChatID).get(`/v1/chats/${idIn(ChatID)}/events`)).body.lastIndex).toBe(1);
  });

  test('that may be left out may be null or empty', async () => {
    const nothing = Object.fromEntries(
      FIELDS.filter(([method, , required]) => method === 'RequestChat' && !required).map(([, field]) => [field, null]),
    );
    const empty = { SessionID: '', CustomerID: ' ', CustomerName: '', EmailAddress: '', PhoneNumber: '' };

    const none = await service.call('RequestChat', { request: { ...nothing, ServiceGroupName: 'Sales' } });
    const blank = await service.call('RequestChat', { request: { ...empty, PrivateData: '', ServiceGroupID: 1 } });

    expect(none).toMatchObject({ ChatID: expect.any(String) });
    expect(blank).toMatchObject({ ChatID: expect.any(String) });
  });

  test('that nobody knows is not looked at', async () => {
    const answer = await service.call('RequestChat', { request: { ...sales, Priority: 7, __type: 'x' }, more: true });

    expect(answer).toMatchObject({ ChatID: expect.any(String) });
  });

  test('with an address that is none turns nobody away, and keeps no address', async () => {
    const { ChatID } = await service.requestChat({ ...sales, EmailAddress: 'kim at home' });

    expect(await service.getChatInfo(String(ChatID))).toMatchObject({ State: State.Queued });
  });
});

describe('parameters', () => {
  test.each([
    ['missing', undefined],
    ['not wrapped', sales],
    ['null', { request: null }],
    ['a list', { request: [] }],
    ['a text', { request: 'Sales' }],
  ])('that are %s are a fault', async (_, parameters) => {
    for (const method of ['RequestChat', 'GetQueueInfo', 'GetEvents', 'SendMessage']) {
      expect((await faultOf(service.call(method, parameters))).body).toMatchObject({ code: 'REQUEST_INVALID' });
    }
  });

  test('may come with a byte order mark, which some platforms write before every text', async () => {
    const response = await fetch(`${w.url}/chatservice/GetQueueInfo`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: `\uFEFF${JSON.stringify({ request: sales })}`,
    });

    expect(await response.json()).toMatchObject({ Open: true });
  });

  test('name no group: a fault', async () => {
    for (const request of [{ TenantID: -1 }, { ServiceGroupID: 0 }, { ServiceGroupID: -1, ServiceGroupName: ' ' }]) {
      const fault = await faultOf(service.requestChat(request));
      expect(fault.body).toMatchObject({ code: 'REQUEST_INVALID', issues: [{ path: 'request.ServiceGroupID' }] });
    }
  });

  test('are not needed by GetVersion and GetChatConfiguration', async () => {
    expect(await service.getVersion()).toMatch(/^\d+\.\d+$/);
    expect(await service.call('GetVersion', {})).toBe(await service.getVersion());
    expect(await service.getChatConfiguration()).toEqual({
      MaxMessageLength: 1024,
      MaxAttachmentSize: expect.any(Number),
      AllowedAttachmentTypes: null,
      RestrictedAttachmentTypes: ['exe', 'bat', 'cmd', 'com', 'vbs'],
    });
    const other = await faultOf(service.call('GetChatConfiguration', { request: { TenantID: 5 } }));
    expect(other.body).toMatchObject({ code: 'TENANT_NOT_FOUND' });
  });
});

describe('a message', () => {
  test('longer than the configuration says is a fault, and the customer may send a shorter one', async () => {
    const ChatID = await ask();
    const { MaxMessageLength } = await service.getChatConfiguration();

    const fault = await faultOf(service.sendMessage(ChatID, 'x'.repeat(MaxMessageLength + 1)));
    await service.sendMessage(ChatID, 'x'.repeat(MaxMessageLength));

    expect(fault.body).toMatchObject({
      status: 422,
      code: 'MESSAGE_TOO_LONG',
      params: { maxLength: MaxMessageLength },
    });
    expect((await w.api(ChatID).get(`/v1/chats/${idIn(ChatID)}/events`)).body.lastIndex).toBe(2);
  });

  test('and a request sent again with the same key count once', async () => {
    const key = { 'Idempotency-Key': 'form-7' };
    const request = { ...sales, CustomerName: 'Twice' };

    const [first, second] = await Promise.all([
      service.call<{ ChatID: string }>('RequestChat', { request }, key),
      service.call<{ ChatID: string }>('RequestChat', { request }, key),
    ]);
    const { ChatID } = first;
    for (let time = 0; time < 2; time++) {
      await service.call('SendMessage', { request: { ChatID, Message: 'Once' } }, { 'Idempotency-Key': 'm-1' });
    }

    expect(idIn(second.ChatID)).toBe(idIn(ChatID));
    expect((await w.api(ChatID).get(`/v1/chats/${idIn(ChatID)}/events`)).body.lastIndex).toBe(2);
  });
});

describe('an address', () => {
  test('is written as in the documentation, with the prefix in small letters or not', async () => {
    const other = new ChatServiceClient(`${w.url}/ChatService`);

    const { ChatID } = await other.requestChat(sales);
    await other.sendMessage(String(ChatID), 'Hello');
    await other.sendTyping(String(ChatID));
    const [queued] = await other.getEvents(String(ChatID));
    const open = await other.getQueueInfo(sales);
    await other.leaveChat(String(ChatID));

    expect(queued?.Data).toMatchObject({ State: State.Queued });
    expect(open.Open).toBe(true);
    expect(await service.getChatInfo(String(ChatID))).toMatchObject({ State: State.Terminated });
    expect(await other.getChatInfo(String(ChatID))).toMatchObject({ State: State.Terminated });
    expect(await other.getChatConfiguration()).toEqual(await service.getChatConfiguration());
    expect(await other.getVersion()).toBe(await service.getVersion());
  });

  test.each(['chatservice', 'ChatService'])('of what has no parameters may be read: %s', async prefix => {
    const [version, configuration] = await Promise.all(
      ['GetVersion', 'GetChatConfiguration'].map(method => fetch(`${w.url}/${prefix}/${method}`)),
    );

    expect(await version?.json()).toBe(await service.getVersion());
    expect(await configuration?.json()).toEqual(await service.getChatConfiguration());
  });

  test('that the documentation does not have is no method', async () => {
    for (const method of ['Nothing', 'requestchat', 'RequestChat/', '']) {
      const fault = await faultOf(service.call(method, { request: sales }));
      expect(fault.body).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
    }
  });
});

describe('a page', () => {
  const from = (origin: string) => ({ Origin: origin });

  test('may ask where a widget of the group allows it, or the group has none; a server always may', async () => {
    const shop = { id: 'shop', name: 'Shop', queueId: 'shop', allowedOrigins: ['https://shop.example'] };
    await establish(w, 'queues', { id: 'shop', alias: 78, name: 'Shop', campaignId: 'inbound', channels: ['chat'] });
    const request = { ServiceGroupID: 78 };

    const free = service.call('RequestChat', { request }, from('https://other.example'));
    await expect(free).resolves.toMatchObject({ ChatID: expect.any(String) });
    await establish(w, 'chat-widgets', shop);

    const allowed = service.call('RequestChat', { request }, from('https://shop.example'));
    await expect(allowed).resolves.toMatchObject({ ChatID: expect.any(String) });
    await expect(service.requestChat(request)).resolves.toMatchObject({ ChatID: expect.any(String) });
    const other = await faultOf(service.call('RequestChat', { request }, from('https://other.example')));
    expect(other.body).toMatchObject({ status: 403, code: 'ORIGIN_NOT_ALLOWED' });
  });
});

test('a fault is what the documentation of faults shows, whatever the method', async () => {
  await signIn(w, 'ana', { ready: false });

  const fault = await faultOf(service.getChatInfo('nothing'));

  expect(fault).toBeInstanceOf(Fault);
  expect(fault.body).toEqual({
    ...{ type: '/docs/errors#chat-not-found', title: 'There is no such chat', status: 404, code: 'CHAT_NOT_FOUND' },
    ...{ detail: expect.any(String), requestId: expect.stringMatching(/^req_/), retryable: false },
  });
});

/** The id of the chat that a token names. */
function idIn(ChatID: string): string {
  const [, claims = ''] = ChatID.split('.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')).sub;
}
