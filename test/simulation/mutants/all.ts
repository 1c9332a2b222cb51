import type { Mutant } from './mutant.ts';
import { PARTS } from './parts.ts';
import { QUEUEING } from './queueing.ts';
import { ROUTING } from './routing.ts';
import { STORAGE } from './storage.ts';

export const MUTANTS: readonly Mutant[] = [...ROUTING, ...QUEUEING, ...PARTS, ...STORAGE];
