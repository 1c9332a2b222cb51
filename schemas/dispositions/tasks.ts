import * as z from 'zod';
import { InteractionId } from '../interactions/model.ts';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';
import { defineTask } from '../kit/task.ts';

export const dispositionTasks = {
  expireWrapUp: defineTask({
    name: 'expire-wrap-up',
    summary: 'The wrap-up time is over. Does nothing when the deadline moved or the wrap-up ended before.',
    carrier: 'workflow',
    input: z.object({ tenantId: TenantId, interactionId: InteractionId, agentId: ObjectId, deadline: Instant }),
  }),
};
