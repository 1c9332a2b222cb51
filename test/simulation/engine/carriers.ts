import { delayedTasks } from '#functions/tasks/delayed.ts';
import { workflowTask } from '#functions/tasks/workflow.ts';
import { executionName } from '#shared/adapters/timers/execution-name.ts';
import type { ScheduledTask } from '#shared/app/work/ports.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { chance } from './chance.ts';
import type { Lambda, Outside } from './lambda.ts';
import type { Pool } from './pool.ts';

const WAY_MS = 20;
const RETRY_MS = 3000;
const MAX_TRIES = 5;
/** A delayed message takes a whole number of seconds. */
const SECOND_MS = 1000;

/**
 * Carries tasks as the queue of delayed messages and the state machines do: late, early, twice, and again when they
 * fail. What is carried is not lost: losing it is what a crash before `schedule` does.
 */
export class Carriers {
  readonly #outside: Outside;
  readonly #pool: Pool;
  readonly #executions = new Set<string>();
  #messages = 0;

  constructor(outside: Outside, pool: Pool) {
    this.#outside = outside;
    this.#pool = pool;
  }

  schedule(tasks: readonly ScheduledTask[]): void {
    for (const task of tasks) {
      if (task.carrier === 'delay') this.#send(task);
      else this.#execute(task);
    }
  }

  #send(task: ScheduledTask): void {
    this.#messages += 1;
    const message = `message-${this.#messages}`;
    const { faults, scheduler, seed } = this.#outside;
    const by = chance(seed, 'carrier', executionName(task), scheduler.now);
    const seconds = Math.max(0, Math.ceil((Date.parse(task.at) - scheduler.now) / SECOND_MS));
    const copies = by.happens(faults.timerTwice) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      // However early a message comes, it takes its way.
      const due = scheduler.now + Math.max(WAY_MS, seconds * SECOND_MS + faults.timerDelayMs(by));
      this.#deliver(task.name, due, `${message}-${copy}`, 1, async lambda => {
        const { scheduler: clock, telemetry } = this.#outside;
        const handle = delayedTasks({
          runTask: lambda.application.runTask,
          timers: { schedule: async again => this.schedule(again) },
          now: () => clock.now,
          telemetry,
        });
        const { batchItemFailures } = await handle({ Records: [{ messageId: message, body: bodyOf(task) }] } as never);
        if (batchItemFailures.length > 0) throw new Error(`${task.name} failed`);
      });
    }
  }

  /** A name that was used before starts nothing. */
  #execute(task: ScheduledTask): void {
    const name = executionName(task);
    if (this.#executions.has(name)) return;
    this.#executions.add(name);
    const { faults, seed } = this.#outside;
    const late = Math.max(0, faults.timerDelayMs(chance(seed, 'execution', name)));
    this.#deliver(task.name, Date.parse(task.at) + late, name, 1, lambda =>
      workflowTask(lambda.application.runTask)({ task: task.name, input: task.input }, { awsRequestId: name }),
    );
  }

  #deliver(name: string, due: number, identity: string, tries: number, work: (lambda: Lambda) => Promise<void>): void {
    const { scheduler } = this.#outside;
    scheduler.at(due, async () => {
      const ending = await this.#pool.invoke(name, `${identity} ${tries}`, work);
      const done = ending !== 'crashed' && 'result' in ending;
      if (!done && tries < MAX_TRIES) this.#deliver(name, scheduler.now + RETRY_MS, identity, tries + 1, work);
    });
  }
}

const bodyOf = ({ name, at, input }: ScheduledTask): string =>
  JSON.stringify({ name, at: toInstant(Date.parse(at)), input });
