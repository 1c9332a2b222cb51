import { describe, expect, it } from 'vitest';
import { closeIfDone, handling, participants, replaceAssignment } from '#shared/domain/interactions/assignments.ts';
import {
  assertLength,
  isBy,
  joinedIndex,
  lastIndex,
  read,
  say,
  unanswered,
} from '#shared/domain/interactions/conversation.ts';
import { saveNotes } from '#shared/domain/interactions/notes.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import {
  activeInteraction,
  assignment,
  doneAssignment,
  endedInteraction,
  entry,
  interaction,
  interactionId,
  NOW,
  wrappingAssignment,
} from '../../support/builders.ts';
import { refused, settled, told } from '../../support/changes.ts';

const ana = { kind: 'agent' as const, id: 'ana', name: 'Ana' };
const message = { text: 'Hi', clientMessageId: 'm-9', author: ana };

describe('a message', () => {
  it('is the next line', () => {
    const said = say(
      { id: interactionId(1) },
      [entry({ index: 6 }), entry({ index: 7, clientMessageId: 'm-2' })],
      message,
      10,
      NOW,
    );

    expect(said).toEqual({
      repeated: false,
      entry: { interactionId: interactionId(1), index: 8, at: NOW, kind: 'message', ...message },
    });
  });

  it('is the first line of an empty conversation', () => {
    expect(say({ id: interactionId(1) }, [], message, 10, NOW).entry.index).toBe(1);
    expect(lastIndex([])).toBe(0);
  });

  it('for agents alone, or with a file, is such a line', () => {
    const attachment = { id: 'att_1', name: 'plan.pdf', bytes: 9, contentType: 'application/pdf' };

    const whispered = say({ id: interactionId(1) }, [], { ...message, audience: 'agents', attachment }, 10, NOW);

    expect(whispered.entry).toMatchObject({ audience: 'agents', attachment });
  });

  it('said again is the line that is there', () => {
    const there = entry({ index: 4, author: ana, clientMessageId: 'm-9' });

    expect(say({ id: interactionId(1) }, [there, entry({ index: 5 })], message, 10, NOW)).toEqual({
      entry: there,
      repeated: true,
    });
  });

  it('is another one when somebody else has used the same id', () => {
    const others = [
      entry({ clientMessageId: 'm-9' }),
      entry({ clientMessageId: 'm-9', author: { ...ana, id: 'ben' } }),
      entry({ clientMessageId: 'm-9', author: ana, kind: 'agent-joined' }),
    ];

    expect(say({ id: interactionId(1) }, others, message, 10, NOW).repeated).toBe(false);
    expect(others.map(one => isBy(one, ana))).toEqual([false, false, false]);
  });

  it('is counted in characters and refused when it is too long', () => {
    expect(() => assertLength('👍🏽👍', 3)).not.toThrow();
    expect(refused(() => say({ id: interactionId(1) }, [], { ...message, text: 'x'.repeat(11) }, 10, NOW))).toEqual({
      code: 'MESSAGE_TOO_LONG',
      params: { maxLength: 10, length: 11 },
    });
  });
});

describe('the messages without an answer', () => {
  it('are those of the customer since the last one of an agent', () => {
    const tail = [
      entry({ index: 1 }),
      entry({ index: 2, author: ana }),
      entry({ index: 3 }),
      entry({ index: 4, kind: 'agent-joined', author: ana }),
      entry({ index: 5, author: { kind: 'system', id: null, name: null } }),
      entry({ index: 6 }),
    ];

    expect(unanswered(tail)).toBe(2);
    expect(unanswered(tail.slice(0, 2))).toBe(0);
    expect(unanswered([])).toBe(0);
  });
});

describe('the line with which an agent joined', () => {
  it('is the last such line, as far as it is known', () => {
    const joined = (index: number, author: typeof ana) => entry({ index, kind: 'agent-joined', author });
    const tail = [joined(2, ana), joined(4, { ...ana, id: 'ben' }), joined(6, ana), entry({ index: 7, author: ana })];

    expect(joinedIndex(tail, 'ana')).toBe(6);
    expect(joinedIndex(tail, 'ben')).toBe(4);
    expect(joinedIndex(tail, 'cem')).toBe(0);
  });
});

describe('a read mark', () => {
  const known = { party: 'agent' as const, readIndex: 4, at: NOW };

  it.each([
    ['forward', 6, { ...known, readIndex: 6 }, true],
    ['not past the last line', 99, { ...known, readIndex: 9 }, true],
    ['never back', 2, known, false],
    ['not when it stays', 4, known, false],
  ])('moves %s', (_sentence, readIndex, receipt, moved) => {
    expect(read([{ ...known, party: 'customer', readIndex: 8 }, known], 'agent', readIndex, 9, NOW)).toEqual({
      known,
      receipt,
      moved,
    });
  });

  it('begins at nothing', () => {
    expect(read([], 'customer', 3, 9, NOW)).toMatchObject({ known: undefined, receipt: { readIndex: 3 }, moved: true });
    expect(read([], 'customer', 0, 9, NOW)).toMatchObject({
      receipt: { party: 'customer', readIndex: 0 },
      moved: false,
    });
  });
});

describe('notes', () => {
  it.each([
    ['in conversation', activeInteraction()],
    ['in wrap-up', endedInteraction()],
    ['while the outcome is owed', endedInteraction({ assignments: [doneAssignment({ outcomePending: true })] })],
  ])('are kept %s', (_sentence, one) => {
    const saved = settled(saveNotes(one, 'ana', 'wants a receipt'));

    expect(saved.interaction).toEqual({ ...one, notes: 'wants a receipt' });
    expect(told(saved, 'interaction.changed.v1')?.fields).toEqual(['notes']);
  });

  it('that were kept before are no news', () => {
    expect(saveNotes(activeInteraction({ notes: 'wants a receipt' }), 'ana', 'wants a receipt')).toEqual(nothing);
  });

  it('are refused to who has no part in it, and after his part is done', () => {
    const done = interaction({ assignments: [doneAssignment()] });

    expect(refused(() => saveNotes(done, 'ben', 'x'))).toEqual({ code: 'NOT_YOUR_INTERACTION' });
    expect(refused(() => saveNotes(done, 'ana', 'x'))).toEqual({
      code: 'INTERACTION_STATE',
      currentState: 'queued',
      allowedCommands: [],
    });
  });
});

describe('the parts of agents', () => {
  const twice = [doneAssignment(), assignment({ agentId: 'ben', status: 'done' }), wrappingAssignment()];

  it('are replaced where the agent came last', () => {
    const one = replaceAssignment(activeInteraction({ assignments: twice }), doneAssignment({ outcomePending: true }));

    expect(one.assignments.map(({ outcomePending }) => outcomePending)).toEqual([false, false, true]);
  });

  it('tell who handles the interaction and who takes part', () => {
    const one = activeInteraction({
      assignments: [...twice, wrappingAssignment({ agentId: 'cem' }), assignment({ agentId: 'dora' })],
    });

    expect(handling(one)?.agentId).toBe('dora');
    expect(handling(interaction({ assignments: twice }))).toBeUndefined();
    expect(participants(one)).toEqual(['ana', 'cem', 'dora']);
  });

  it('close the interaction exactly when it is over and all of them are done', () => {
    const over = endedInteraction({ assignments: [doneAssignment()] });

    expect(closeIfDone(over)).toMatchObject({ status: 'closed' });
    expect(closeIfDone(over).live).toBeUndefined();
    expect(closeIfDone(endedInteraction({ status: 'active' })).status).toBe('ended');
    expect(closeIfDone(interaction({ assignments: [doneAssignment()] })).status).toBe('queued');
  });
});
