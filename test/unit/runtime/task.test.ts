import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineTask } from '#schemas/kit/task.ts';
import type { Context } from '#shared/runtime/context.ts';
import { bindTasks, taskRunner } from '#shared/runtime/task.ts';

const tasks = {
  ringBell: defineTask({
    name: 'ring-bell',
    summary: 'Ring',
    carrier: 'delay',
    input: z.object({ tenantId: z.string(), times: z.int() }),
  }),
};

function bell() {
  const rung: unknown[] = [];
  const api = bindTasks(tasks)<Context>({ ringBell: async (input, ctx) => rung.push({ input, ctx }) });
  const run = taskRunner(api, ctx => ctx, { now: () => Date.parse('2026-11-21T09:30:00.000Z') });
  return { run, rung };
}

describe('a task', () => {
  test('is carried out by the system for its tenant', async () => {
    const { run, rung } = bell();

    await run({ name: 'ring-bell', input: { tenantId: 'demo', times: 3, more: true } }, 'r1');

    expect(rung).toEqual([
      {
        input: { tenantId: 'demo', times: 3 },
        ctx: expect.objectContaining({
          tenantId: 'demo',
          principal: 'system',
          actor: { kind: 'system', id: null },
          roles: [],
          now: '2026-11-21T09:30:00.000Z',
          requestId: 'r1',
        }),
      },
    ]);
  });

  test.each([
    ['of an unknown name', { name: 'ring-phone', input: { tenantId: 'demo', times: 3 } }],
    ['with a wrong input', { name: 'ring-bell', input: { tenantId: 'demo', times: 'often' } }],
  ])('%s is a defect', async (_kind, task) => {
    const { run, rung } = bell();

    await expect(run(task, 'r1')).rejects.toThrow();
    expect(rung).toEqual([]);
  });
});
