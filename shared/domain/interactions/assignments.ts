import type { Assignment, InteractionRecord } from '#schemas/interactions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** Puts an assignment in the place of the agent's last one. */
export function replaceAssignment(interaction: InteractionRecord, assignment: Assignment): InteractionRecord {
  const at = interaction.assignments.findLastIndex(one => one.agentId === assignment.agentId);
  return { ...interaction, assignments: interaction.assignments.with(at, assignment) };
}

/** Closed exactly when ended and every assignment is done (invariant I5). */
export function closeIfDone(interaction: InteractionRecord): InteractionRecord {
  if (interaction.endedAt === null) return interaction;
  const done = interaction.assignments.every(assignment => assignment.status === 'done');
  if (!done) return { ...interaction, status: 'ended' };
  const { live: _, ...closed } = interaction;
  return { ...closed, status: 'closed' };
}

/** The parts of the agents who are in the conversation now, in the order in which they joined. */
export const activeAssignments = (interaction: InteractionRecord): Assignment[] =>
  interaction.assignments.filter(assignment => assignment.status === 'active');

/** The assignment of the agent who holds the interaction now. */
export const handling = (interaction: InteractionRecord): Assignment | undefined =>
  activeAssignments(interaction).findLast(assignment => assignment.role === 'primary');

/** The one who held it last, and owes its outcome; who was only called in does not. */
export const lastHolder = (interaction: InteractionRecord): Assignment | undefined =>
  interaction.assignments.findLast(assignment => assignment.role === 'primary');

/** @throws AppError `INTERACTION_STATE` or `NOT_YOUR_INTERACTION` unless the agent handles the interaction now. */
export function ownAssignment(interaction: InteractionRecord, agentId: string): Assignment {
  const assignment = interaction.assignments.findLast(one => one.agentId === agentId);
  if (!assignment) throw new AppError('NOT_YOUR_INTERACTION');
  if (assignment.status !== 'active') {
    throw new AppError('INTERACTION_STATE', {
      currentState: assignment.status === 'wrap-up' ? 'wrap-up' : interaction.status,
      allowedCommands:
        assignment.status === 'wrap-up'
          ? ['setWrapUpCodes', 'saveNotes', 'extendWrapUp', 'completeWrapUp', 'disposeInteraction']
          : [],
    });
  }
  return assignment;
}

/** Agents who take part now: they handle it or wrap it up. */
export const participants = (interaction: InteractionRecord): string[] => [
  ...new Set(interaction.assignments.filter(one => one.status !== 'done').map(one => one.agentId)),
];
