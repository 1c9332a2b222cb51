import { describe, expect, it } from 'vitest';
import { change, isNothing, merge, nothing, outcome, outcomeOf, seal } from '#shared/domain/kit/change.ts';
import { presenceChanged } from '#shared/domain/sessions/state.ts';
import { agent, entry, evaluation, interaction } from '../../support/builders.ts';

const line = () => {
  const { at: _at, index: _index, ...rest } = entry();
  return rest;
};

describe('a change', () => {
  it('is nothing without rows, lines and events', () => {
    const parts = [
      { interactions: [{ before: null, after: interaction() }] },
      { agents: [{ before: null, after: agent() }] },
      { entries: [line()] },
      { events: [presenceChanged(agent())] },
    ];

    const something = parts.map(part => isNothing(change(part)));

    expect(isNothing(nothing)).toBe(true);
    expect(something).toEqual([false, false, false, false]);
  });

  it('merges with the next into one: the first state before, the last after', () => {
    const first = agent();
    const second = { ...first, misses: 1 };
    const third = { ...second, misses: 2 };
    const other = agent({ id: 'ben' });

    const merged = merge(
      change({ agents: [{ before: first, after: second }], entries: [line()] }),
      change({ agents: [{ before: other, after: other }], events: [presenceChanged(second)] }),
      change({ agents: [{ before: second, after: third }], events: [presenceChanged(third)] }),
    );

    expect(merged.agents).toEqual([
      { before: first, after: third },
      { before: other, after: other },
    ]);
    expect(merged.entries).toHaveLength(1);
    expect(merged.events).toHaveLength(2);
  });

  it('keeps the last evaluation when it merges', () => {
    const early = evaluation({ step: 1 });
    const late = evaluation({ step: 2 });

    const merged = merge(change({ evaluation: early }), change({ evaluation: late }), nothing);

    expect(merged.evaluation).toEqual(late);
    expect(merge(nothing, nothing).evaluation).toBeNull();
  });

  it('gives each aggregate the version after the one it was read with', () => {
    const read = interaction({ version: 4 });
    const open = change({
      interactions: [{ before: read, after: { ...read, version: 99 } }],
      agents: [{ before: null, after: agent({ version: 0 }) }],
    });

    const sealed = seal(open);

    expect(sealed.interactions[0]?.after.version).toBe(5);
    expect(sealed.agents[0]?.after.version).toBe(1);
  });

  it('tells how it leaves an aggregate', () => {
    const after = interaction({ notes: 'x' });
    const moves = [{ before: interaction(), after }];

    expect(outcome(moves, after.id)).toBe(after);
    expect(outcome(moves, 'int_unknown')).toBeUndefined();
    expect(outcomeOf(moves, interaction())).toBe(after);
    expect(outcomeOf([], interaction())).toEqual(interaction());
  });
});
