import type { OutcomeScheme } from '#schemas/admin/model.ts';
import type { Assignment, InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { lastHolder, replaceAssignment } from '#shared/domain/interactions/assignments.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, nothing } from '#shared/domain/kit/change.ts';
import { isSame } from '#shared/domain/kit/is-same.ts';
import { findCode, selectableCodes } from './outcomes.ts';
import { finish } from './wrap-up.ts';

export interface Outcome {
  readonly codeId: string;
  readonly note?: string | undefined;
}

/**
 * The agent records the outcome: during wrap-up, which it ends, or later, when the timer won and the outcome is still
 * owed (DISP-02, DISP-05, U-03). Notes kept before are not lost: the note of the outcome replaces them when given.
 */
export function dispose(
  interaction: InteractionRecord,
  agent: AgentRecord,
  scheme: OutcomeScheme | undefined,
  given: Outcome,
  now: string,
): Change {
  const assignment = interaction.assignments.findLast(one => one.agentId === agent.id);
  if (!assignment) throw new AppError('NOT_YOUR_INTERACTION');
  if (interaction.disposition !== null) throw new AppError('ALREADY_DISPOSED');
  const last = lastHolder(interaction)?.agentId === agent.id;
  if (!last || interaction.endedAt === null || !(assignment.status === 'wrap-up' || assignment.outcomePending)) {
    throw new AppError('INTERACTION_STATE', {
      currentState: interaction.status,
      allowedCommands: assignment.status === 'active' ? ['endInteraction', 'transfer', 'setWrapUpCodes'] : [],
      detail: last ? 'An outcome is recorded once, after the conversation.' : 'Another agent handled it after you.',
    });
  }
  const found = findCode(scheme, given.codeId, interaction.channel);
  if (!found) throw new AppError('OUTCOME_CODE_UNKNOWN', { params: { codeId: given.codeId } });
  const note = given.note ?? interaction.notes;
  if (found.code.requiresNote && !note) {
    throw new AppError('DISPOSITION_REQUIRED', {
      detail: 'This code needs a note.',
      params: { allowed: [given.codeId] },
    });
  }

  const disposition = { classId: found.classId, codeId: given.codeId, note, agentId: agent.id, at: now };
  const after = { ...interaction, disposition, notes: note };
  const disposed = change({
    interactions: [{ before: interaction, after }],
    events: [
      {
        type: 'interaction.disposed.v1',
        subject: `interaction/${interaction.id}`,
        agents: [agent.id],
        data: { ...about(interaction), disposition, effect: found.code.effect, codes: interaction.codes },
      },
    ],
  });
  return merge(
    disposed,
    assignment.status === 'wrap-up' ? finish(after, agent, 'agent', false, now) : settle(after, assignment, agent),
  );
}

/** The outcome was owed and is owed no longer. */
function settle(interaction: InteractionRecord, assignment: Assignment, agent: AgentRecord): Change {
  return change({
    interactions: [
      { before: interaction, after: replaceAssignment(interaction, { ...assignment, outcomePending: false }) },
    ],
    agents: [
      {
        before: agent,
        after: { ...agent, outcomesPending: agent.outcomesPending.filter(id => id !== interaction.id) },
      },
    ],
  });
}

/**
 * Chooses wrap-up codes, any time from acceptance on, without any other effect (WRAP-05, WRAP-06, WRAP-09). What others
 * chose under another campaign's scheme stays.
 */
export function chooseCodes(
  interaction: InteractionRecord,
  agentId: string,
  scheme: OutcomeScheme | undefined,
  codeIds: readonly string[],
): Change {
  const assignment = interaction.assignments.findLast(one => one.agentId === agentId);
  if (!assignment) throw new AppError('NOT_YOUR_INTERACTION');
  if (assignment.status === 'done' && !assignment.outcomePending) {
    throw new AppError('INTERACTION_STATE', { currentState: interaction.status, allowedCommands: [] });
  }
  const allowed = new Set(selectableCodes(scheme, interaction.channel).map(code => code.id));
  const unknown = codeIds.filter(codeId => !allowed.has(codeId));
  if (unknown.length > 0) throw new AppError('OUTCOME_CODE_UNKNOWN', { params: { codeIds: unknown } });
  const ownCodes = new Set((scheme?.classes ?? []).flatMap(one => one.codes).map(code => code.id));
  const codes = [...new Set([...interaction.codes.filter(codeId => !ownCodes.has(codeId)), ...codeIds])];
  if (isSame(codes, interaction.codes)) return nothing;
  return change({
    interactions: [{ before: interaction, after: { ...interaction, codes } }],
    events: [
      {
        type: 'interaction.changed.v1',
        subject: `interaction/${interaction.id}`,
        agents: [agentId],
        data: { ...about(interaction), fields: ['codes'] },
      },
    ],
  });
}
