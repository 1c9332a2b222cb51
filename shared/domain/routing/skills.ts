import type { SkillStep } from '#schemas/admin/model.ts';
import { msBetween, plusSeconds } from '#shared/domain/kit/instant.ts';

/** Nobody has more of a skill. */
const TOP_LEVEL = 5;
/** A contact that asks for nothing. */
const ANYBODY: SkillStep = { skills: [] };

/**
 * The step whose time it is: a function of time alone, so that correctness never depends on a timer (Part 4, rule 10).
 * `endsAt` is null on the last step.
 */
export function activeStep(
  steps: readonly SkillStep[],
  startedAt: string,
  now: string,
): { index: number; step: SkillStep; endsAt: string | null } {
  let endsAt = startedAt;
  for (const [index, step] of steps.entries()) {
    if (step.durationSeconds === undefined) return { index, step, endsAt: null };
    endsAt = plusSeconds(endsAt, step.durationSeconds);
    if (msBetween(now, endsAt) > 0) return { index, step, endsAt };
  }
  return steps.length > 0
    ? { index: steps.length, step: ANYBODY, endsAt: null }
    : { index: 0, step: ANYBODY, endsAt: null };
}

/** The first skill that is missing or too low, for people to read; null when all are met. */
export function missingSkill(step: SkillStep, skills: Readonly<Record<string, number>>): string | null {
  const missing = step.skills.find(need => (skills[need.skillId] ?? 0) < need.level);
  return missing ? `${missing.skillId} ${skills[missing.skillId] ?? 0} < ${missing.level}` : null;
}

/** How well the skills exceed what is asked, 0 to 1: the mean of a logistic curve over the surplus (4.5). */
export function skillScore(step: SkillStep, skills: Readonly<Record<string, number>>): number {
  if (step.skills.length === 0) return 0;
  const scores = step.skills.map(need => {
    const surplus = ((skills[need.skillId] ?? 0) - need.level) / need.level;
    return 1 / (1 + Math.exp(-surplus));
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** The score that nobody's skills exceed. */
export const topScore = (step: SkillStep): number =>
  skillScore(step, Object.fromEntries(step.skills.map(({ skillId }) => [skillId, TOP_LEVEL])));
