import * as z from 'zod';
import { dev } from './dev.ts';
import { prod } from './prod.ts';

export const stages = { dev, prod };
export const StageName = z.enum(['dev', 'prod']);
