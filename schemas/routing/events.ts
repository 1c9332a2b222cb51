import * as z from 'zod';
import { defineEvent } from '../kit/event.ts';
import { QueueLive } from './model.ts';

export const routingEvents = {
  queueLive: defineEvent({
    type: 'queue.live.v1',
    summary: 'The latest counters of a queue; at most one frame a second, the latest value wins',
    payload: QueueLive,
    audience: ['queue'],
  }),
  repairPerformed: defineEvent({
    type: 'system.repair-performed.v1',
    summary: 'The sweeper found something that should not be and mended it; every one is an alarm',
    payload: z.object({ kind: z.string(), subject: z.string(), detail: z.string() }),
    audience: ['queue'],
  }),
};
