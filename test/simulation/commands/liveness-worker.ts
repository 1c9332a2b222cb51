import { recover } from '../corruption/corrupt.ts';
import { serve } from './workers.ts';

serve((seed: number) => recover(seed));
