import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, nothing } from '#shared/domain/kit/change.ts';
import { about } from './about.ts';

/** Keeps notes from acceptance on until the agent's part, outcome included, is done (INT-25); the same notes again are no news. */
export function saveNotes(interaction: InteractionRecord, agentId: string, notes: string): Change {
  const assignment = interaction.assignments.findLast(one => one.agentId === agentId);
  if (!assignment) throw new AppError('NOT_YOUR_INTERACTION');
  if (assignment.status === 'done' && !assignment.outcomePending) {
    throw new AppError('INTERACTION_STATE', { currentState: interaction.status, allowedCommands: [] });
  }
  if (interaction.notes === notes) return nothing;
  return change({
    interactions: [{ before: interaction, after: { ...interaction, notes } }],
    events: [
      {
        type: 'interaction.changed.v1',
        subject: `interaction/${interaction.id}`,
        agents: [agentId],
        data: { ...about(interaction), fields: ['notes'] },
      },
    ],
  });
}
