import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { contradictions, illegalMove } from '#shared/domain/interactions/lifecycle.ts';
import {
  activeInteraction,
  assignment,
  at,
  doneAssignment,
  endedInteraction,
  interaction,
  NOW,
  offer,
  offeredInteraction,
  offerId,
  wrappingAssignment,
  wrapUp,
} from '../../support/builders.ts';

const { live: _, ...unlisted } = endedInteraction({ status: 'closed', assignments: [doneAssignment()] });
const closed: InteractionRecord = unlisted;
const rules = (breaches: readonly { readonly rule: string }[]) => breaches.map(({ rule }) => rule);

describe('an interaction that contradicts itself', () => {
  it.each([interaction(), offeredInteraction(), activeInteraction(), endedInteraction(), closed])(
    'is not one that is $status as it should be',
    one => {
      expect(contradictions(one)).toEqual([]);
    },
  );

  it.each([interaction(), offeredInteraction()])('may be $status while somebody is kept for it', one => {
    expect(contradictions({ ...one, reservation: { agentId: 'ana', until: NOW, slot: 0 } })).toEqual([]);
  });

  it.each<[string, InteractionRecord, string[]]>([
    ['nobody holds it', activeInteraction({ assignments: [] }), ['one-owner']],
    ['two hold it', activeInteraction({ assignments: [assignment(), assignment({ agentId: 'ben' })] }), ['one-owner']],
    [
      'somebody was called into what waits',
      interaction({ assignments: [assignment({ role: 'conferenced' })] }),
      ['called-in-only-by-an-owner'],
    ],
    ['nobody is being asked', offeredInteraction({ offer: null }), ['offered-means-an-offer']],
    [
      'somebody is kept for what he has',
      activeInteraction({ reservation: { agentId: 'ana', until: NOW, slot: 0 } }),
      ['somebody-is-kept-only-while-nobody-has-it'],
    ],
    ['it has no end', endedInteraction({ endedAt: null }), ['ended-means-over']],
    ['everything is done', endedInteraction({ assignments: [doneAssignment()] }), ['closed-means-all-done']],
    ['it is still listed', { ...closed, live: '0' }, ['live-until-closed']],
  ])('says so where %s', (_sentence, one, broken) => {
    expect(rules(contradictions(one))).toEqual(broken);
    expect(contradictions(one)[0]?.detail).toMatch(/active/);
  });
});

describe('a move of an interaction', () => {
  const next = (before: InteractionRecord, given: Partial<InteractionRecord>): string[] =>
    rules(illegalMove(before, { ...before, version: before.version + 1, ...given }, NOW));

  it('begins with the first version', () => {
    expect(illegalMove(null, interaction({ version: 1 }), NOW)).toEqual([]);
    expect(illegalMove(null, interaction({ version: 2 }), NOW)).toMatchObject([{ rule: 'first-version', detail: '2' }]);
  });

  it.each<[string, InteractionRecord, Partial<InteractionRecord>]>([
    ['is offered', interaction(), { status: 'offered', offer: offer(), offerCount: 1 }],
    ['is picked up', interaction(), { status: 'active', offerCount: 1, assignments: [assignment()] }],
    ['moves up a class after a long wait', interaction({ escalatesAt: at(-1) }), { class: 4 }],
    ['visits another queue', activeInteraction(), { status: 'queued', queueVisits: 2, rank: 1, class: 1 }],
    [
      'goes back to who sent it',
      interaction({
        returnTo: { ...interaction(), agentId: 'ana', at: null },
      }),
      { returnTo: null, rank: 2 },
    ],
    ['ends', activeInteraction(), { status: 'ended', endedAt: NOW, endReason: 'agent-ended' }],
    ['is disposed of', endedInteraction(), { assignments: [doneAssignment()], status: 'closed' }],
  ])('is legal when it %s', (_sentence, before, given) => {
    expect(next(before, given)).toEqual([]);
  });

  it.each<[string, InteractionRecord, Partial<InteractionRecord>, string[]]>([
    ['comes back to life', closed, { status: 'queued' }, ['declared-transition']],
    ['skips a version', interaction(), { version: 9 }, ['next-version']],
    ['forgets its age', interaction(), { firstEnqueuedAt: NOW }, ['age-kept']],
    ['changes its channel', interaction(), { channel: 'voice' }, ['age-kept']],
    ['ends twice', endedInteraction(), { endedAt: NOW }, ['ended-once']],
    ['ends for another reason', endedInteraction(), { endReason: 'system' }, ['ended-once']],
    [
      'is disposed of twice',
      endedInteraction({ disposition: { classId: 's', codeId: 'a', note: null, agentId: 'ana', at: NOW } }),
      { disposition: null },
      ['disposed-once'],
    ],
    ['is offered uncounted', interaction(), { status: 'offered', offer: offer() }, ['offers-counted']],
    ['is offered anew uncounted', offeredInteraction(), { offer: offer({ id: offerId(1, 2) }) }, ['offers-counted']],
    ['jumps the queue', interaction(), { rank: 1 }, ['place-by-rules']],
    ['moves up too soon', interaction(), { class: 4 }, ['place-by-rules']],
    ['moves up without end', interaction({ escalatesAt: null }), { class: 4 }, ['place-by-rules']],
    ['loses a part', activeInteraction(), { assignments: [] }, ['assignments-go-forward']],
    [
      'gives a part to somebody else',
      activeInteraction(),
      { assignments: [assignment({ agentId: 'ben' })] },
      ['assignments-go-forward'],
    ],
    ['starts a part again', endedInteraction(), { assignments: [assignment()] }, ['assignments-go-forward']],
    [
      'ends an extended wrap-up by a timer',
      endedInteraction({ assignments: [wrappingAssignment({ wrapUp: wrapUp({ endsAt: null }) })] }),
      { assignments: [doneAssignment({ wrapUp: wrapUp({ completedBy: 'timer' }) })] },
      ['an-extended-wrap-up-is-its-agents'],
    ],
  ])('is found out when it %s', (_sentence, before, given, broken) => {
    expect(next(before, given)).toEqual(broken);
  });
});
