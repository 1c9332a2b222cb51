import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, administer, establish, pass, signIn } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';
import { ChatServiceClient, EventType, faultOf, State } from './chatservice-client.ts';

/** A site whose client is that of the documentation, and whose administrator has set up a widget for it. */

let w: World;
let service: ChatServiceClient;
let ana: Agent;
beforeEach(async () => {
  w = await world();
  service = new ChatServiceClient(`${w.url}/chatservice`);
  ana = await signIn(w, 'ana');
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const kim = { TenantID: -1, ServiceGroupName: 'Support', CustomerName: 'Kim', PhoneNumber: '555-5555' };
const dropIn = (fields: object) =>
  establish(w, 'chat-widgets', { id: 'site', name: 'Site', queueId: 'support', dropIn: true, ...fields });

/** Kim asks for a chat, and Ana takes it. */
async function talk(request: object = kim): Promise<string> {
  const { ChatID } = await service.requestChat(request);
  await ana.accept();
  return String(ChatID);
}
const held = async () => (await ana.get('/v1/interactions')).body.items[0];

describe('the widget of a group', () => {
  test('says in the language of the site what the server says to its customers', async () => {
    await dropIn({
      texts: {
        default: { chatRequested: 'Un instant', sessionWillSoonBeClosed: 'Encore {0} s', sessionTimeout: 'Fermé' },
        nl: { chatRequested: 'Een ogenblik' },
      },
    });

    const dutch = await service.call<{ Message: string }>('RequestChat', { request: { ...kim, Locale: 'nl-BE' } });
    const french = await service.requestChat(kim);
    await ana.reject();

    expect([french.Message, dutch.Message]).toEqual(['Un instant', 'Een ogenblik']);
  });

  test('gives the time that silent customers have, and the words at its end', async () => {
    await dropIn({ texts: { default: { sessionWillSoonBeClosed: 'Encore {0} s', sessionTimeout: 'Fermé' } } });
    const ChatID = await talk();
    await service.getEvents(ChatID);

    await pass(w, 300, [ana]);
    const events = await service.getEvents(ChatID);

    expect(events).toMatchObject([
      { EventType: EventType.MessageReceived, Data: { Message: 'Encore 60 s', System: true } },
      { EventType: EventType.MessageReceived, Data: { Message: 'Fermé', System: true } },
      { EventType: EventType.ChatState, Data: { State: State.Terminated } },
    ]);
  });

  test('hides names, ignores details and speaks to the agent alone, as it says', async () => {
    await dropIn({ hideAgentName: true, ignoreCustomerDetails: true, initialMessageToAgent: 'From the old site' });

    const ChatID = await talk();
    const { interactionId } = { interactionId: (await held()).id };
    await ana.post(`/v1/interactions/${interactionId}/messages`, { text: 'Hi', clientMessageId: 'a1' });
    const events = await service.getEvents(ChatID);

    const lines = (await ana.get(`/v1/interactions/${interactionId}/messages`)).body.items;
    expect(events.map(({ Data }) => Data.Name)).toEqual([null, null, undefined]);
    expect(JSON.stringify(events)).not.toMatch(/Ana|old site/);
    expect(lines.map((line: { text: string }) => line.text)).toContain('From the old site');
    expect((await held()).customer).toMatchObject({ name: 'Customer', phone: null });
  });

  test('narrows what may be sent, and who may ask', async () => {
    await dropIn({ limits: { maxMessageLength: 3 }, allowedOrigins: ['https://site.example'] });
    await establish(w, 'chat-widgets', { id: 'other', name: 'Other', queueId: 'support' });
    const ChatID = await talk();

    const long = await faultOf(service.sendMessage(ChatID, 'four'));
    const from = { Origin: 'https://other.example' };
    const stranger = await faultOf(service.call('RequestChat', { request: kim }, from));

    expect(long.body).toMatchObject({ code: 'MESSAGE_TOO_LONG', params: { maxLength: 3 } });
    expect(stranger.body.code).toBe('ORIGIN_NOT_ALLOWED');
  });

  test('says when there are no chats, and in which words', async () => {
    await dropIn({ texts: { default: { chatUnavailable: 'Personne' } } });
    await administer(w, 'chat-widgets/site', { enabled: false });

    expect(await service.requestChat(kim)).toMatchObject({ ChatID: null, Message: 'Personne' });
    expect(await service.getQueueInfo(kim)).toEqual({ Open: false, EstimatedWaitTime: -1 });
  });

  test('does not miss a page that nobody has opened: the client may be a server', async () => {
    await dropIn({});
    await ana.notReady();
    const { ChatID } = await service.requestChat(kim);

    await pass(w, 120, [ana]);

    expect(await service.getChatInfo(String(ChatID))).toMatchObject({ State: State.Queued });
  });
});

describe('a group', () => {
  test('whose widgets do not speak for it is as without any', async () => {
    await establish(w, 'chat-widgets', { id: 'site', name: 'Site', queueId: 'support', enabled: false });

    expect(await service.requestChat(kim)).toMatchObject({ ChatID: expect.any(String), Message: null });
  });

  test('of another queue is not spoken for', async () => {
    await dropIn({ enabled: false, queueId: 'sales' });

    expect(await service.requestChat(kim)).toMatchObject({ ChatID: expect.any(String) });
  });
});
