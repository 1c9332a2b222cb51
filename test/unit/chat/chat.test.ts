import { describe, expect, it } from 'vitest';
import { Chat, ChatEvent } from '#schemas/chat/model.ts';
import { agentReadIndex, chatEvent, chatState, chatView, customerFrame } from '#shared/domain/chat/view.ts';
import { arrive } from '#shared/domain/interactions/arrive.ts';
import {
  activeInteraction,
  at,
  endedInteraction,
  entry,
  interaction,
  interactionId,
  NOW,
  offeredInteraction,
  queue,
  settings,
} from '../../support/builders.ts';
import { settled, told } from '../../support/changes.ts';

const arrival = {
  id: interactionId(1),
  tenantId: 'demo',
  customer: { id: null, name: 'Carla', email: null, phone: null },
  entryPoint: null,
  pageIsOpen: false,
  locale: null,
  channel: 'chat' as const,
  hidesAgentNames: false,
  patience: null,
  initialMessage: 'Hello',
  initialMessageToAgent: null,
  welcome: 'One moment, please.',
  privateData: 'order 5',
  profile: { sessionTag: 'shop' },
  predictedMs: 4000,
};

describe('a customer who asks for a chat', () => {
  it('waits by the rules of the queue, the opening question already said', () => {
    const greeting = queue({ class: 3 });

    const one = settled(arrive(arrival, greeting, settings(), NOW));

    expect(one.interactions[0]?.before).toBeNull();
    expect(one.interaction).toMatchObject({
      status: 'queued',
      version: 0,
      channel: 'chat',
      direction: 'inbound',
      lane: 'sales',
      class: 3,
      cost: 30,
      firstEnqueuedAt: NOW,
      enqueuedAt: NOW,
      queueVisits: 1,
      offerCount: 0,
      predictedMs: 4000,
      privateData: 'order 5',
      profile: { sessionTag: 'shop' },
      live: expect.any(String),
    });
    expect(one.entries).toMatchObject([
      { kind: 'queued', author: { kind: 'system' }, text: 'One moment, please.' },
      { kind: 'message', author: { kind: 'customer', id: null, name: 'Carla' }, text: 'Hello' },
    ]);
    expect(told(one, 'interaction.queued.v1')).toMatchObject({ reason: 'arrived', enqueuedAt: NOW });
  });

  it('need not say anything, and need not be greeted', () => {
    const one = settled(arrive({ ...arrival, initialMessage: null, welcome: null }, queue(), settings(), NOW));

    expect(one.entries).toMatchObject([{ kind: 'queued', text: null }]);
  });
});

describe('a customer who comes by a widget', () => {
  const patience = { idleSeconds: 300, idleWarningSeconds: 60, pageLostSeconds: 60, pageLostWarningSeconds: 20 };
  const entryPoint = { kind: 'widget' as const, id: 'shop' };

  it('has the page watched from the beginning, names hidden, and the agent told what the customer is not', () => {
    const page = { entryPoint, pageIsOpen: true, patience };
    const from = { ...arrival, ...page, hidesAgentNames: true, initialMessageToAgent: 'From the shop' };

    const one = settled(arrive(from, queue(), settings(), NOW));

    expect(one.interaction).toMatchObject({ hidesAgentNames: true, customerWatch: { pageLookAt: at(40), away: null } });
    expect(one.entries.map(({ audience, text }) => [text, audience])).toEqual([
      ['One moment, please.', undefined],
      ['From the shop', 'agents'],
      ['Hello', undefined],
    ]);
  });
});

describe('a customer who comes by a widget, but not with a page', () => {
  it('has nobody watch for the page', () => {
    const patience = { idleSeconds: 300, idleWarningSeconds: 60, pageLostSeconds: 60, pageLostWarningSeconds: 20 };
    const from = { ...arrival, entryPoint: { kind: 'widget' as const, id: 'shop' }, patience };

    const one = settled(arrive(from, queue(), settings(), NOW));

    expect(one.interaction).toMatchObject({ patience, customerWatch: null });
  });
});

describe('a chat as its customer sees it', () => {
  const facts = {
    tail: [entry({ index: 3 })],
    receipts: [
      { party: 'customer' as const, readIndex: 3, at: NOW },
      { party: 'agent' as const, readIndex: 2, at: NOW },
    ],
    queueName: 'Sales',
    position: 2,
    estimatedWaitMs: 5000,
  };

  it.each([
    ['queued', interaction()],
    ['queued', offeredInteraction()],
    ['handling', activeInteraction()],
    ['terminated', endedInteraction()],
    ['terminated', endedInteraction({ status: 'closed' })],
  ])('is %s', (state, one) => {
    expect(chatState(one)).toBe(state);
  });

  it('is what the contract says', () => {
    const view = chatView(activeInteraction(), facts);

    expect(Chat.parse(view)).toEqual(view);
    expect(view).toMatchObject({
      chatId: interactionId(1),
      state: 'handling',
      agentName: 'Ana',
      lastIndex: 3,
      agentReadIndex: 2,
      startedAt: at(-60),
    });
  });

  it('knows no agent and no line before there are any', () => {
    expect(chatView(interaction(), { ...facts, tail: [], receipts: [] })).toMatchObject({
      agentName: null,
      lastIndex: 0,
      agentReadIndex: 0,
    });
    expect(agentReadIndex([])).toBe(0);
  });

  it('shows lines without ids of people, its own with the id it gave them', () => {
    const theirs = chatEvent(entry({ author: { kind: 'agent', id: 'ana', name: 'Ana' } }));
    const own = chatEvent(entry());

    expect([theirs, own].map(one => ChatEvent.parse(one))).toEqual([theirs, own]);
    expect(theirs).toMatchObject({ author: { kind: 'agent', name: 'Ana' }, clientMessageId: null });
    expect(theirs.author).not.toHaveProperty('id');
    expect(own.clientMessageId).toBe('m-1');
  });

  it('receives a line on the socket numbered by its index', () => {
    const frame = customerFrame(entry({ index: 9 }));

    expect(frame.seq).toBe(9);
    expect(frame.event).toMatchObject({
      id: `${interactionId(1)}.entry.9`,
      type: 'message.created.v1',
      aggregateVersion: 9,
      actor: { kind: 'customer', id: null },
      data: chatEvent(entry({ index: 9 })),
    });
  });
});

describe('a customer who may not know everything', () => {
  const attachment = { id: 'att_1', name: 'plan.pdf', bytes: 9, contentType: 'application/pdf' };

  it('sees of a line for agents alone that there is one', () => {
    expect(chatEvent(entry({ audience: 'agents', author: { kind: 'agent', id: 'ana', name: 'Ana' } }))).toEqual({
      ...{ index: 1, at: at(-50), type: 'withheld', author: { kind: 'system', name: null } },
      ...{ text: null, clientMessageId: null },
    });
  });

  it('learns no name of an agent who is not named, in lines and in the view', () => {
    const line = chatEvent(entry({ author: { kind: 'agent', id: 'ana', name: 'Ana', anonymous: true } }));
    const facts = { tail: [], receipts: [], queueName: 'Sales', position: null, estimatedWaitMs: null };

    expect(line.author).toEqual({ kind: 'agent', name: null });
    expect(chatView(activeInteraction({ hidesAgentNames: true }), facts).agentName).toBeNull();
    expect(chatView(activeInteraction(), facts).agentName).toBe('Ana');
  });

  it('sees the file that a line announces', () => {
    expect(chatEvent(entry({ attachment }))).toMatchObject({ text: 'Hello', attachment });
  });
});
