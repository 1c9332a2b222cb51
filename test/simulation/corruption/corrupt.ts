import type { Write } from '#shared/adapters/store/store.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { rowsOf } from '../checks/rest.ts';
import { chance } from '../engine/chance.ts';
import { noFaults } from '../engine/faults.ts';
import { stepsOf } from '../people/steps.ts';
import { TENANTS } from '../people/tenants.ts';
import { type Run, runSeed } from '../run-seed.ts';
import type { Simulation } from '../simulation.ts';
import { CORRUPTIONS } from './rows.ts';

export interface Recovery {
  readonly seed: number;
  /** Names of the corruptions that found something to spoil. */
  readonly corruptions: readonly string[];
  readonly run: Run;
}

const STEPS = 45;

/**
 * Plays a short undisturbed history, spoils rows of it, and lets the sweeper and everybody else go on: a minute later
 * everything must be as if nothing had happened.
 */
export async function recover(seed: number): Promise<Recovery> {
  const corruptions: string[] = [];
  const faults = { ...noFaults, none: false };
  const run = await runSeed({
    seed,
    steps: stepsOf(seed, STEPS),
    faults,
    atRest: async simulation => {
      simulation.watching = false;
      corruptions.push(...(await spoil(simulation, seed)));
    },
  });
  return { seed, corruptions, run };
}

async function spoil(simulation: Simulation, seed: number): Promise<string[]> {
  const by = chance(seed, 'corruption');
  const done: string[] = [];
  for (let left = by.between(1, 4); left > 0; left--) {
    const name = by.pick(Object.keys(CORRUPTIONS)) as string;
    const tenantId = by.happens(0.8) ? TENANTS[0]!.id : TENANTS[1]!.id;
    const writes = writesOf(simulation, name, tenantId, seed + left);
    if (writes.length === 0) continue;
    await simulation.table.open(tenantId).commit(writes);
    done.push(name);
  }
  return done;
}

function writesOf(simulation: Simulation, name: string, tenantId: string, label: number): Write[] {
  const tables = {
    now: toInstant(simulation.scheduler.now),
    interactions: rowsOf(simulation, 'interaction', tenantId),
    agents: rowsOf(simulation, 'agent', tenantId),
    leases: rowsOf(simulation, 'lease', tenantId),
    waiting: rowsOf(simulation, 'waiting', tenantId),
    routable: rowsOf(simulation, 'routable', tenantId),
    profiles: rowsOf(simulation, 'queue-profile', tenantId),
  } as Parameters<(typeof CORRUPTIONS)[string]>[0];
  return CORRUPTIONS[name]?.(tables, chance(label, name)) ?? [];
}
