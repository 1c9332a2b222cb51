import * as z from 'zod';
import { Instant, TenantId } from '../kit/id.ts';
import { defineTask } from '../kit/task.ts';
import { InteractionId } from './id.ts';

const look = z.object({ tenantId: TenantId, interactionId: InteractionId, deadline: Instant });

export const interactionTasks = {
  checkIdleCustomer: defineTask({
    name: 'check-idle-customer',
    summary: 'Nobody may have said anything for a while: warn the customer, end, or look again later.',
    carrier: 'delay',
    input: look,
  }),
  checkSilence: defineTask({
    name: 'check-silence',
    summary: 'The customer may have said nothing for long: the conversation takes less capacity, or look again later.',
    carrier: 'delay',
    input: look,
  }),
  checkQueueHours: defineTask({
    name: 'check-queue-hours',
    summary: 'The hours of the queue may be over: end a contact that still waits, or look again later.',
    carrier: 'delay',
    input: look,
  }),
  checkCustomerPage: defineTask({
    name: 'check-customer-page',
    summary: 'The page of the customer may be gone: warn the agent, end, or look again later.',
    carrier: 'delay',
    input: look,
  }),
};
