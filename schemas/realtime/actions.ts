import * as z from 'zod';
import { InteractionId } from '../interactions/model.ts';
import { defineAction } from '../kit/action.ts';
import { Topic } from './model.ts';

const everybody = ['agent', 'supervisor', 'admin', 'analyst', 'customer'] as const;
/** Repeated in the error frame that answers a refused frame. */
const ref = z.string().max(64).optional();
const Topics = z.array(Topic).min(1).max(50);

export const realtimeActions = {
  resume: defineAction({
    action: 'resume',
    summary: 'Start, or go on behind `after`: the feed from there, or a reset when that is too long ago',
    auth: everybody,
    body: z.strictObject({ action: z.literal('resume'), after: z.int().min(0).optional(), ref }),
    errors: [],
  }),
  ping: defineAction({
    action: 'ping',
    summary: 'Keep the socket open and extend the session lease; send one every 10 s',
    auth: everybody,
    body: z.strictObject({ action: z.literal('ping'), ref }),
    errors: [],
  }),
  subscribe: defineAction({
    action: 'subscribe',
    summary: 'Follow topics',
    auth: everybody,
    body: z.strictObject({ action: z.literal('subscribe'), topics: Topics, ref }),
    errors: ['TOPIC_UNKNOWN', 'WRITE_CONFLICT'],
  }),
  unsubscribe: defineAction({
    action: 'unsubscribe',
    summary: 'Stop following topics',
    auth: everybody,
    body: z.strictObject({ action: z.literal('unsubscribe'), topics: Topics, ref }),
    errors: ['WRITE_CONFLICT'],
  }),
  typing: defineAction({
    action: 'typing',
    summary: 'Tell the other side that you are typing',
    auth: everybody,
    body: z.strictObject({ action: z.literal('typing'), interactionId: InteractionId, ref }),
    errors: ['INTERACTION_NOT_FOUND', 'NOT_YOUR_INTERACTION', 'CHAT_ENDED', 'INTERACTION_STATE'],
  }),
};
