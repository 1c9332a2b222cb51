import { chance } from '../engine/chance.ts';
import { BEGIN } from '../engine/scheduler.ts';
import { TENANTS } from './tenants.ts';

/** One thing that somebody does. What exactly he decides when it comes to it, from what he sees and from the step's id. */
export interface Step {
  /** Names the step once and for all: leaving others out does not change what it does by chance. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tenantId: string;
  readonly actor: 'agent' | 'customer' | 'arrival' | 'admin' | 'supervisor';
  /** An agent's id; unused by others. */
  readonly who: string;
}

/** How long people do things, in ms. */
export const BUSY_MS = 60_000;

/** Steps of a seed, in the order of time. @param count how many, those of signing in not counted */
export function stepsOf(seed: number, count: number): Step[] {
  const by = chance(seed, 'steps');
  const arrivals = TENANTS.flatMap(({ agentIds, id }) =>
    agentIds.map(who => ({ at: by.between(0, 3000), tenantId: id, actor: 'agent' as const, who })),
  );
  const others = Array.from({ length: count }, () => {
    const tenant = by.happens(0.75) ? TENANTS[0]! : TENANTS[1]!;
    const actor = by.weighted({ agent: 60, customer: 14, arrival: 20, admin: 4, supervisor: 2 });
    // Several do something in the same moment more often than chance alone would have it.
    const at = by.happens(0.3) ? 5000 * by.between(1, BUSY_MS / 5000) + by.between(0, 60) : by.between(1000, BUSY_MS);
    return { at, tenantId: tenant.id, actor, who: by.pick(tenant.agentIds)! };
  });
  return [...arrivals, ...others].sort((a, b) => a.at - b.at).map((step, id) => ({ ...step, at: BEGIN + step.at, id }));
}
