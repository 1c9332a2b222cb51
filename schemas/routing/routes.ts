import * as z from 'zod';
import { Channel } from '../interactions/channel.ts';
import { Interaction, InteractionId, OfferId } from '../interactions/model.ts';
import { ObjectId } from '../kit/id.ts';
import { pageOf } from '../kit/page.ts';
import { defineRoute } from '../kit/route.ts';
import { Estimate, Offer, QueueLive, RoutingEvaluation, RoutingTrace, WaitingContact } from './model.ts';

const agents = ['agent', 'supervisor'] as const;
const OfferParams = z.object({ offerId: OfferId });
const QueueParams = z.object({ queueId: ObjectId });

export const routingRoutes = {
  listOffers: defineRoute({
    method: 'GET',
    path: '/v1/offers',
    summary: 'Your pending offers',
    auth: agents,
    reply: { status: 200, body: z.object({ items: z.array(Offer) }) },
    errors: ['SESSION_SUPERSEDED'],
  }),
  acceptOffer: defineRoute({
    method: 'POST',
    path: '/v1/offers/{offerId}/acceptance',
    summary: 'Accept an offer; the same acceptance again gives the same answer',
    auth: agents,
    params: OfferParams,
    reply: { status: 200, body: Interaction },
    errors: ['OFFER_NOT_FOUND', 'OFFER_NOT_PENDING', 'SESSION_NOT_FOUND', 'SESSION_SUPERSEDED', 'WRITE_CONFLICT'],
    idempotent: true,
  }),
  rejectOffer: defineRoute({
    method: 'POST',
    path: '/v1/offers/{offerId}/rejection',
    summary: 'Reject an offer; the contact moves on to somebody else',
    auth: agents,
    params: OfferParams,
    body: z.strictObject({ reason: z.string().max(200).optional() }).optional(),
    reply: { status: 200, body: z.object({ offerId: OfferId, resolution: z.literal('rejected') }) },
    errors: ['OFFER_NOT_FOUND', 'OFFER_NOT_PENDING', 'SESSION_NOT_FOUND', 'SESSION_SUPERSEDED', 'WRITE_CONFLICT'],
    idempotent: true,
  }),
  listQueues: defineRoute({
    method: 'GET',
    path: '/v1/queues',
    summary: 'The queues you may see, with live counters',
    auth: ['agent', 'supervisor', 'admin', 'analyst'],
    query: z.strictObject({ name: z.string().max(120).optional() }),
    reply: { status: 200, body: z.object({ items: z.array(QueueLive) }) },
    errors: [],
  }),
  listWaiting: defineRoute({
    method: 'GET',
    path: '/v1/queues/{queueId}/waiting',
    summary: 'Who waits in a queue, in order, or sorted by a profile field',
    auth: agents,
    params: QueueParams,
    query: z.strictObject({
      sort: z.string().max(60).optional(),
      limit: z.coerce.number<string>().int().min(1).max(200).default(50),
      cursor: z.string().max(2000).optional(),
    }),
    reply: { status: 200, body: pageOf(WaitingContact) },
    errors: ['QUEUE_NOT_FOUND', 'FORBIDDEN'],
  }),
  estimateWait: defineRoute({
    method: 'GET',
    path: '/v1/queues/{queueId}/estimate',
    summary: 'How long a contact that came now would wait, with an honest range',
    auth: ['agent', 'supervisor', 'admin', 'analyst'],
    params: QueueParams,
    reply: { status: 200, body: Estimate },
    errors: ['QUEUE_NOT_FOUND'],
  }),
  simulateRouting: defineRoute({
    method: 'GET',
    path: '/v1/queues/{queueId}/simulate',
    summary: 'Whom a contact would be offered to that came now, or that has waited for a while, and why nobody else',
    auth: ['supervisor', 'admin', 'analyst'],
    params: QueueParams,
    query: z.strictObject({
      /** The first of the queue's channels when left out. */
      channel: Channel.optional(),
      /** Skills are relaxed and delays passed by then. */
      waitedSeconds: z.coerce.number<string>().int().min(0).max(86_400).default(0),
    }),
    reply: { status: 200, body: RoutingEvaluation },
    errors: ['QUEUE_NOT_FOUND'],
  }),
  pickUp: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/pickup',
    summary: 'Take a waiting contact out of its queue, or a call that was parked (needs the permission `pick-up`)',
    auth: agents,
    params: z.object({ interactionId: InteractionId }),
    reply: { status: 200, body: Interaction },
    errors: [
      'INTERACTION_NOT_FOUND',
      'INTERACTION_STATE',
      'CAPACITY_EXCEEDED',
      'FORBIDDEN',
      'NOT_A_CALL',
      'VOICE_NOT_CONFIGURED',
      'SESSION_NOT_FOUND',
      'SESSION_SUPERSEDED',
      'WRITE_CONFLICT',
    ],
    idempotent: true,
  }),
  explainRouting: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/routing-trace',
    summary: 'Why it waits, or why this agent',
    auth: ['agent', 'supervisor', 'admin', 'analyst'],
    params: z.object({ interactionId: InteractionId }),
    reply: { status: 200, body: RoutingTrace },
    errors: ['INTERACTION_NOT_FOUND'],
  }),
};
