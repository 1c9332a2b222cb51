import { describe, expect, it } from 'vitest';
import { freeCapacity, freeSlots, liveCounts, slots, usedCapacity } from '#shared/domain/routing/capacity.ts';
import { agent, interactionId, profile, settings, work } from '../../support/builders.ts';

const { channelWeights } = settings();
const chats = [
  work(),
  work({ interactionId: interactionId(2), state: 'offered' }),
  work({ interactionId: interactionId(3), state: 'wrap-up', cost: 10 }),
  work({ interactionId: interactionId(4), channel: 'email', cost: 15 }),
];

describe('capacity', () => {
  it('is taken by offers, conversations and wrap-ups alike', () => {
    expect(usedCapacity(chats)).toBe(85);
    expect(usedCapacity([])).toBe(0);
    expect(freeCapacity(agent({ work: chats }))).toBe(15);
  });

  it('is negative after the limit was lowered below what is under way', () => {
    const lowered = agent({ profile: profile({ total: 20 }), work: [work()] });

    expect(freeCapacity(lowered)).toBe(-10);
    expect(freeSlots(lowered, 'chat')).toBe(0);
  });

  it('counts what is live per channel, without wrap-ups', () => {
    expect(liveCounts(chats)).toEqual({ chat: 2, email: 1 });
  });
});

describe('slots', () => {
  it.each([
    ['by weight', profile(), 3],
    ['by cap', profile({ caps: { chat: 2 } }), 2],
    ['a hundred where the channel costs nothing', profile({ weights: { ...channelWeights, chat: 0 } }), 100],
    [
      'by the cap where the channel costs nothing',
      profile({ weights: { ...channelWeights, chat: 0 }, caps: { chat: 4 } }),
      4,
    ],
    ['none without capacity', profile({ total: 0 }), 0],
  ])('are bounded %s', (_sentence, of, count) => {
    expect(slots(of, 'chat')).toBe(count);
    expect(freeSlots(agent({ profile: of }), 'chat')).toBe(count);
  });

  it('are fewer beside the present work', () => {
    const busy = agent({ work: [work()], profile: profile({ caps: { chat: 2 } }) });

    expect(freeSlots(busy, 'chat')).toBe(1);
    expect(freeSlots(busy, 'email')).toBe(4);
    expect(freeSlots(busy, 'voice')).toBe(0);
  });

  it('are none when the cap was lowered below what is live', () => {
    const busy = agent({ work: chats, profile: profile({ caps: { chat: 1 }, total: 100 }) });

    expect(freeSlots(busy, 'chat')).toBe(0);
  });
});
