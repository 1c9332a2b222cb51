import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { defineEvent } from '../kit/event.ts';
import { ObjectId } from '../kit/id.ts';
import { AgentState, Presence, SessionId } from './model.ts';

export const sessionEvents = {
  sessionOpened: defineEvent({
    type: 'session.opened.v1',
    summary: 'A session was opened',
    payload: z.object({ agentId: ObjectId, sessionId: SessionId, epoch: z.int() }),
    audience: ['agent'],
  }),
  sessionSuperseded: defineEvent({
    type: 'session.superseded.v1',
    summary: 'Another session took over; stop using this one',
    payload: z.object({ agentId: ObjectId, sessionId: SessionId, bySessionId: SessionId }),
    audience: ['agent'],
  }),
  sessionInGrace: defineEvent({
    type: 'session.in-grace.v1',
    summary: 'The connection to the agent is lost; work is kept for a while',
    payload: z.object({ agentId: ObjectId, sessionId: SessionId, graceUntil: z.iso.datetime() }),
    audience: ['agent'],
  }),
  sessionResumed: defineEvent({
    type: 'session.resumed.v1',
    summary: 'The agent is back',
    payload: z.object({ agentId: ObjectId, sessionId: SessionId }),
    audience: ['agent'],
  }),
  sessionClosed: defineEvent({
    type: 'session.closed.v1',
    summary: 'The session is over',
    payload: z.object({
      agentId: ObjectId,
      sessionId: SessionId,
      cause: z.enum(['logged-out', 'connection-lost']),
    }),
    audience: ['agent'],
  }),
  workRelieved: defineEvent({
    type: 'work.relieved.v1',
    summary: 'A piece of work takes less capacity for a while: heavier work interrupts it, or its customer is silent',
    payload: z.object({
      agentId: ObjectId,
      interactionId: InteractionId,
      reason: z.enum(['interrupted', 'customer-silent']),
      /** Units that it takes now. */
      cost: z.int(),
    }),
    audience: ['agent'],
  }),
  workResumed: defineEvent({
    type: 'work.resumed.v1',
    summary: 'It takes all of its capacity again: it can go on',
    payload: z.object({ agentId: ObjectId, interactionId: InteractionId, cost: z.int() }),
    audience: ['agent'],
  }),
  presenceChanged: defineEvent({
    type: 'presence.changed.v1',
    summary: 'Presence, auto-call or queue logins changed',
    payload: z.object({
      agentId: ObjectId,
      presence: Presence,
      autoCall: z.boolean(),
      queueIds: z.array(ObjectId),
      campaignIds: z.array(ObjectId),
      extension: z.string().nullable(),
      state: AgentState,
    }),
    audience: ['agent', 'queue'],
  }),
};
