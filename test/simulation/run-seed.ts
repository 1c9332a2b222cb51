import { checkDeadlines } from './checks/deadlines.ts';
import type { Finding } from './checks/ledger.ts';
import { checkAllIsOver, checkEverything, checkNobodyWaitsInVain } from './checks/rest.ts';
import { checkTotals } from './checks/totals.ts';
import { chance } from './engine/chance.ts';
import { type Faults, faultsOf } from './engine/faults.ts';
import type { Outside } from './engine/lambda.ts';
import { BEGIN } from './engine/scheduler.ts';
import { administer, supervise } from './people/admins.ts';
import { act } from './people/agents.ts';
import { arrive, takePart } from './people/customers.ts';
import { goHome } from './people/going-home.ts';
import type { Scene } from './people/scene.ts';
import { BUSY_MS, type Step, stepsOf } from './people/steps.ts';
import { type Options, Simulation } from './simulation.ts';

export interface Run {
  readonly seed: number;
  /** Everything that happened, as one hash. */
  readonly hash: string;
  readonly findings: readonly Finding[];
  readonly events: number;
  readonly commits: number;
  readonly commands: number;
  readonly interactions: number;
  readonly repairs: readonly string[];
}

export interface RunOptions {
  readonly seed: number;
  readonly steps?: readonly Step[];
  readonly faults?: Faults;
  readonly visited?: Outside['visited'];
  readonly observe?: Options['observe'];
  /** Looks on when everybody is busy no more and nothing goes wrong any more; may spoil rows. */
  readonly atRest?: (simulation: Simulation) => Promise<void>;
}

export const STEPS = 65;

const ACTORS = { agent: act, customer: takePart, arrival: arrive, admin: administer, supervisor: supervise };

/** Faults stop here; the sweeper has its turns at 60, 120, 180 s ... */
const HEALED_AT = BEGIN + BUSY_MS + 2000;
/** What the stream still carries and what a crashed delivery waits for. */
const ARRIVED_AFTER = 9000;
const SWEPT_AT = BEGIN + 127_000;
const HOME_AT = BEGIN + 187_000;

/** Plays one seed from beginning to end, or to the first breach. */
export async function runSeed(options: RunOptions): Promise<Run> {
  const { faults, observe, seed, visited } = options;
  const simulation = new Simulation({
    ...{ seed, observe, faults: faults ?? faultsOf(seed) },
    ...(visited && { visited }),
  });
  const unhandled = (thrown: unknown) => simulation.defect('unhandled rejection', thrown);
  process.on('unhandledRejection', unhandled);
  try {
    await live(simulation, options);
  } finally {
    process.off('unhandledRejection', unhandled);
  }
  return outcomeOf(simulation, seed);
}

async function live(simulation: Simulation, { atRest, seed, steps }: RunOptions): Promise<void> {
  await simulation.begin(seed);
  simulation.sweepEveryMinute();
  for (const step of steps ?? stepsOf(seed, STEPS)) play(simulation.scene, step);

  if (simulation.outside.faults.none) lookOften(simulation);
  await simulation.runUntil(HEALED_AT);
  if (simulation.outside.faults.none && simulation.repairs.length > 0) {
    simulation.ledger.breach('healthy-needs-no-repair', 'sweeper', simulation.repairs.join());
  }
  simulation.heal();
  await simulation.runUntil(HEALED_AT + ARRIVED_AFTER);
  if (!simulation.failed) checkNobodyWaitsInVain(simulation, false);
  await atRest?.(simulation);
  await simulation.runUntil(SWEPT_AT);
  if (!simulation.failed) checkEverything(simulation);
  if (!simulation.failed) checkNobodyWaitsInVain(simulation);
  // The stream never told the counters of what was spoilt behind its back.
  const counted = simulation.watching;
  if (!simulation.failed && counted && simulation.stream.isIdle) checkTotals(simulation);

  simulation.goingHome = true;
  if (!simulation.failed) goHome(simulation.scene);
  await simulation.runUntil(HOME_AT);
  if (!simulation.failed) checkAllIsOver(simulation);
  if (!simulation.failed) checkEverything(simulation);
  if (!simulation.failed && counted) checkTotals(simulation);
  simulation.promises.check();
}

/** Where nothing goes wrong nobody waits in vain at any time, and what is due is done at once. */
function lookOften(simulation: Simulation): void {
  for (let at = BEGIN + 5000; at < HEALED_AT; at += 700) {
    simulation.scheduler.at(at, () => {
      checkNobodyWaitsInVain(simulation);
      checkDeadlines(simulation, PROMPT_SECONDS);
    });
  }
}

/** A delayed message takes whole seconds, its way, and what has to be done. */
const PROMPT_SECONDS = 3;

function play(scene: Scene, step: Step): void {
  scene.scheduler.at(step.at, () => {
    void ACTORS[step.actor](scene, step, chance(scene.seed, 'step', step.id));
  });
}

const outcomeOf = (simulation: Simulation, seed: number): Run => ({
  seed,
  hash: simulation.trace.digest(),
  findings: simulation.ledger.findings,
  events: simulation.scheduler.steps,
  commits: simulation.commits,
  commands: simulation.commands,
  interactions: simulation.table.rows('interaction').size,
  repairs: simulation.repairs,
});
