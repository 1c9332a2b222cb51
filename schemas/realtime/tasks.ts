import * as z from 'zod';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';
import { defineTask } from '../kit/task.ts';

export const realtimeTasks = {
  pushDashboard: defineTask({
    name: 'push-dashboard',
    summary: 'The second of a coalesced dashboard is over: push its latest value.',
    carrier: 'delay',
    input: z.object({ tenantId: TenantId, queueId: ObjectId, deadline: Instant }),
  }),
};
