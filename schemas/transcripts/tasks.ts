import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { Instant, TenantId } from '../kit/id.ts';
import { defineTask } from '../kit/task.ts';

export const transcriptTasks = {
  sendTranscript: defineTask({
    name: 'send-transcript',
    summary: 'A conversation is over whose transcript was asked for: send it by e-mail, once.',
    carrier: 'delay',
    input: z.object({ tenantId: TenantId, interactionId: InteractionId, deadline: Instant }),
  }),
};
