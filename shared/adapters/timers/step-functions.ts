import type { ScheduledTask, Timers } from '#shared/app/work/ports.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { StepFunctions } from '../aws/clients.ts';
import { unlessDown } from '../outage.ts';
import { executionName } from './execution-name.ts';

export interface StepFunctionsOptions {
  readonly client: StepFunctions;
  readonly stateMachineArn: string;
}

/** One execution per task. It waits until `input.deadline`, the instant the task was scheduled for. */
export const stepFunctionsTimers = ({ client, stateMachineArn }: StepFunctionsOptions): Timers => ({
  async schedule(tasks) {
    await Promise.all(tasks.map(task => unlessDown(() => start(client, stateMachineArn, task))));
  },
});

async function start(client: StepFunctions, stateMachineArn: string, task: ScheduledTask): Promise<void> {
  const input = JSON.stringify(task.input);
  try {
    await client.call('StartExecution', { stateMachineArn, name: executionName(task), input });
  } catch (thrown) {
    if (!(thrown instanceof AwsError && thrown.name === 'ExecutionAlreadyExists')) throw thrown;
  }
}
