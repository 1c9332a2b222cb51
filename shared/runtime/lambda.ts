import { defaultRateLimits, rateLimiter } from './rate-limit.ts';
import type { RestOptions } from './rest.ts';
import { telemetry } from './shell.ts';

const now = (): number => Date.now();

/** How functions run on Lambda: on its clock, counting with Powertools, answering for contracts that were broken. */
export const options = {
  now,
  undocumented: 'answer',
  telemetry,
  limiter: rateLimiter(defaultRateLimits, now),
} satisfies RestOptions;
