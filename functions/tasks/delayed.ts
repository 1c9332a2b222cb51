import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Timers } from '#shared/app/work/ports.ts';
import { DeliveredTask, type TaskRunner } from '#shared/runtime/task.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';

export interface DelayedOptions {
  readonly runTask: TaskRunner;
  readonly timers: Timers;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/**
 * Carries out the tasks of a batch of messages. One that comes before its instant is scheduled again, because a decision
 * does nothing before its time; one that fails is delivered again, and only that one.
 */
export const delayedTasks =
  (options: DelayedOptions) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await Promise.all(
      Records.map(async ({ messageId, body }) => ((await carryOut(options, messageId, body)) ? [] : [messageId])),
    );
    return { batchItemFailures: failed.flat().map(itemIdentifier => ({ itemIdentifier })) };
  };

async function carryOut({ runTask, timers, now, telemetry }: DelayedOptions, messageId: string, body: string) {
  let name = 'unknown';
  try {
    const task = DeliveredTask.parse(JSON.parse(body));
    name = task.name;
    if (Date.parse(task.at) > now()) await timers.schedule([{ ...task, carrier: 'delay' }]);
    else await runTask(task, messageId);
    return true;
  } catch (thrown) {
    telemetry.taskFailed(thrown, name);
    return false;
  }
}
