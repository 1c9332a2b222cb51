import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { administer, establish, pass, signIn } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';
import { ChatServiceClient, EventType, faultOf, State, TerminationCause } from './chatservice-client.ts';

let w: World;
let service: ChatServiceClient;
beforeEach(async () => {
  w = await world({ startsAt: '2026-11-20T16:58:00.000Z' });
  service = new ChatServiceClient(`${w.url}/chatservice`);
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const john = {
  SessionID: '{7A1C}',
  CustomerID: '100',
  CustomerName: 'John',
  EmailAddress: 'john@company.example',
  PhoneNumber: '555-5555',
  TenantID: -1,
  ServiceGroupID: 0,
  ServiceGroupName: 'Support',
  PrivateData: 'for integrations',
  TimeZoneOffset: 60,
};
const ask = async () => String((await service.requestChat(john)).ChatID);
const types = (events: readonly { EventType: number }[]) => events.map(event => event.EventType);
const LONG = 20_000;

describe('a customer in a client of the documented service', () => {
  test('asks for a chat and is told the place in the queue and the message of the group', async () => {
    await administer(w, 'queues/support', { texts: { initial: 'You are in the queue' } });

    const first = await service.requestChat(john);
    const second = await service.requestChat({ TenantID: -1, ServiceGroupID: 2 });

    expect(first).toEqual({
      ChatID: expect.any(String),
      Message: 'You are in the queue',
      SessionID: expect.any(Number),
      QueuePosition: 1,
      EstimatedWaitTime: -1,
    });
    expect(second).toMatchObject({ QueuePosition: 2 });
    expect(await service.getChatInfo(String(second.ChatID))).toEqual({ State: State.Queued, QueuePosition: 2 });
  });

  test('sees the whole conversation: agent joins, both write, agent types, agent leaves', async () => {
    const ana = await signIn(w, 'ana', { ready: false });
    const ChatID = await ask();
    const conversation = `/v1/interactions/${(await whoWaits()).interactionId}`;

    const waiting = await service.getEvents(ChatID);
    await ana.ready();
    await ana.accept();
    const joined = await service.getEvents(ChatID);
    await service.sendTyping(ChatID);
    await service.sendMessage(ChatID, 'Where is my order?');
    await ana.post(`${conversation}/typing`);
    const typing = await service.getEvents(ChatID);
    await ana.post(`${conversation}/messages`, { text: 'On its way', clientMessageId: 'a1' });
    const answered = await service.getEvents(ChatID);
    await ana.post(`${conversation}/end`);
    const ended = await service.getEvents(ChatID);

    const agent = { ChatID, Name: 'Ana' };
    const handled = { ChatID, QueuePosition: 0, EstimatedWaitTime: -1, TerminationCause: TerminationCause.General };
    expect(waiting).toMatchObject([
      {
        EventType: EventType.ChatState,
        Data: { ChatID, State: State.Queued, QueuePosition: 1, EstimatedWaitTime: -1 },
      },
    ]);
    expect(joined).toMatchObject([
      { EventType: EventType.AgentJoined, Data: agent },
      { EventType: EventType.ChatState, Data: { ...handled, State: State.Handling } },
    ]);
    expect(typing).toMatchObject([{ EventType: EventType.AgentTyping, Data: agent }]);
    expect(answered).toMatchObject([
      {
        EventType: EventType.MessageReceived,
        Data: { ...agent, Message: 'On its way', System: false, Attachment: null, TimeStamp: w.now() },
      },
    ]);
    expect(ended).toMatchObject([
      { EventType: EventType.AgentLeft, Data: agent },
      { EventType: EventType.ChatState, Data: { ...handled, State: State.Terminated } },
    ]);
    expect(await service.getChatInfo(ChatID)).toEqual({ State: State.Terminated, QueuePosition: 0 });
    expect(await service.getEvents(ChatID, LONG)).toEqual([]);
  });

  test('is the same customer for the agent as any other: details, tags, messages and typing arrive', async () => {
    const ana = await signIn(w, 'ana');
    const ChatID = await ask();
    const [offer] = await ana.offers();
    await ana.accept();

    await service.sendTyping(ChatID);
    await service.sendMessage(ChatID, 'Hello');

    const typing = await ana.socket.next('typing.started.v1');
    const message = await ana.socket.next('message.created.v1');
    const { body } = await ana.get(`/v1/interactions/${offer.interactionId}`);
    expect(typing.event.data).toMatchObject({ party: 'customer', name: 'John' });
    expect(message.event.data).toMatchObject({ text: 'Hello', author: { kind: 'customer', name: 'John' } });
    expect(body.customer).toMatchObject({
      name: 'John',
      email: 'john@company.example',
      phone: '555-5555',
      id: '100',
    });
    expect(body.profile).toMatchObject({ sessionTag: '{7A1C}', timeZoneOffsetMinutes: '60' });
    expect(JSON.stringify(body)).not.toContain('for integrations');
  });

  test('is found in the archive by its tags, and integrations get what the site attached', async () => {
    const ana = await signIn(w, 'ana');
    const sue = await w.tenant('demo').as('sue');
    const ada = await w.tenant('demo').as('ada');
    const ChatID = await ask();
    await ana.accept();
    await service.sendMessage(ChatID, 'Where is my order?');

    await service.leaveChat(ChatID);
    await w.settled();
    const byTag = await sue.get('/v1/archive', { query: { sessionTag: '{7A1C}' } });
    const byCustomer = await sue.get('/v1/archive', { query: { customerId: '100' } });

    const [found] = byTag.body.items;
    const path = `/v1/interactions/${found.interactionId}`;
    const { entries } = (await sue.get(`${path}/transcript`)).body;
    expect(found).toMatchObject({ customerId: '100', customerName: 'John', from: 'john@company.example' });
    expect(byCustomer.body.items).toEqual(byTag.body.items);
    expect(entries.map((line: { text: string }) => line.text)).toContain('Where is my order?');
    expect((await ada.get(`${path}/private-data`)).body).toMatchObject({ privateData: 'for integrations' });
  });

  test('without a name is anonymous', async () => {
    const ana = await signIn(w, 'ana');
    await service.requestChat({ TenantID: -1, ServiceGroupID: 2, CustomerName: '' });
    const [offer] = await ana.offers();
    await ana.accept();

    const { body } = await ana.get(`/v1/interactions/${offer.interactionId}`);

    expect(body.customer).toEqual({ id: null, name: null, email: null, phone: null });
  });

  test('may have typed blanks around everything: they do not count, but in what the site attached', async () => {
    const ana = await signIn(w, 'ana');
    const ada = await w.tenant('demo').as('ada');
    const { CustomerID, CustomerName, EmailAddress, PhoneNumber, PrivateData, ServiceGroupName, SessionID } = john;
    const typed = { CustomerID, CustomerName, EmailAddress, PhoneNumber, PrivateData, ServiceGroupName, SessionID };
    const blank = Object.fromEntries(Object.entries(typed).map(([field, text]) => [field, ` ${text} `]));

    await service.requestChat({ TenantID: -1, ...blank });
    const [{ interactionId }] = await ana.offers();
    await ana.accept();

    const { body } = await ana.get(`/v1/interactions/${interactionId}`);
    const attached = await ada.get(`/v1/interactions/${interactionId}/private-data`);
    expect(body.customer).toEqual({ id: '100', name: 'John', email: 'john@company.example', phone: '555-5555' });
    expect(body.profile.sessionTag).toBe('{7A1C}');
    expect(attached.body.privateData).toBe(' for integrations ');
  });

  test('leaves, and leaving again is no fault', async () => {
    const ChatID = await ask();

    await service.leaveChat(ChatID);
    await service.leaveChat(ChatID);

    expect(await service.getChatInfo(ChatID)).toEqual({ State: State.Terminated, QueuePosition: 0 });
    expect((await faultOf(service.sendMessage(ChatID, 'Hello?'))).status).toBe(409);
    expect((await faultOf(service.sendTyping(ChatID))).status).toBe(409);
  });

  test('is reached by the other interface, too: ChatID is its token', async () => {
    const ChatID = await ask();
    const own = w.api(ChatID);
    const { interactionId } = await whoWaits();

    await own.post(`/v1/chats/${interactionId}/messages`, { text: 'Hello', clientMessageId: 'c1' });
    await service.sendMessage(ChatID, 'Anybody there?');
    const chat = await own.get(`/v1/chats/${interactionId}`);
    const events = await own.get(`/v1/chats/${interactionId}/events`);

    expect(chat.body).toMatchObject({ state: 'queued', position: 1 });
    expect(events.body.items.map((item: { text: string }) => item.text)).toEqual([null, 'Hello', 'Anybody there?']);
  });
});

test('a chat that waits when the group closes ends with that cause, and with the text for closed hours', async () => {
  const week = { friday: [{ from: '09:00', to: '17:00' }] };
  await establish(w, 'business-hours', { id: 'office', name: 'Office', timeZone: 'UTC', week });
  await administer(w, 'queues/support', { hoursId: 'office', texts: { closed: 'Closed' } });
  const ChatID = await ask();
  await service.getEvents(ChatID);

  await pass(w, 121, [await signIn(w, 'ana', { ready: false })]);
  const events = await service.getEvents(ChatID);

  const over = { State: State.Terminated, TerminationCause: TerminationCause.GroupClosed };
  expect(events).toMatchObject([
    { EventType: EventType.MessageReceived, Data: { Message: 'Closed', System: true } },
    { EventType: EventType.ChatState, Data: over },
  ]);
});

describe('a long poll', () => {
  test('waits, and is answered the moment something happens', async () => {
    const ana = await signIn(w, 'ana');
    const ChatID = await ask();
    await service.getEvents(ChatID);
    const startedAt = performance.now();

    const joining = service.getEvents(ChatID, LONG);
    await ana.accept();

    expect(types(await joining)).toEqual([EventType.AgentJoined, EventType.ChatState]);
    expect(performance.now() - startedAt).toBeLessThan(LONG / 2);
  });

  test('is answered by typing as well', async () => {
    const ana = await signIn(w, 'ana');
    const ChatID = await ask();
    const [offer] = await ana.offers();
    await ana.accept();
    await service.getEvents(ChatID);

    const waiting = service.getEvents(ChatID, LONG);
    await ana.post(`/v1/interactions/${offer.interactionId}/typing`);

    expect(types(await waiting)).toEqual([EventType.AgentTyping]);
  });

  test('is answered with nothing when the time is up, and not before; own messages do not end it', async () => {
    const ChatID = await ask();
    await service.getEvents(ChatID);
    const startedAt = performance.now();

    const waiting = service.getEvents(ChatID, 400);
    await service.sendMessage(ChatID, 'Still waiting');

    expect(await waiting).toEqual([]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(395);
  });

  test('that is longer than the gateway allows is no fault', async () => {
    const ana = await signIn(w, 'ana');
    const ChatID = await ask();
    await service.getEvents(ChatID);

    const waiting = service.getEvents(ChatID, 3_600_000);
    await ana.accept();

    expect(types(await waiting)).toEqual([EventType.AgentJoined, EventType.ChatState]);
  });

  test('tells a new place in the queue at its end', async () => {
    const first = await ask();
    const ChatID = await ask();
    await service.getEvents(ChatID);

    await service.leaveChat(first);
    const events = await service.getEvents(ChatID, 50);

    expect(events).toMatchObject([{ EventType: EventType.ChatState, Data: { State: State.Queued, QueuePosition: 1 } }]);
  });

  test('gives every event once, in order, to the newest of several calls', async () => {
    const ana = await signIn(w, 'ana');
    const ChatID = await ask();
    const [offer] = await ana.offers();
    await ana.accept();
    await service.getEvents(ChatID);

    const lost = service.getEvents(ChatID, LONG);
    await seenBy(ChatID, lost);
    const waiting = service.getEvents(ChatID, LONG);
    await seenBy(ChatID, waiting);
    for (const text of ['one', 'two', 'three']) {
      await ana.post(`/v1/interactions/${offer.interactionId}/messages`, { text, clientMessageId: text });
    }
    const texts = (await waiting).map(event => event.Data.Message);
    while (texts.length < 3) texts.push(...(await service.getEvents(ChatID, LONG)).map(event => event.Data.Message));

    expect(texts).toEqual(['one', 'two', 'three']);
    expect(await lost).toEqual([]);
  });

  test('gives again what did not arrive, to a client that says what did', async () => {
    const ana = await signIn(w, 'ana');
    const ChatID = await ask();
    const [offer] = await ana.offers();
    await ana.accept();
    await ana.post(`/v1/interactions/${offer.interactionId}/messages`, { text: 'Hi', clientMessageId: 'a1' });
    const after = (After: number) => service.call<{ Events: unknown[] }>('GetEvents', { request: { ChatID, After } });

    const first = await after(1);
    const again = await after(1);

    expect(first.Events).toMatchObject([{ Sequence: 2 }, { Sequence: 3 }, { EventType: EventType.ChatState }]);
    expect(again).toEqual(first);
    expect((await after(3)).Events).toEqual([]);
  });

  /** Lets a call begin to wait: what it does first needs the store, and another call stands in line behind it. */
  const seenBy = async (ChatID: string, waiting: Promise<unknown>) => {
    await Promise.race([waiting, service.getChatInfo(ChatID).then(() => service.getChatInfo(ChatID))]);
  };
});

async function whoWaits(): Promise<{ interactionId: string }> {
  const sue = await w.tenant('demo').as('sue');
  return (await sue.get('/v1/queues/support/waiting')).body.items[0];
}
