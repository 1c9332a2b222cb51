import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { delayedTasks } from '#functions/tasks/delayed.ts';
import { workflowTask } from '#functions/tasks/workflow.ts';
import type { ScheduledTask } from '#shared/app/work/ports.ts';
import { silentTelemetry } from '#shared/runtime/telemetry.ts';

const NOW = Date.parse('2026-11-21T09:30:00.000Z');
const message = (name: string, seconds: number) =>
  ({
    messageId: name,
    body: JSON.stringify({ name, at: new Date(NOW + seconds * 1000).toISOString(), input: { tenantId: 'demo' } }),
  }) as SQSRecord;

function consumer(run: (name: string) => void = () => undefined) {
  const ran: string[] = [];
  const scheduled: ScheduledTask[] = [];
  const handle = delayedTasks({
    runTask: async ({ name }) => {
      run(name);
      ran.push(name);
    },
    timers: { schedule: async tasks => void scheduled.push(...tasks) },
    now: () => NOW,
    telemetry: silentTelemetry,
  });
  return { handle, ran, scheduled };
}

describe('a delayed message', () => {
  test('is carried out when it is due, and not a moment before', async () => {
    const { handle, ran, scheduled } = consumer();

    const result = await handle({ Records: [message('late', -3), message('now', 0), message('nearly', 0.4)] });

    expect(ran).toEqual(['late', 'now']);
    expect(scheduled).toHaveLength(1);
    expect(result.batchItemFailures).toEqual([]);
  });

  test('that comes long before its instant waits again', async () => {
    const { handle, ran, scheduled } = consumer();

    await handle({ Records: [message('far', 600)] });

    expect(ran).toEqual([]);
    expect(scheduled).toEqual([
      { name: 'far', carrier: 'delay', at: '2026-11-21T09:40:00.000Z', input: { tenantId: 'demo' } },
    ]);
  });

  test('that fails is delivered again, and only that one', async () => {
    const { handle, ran } = consumer(name => {
      if (name === 'bad') throw new Error('not now');
    });
    const garbled = { messageId: 'garbled', body: '{' } as SQSRecord;

    const result = await handle({ Records: [message('good', 0), message('bad', 0), garbled] });

    expect(ran).toEqual(['good']);
    expect(result.batchItemFailures).toEqual([{ itemIdentifier: 'bad' }, { itemIdentifier: 'garbled' }]);
  });
});

describe('a state machine', () => {
  const runs: unknown[] = [];
  const handle = workflowTask(async (task, requestId) => void runs.push([task, requestId]));

  test('has the task it names carried out', async () => {
    await handle({ task: 'expire-wrap-up', input: { tenantId: 'demo' } }, { awsRequestId: 'r1' });

    expect(runs).toEqual([[{ name: 'expire-wrap-up', input: { tenantId: 'demo' } }, 'r1']]);
  });

  test('that sends something else is told so', async () => {
    await expect(handle({ name: 'expire-wrap-up' }, { awsRequestId: 'r1' })).rejects.toThrow();
  });
});
