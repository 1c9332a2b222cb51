import { runSeed } from '../run-seed.ts';
import { serve } from './workers.ts';

// Where a mistake came from is found out when the seed is played again.
Error.stackTraceLimit = 0;

serve((seed: number) => runSeed({ seed }));
