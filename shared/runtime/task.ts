import * as z from 'zod';
import type { TaskInput, Tasks } from '#schemas/kit/task.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { type Context, systemContext } from './context.ts';

export type TaskHandler<T, Ports> = (input: TaskInput<T>, ports: Ports) => Promise<unknown>;
export type TaskHandlers<T, Ports> = { readonly [K in keyof T]: TaskHandler<T[K], Ports> };
export interface TaskApi<T, Ports> {
  readonly tasks: T;
  readonly handlers: TaskHandlers<T, Ports>;
}

/** Pairs tasks with their handlers, as `bind` does for routes. */
export const bindTasks =
  <T extends Tasks>(tasks: T) =>
  <Ports>(handlers: TaskHandlers<T, Ports>): TaskApi<T, Ports> => ({ tasks, handlers });

/** A task as its carrier delivers it. */
export const DeliveredTask = z.object({
  name: z.string(),
  at: z.iso.datetime(),
  input: z.record(z.string(), z.unknown()),
});
export type DeliveredTask = z.output<typeof DeliveredTask>;

/** Carries out one task. */
export type TaskRunner = (task: Pick<DeliveredTask, 'name' | 'input'>, requestId: string) => Promise<void>;

const ForTenant = z.object({ tenantId: z.string() });

/**
 * Finds the handler by the task's name, checks the input and opens the ports for its tenant.
 *
 * @throws Error when there is no such task or its input is wrong: a defect, nobody may send such a thing.
 */
export function taskRunner<T extends Tasks, Ports>(
  { tasks, handlers }: TaskApi<T, Ports>,
  open: (ctx: Context) => Ports,
  { now }: { readonly now: () => number },
): TaskRunner {
  const table = new Map(
    Object.entries(tasks).map(([key, task]) => [
      task.name,
      { task, run: handlers[key as keyof T] as unknown as (input: unknown, ports: Ports) => Promise<unknown> },
    ]),
  );
  return async ({ name, input }, requestId) => {
    const found = table.get(name);
    if (!found) throw new Error(`there is no task ${name}`);
    const parsed = found.task.input.parse(input);
    const { tenantId } = ForTenant.parse(parsed);
    await found.run(parsed, open(systemContext(tenantId, { now: toInstant(now()), requestId })));
  };
}
