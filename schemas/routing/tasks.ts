import * as z from 'zod';
import { InteractionId, OfferId } from '../interactions/model.ts';
import { Instant, TenantId } from '../kit/id.ts';
import { defineTask } from '../kit/task.ts';

const interaction = { tenantId: TenantId, interactionId: InteractionId, deadline: Instant };

export const routingTasks = {
  expireOffer: defineTask({
    name: 'expire-offer',
    summary: 'Ring time is over: the offer expires and the contact moves on.',
    carrier: 'delay',
    input: z.object({ ...interaction, offerId: OfferId }),
  }),
  autoAnswer: defineTask({
    name: 'auto-answer',
    summary: 'The tone has played: the server accepts for the agent.',
    carrier: 'delay',
    input: z.object({ ...interaction, offerId: OfferId }),
  }),
  wakeInteraction: defineTask({
    name: 'wake-interaction',
    summary: 'A skill step, an exclusion or a preference ends: look for an agent again.',
    carrier: 'delay',
    input: z.object(interaction),
  }),
  returnTransfer: defineTask({
    name: 'return-transfer',
    summary: 'Nobody took the transfer: it goes back to where it came from.',
    carrier: 'delay',
    input: z.object(interaction),
  }),
};
