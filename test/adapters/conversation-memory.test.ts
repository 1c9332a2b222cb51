import { describe, expect, it } from 'vitest';
import type { Entry } from '#schemas/interactions/model.ts';
import { ConversationMemory } from '#shared/adapters/repositories/conversation-memory.ts';
import { interaction } from '#test/support/builders.ts';

const line = (index: number): Entry => ({
  ...{ interactionId: 'int_1', index, at: '2026-11-21T09:30:00.000Z', kind: 'message' },
  ...{ author: { kind: 'customer', id: null, name: 'Kim' }, text: `line ${index}`, clientMessageId: `m${index}` },
});
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => line(from + at));
const read = (last: number, version = 1) => ({
  ...{ interaction: interaction({ version }), tail: lines(Math.max(1, last - 8), last) },
  ...{ receipts: [], seen: null, typing: null },
});
const indexes = (memory: ConversationMemory) => memory.get('int_1')?.tail.map(entry => entry.index);

function remembering(last: number, version = 1): ConversationMemory {
  const memory = new ConversationMemory(10);
  memory.read('int_1', read(last, version));
  return memory;
}

describe('a conversation in memory', () => {
  it('grows by the lines that are added, and keeps the newest nine', () => {
    const memory = remembering(9);

    memory.added('int_1', lines(10, 11));

    expect(indexes(memory)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('passes over lines that it has', () => {
    const memory = remembering(3);

    memory.added('int_1', lines(2, 4));

    expect(indexes(memory)).toEqual([1, 2, 3, 4]);
  });

  it('is forgotten when lines in between are missing, for a repeated message could be among them', () => {
    const memory = remembering(3);

    memory.added('int_1', [line(5)]);

    expect(memory.get('int_1')).toBeUndefined();
  });

  it('is not set back by what was read before a line was added', () => {
    const memory = remembering(3);

    memory.added('int_1', [line(4)]);
    memory.read('int_1', read(3));

    expect(indexes(memory)).toEqual([1, 2, 3, 4]);
  });

  it('is not set back by what was read before the interaction moved', () => {
    const memory = remembering(3);

    memory.moved('int_1', interaction({ version: 2, status: 'ended' }));
    memory.read('int_1', read(3));

    expect(memory.get('int_1')?.interaction).toMatchObject({ version: 2, status: 'ended' });
  });

  it('begins empty, and takes the lines that open it', () => {
    const memory = new ConversationMemory(10);

    memory.begin('int_1', interaction());
    memory.added('int_1', lines(1, 2));

    expect(indexes(memory)).toEqual([1, 2]);
  });

  it('is not recalled for a guess once a line could not be added, but stays known', () => {
    const memory = remembering(3);

    memory.refused('int_1');

    expect(memory.recall('int_1')).toBeUndefined();
    expect(indexes(memory)).toEqual([1, 2, 3]);
  });

  it('is not made up of lines alone', () => {
    const memory = new ConversationMemory(10);

    memory.moved('int_1', interaction());
    memory.added('int_1', lines(1, 2));

    expect(memory.get('int_1')).toBeUndefined();
  });
});
