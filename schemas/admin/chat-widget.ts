import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';
import { ChatLimits } from './chat-limits.ts';
import { ChatTextOverrides } from './chat-texts.ts';

/** `https://shop.example`, as browsers send it in `Origin`. */
const WebOrigin = z
  .string()
  .max(255)
  .refine(text => URL.parse(text)?.origin === text, 'must be an origin, such as https://shop.example')
  .meta({ examples: ['https://shop.example'] });

export const WidgetPosition = z.enum([
  'top-left',
  'top-right',
  'bottom-left',
  'bottom-right',
  'center-left',
  'center-right',
]);

/**
 * A chat window on web pages (WID-05 to WID-32): how it looks, whom it serves, and what the server enforces for the
 * chats that come from it. Customers' values in a request come before the ones here.
 */
export const ChatWidget = z
  .strictObject({
    id: ObjectId,
    name: z.string().trim().min(1).max(120),
    /** Whether it is offered at all (WID-06). */
    enabled: z.boolean().default(true),
    queueId: ObjectId,
    /** Whether clients of the documented chat service that ask for the queue come from this widget. */
    dropIn: z.boolean().default(false),
    /** Pages that may use it; any page when empty (CHAT-39). */
    allowedOrigins: z.array(WebOrigin).max(100).default([]),
    /** Queues that chats of this widget may not ask for (CHAT-52). */
    rejectedQueueIds: z.array(ObjectId).max(50).default([]),
    /** Whether it counts as unavailable while no agent of its queue is at work. */
    requiresAgents: z.boolean().default(true),
    showWhenUnavailable: z.boolean().default(true),
    statePollSeconds: z.int().min(5).max(3600).default(20),
    showEstimatedWait: z.boolean().default(true),
    /** What a request says of the customer where it says nothing itself (WID-11 to WID-14). */
    customer: z
      .strictObject({
        name: z.string().trim().max(200).default('Customer'),
        id: z.string().trim().max(128).default(''),
        email: z.union([z.literal(''), z.email().max(254)]).default(''),
        phone: z.string().trim().max(40).default(''),
      })
      .prefault({}),
    /** Archive tag of requests that bring none (WID-10). */
    sessionTag: z.string().trim().max(200).default(''),
    initialMessage: z.string().max(4000).default(''),
    /** Handed to integrations with each chat; no agent and no customer reads it (CHAT-37). */
    privateData: z.string().max(4000).default(''),
    /** Name, phone and e-mail of requests are disregarded (CHAT-38). */
    ignoreCustomerDetails: z.boolean().default(false),
    /** No name of an agent reaches the customer (CHAT-43). */
    hideAgentName: z.boolean().default(false),
    /** Said to the agent alone when a chat is requested (CHAT-45). */
    initialMessageToAgent: z.string().min(1).max(2000).optional(),
    showPostChat: z.boolean().default(true),
    /** 0: the post-chat page does not open by itself (WID-22). */
    postChatDelaySeconds: z.int().min(0).max(3600).default(0),
    position: WidgetPosition.default('center-right'),
    movable: z.boolean().default(true),
    /** The page that may post messages into the widget; its own origin when left out (WID-28). */
    postedMessageOrigin: WebOrigin.optional(),
    /** The smaller of this and the tenant's holds (TIME-03). */
    idleSeconds: z.int().min(10).max(86_400).default(300),
    /** So long before that the customer is warned; 0: not at all (TIME-04). */
    idleWarningSeconds: z.int().min(0).max(86_400).default(60),
    /** TIME-01, TIME-02; the tenant's values when left out. */
    pageLostSeconds: z.int().min(10).max(3600).optional(),
    pageLostWarningSeconds: z.int().min(0).max(3600).optional(),
    limits: ChatLimits.prefault({}),
    texts: ChatTextOverrides.default({}),
  })
  .meta({ id: 'ChatWidget' });
export type ChatWidget = z.output<typeof ChatWidget>;
