import { runSeed } from '../run-seed.ts';
import { serve } from './workers.ts';

serve((seed: number) => runSeed({ seed }));
