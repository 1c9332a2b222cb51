import { readFileSync } from 'node:fs';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { executionName } from '#shared/adapters/timers/execution-name.ts';
import type { ScheduledTask, Timers } from '#shared/app/work/ports.ts';
import type { TaskRunner } from '#shared/runtime/task.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';
import type { Clock } from './clock.ts';

export interface LocalTimersOptions {
  readonly clock: Clock;
  readonly run: TaskRunner;
  readonly telemetry: Telemetry;
}

/** What carries out one task that is due. */
type Carrier = (task: ScheduledTask) => Promise<void>;

const MAX_TRIES = 5;
const RETRY_AFTER_MS = 1000;

/** Timers of this process, on its clock. What is pending is lost with the process; the sweep at the next start finds it. */
export function localTimers({ clock, run, telemetry }: LocalTimersOptions): Timers {
  let runs = 0;
  const pending = new Set<string>();
  const runTask = ({ name, input }: Pick<ScheduledTask, 'name' | 'input'>) => {
    runs += 1;
    return run({ name, input: { ...input } }, `timer-${runs}`);
  };
  const carriers: Record<ScheduledTask['carrier'], Carrier> = {
    delay: runTask,
    workflow: task => execute(task, runTask),
  };

  async function attempt(task: ScheduledTask, tries: number): Promise<void> {
    try {
      await carriers[task.carrier](task);
    } catch (thrown) {
      telemetry.taskFailed(thrown, task.name);
      if (tries < MAX_TRIES) clock.at(clock.now() + RETRY_AFTER_MS, () => attempt(task, tries + 1));
    }
  }

  function start(task: ScheduledTask): void {
    const name = executionName(task);
    if (pending.has(name)) return;
    pending.add(name);
    clock.at(Date.parse(task.at), () => {
      pending.delete(name);
      return attempt(task, 1);
    });
  }

  return {
    async schedule(tasks) {
      for (const task of tasks) start(task);
    },
  };
}

const WAIT = 'WaitForDeadline';
const TASK = 'ExpireWrapUp';
let machine: StateMachine | undefined;

/** The deployed definition; only the function it invokes is filled in, as the deployment does. */
function stateMachine(): StateMachine {
  const text = readFileSync(new URL('../schemas/workflows/expire-wrap-up.asl.json', import.meta.url), 'utf8');
  const resource = 'arn:aws:lambda:us-east-1:000000000000:function:workflow';
  machine ??= new StateMachine(JSON.parse(text.replace(/\$\{\w+\}/g, resource)) as StateMachineDefinition);
  return machine;
}

/** Runs the definition. It does not wait by itself: it is started when the clock has come to its deadline. */
async function execute({ input }: ScheduledTask, run: (task: Pick<ScheduledTask, 'name' | 'input'>) => Promise<void>) {
  const execution = stateMachine().run(input as never, {
    overrides: {
      waitTimeOverrides: { [WAIT]: 0 },
      retryIntervalOverrides: { [TASK]: 0 },
      taskResourceLocalHandlers: {
        [TASK]: async payload => {
          const { task, input } = payload as { task: string; input: Record<string, unknown> };
          await run({ name: task, input });
          return null;
        },
      },
    },
  });
  await execution.result;
}
