import * as z from 'zod';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';
import { defineTask } from '../kit/task.ts';

const agent = { tenantId: TenantId, agentId: ObjectId, deadline: Instant };

export const sessionTasks = {
  checkLease: defineTask({
    name: 'check-lease',
    summary: 'The lease should have been extended by now: grace begins if it was not.',
    carrier: 'delay',
    input: z.object({ ...agent, epoch: z.int() }),
  }),
  checkSockets: defineTask({
    name: 'check-sockets',
    summary: 'The last socket closed some time ago: grace begins if no socket and no heartbeat has come since.',
    carrier: 'delay',
    input: z.object({ ...agent, epoch: z.int() }),
  }),
  endGrace: defineTask({
    name: 'end-grace',
    summary: 'Grace is over: the session ends, its conversations are routed again.',
    carrier: 'delay',
    input: z.object({ ...agent, epoch: z.int() }),
  }),
  wakeAgent: defineTask({
    name: 'wake-agent',
    summary: 'A cool-down or an automatic not-ready ends.',
    carrier: 'delay',
    input: z.object(agent),
  }),
};
