import { describe, expect, it } from 'vitest';
import { nothing } from '#shared/domain/kit/change.ts';
import { settleTranscript, wantTranscript } from '#shared/domain/transcripts/want.ts';
import { activeInteraction, at, endedInteraction, NOW } from '#test/support/builders.ts';
import { settled, told } from '../../support/changes.ts';

describe('a transcript that is wanted', () => {
  it('is noted, and the agent hears of it', () => {
    const wanted = settled(wantTranscript(activeInteraction(), NOW));

    expect(wanted.interaction.transcript).toEqual({ wantedAt: NOW, settledAt: null });
    expect(told(wanted, 'interaction.changed.v1')).toMatchObject({ fields: ['transcript'] });
    expect(wanted.events[0]?.agents).toEqual(['ana']);
  });

  it('is noted once', () => {
    const wanted = activeInteraction({ transcript: { wantedAt: at(-5), settledAt: null } });

    expect(wantTranscript(wanted, NOW)).toBe(nothing);
  });

  it('is settled once, in silence', () => {
    const wanted = endedInteraction({ transcript: { wantedAt: at(-5), settledAt: null } });

    const sent = settled(settleTranscript(wanted, NOW));

    expect(sent.interaction.transcript).toEqual({ wantedAt: at(-5), settledAt: NOW });
    expect(sent.events).toEqual([]);
    expect(settleTranscript(sent.interaction, at(1))).toBe(nothing);
  });

  it('is not settled that nobody has wanted', () => {
    expect(settleTranscript(endedInteraction(), NOW)).toBe(nothing);
  });
});
