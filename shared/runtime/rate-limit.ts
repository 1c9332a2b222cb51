import type { Role, Route } from '#schemas/kit/route.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** Each class has a budget of its own, so that dashboards never eat the agents'. */
export type ClientClass = 'agent' | 'customer' | 'management';

export interface RateLimits {
  /** Requests a second that one tenant's clients of a class may make in the long run. */
  readonly perSecond: Readonly<Record<ClientClass, number>>;
  /** Requests that may come at once after a pause, as a multiple of `perSecond`. */
  readonly burst: number;
}

export const defaultRateLimits: RateLimits = {
  perSecond: { agent: 500, customer: 500, management: 500 },
  burst: 2,
};

/** What is left of a budget, for the RateLimit headers. */
export interface Allowance {
  readonly policy: ClientClass;
  readonly limit: number;
  /** Seconds in which the whole budget comes back. */
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Seconds until the whole budget is there again. */
  readonly resetSeconds: number;
}

/** Takes one request from the budget. @throws AppError `RATE_LIMITED` with `retryAfterMs` when it is used up. */
export type RateLimiter = (tenantId: string, policy: ClientClass) => Allowance;

/**
 * Whose budget a request counts against. People who are agents and nothing more are always `agent`; those who also
 * supervise, administer or analyse count as agents only in what is agents' work, not when they look at a display.
 */
export function clientClassOf(roles: readonly Role[], route: Pick<Route, 'auth'>): ClientClass {
  if (route.auth === 'public' || roles.includes('customer')) return 'customer';
  const manages = roles.some(role => role !== 'agent');
  const isAgentsWork = route.auth.includes('agent') && !route.auth.includes('analyst');
  return manages && !isAgentsWork ? 'management' : 'agent';
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Buckets kept at most: tenants named by callers without a token must not fill the memory. */
const MAX_BUCKETS = 10_000;

/**
 * A token bucket per tenant and class. It counts what this process serves: on Lambda each execution environment has its
 * own, and API Gateway's throttling stands in front of them all.
 */
export function rateLimiter(limits: RateLimits, now: () => number): RateLimiter {
  const buckets = new Map<string, Bucket>();

  return (tenantId, policy) => {
    const rate = limits.perSecond[policy];
    const limit = Math.max(1, Math.floor(rate * limits.burst));
    const windowSeconds = Math.ceil(limit / rate);
    const at = now();
    const key = `${policy} ${tenantId}`;
    const bucket = buckets.get(key) ?? { tokens: limit, filledAt: at };
    bucket.tokens = Math.min(limit, bucket.tokens + (Math.max(0, at - bucket.filledAt) * rate) / 1000);
    bucket.filledAt = at;
    keepNewest(buckets, key, bucket);
    if (bucket.tokens < 1) {
      const retryAfterMs = Math.ceil(((1 - bucket.tokens) * 1000) / rate);
      throw new AppError('RATE_LIMITED', { params: { policy, limit, windowSeconds }, retryAfterMs });
    }
    bucket.tokens -= 1;
    const resetSeconds = Math.ceil((limit - bucket.tokens) / rate);
    return { policy, limit, windowSeconds, remaining: Math.floor(bucket.tokens), resetSeconds };
  };
}

/** Puts the bucket at the young end and drops the one that was used longest ago when there are too many. */
function keepNewest(buckets: Map<string, Bucket>, key: string, bucket: Bucket): void {
  buckets.delete(key);
  buckets.set(key, bucket);
  if (buckets.size <= MAX_BUCKETS) return;
  for (const oldest of buckets.keys()) {
    buckets.delete(oldest);
    return;
  }
}
