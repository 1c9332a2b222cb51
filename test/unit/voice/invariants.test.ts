import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord, FlowState } from '#schemas/voice/model.ts';
import { contradictions, illegalMove } from '#shared/domain/voice/invariants.ts';
import {
  activeInteraction,
  at,
  endedInteraction,
  interaction,
  NOW,
  offeredInteraction,
} from '#test/support/builders.ts';
import { activityId, browser, call, customer, guest, legId } from './builders.ts';

const rules = (breaches: readonly { readonly rule: string }[]) => breaches.map(({ rule }) => rule);
const talking = call({ legs: [customer(), browser()] });
const flow: FlowState = {
  ...{ flowId: 'f', stepId: 'a', steps: 1, values: {}, messageLeft: false },
  urgency: { class: null, priority: null },
  waiting: null,
};
const waits = { since: NOW, announcedAt: null, announcedPosition: null };
const over = call({ status: 'ended', legs: [customer({ state: 'ended' })] });

describe('a call that contradicts itself', () => {
  it.each<[string, CallRecord, InteractionRecord]>([
    ['waits', call(), interaction()],
    ['is in a conversation', talking, activeInteraction()],
    ['rings at a desk', talking, offeredInteraction()],
    ['is over', over, endedInteraction()],
    ['is in a flow', call({ flow }), interaction({ status: 'created' })],
    ['waits in a flow', call({ flow: { ...flow, waiting: waits } }), interaction()],
    [
      'is handed over',
      call({ legs: [customer(), guest()] }),
      activeInteraction({ status: 'handed-over', assignments: [] }),
    ],
  ])('is not one that %s', (_sentence, one, of) => {
    expect(contradictions(one, of)).toEqual([]);
  });

  it.each<[string, CallRecord, InteractionRecord, string[]]>([
    [
      'lives on',
      talking,
      endedInteraction({ assignments: [] }),
      ['a-call-lives-with-its-interaction', 'every-leg-has-an-owner'],
    ],
    ['has two customers', call({ legs: [customer(), customer({ id: legId(7) })] }), interaction(), ['one-customer']],
    [
      'has a guest whom nobody called',
      call({ legs: [customer(), guest()] }),
      interaction(),
      ['every-leg-has-an-owner'],
    ],
    ['has an agent who has no part', talking, interaction(), ['every-leg-has-an-owner']],
    ['misses its agent', call(), activeInteraction(), ['everybody-has-one-leg']],
    [
      'is over with somebody on it',
      { ...over, legs: [browser()] },
      endedInteraction(),
      ['every-leg-has-an-owner', 'nobody-is-on-a-call-that-is-over'],
    ],
    [
      'is parked and is not',
      call({ parked: { at: NOW, byAgentId: 'ana', endsAt: null } }),
      interaction(),
      ['parked-means-parked'],
    ],
    [
      'asks somebody who is gone',
      call({ legs: [customer(), browser()], consult: { agentId: 'ana', legId: legId(9) } }),
      activeInteraction(),
      ['who-is-consulted-is-there'],
    ],
    [
      'is in a flow with its agent',
      call({ legs: [customer(), browser()], flow }),
      activeInteraction(),
      ['in-a-flow-until-an-agent-has-it'],
    ],
    ['is in no flow before any queue', call(), interaction({ status: 'created' }), ['created-means-in-a-flow']],
    [
      'waits in no queue',
      call({ flow: { ...flow, waiting: waits } }),
      interaction({ status: 'created' }),
      ['a-flow-has-who-waits-wait'],
    ],
    ['is on hold for nobody', call({ legs: [customer({ held: true })] }), interaction(), ['held-while-somebody-talks']],
  ])('says so where it %s', (_sentence, one, of, broken) => {
    expect(rules(contradictions(one, of))).toEqual(broken);
  });

  it('says so where nobody looks after it any more', () => {
    const { live: _, ...forgotten } = call();
    const { live: __, ...rested } = over;

    expect(rules(contradictions(forgotten, interaction()))).toEqual(['looked-after-while-anything-is-left']);
    expect(contradictions(rested, endedInteraction())).toEqual([]);
  });

  it('says who is there and what they do', () => {
    const held = call({ legs: [customer({ held: true }), browser()] });

    expect(contradictions(held, interaction())[0]?.detail).toBe(
      'queued, live: customer connected play held; ana connected talk',
    );
  });
});

describe('a move of a call', () => {
  const moved = (before: CallRecord, given: Partial<CallRecord>) =>
    rules(illegalMove(before, { ...before, version: before.version + 1, ...given }));
  const going = customer({ activity: { kind: 'hang-up', id: activityId(8), cause: 'normal' } });

  it('begins with the first version', () => {
    expect(illegalMove(null, call({ version: 1 }))).toEqual([]);
    expect(illegalMove(null, call({ version: 2 }))).toMatchObject([{ rule: 'first-version', detail: '2' }]);
  });

  it.each<[string, CallRecord, Partial<CallRecord>]>([
    ['takes somebody in', call(), { legs: [customer(), browser()] }],
    [
      'ends',
      talking,
      { status: 'ended', legs: [customer({ state: 'ended' }), browser({ state: 'ended' })], endedAt: at(0) },
    ],
    ['forgets who has ended', call({ legs: [customer(), browser({ state: 'ended' })] }), { legs: [customer()] }],
    ['goes on with who goes', call({ legs: [going] }), { legs: [{ ...going, state: 'ended' }] }],
  ])('is legal that %s', (_sentence, before, given) => {
    expect(moved(before, given)).toEqual([]);
  });

  it.each<[string, CallRecord, Partial<CallRecord>, string]>([
    ['skips a version', call(), { version: 9 }, 'next-version'],
    ['forgets somebody', talking, { legs: [customer()] }, 'nobody-is-forgotten'],
    ['comes to life again', over, { status: 'live' }, 'an-end-is-an-end'],
    ['lets somebody come back', over, { legs: [customer()] }, 'an-end-is-an-end'],
    [
      'calls somebody back who was told to go',
      call({ legs: [going] }),
      { legs: [customer()] },
      'nobody-is-called-back',
    ],
  ])('is found out that %s', (_sentence, before, given, rule) => {
    expect(moved(before, given)).toEqual([rule]);
  });
});
