import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '#schemas/chat/model.ts';
import { RequestChatRequest } from '#schemas/compat/chatservice/model.ts';
import {
  chatInfo,
  customerOf,
  lineEvents,
  queueInfo,
  requestAnswer,
  sessionNumber,
  stateEvent,
  wishesOf,
} from '#shared/domain/compat/chat-service.ts';
import { interactionId, NOW } from '#test/support/builders.ts';

const request = (given: object = {}) => RequestChatRequest.parse({ ServiceGroupID: 7, ...given });
const line = (given: Partial<ChatEvent> = {}): ChatEvent => ({
  index: 2,
  at: NOW,
  type: 'message',
  author: { kind: 'agent', name: 'Ana' },
  text: 'Hello',
  clientMessageId: null,
  ...given,
});

describe('a request of the documented chat service', () => {
  it('says who asks, in the words of this system', () => {
    const asking = request({ CustomerID: 'c-1', CustomerName: 'Carla', EmailAddress: 'c@x.org', PhoneNumber: '+1' });

    expect(customerOf(asking)).toEqual({ id: 'c-1', name: 'Carla', email: 'c@x.org', phone: '+1' });
  });

  it('says what else is wished', () => {
    const asking = request({ PrivateData: 'order 5', SessionID: 'shop', TimeZoneOffset: -60 });

    expect(wishesOf(asking)).toEqual({ privateData: 'order 5', sessionTag: 'shop', timeZoneOffsetMinutes: -60 });
  });

  it('says nothing of what was not given', () => {
    expect(customerOf(request())).toEqual({});
    expect(wishesOf(request())).toEqual({});
  });
});

describe('the answer to a request', () => {
  it('names the chat by its token, with a number for logs that is always the same', () => {
    const chat = { chatId: interactionId(1), token: 'secret', message: 'Welcome', position: 2, estimatedWaitMs: 1001 };

    const [once, twice] = [requestAnswer(chat), requestAnswer(chat)];

    expect(once).toMatchObject({ ChatID: 'secret', Message: 'Welcome', QueuePosition: 2, EstimatedWaitTime: 2 });
    expect(once.SessionID).toBeGreaterThan(0);
    expect(twice).toEqual(once);
  });

  it('has a number in place of every value that nobody knows', () => {
    const chat = { chatId: interactionId(1), token: 'secret', message: null, position: null, estimatedWaitMs: null };

    expect(requestAnswer(chat)).toMatchObject({ Message: null, QueuePosition: 0, EstimatedWaitTime: -1 });
  });

  it('names no chat where the group takes none', () => {
    expect(requestAnswer({ chatId: null, message: 'We are closed' })).toEqual({
      ...{ ChatID: null, Message: 'We are closed', SessionID: 0 },
      ...{ QueuePosition: 0, EstimatedWaitTime: -1 },
    });
  });

  it('has another number for every other chat, of 31 bits', () => {
    const numbers = Array.from({ length: 100 }, (_, at) => sessionNumber(interactionId(at)));

    expect(new Set(numbers).size).toBe(100);
    expect(numbers.every(number => number > 0 && number < 2 ** 31)).toBe(true);
  });
});

describe('the state of a chat', () => {
  it.each([
    ['queued', 3, { State: 0, QueuePosition: 3 }],
    ['handling', null, { State: 1, QueuePosition: 0 }],
    ['terminated', null, { State: 2, QueuePosition: 0 }],
  ] as const)('is a number: %s', (state, position, expected) => {
    expect(chatInfo({ state, position })).toEqual(expected);
  });

  it.each([
    ['queue-closed', 1],
    ['customer-left', 0],
    [null, 0],
  ] as const)('says whether it has ended because the group has closed: %s', (endReason, cause) => {
    const now = { state: 'terminated', position: null, estimatedWaitMs: null, endReason } as const;

    expect(stateEvent('secret', now, 9)).toEqual({
      EventType: 4,
      Data: { ChatID: 'secret', State: 2, QueuePosition: 0, EstimatedWaitTime: -1, TerminationCause: cause },
      Sequence: 9,
    });
  });

  it('of a group is whether it takes chats, and how long they wait', () => {
    const availability = { available: true, reason: null, message: null, waiting: 0, estimatedWaitMs: 500 };

    expect(queueInfo(availability)).toEqual({ Open: true, EstimatedWaitTime: 1 });
  });
});

describe('a line of the conversation', () => {
  it('of an agent is a message', () => {
    expect(lineEvents('secret', line())).toEqual([
      {
        EventType: 0,
        Data: { ChatID: 'secret', Name: 'Ana', Message: 'Hello', System: false, TimeStamp: NOW, Attachment: null },
        Sequence: 2,
      },
    ]);
  });

  it('of the system is a message that says so', () => {
    const [event] = lineEvents('secret', line({ author: { kind: 'system', name: null } }));

    expect(event).toMatchObject({ Data: { System: true, Name: null } });
  });

  it('that announces a file brings its name and bytes', () => {
    const [event] = lineEvents('secret', line({ text: 'plan.pdf' }), { Message: 'plan.pdf', Attachment: 'AAAA' });

    expect(event).toMatchObject({ Data: { Message: 'plan.pdf', Attachment: 'AAAA' } });
  });

  it.each([
    ['an agent who comes', line({ type: 'agent-joined', text: null }), 1],
    ['an agent who goes', line({ type: 'agent-left', text: null }), 2],
    ['an agent who ends the chat', line({ type: 'ended', text: null }), 2],
  ])('tells of %s', (_what, one, type) => {
    expect(lineEvents('secret', one)).toEqual([
      { EventType: type, Data: { ChatID: 'secret', Name: 'Ana' }, Sequence: 2 },
    ]);
  });

  it.each([
    ['what the customer wrote', line({ author: { kind: 'customer', name: 'Carla' } })],
    ['what the customer ended', line({ type: 'ended', author: { kind: 'customer', name: 'Carla' }, text: null })],
    ['the first, which the request was answered with', line({ index: 1, author: { kind: 'system', name: null } })],
    ['one without a text', line({ type: 'queued', author: { kind: 'system', name: null }, text: null })],
  ])('is no event of its own: %s', (_what, one) => {
    expect(lineEvents('secret', one)).toEqual([]);
  });
});
