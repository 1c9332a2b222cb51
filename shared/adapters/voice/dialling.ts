import type { Context, DiallingPorts } from '#shared/app/work/ports.ts';
import { openWork, type WorkDependencies } from '../repositories/work.ts';
import { phoneNumbers } from './phone-numbers.ts';

/** The ports of work for use cases that have somebody called. */
export const openDialling =
  (dependencies: WorkDependencies) =>
  (ctx: Context): DiallingPorts => ({ ...openWork(dependencies)(ctx), numbers: phoneNumbers });
