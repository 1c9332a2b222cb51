import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { defineRoute } from '../kit/route.ts';
import { Call } from './model.ts';

const agents = ['agent', 'supervisor'] as const;
const readers = ['agent', 'supervisor', 'admin', 'analyst'] as const;
const Params = z.object({ interactionId: InteractionId });
const mine = [
  'INTERACTION_NOT_FOUND',
  'NOT_A_CALL',
  'NOT_YOUR_INTERACTION',
  'INTERACTION_STATE',
  'SESSION_SUPERSEDED',
  'WRITE_CONFLICT',
  'VOICE_NOT_CONFIGURED',
] as const;

/** What the client library of the telephone service needs to bring a browser into the room of a call. */
export const Media = z
  .object({
    /** Names the service, and with it the form of the other two. */
    provider: z.string(),
    meeting: z.record(z.string(), z.unknown()),
    /** A secret of the agent. */
    attendee: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Media' });

export const voiceRoutes = {
  getCall: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/call',
    summary: 'Who is on the line, and what state the call is in',
    auth: readers,
    params: Params,
    reply: { status: 200, body: Call },
    errors: ['INTERACTION_NOT_FOUND', 'NOT_A_CALL'],
  }),
  getMedia: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/media',
    summary: 'The place of your browser in the room of the call; ask again after it was lost',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Media },
    errors: [...mine, 'VOICE_UNAVAILABLE', 'VOICE_BUSY'],
  }),
  hold: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/hold',
    summary: 'Put the customer on hold, who hears music',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: mine,
    idempotent: true,
  }),
  resume: defineRoute({
    method: 'DELETE',
    path: '/v1/interactions/{interactionId}/hold',
    summary: 'Take the customer back into the conversation',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: mine,
  }),
};
