import type * as z from 'zod';
import { idOf } from '../kit/id.ts';

/** One telephone or browser on a call. */
export const LegId = idOf('leg');
export type LegId = z.output<typeof LegId>;

/** One thing that a leg is told to do. */
export const ActivityId = idOf('act');
export type ActivityId = z.output<typeof ActivityId>;
