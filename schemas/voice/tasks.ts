import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { Instant, TenantId } from '../kit/id.ts';
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
};
