import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';

/** The skills that a contact asks for, until `durationSeconds` have passed; then the next step holds. */
export const SkillStep = z
  .strictObject({
    skills: z.array(z.strictObject({ skillId: ObjectId, level: z.int().min(1).max(5) })).max(10),
    /** Left out on the last step, which holds without end. */
    durationSeconds: z.int().min(1).max(3600).optional(),
  })
  .meta({ id: 'SkillStep' });
export type SkillStep = z.output<typeof SkillStep>;
