import * as z from 'zod';

/** What an outcome means to those who act on it, so that nobody has to read names (DISP-03, DISP-04). */
export const OutcomeEffect = z
  .enum(['none', 'success', 'callback', 'retry-busy', 'retry-no-answer', 'do-not-call', 'blacklist'])
  .meta({ id: 'OutcomeEffect' });
export type OutcomeEffect = z.output<typeof OutcomeEffect>;
