import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import {
  completeWrapUp,
  expireWrapUp,
  extendWrapUp,
  owesOutcome,
  startWrapUp,
} from '#shared/domain/dispositions/wrap-up.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import {
  activeInteraction,
  agent,
  assignment,
  at,
  campaign,
  doneAssignment,
  endedInteraction,
  interaction,
  interactionId,
  NOW,
  pending,
  presence,
  scheme,
  talkingAgent,
  work,
  wrappingAgent,
  wrappingAssignment,
  wrapUp,
} from '../../support/builders.ts';
import { refused, settled, told, typesOf } from '../../support/changes.ts';

const strict = campaign({ dispositionRequired: true, outcomeSchemeId: 'standard' });
const disposition = { classId: 'status', codeId: 'solved', note: null, agentId: 'ana', at: NOW };
const complete = (one: InteractionRecord, rules = campaign(), who = wrappingAgent()) =>
  settled(completeWrapUp(one, who, rules, scheme(), NOW));

describe('a wrap-up', () => {
  it('is started for who handles the interaction alone', () => {
    expect(refused(() => startWrapUp(endedInteraction(), wrappingAgent(), campaign(), NOW))).toEqual({
      code: 'NOT_YOUR_INTERACTION',
    });
  });

  it('leaves other work alone when it starts', () => {
    const other = work({ interactionId: interactionId(2) });

    const one = settled(startWrapUp(activeInteraction(), talkingAgent({ work: [work(), other] }), campaign(), NOW));

    expect(one.agent.work).toEqual([work({ state: 'wrap-up', cost: 10, since: NOW }), other]);
  });

  it('that the agent extends ends only when he says so', () => {
    const one = settled(extendWrapUp(endedInteraction(), 'ana'));

    expect(one.interaction.assignments[0]?.wrapUp).toEqual(wrapUp({ endsAt: null }));
    expect(told(one, 'assignment.wrap-up-extended.v1')?.agentId).toBe('ana');
    expect(extendWrapUp(one.interaction, 'ana')).toBe(nothing);
    expect(expireWrapUp(one.interaction, wrappingAgent(), campaign(), at(20), at(20))).toBe(nothing);
  });

  it('that the agent ends frees him and closes the interaction', () => {
    const one = complete(endedInteraction());

    expect(one.interaction).toMatchObject({
      status: 'closed',
      assignments: [{ status: 'done', outcomePending: false, wrapUp: { completedAt: NOW, completedBy: 'agent' } }],
    });
    expect(one.agent).toEqual(agent({ idleSince: NOW }));
    expect(typesOf(one)).toEqual(['assignment.wrap-up-completed.v1', 'interaction.closed.v1']);
    expect(told(one, 'assignment.wrap-up-completed.v1')).toMatchObject({
      by: 'agent',
      wrapUpMs: 10_000,
      activeMs: 30_000,
      outcomePending: false,
    });
  });

  it('that ends while the conversation goes on elsewhere closes nothing', () => {
    const handed = interaction({ assignments: [wrappingAssignment()], enqueuedAt: at(-10) });

    const one = complete(handed, strict);

    expect(one.interaction.status).toBe('queued');
    expect(typesOf(one)).toEqual(['assignment.wrap-up-completed.v1']);
  });

  it('that ends lets the break begin that waited for it, and tells it', () => {
    const one = complete(endedInteraction(), campaign(), wrappingAgent({ presence: presence({ pending: pending() }) }));

    expect(one.agent.presence).toMatchObject({ status: 'not-ready', reasonId: 'lunch', since: NOW });
    expect(told(one, 'presence.changed.v1')?.presence.reasonId).toBe('lunch');
  });

  it('is not ended by the agent while an outcome is owed', () => {
    expect(refused(() => completeWrapUp(endedInteraction(), wrappingAgent(), strict, scheme(), NOW))).toEqual({
      code: 'DISPOSITION_REQUIRED',
      params: { allowed: ['solved', 'sold', 'lost'] },
    });
    expect(refused(() => completeWrapUp(endedInteraction(), wrappingAgent(), strict, undefined, NOW)).params).toEqual({
      allowed: [],
    });
  });

  it.each([
    ['has begun', activeInteraction(), 'active'],
    ['is over', endedInteraction({ assignments: [doneAssignment()] }), 'done'],
    ['has no times', endedInteraction({ assignments: [wrappingAssignment({ wrapUp: null })] }), 'wrap-up'],
  ])('is not running when none %s', (_sentence, one, currentState) => {
    for (const decide of [
      () => extendWrapUp(one, 'ana'),
      () => completeWrapUp(one, wrappingAgent(), campaign(), scheme(), NOW),
    ]) {
      expect(refused(decide)).toEqual({ code: 'WRAP_UP_NOT_RUNNING', currentState });
    }
    expect(refused(() => extendWrapUp(one, 'ben'))).toEqual({ code: 'NOT_YOUR_INTERACTION' });
  });
});

describe('the wrap-up timer', () => {
  const expire = (one: InteractionRecord, deadline: string, rules = campaign()) =>
    expireWrapUp(one, wrappingAgent(), rules, deadline, deadline);

  it('ends the wrap-up in its time', () => {
    const one = settled(expire(endedInteraction(), at(20)));

    expect(one.interaction).toMatchObject({
      status: 'closed',
      assignments: [{ wrapUp: { completedBy: 'timer' }, outcomePending: false }],
    });
    expect(told(one, 'assignment.wrap-up-completed.v1')).toMatchObject({ by: 'timer', wrapUpMs: 30_000 });
  });

  it('puts an outcome that is owed on the list instead of losing it', () => {
    const one = settled(expire(endedInteraction(), at(20), strict));

    expect(one.interaction).toMatchObject({ status: 'closed', assignments: [{ outcomePending: true }] });
    expect(one.agent.outcomesPending).toEqual([interactionId(1)]);
    expect(told(one, 'assignment.wrap-up-completed.v1')?.outcomePending).toBe(true);
  });

  it.each([
    ['was set for another end', endedInteraction(), at(19)],
    ['comes after the agent has ended it', endedInteraction({ assignments: [doneAssignment()] }), at(20)],
    [
      'comes for a conversation that was taken again',
      activeInteraction({ assignments: [doneAssignment(), assignment()] }),
      at(20),
    ],
    ['comes for somebody who never had it', interaction(), at(20)],
    ['finds no times', endedInteraction({ assignments: [wrappingAssignment({ wrapUp: null })] }), at(20)],
  ])('that %s changes nothing', (_sentence, one, deadline) => {
    expect(expire(one, deadline)).toBe(nothing);
  });
});

describe('an outcome', () => {
  it.each([
    ['by the last agent after the conversation', endedInteraction(), strict, true],
    ['not where none is required', endedInteraction(), campaign(), false],
    ['not when it is recorded', endedInteraction({ disposition }), strict, false],
    ['not before the end', activeInteraction(), strict, false],
    [
      'not by an agent who handed it on',
      endedInteraction({ assignments: [wrappingAssignment(), doneAssignment({ agentId: 'ben' })] }),
      strict,
      false,
    ],
  ])('is owed: %s', (_sentence, one, rules, owed) => {
    expect(owesOutcome(one, 'ana', rules)).toBe(owed);
  });
});
