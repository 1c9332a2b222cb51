import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, administer, caughtUp, firstOfEach, pass, signIn } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';
import { ChatServiceClient, EventType, State, TerminationCause } from './chatservice-client.ts';

/** What agents and time do to a chat, as a client of the documented service hears of it. */

let w: World;
let service: ChatServiceClient;
let ana: Agent;
let ChatID: string;
let interactionId: string;
beforeEach(async () => {
  w = await world();
  service = new ChatServiceClient(`${w.url}/chatservice`);
  ana = await signIn(w, 'ana');
  ChatID = String((await service.requestChat({ ServiceGroupName: 'Support' })).ChatID);
  [{ interactionId }] = (await ana.offers()) as [{ interactionId: string }];
  await ana.accept();
  await service.getEvents(ChatID);
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const path = (what: string) => `/v1/interactions/${interactionId}/${what}`;
const says = (agent: Agent, text: string) => agent.post(path('messages'), { text, clientMessageId: text });
/** What a client shows: who came, went or spoke, and the state. */
const heard = async () =>
  (await service.getEvents(ChatID)).map(({ Data, EventType: type }) => [type, Data.Name ?? Data.State, Data.Message]);
const { AgentJoined, AgentLeft, ChatState, MessageReceived } = EventType;
const joined = (name: string) => [AgentJoined, name, undefined];
const left = (name: string) => [AgentLeft, name, undefined];
const state = (State: number) => [ChatState, State, undefined];
/** How the customer's page is doing, as the agent hears it. */
const presence = async () =>
  firstOfEach(await caughtUp(w, ana.socket))
    .filter(frame => frame.event?.type === 'customer.presence.v1')
    .map(frame => frame.event.data.presence);

describe('a customer in a client of the documented service', () => {
  test('is in the queue again when the agent hands the chat on, and hears who takes it', async () => {
    const ben = await signIn(w, 'ben', { ready: false });

    await ana.post(path('transfer'), { target: { kind: 'queue', id: 'support' } });
    const handedOn = await heard();
    await ana.notReady();
    await ben.ready();
    await ben.accept();
    const taken = await heard();

    expect(handedOn).toEqual([left('Ana'), state(State.Queued)]);
    expect(taken).toEqual([joined('Ben'), state(State.Handling)]);
    expect(await service.getChatInfo(ChatID)).toEqual({ State: State.Handling, QueuePosition: 0 });
  });

  test('hears of every agent who comes, speaks and goes, under the name for customers', async () => {
    await administer(w, 'users/ben', { chatDisplayName: 'Benjamin' });
    const ben = await signIn(w, 'ben', { ready: false });

    await ana.post(path('conference'), { agentId: 'ben' });
    await says(ben, 'Hello');
    await says(ana, 'That was Ben');
    await ben.delete(path('conference'));
    const all = await heard();

    expect(all).toEqual([
      joined('Benjamin'),
      [MessageReceived, 'Benjamin', 'Hello'],
      [MessageReceived, 'Ana', 'That was Ben'],
      left('Benjamin'),
    ]);
  });

  test('who says nothing is warned by the server after 840 s, and disconnected after 900', async () => {
    await pass(w, 839, [ana]);
    const before = await heard();
    await pass(w, 1, [ana]);
    const warned = await service.getEvents(ChatID);
    await pass(w, 59, [ana]);
    const still = await service.getChatInfo(ChatID);
    await pass(w, 1, [ana]);
    const over = await service.getEvents(ChatID);

    const notice = { EventType: MessageReceived, Data: { System: true, Name: null, Message: expect.any(String) } };
    expect(before).toEqual([]);
    expect(warned).toMatchObject([notice]);
    expect(warned[0]?.Data.Message).toContain('60');
    expect(still.State).toBe(State.Handling);
    expect(over).toMatchObject([
      notice,
      { EventType: ChatState, Data: { State: State.Terminated, TerminationCause: TerminationCause.General } },
    ]);
  });

  test('is not idle while typing or writing, and asking for events is neither', async () => {
    await pass(w, 600, [ana]);
    await service.sendTyping(ChatID);
    await pass(w, 600, [ana]);
    await service.sendMessage(ChatID, 'Still here');
    await pass(w, 839, [ana]);
    const quiet = await heard();
    await heard();
    await pass(w, 61, [ana]);

    expect(quiet).toEqual([]);
    expect((await service.getChatInfo(ChatID)).State).toBe(State.Terminated);
  });

  test('who has waited for events once is missed 40 s after the last call, and let go after 60', async () => {
    await service.getEvents(ChatID, 1);

    await pass(w, 39, [ana]);
    const before = await presence();
    await pass(w, 1, [ana]);
    const warned = await presence();
    await pass(w, 20, [ana]);

    expect([before, warned]).toEqual([[], ['leaving']]);
    expect((await service.getChatInfo(ChatID)).State).toBe(State.Terminated);
  });

  test('who comes back in time goes on, with what was written meanwhile', async () => {
    await service.getEvents(ChatID, 1);
    await pass(w, 50, [ana]);
    await says(ana, 'Are you there?');

    const waiting = await service.getEvents(ChatID, 1);
    await pass(w, 30, [ana]);

    expect(waiting).toMatchObject([{ EventType: MessageReceived, Data: { Name: 'Ana', Message: 'Are you there?' } }]);
    expect(await presence()).toEqual(['leaving', 'back']);
    expect((await service.getChatInfo(ChatID)).State).toBe(State.Handling);
  });

  test('whose client never waits for events has no page that could be lost', async () => {
    await pass(w, 300, [ana]);

    expect(await presence()).toEqual([]);
    expect((await service.getChatInfo(ChatID)).State).toBe(State.Handling);
  });
});
