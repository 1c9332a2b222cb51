import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { chooseCodes, dispose } from '#shared/domain/dispositions/dispose.ts';
import { findCode, searchClasses, selectableCodes } from '#shared/domain/dispositions/outcomes.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import {
  activeInteraction,
  agent,
  assignment,
  doneAssignment,
  endedInteraction,
  interaction,
  interactionId,
  NOW,
  scheme,
  talkingAgent,
  wrappingAgent,
  wrappingAssignment,
} from '../../support/builders.ts';
import { refused, settled, told, typesOf } from '../../support/changes.ts';

const owing = (given: Partial<InteractionRecord> = {}) =>
  endedInteraction({ status: 'closed', assignments: [doneAssignment({ outcomePending: true })], ...given });
const ids = (codes: readonly { readonly id: string }[]) => codes.map(one => one.id);

describe('an outcome', () => {
  it('is recorded in wrap-up, which it ends', () => {
    const one = settled(
      dispose(
        endedInteraction({ codes: ['sold'] }),
        wrappingAgent(),
        scheme(),
        { codeId: 'solved', note: 'fine' },
        NOW,
      ),
    );

    expect(one.interaction).toMatchObject({
      status: 'closed',
      disposition: { classId: 'status', codeId: 'solved', note: 'fine', agentId: 'ana', at: NOW },
      notes: 'fine',
      assignments: [{ status: 'done', outcomePending: false, wrapUp: { completedBy: 'agent' } }],
    });
    expect(one.agent).toEqual(agent({ idleSince: NOW }));
    expect(typesOf(one)).toEqual([
      'interaction.disposed.v1',
      'assignment.wrap-up-completed.v1',
      'interaction.closed.v1',
    ]);
    expect(told(one, 'interaction.disposed.v1')?.codes).toEqual(['sold']);
  });

  it('is recorded later when the timer won, and is owed no longer', () => {
    const debtor = agent({ outcomesPending: [interactionId(9), interactionId(1)] });

    const one = settled(dispose(owing(), debtor, scheme(), { codeId: 'solved' }, NOW));

    expect(one.interaction).toMatchObject({
      status: 'closed',
      disposition: { codeId: 'solved' },
      assignments: [{ outcomePending: false }],
    });
    expect(one.agent).toEqual(agent({ outcomesPending: [interactionId(9)] }));
    expect(typesOf(one)).toEqual(['interaction.disposed.v1']);
  });

  it('keeps the notes made before when it brings none', () => {
    const one = settled(dispose(owing({ notes: 'earlier' }), agent(), scheme(), { codeId: 'lost' }, NOW));

    expect(one.interaction).toMatchObject({ notes: 'earlier', disposition: { note: 'earlier' } });
  });

  it.each([
    [
      'while the conversation goes on',
      activeInteraction(),
      talkingAgent(),
      {
        code: 'INTERACTION_STATE',
        currentState: 'active',
        allowedCommands: ['endInteraction', 'transfer', 'setWrapUpCodes'],
        detail: 'An outcome is recorded once, after the conversation.',
      },
    ],
    [
      'by who handed it on',
      endedInteraction({ assignments: [wrappingAssignment(), assignment({ agentId: 'ben' })] }),
      wrappingAgent(),
      {
        code: 'INTERACTION_STATE',
        currentState: 'ended',
        allowedCommands: [],
        detail: 'Another agent handled it after you.',
      },
    ],
    [
      'when none is owed',
      endedInteraction({ status: 'closed', assignments: [doneAssignment()] }),
      agent(),
      {
        code: 'INTERACTION_STATE',
        currentState: 'closed',
        allowedCommands: [],
        detail: 'An outcome is recorded once, after the conversation.',
      },
    ],
    ['by who never had it', interaction(), agent(), { code: 'NOT_YOUR_INTERACTION' }],
    [
      'twice',
      endedInteraction({ disposition: { classId: 'status', codeId: 'solved', note: null, agentId: 'ana', at: NOW } }),
      wrappingAgent(),
      { code: 'ALREADY_DISPOSED' },
    ],
  ])('is refused %s', (_sentence, one, who, why) => {
    expect(refused(() => dispose(one, who, scheme(), { codeId: 'solved' }, NOW))).toEqual(why);
  });

  it.each(['unknown', 'legacy', 'call-back'])('is refused with the code %s, which cannot be chosen here', codeId => {
    expect(refused(() => dispose(endedInteraction(), wrappingAgent(), scheme(), { codeId }, NOW))).toEqual({
      code: 'OUTCOME_CODE_UNKNOWN',
      params: { codeId },
    });
  });

  it('is refused without the note its code asks for', () => {
    expect(
      refused(() => dispose(endedInteraction(), wrappingAgent(), scheme(), { codeId: 'lost', note: '' }, NOW)),
    ).toEqual({
      code: 'DISPOSITION_REQUIRED',
      detail: 'This code needs a note.',
      params: { allowed: ['lost'] },
    });
  });
});

describe('wrap-up codes', () => {
  it.each([
    ['in conversation', activeInteraction()],
    ['in wrap-up', endedInteraction()],
    ['while the outcome is owed', owing()],
  ])('are chosen %s without any other effect', (_sentence, one) => {
    const chosen = settled(chooseCodes(one, 'ana', scheme(), ['sold', 'solved', 'sold']));

    expect(chosen.interaction).toEqual({ ...one, codes: ['sold', 'solved'] });
    expect(told(chosen, 'interaction.changed.v1')?.fields).toEqual(['codes']);
  });

  it('replace those of the same scheme, and keep what others chose under another one', () => {
    const before = activeInteraction({ codes: ['other-scheme', 'sold', 'legacy'] });

    expect(settled(chooseCodes(before, 'ana', scheme(), ['solved'])).interaction.codes).toEqual([
      'other-scheme',
      'solved',
    ]);
  });

  it('are none of this campaign where it has no scheme', () => {
    const before = activeInteraction({ codes: ['other-scheme'] });

    expect(chooseCodes(before, 'ana', undefined, [])).toEqual(nothing);
  });

  it('that are chosen already are no news', () => {
    const before = activeInteraction({ codes: ['sold', 'solved'] });

    expect(chooseCodes(before, 'ana', scheme(), ['sold', 'solved'])).toEqual(nothing);
  });

  it('are refused when they are unknown, not yours or too late', () => {
    const done = interaction({ assignments: [doneAssignment()] });

    expect(refused(() => chooseCodes(activeInteraction(), 'ana', scheme(), ['sold', 'legacy', 'x']))).toEqual({
      code: 'OUTCOME_CODE_UNKNOWN',
      params: { codeIds: ['legacy', 'x'] },
    });
    expect(refused(() => chooseCodes(done, 'ben', scheme(), []))).toEqual({ code: 'NOT_YOUR_INTERACTION' });
    expect(refused(() => chooseCodes(done, 'ana', scheme(), []))).toEqual({
      code: 'INTERACTION_STATE',
      currentState: 'queued',
      allowedCommands: [],
    });
  });
});

describe('a scheme', () => {
  it('gives the codes of a channel that can be chosen', () => {
    expect(ids(selectableCodes(scheme(), 'chat'))).toEqual(['solved', 'sold', 'lost']);
    expect(ids(selectableCodes(scheme(), 'voice'))).toEqual(['solved', 'call-back', 'sold', 'lost']);
    expect(selectableCodes(undefined, 'chat')).toEqual([]);
  });

  it('finds a code with its class', () => {
    expect(findCode(scheme(), 'sold', 'chat')).toMatchObject({ classId: 'sale', code: { id: 'sold' } });
    expect(findCode(scheme(), 'sold', 'email')).toBeUndefined();
    expect(findCode(undefined, 'sold', 'chat')).toBeUndefined();
  });

  it.each([
    [undefined, { status: ['solved', 'call-back'], sale: ['sold', 'lost'] }],
    ['  SOL ', { status: ['solved'], sale: ['sold'] }],
    ['60', { sale: ['sold', 'lost'] }],
    ['1346', {}],
  ])('is searched by name or number: %s', (search, found) => {
    const classes = searchClasses(scheme(), search);

    expect(Object.fromEntries(classes.map(one => [one.id, ids(one.codes)]))).toEqual(found);
    expect(searchClasses(undefined, search)).toEqual([]);
  });
});
