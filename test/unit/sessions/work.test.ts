import { describe, expect, it } from 'vitest';
import { regainWork } from '#shared/domain/sessions/work.ts';
import {
  activeInteraction,
  agent,
  at,
  doneAssignment,
  endedInteraction,
  interactionId,
  work,
} from '../../support/builders.ts';

const other = work({ interactionId: interactionId(2) });

describe('a part that an agent has in an interaction', () => {
  it.each([
    ['a conversation', activeInteraction(), work({ since: at(-40) })],
    ['a wrap-up', endedInteraction(), work({ state: 'wrap-up', cost: 10, since: at(-10) })],
  ])('is put back into his hands beside the others: %s', (_sentence, one, regained) => {
    expect(regainWork(agent({ work: [other] }), one).work).toEqual([other, regained]);
  });

  it('replaces what he had of it', () => {
    expect(regainWork(agent({ work: [work({ cost: 1 })] }), activeInteraction()).work).toMatchObject([{ cost: 30 }]);
  });

  it.each([
    ['is done', endedInteraction({ assignments: [doneAssignment()] })],
    ['was never his', activeInteraction({ assignments: [] })],
  ])('stays away when it %s', (_sentence, one) => {
    const free = agent();

    expect(regainWork(free, one)).toBe(free);
  });
});
