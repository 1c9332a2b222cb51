import type { Context as LambdaContext } from 'aws-lambda';
import * as z from 'zod';
import type { TaskRunner } from '#shared/runtime/task.ts';

/** What a state machine sends: see `schemas/workflows`. */
const Payload = z.object({ task: z.string(), input: z.record(z.string(), z.unknown()) });

/** Carries out the task that a state machine has waited for. What fails is tried again by the state machine. */
export const workflowTask =
  (runTask: TaskRunner) =>
  async (event: unknown, { awsRequestId }: Pick<LambdaContext, 'awsRequestId'>): Promise<void> => {
    const { task, input } = Payload.parse(event);
    await runTask({ name: task, input }, awsRequestId);
  };
