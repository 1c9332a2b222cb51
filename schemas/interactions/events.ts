import * as z from 'zod';
import { OutcomeEffect } from '../admin/outcome-effect.ts';
import { defineEvent } from '../kit/event.ts';
import { Instant, ObjectId } from '../kit/id.ts';
import { Offer, OfferResolution, RevokeReason } from '../routing/model.ts';
import { Channel } from './channel.ts';
import { Disposition, EndReason, Entry, InteractionId, OfferId, Receipt, WrapUp } from './model.ts';

/** Facts that every interaction event carries. */
const about = { interactionId: InteractionId, channel: Channel, queueId: ObjectId, campaignId: ObjectId };

/** Facts about an offer, an interaction or a wrap-up, in the past tense. */
export const interactionEvents = {
  offerCreated: defineEvent({
    type: 'offer.created.v1',
    summary: 'You are offered an interaction',
    payload: Offer,
    audience: ['agent', 'interaction'],
  }),
  offerResolved: defineEvent({
    type: 'offer.resolved.v1',
    summary: 'An offer is over; close its popup in every tab',
    payload: z.object({
      ...about,
      offerId: OfferId,
      agentId: ObjectId,
      resolution: OfferResolution,
      /** Set on revocations. */
      reason: RevokeReason.nullable(),
      by: z.enum(['agent', 'auto-answer', 'system']),
    }),
    audience: ['agent', 'interaction'],
  }),
  interactionCreated: defineEvent({
    type: 'interaction.created.v1',
    summary: 'A customer calls and is in a call flow; the queue is the one that the flow comes to first',
    payload: z.object({ ...about }),
    audience: ['interaction', 'queue'],
  }),
  interactionQueued: defineEvent({
    type: 'interaction.queued.v1',
    summary: 'An interaction waits in a queue',
    payload: z.object({
      ...about,
      enqueuedAt: Instant,
      reason: z.enum([
        'arrived',
        'flow',
        'rejected',
        'expired',
        'revoked',
        'transferred',
        'returned',
        'agent-lost',
        'media-failed',
        'park-ended',
        'not-reached',
      ]),
    }),
    audience: ['interaction', 'queue'],
  }),
  interactionConnected: defineEvent({
    type: 'interaction.connected.v1',
    summary: 'Customer and agent are connected',
    payload: z.object({ ...about, agentId: ObjectId, waitedMs: z.int(), connectedAt: Instant }),
    audience: ['agent', 'interaction', 'queue'],
  }),
  interactionTransferred: defineEvent({
    type: 'interaction.transferred.v1',
    summary: 'An agent handed the interaction on',
    payload: z.object({
      ...about,
      agentId: ObjectId,
      /** Of a `phone` the id is the number. */
      target: z.object({
        kind: z.enum(['agent', 'queue', 'personal-queue', 'extension', 'phone']),
        id: z.string().max(64),
      }),
      note: z.string().nullable(),
    }),
    audience: ['agent', 'interaction', 'queue'],
  }),
  interactionEnded: defineEvent({
    type: 'interaction.ended.v1',
    summary: 'The conversation is over',
    payload: z.object({
      ...about,
      endedAt: Instant,
      endedBy: z.enum(['customer', 'agent', 'system']),
      endReason: EndReason,
      waitedMs: z.int(),
      handledMs: z.int(),
      answered: z.boolean(),
    }),
    audience: ['agent', 'interaction', 'queue'],
  }),
  interactionDisposed: defineEvent({
    type: 'interaction.disposed.v1',
    summary: 'The outcome has been recorded',
    payload: z.object({ ...about, disposition: Disposition, effect: OutcomeEffect, codes: z.array(ObjectId) }),
    audience: ['agent', 'interaction'],
  }),
  interactionClosed: defineEvent({
    type: 'interaction.closed.v1',
    summary: 'Nothing is left to do for anybody',
    payload: z.object({ ...about }),
    audience: ['interaction', 'queue'],
  }),
  interactionChanged: defineEvent({
    type: 'interaction.changed.v1',
    summary: 'Codes, notes or routing facts changed',
    payload: z.object({ ...about, fields: z.array(z.string()) }),
    audience: ['agent', 'interaction'],
  }),
  assignmentJoined: defineEvent({
    type: 'assignment.joined.v1',
    summary: 'An agent was called into the conversation',
    payload: z.object({ ...about, agentId: ObjectId, byAgentId: ObjectId }),
    audience: ['agent', 'interaction', 'queue'],
  }),
  assignmentLeft: defineEvent({
    type: 'assignment.left.v1',
    summary: 'An agent left the conversation to the others',
    payload: z.object({ ...about, agentId: ObjectId, byAgentId: ObjectId }),
    audience: ['agent', 'interaction', 'queue'],
  }),
  wrapUpStarted: defineEvent({
    type: 'assignment.wrap-up-started.v1',
    summary: 'Your part is over; wrap up',
    payload: z.object({ ...about, agentId: ObjectId, wrapUp: WrapUp, activeMs: z.int() }),
    audience: ['agent', 'interaction', 'queue'],
  }),
  wrapUpExtended: defineEvent({
    type: 'assignment.wrap-up-extended.v1',
    summary: 'The wrap-up has no end of its own any more',
    payload: z.object({ ...about, agentId: ObjectId }),
    audience: ['agent', 'interaction'],
  }),
  wrapUpCompleted: defineEvent({
    type: 'assignment.wrap-up-completed.v1',
    summary: 'The wrap-up is over',
    payload: z.object({
      ...about,
      agentId: ObjectId,
      by: z.enum(['agent', 'timer', 'supervisor', 'system']),
      wrapUpMs: z.int(),
      activeMs: z.int(),
      outcomePending: z.boolean(),
    }),
    audience: ['agent', 'interaction', 'queue'],
  }),
  messageCreated: defineEvent({
    type: 'message.created.v1',
    summary: 'A line was added to the conversation',
    payload: Entry,
    audience: ['agent', 'customer', 'interaction'],
  }),
  messageRead: defineEvent({
    type: 'message.read.v1',
    summary: 'The other side has read up to an index',
    payload: Receipt.extend({ interactionId: InteractionId }),
    audience: ['agent', 'customer'],
  }),
  customerPresence: defineEvent({
    type: 'customer.presence.v1',
    summary: 'The customer has left the page, is about to be given up, or is back',
    payload: z.object({
      ...about,
      presence: z.enum(['away', 'leaving', 'back']),
      /** When the page was seen last; for `back`, until when it was gone. */
      since: Instant,
      /** When the conversation ends unless the customer comes back; null when that is not known or back. */
      endsAt: Instant.nullable(),
      /** Messages that were written meanwhile. */
      heldMessages: z.int(),
      /** For the agent to read. */
      text: z.string(),
    }),
    audience: ['agent', 'interaction'],
  }),
  messageHeld: defineEvent({
    type: 'message.held.v1',
    summary: 'You wrote while the customer was away; the message is delivered on return',
    payload: z.object({ interactionId: InteractionId, index: z.int(), text: z.string() }),
    audience: ['agent'],
  }),
  typingStarted: defineEvent({
    type: 'typing.started.v1',
    summary: 'The other side is typing; holds for some seconds',
    payload: z.object({
      interactionId: InteractionId,
      party: z.enum(['customer', 'agent']),
      name: z.string().nullable(),
    }),
    audience: ['agent', 'customer'],
  }),
};
