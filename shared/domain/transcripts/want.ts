import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { participants } from '#shared/domain/interactions/assignments.ts';
import { type Change, change, nothing } from '#shared/domain/kit/change.ts';

/** Somebody wants the transcript by e-mail; wanting it again changes nothing. The deadline of sending follows from it. */
export function wantTranscript(interaction: InteractionRecord, now: string): Change {
  if (interaction.transcript) return nothing;
  const after = { ...interaction, transcript: { wantedAt: now, settledAt: null } };
  return change({
    interactions: [{ before: interaction, after }],
    events: [
      {
        type: 'interaction.changed.v1',
        subject: `interaction/${interaction.id}`,
        agents: participants(interaction),
        data: { ...about(interaction), fields: ['transcript'] },
      },
    ],
  });
}

/** Nothing more is to be done about it: it is sent, or will never be. */
export function settleTranscript(interaction: InteractionRecord, now: string): Change {
  const { transcript } = interaction;
  if (!transcript || transcript.settledAt !== null) return nothing;
  return change({
    interactions: [{ before: interaction, after: { ...interaction, transcript: { ...transcript, settledAt: now } } }],
  });
}
