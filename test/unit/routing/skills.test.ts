import { describe, expect, it } from 'vitest';
import { rankOf } from '#shared/domain/routing/rank.ts';
import { activeStep, missingSkill, skillScore } from '#shared/domain/routing/skills.ts';
import { at, NOW } from '../../support/builders.ts';

const german = (level: number, durationSeconds?: number) => ({
  skills: [{ skillId: 'german', level }],
  ...(durationSeconds === undefined ? {} : { durationSeconds }),
});

describe('the active step', () => {
  const steps = [german(5, 10), german(3, 20), german(1)];

  it.each([
    [0, 0, 10],
    [9.999, 0, 10],
    [10, 1, 30],
    [29.999, 1, 30],
    [30, 2, null],
    [10_000, 2, null],
  ])('after %d s is number %d', (seconds, index, endsAfter) => {
    expect(activeStep(steps, NOW, at(seconds))).toEqual({
      index,
      step: steps[index],
      endsAt: endsAfter === null ? null : at(endsAfter),
    });
  });

  it('asks for nothing when there are no steps', () => {
    expect(activeStep([], NOW, NOW)).toEqual({ index: 0, step: { skills: [] }, endsAt: null });
  });

  it('asks for nothing any more when the last step has run out', () => {
    expect(activeStep([german(5, 10)], NOW, at(10))).toEqual({ index: 1, step: { skills: [] }, endsAt: null });
  });
});

describe('skills', () => {
  it.each([
    [{ german: 3 }, null],
    [{ german: 5 }, null],
    [{ german: 2 }, 'german 2 < 3'],
    [{}, 'german 0 < 3'],
  ])('%j for level 3: missing %s', (skills, missing) => {
    expect(missingSkill(german(3), skills)).toBe(missing);
  });

  it('score the higher the more they exceed what is asked', () => {
    const step = { skills: [...german(2).skills, { skillId: 'sales', level: 4 }] };

    const scores = [{}, { german: 2, sales: 4 }, { german: 5, sales: 4 }].map(skills => skillScore(step, skills));

    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(scores[1]).toBeCloseTo(0.5);
    expect(skillScore({ skills: [] }, { german: 5 })).toBe(0);
  });
});

describe('rank', () => {
  it('is the first arrival less a minute per point of priority', () => {
    expect(rankOf(NOW, 0)).toBe(Date.parse(NOW));
    expect(rankOf(NOW, 2)).toBe(Date.parse(at(-120)));
    expect(rankOf(NOW, -2)).toBe(Date.parse(at(120)));
  });
});
