import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';
import { defineTask } from '../kit/task.ts';

export const voiceTasks = {
  checkCall: defineTask({
    name: 'check-call',
    summary:
      'Somebody should have answered or come into the room, or a call was parked for too long: decide what follows.',
    carrier: 'delay',
    input: z.object({ tenantId: TenantId, interactionId: InteractionId, deadline: Instant }),
  }),
  overflowCall: defineTask({
    name: 'overflow-call',
    summary: 'A caller has waited as long as the call flow lets him: the flow goes on',
    carrier: 'delay',
    input: z.object({ tenantId: TenantId, interactionId: InteractionId, deadline: Instant }),
  }),
  checkStaffing: defineTask({
    name: 'check-staffing',
    summary: 'Perhaps nobody serves a queue any more: callers whose call flow says where to go then are led there.',
    carrier: 'delay',
    input: z.object({ tenantId: TenantId, queueId: ObjectId, deadline: Instant }),
  }),
};
