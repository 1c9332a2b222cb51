import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { dispositionTasks } from '#schemas/dispositions/tasks.ts';
import definition from '#schemas/workflows/expire-wrap-up.asl.json' with { type: 'json' };

/** The definition as it is deployed, with the address of a function in place of its name. */
const deployed = JSON.parse(
  JSON.stringify(definition).replace(
    /\$\{WorkflowFunctionArn\}/,
    'arn:aws:lambda:eu-west-1:123456789012:function:tasks',
  ),
);
const machine = new StateMachine(deployed);
const input = {
  tenantId: 'demo',
  interactionId: 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3D',
  agentId: 'ana',
  deadline: '2026-11-21T09:30:00.000Z',
};

describe('the wrap-up timer', () => {
  it('calls the task with the input it was started with', async () => {
    const calls: unknown[] = [];
    const handler = (payload: unknown) => {
      calls.push(payload);
      return null;
    };

    await machine.run(input, {
      overrides: { taskResourceLocalHandlers: { ExpireWrapUp: handler }, waitTimeOverrides: { WaitForDeadline: 0 } },
    }).result;

    expect(calls).toEqual([{ task: dispositionTasks.expireWrapUp.name, input }]);
    expect(dispositionTasks.expireWrapUp.input.parse(input)).toEqual(input);
  });

  it('waits until the deadline of its input', async () => {
    const deadline = new Date(Date.now() + 150);
    let calledAt = 0;
    const handler = () => {
      calledAt = Date.now();
      return null;
    };

    await machine.run(
      { ...input, deadline: deadline.toISOString() },
      { overrides: { taskResourceLocalHandlers: { ExpireWrapUp: handler } } },
    ).result;

    expect(calledAt).toBeGreaterThanOrEqual(deadline.getTime());
  });

  it('tries again when the task fails, six times at most', async () => {
    let calls = 0;
    const failing = () => {
      calls += 1;
      throw new Error('throttled');
    };
    const overrides = {
      taskResourceLocalHandlers: { ExpireWrapUp: failing },
      waitTimeOverrides: { WaitForDeadline: 0 },
      retryIntervalOverrides: { ExpireWrapUp: 0 },
    };

    await expect(machine.run(input, { overrides }).result).rejects.toThrow('throttled');

    expect(calls).toBe(7);
  });
});
