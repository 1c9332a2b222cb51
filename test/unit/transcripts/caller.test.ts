import { describe, expect, it } from 'vitest';
import { archived, callerOf } from '#shared/domain/transcripts/caller.ts';
import { assignment, at, doneAssignment, endedInteraction, settings } from '#test/support/builders.ts';

const { chat } = settings();
const customer = { id: 'c-1', name: 'Carla', email: 'carla@example.org', phone: '+15550123' };

describe('the caller of an archived conversation', () => {
  it.each([
    ['is the first datum of the order', customer, 'carla@example.org'],
    ['is the next one where that is blank', { ...customer, email: ' ' }, '+15550123'],
    ['is the last one where the others are missing', { ...customer, email: null, phone: null }, 'c-1'],
    ['is nobody of whom nothing is known', { ...customer, email: null, phone: null, id: null }, null],
  ])('%s', (_what, given, expected) => {
    expect(callerOf({ customer: given }, chat)).toBe(expected);
  });
});

describe('an archived conversation', () => {
  it('names every agent once, and the tag of the web site where there was one', () => {
    const assignments = [doneAssignment(), assignment({ agentId: 'ben' }), doneAssignment()];
    const tagged = endedInteraction({ assignments, profile: { sessionTag: 'shop' } });

    expect(archived(tagged, chat)).toMatchObject({
      ...{ agentIds: ['ana', 'ben'], sessionTag: 'shop', startedAt: at(-60), endedAt: at(-10) },
      ...{ from: 'c-1', customerName: 'Carla', endReason: 'customer-left' },
    });
    expect(archived(endedInteraction(), chat).sessionTag).toBeNull();
  });
});
