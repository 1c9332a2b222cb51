import { playCalls } from '../calls/history.ts';
import { serve } from './workers.ts';

serve(playCalls);
