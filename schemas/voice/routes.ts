import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { Interaction } from '../interactions/model.ts';
import { Instant, ObjectId } from '../kit/id.ts';
import { defineRoute } from '../kit/route.ts';
import { ActivityId } from './id.ts';
import { Call, CallRecording } from './model.ts';
import { E164 } from './phone-number.ts';
import { CallTarget } from './target.ts';

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

export const RecordingLink = z.object({ url: z.url(), expiresAt: Instant }).meta({ id: 'RecordingLink' });

export const StartInteraction = z
  .strictObject({
    channel: z.literal('voice'),
    campaignId: ObjectId,
    to: E164.optional(),
    gathering: z
      .boolean()
      .default(false)
      .meta({ description: 'Of a room: whoever is called into it waits with music until the conference begins.' }),
    customer: z.strictObject({ id: z.string().max(128).optional(), name: z.string().max(200).optional() }).optional(),
    /** BCP 47; what the customer is told is spoken in it. */
    language: z.string().min(2).max(35).default('en-US'),
  })
  .refine(({ gathering, to }) => !gathering || to === undefined, {
    path: ['gathering'],
    error: 'is for rooms: leave out `to`, and call people in with `/conference`',
  });

export const voiceRoutes = {
  startInteraction: defineRoute({
    method: 'POST',
    path: '/v1/interactions',
    summary: 'Call a customer for a campaign; without `to` open a room into which you call others',
    auth: agents,
    body: StartInteraction,
    reply: { status: 201, body: Interaction },
    errors: [
      'CAMPAIGN_NOT_FOUND',
      'NUMBER_NOT_ALLOWED',
      'CALLER_NUMBER_MISSING',
      'TARGET_UNAVAILABLE',
      'CAPACITY_EXCEEDED',
      'SESSION_NOT_FOUND',
      'SESSION_SUPERSEDED',
      'WRITE_CONFLICT',
      'VOICE_NOT_CONFIGURED',
    ],
    idempotent: true,
  }),
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
  mute: defineRoute({
    method: 'PUT',
    path: '/v1/interactions/{interactionId}/mute',
    summary: 'Be heard by nobody; you still hear the others',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: mine,
  }),
  unmute: defineRoute({
    method: 'DELETE',
    path: '/v1/interactions/{interactionId}/mute',
    summary: 'Be heard again',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: mine,
  }),
  park: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/park',
    summary: 'Let the customer wait while you do something else; anybody may pick the call up',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: mine,
    idempotent: true,
  }),
  unpark: defineRoute({
    method: 'DELETE',
    path: '/v1/interactions/{interactionId}/park',
    summary: 'Take back the call that you have parked',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: [...mine, 'CAPACITY_EXCEEDED'],
  }),
  gather: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/gathering',
    summary: 'Let everybody from outside wait with music while you call more of them in',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: mine,
    idempotent: true,
  }),
  beginConference: defineRoute({
    method: 'DELETE',
    path: '/v1/interactions/{interactionId}/gathering',
    summary: 'Begin the conference: whoever has waited hears you and the others',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: mine,
  }),
  sendDigits: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/digits',
    summary: 'Press keys: whoever was called in last hears them, or the customer',
    auth: agents,
    params: Params,
    body: z.strictObject({
      /** A comma is a pause. */
      digits: z.string().regex(/^[0-9*#ABCD,]{1,50}$/, 'use 1 to 50 of 0-9 * # A B C D and the comma, a pause'),
    }),
    reply: { status: 200, body: Call },
    errors: mine,
    idempotent: true,
  }),
  consult: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/consult',
    summary: 'Ask somebody for advice while the customer is on hold',
    auth: agents,
    params: Params,
    body: z.strictObject({ target: CallTarget }),
    reply: { status: 200, body: Call },
    errors: [...mine, 'AGENT_NOT_FOUND', 'TARGET_UNAVAILABLE', 'NUMBER_NOT_ALLOWED'],
    idempotent: true,
  }),
  completeConsult: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/consult/completion',
    summary: 'Hand the customer to whoever you have asked; your wrap-up starts',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: mine,
    idempotent: true,
  }),
  cancelConsult: defineRoute({
    method: 'DELETE',
    path: '/v1/interactions/{interactionId}/consult',
    summary: 'Dismiss whoever you have asked; the customer is back',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Call },
    errors: mine,
  }),
  controlRecording: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/recording',
    summary: 'Start, pause, resume or stop the recording; what was stopped is not started again',
    auth: agents,
    params: Params,
    body: z.strictObject({ action: z.enum(['start', 'pause', 'resume', 'stop']) }),
    reply: { status: 200, body: Call },
    errors: [...mine, 'RECORDING_NOT_ALLOWED'],
    idempotent: true,
  }),
  listRecordings: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/recordings',
    summary: 'The recordings of a call, and the passages that are left out of them',
    auth: readers,
    params: Params,
    reply: { status: 200, body: z.object({ items: z.array(CallRecording) }) },
    errors: ['INTERACTION_NOT_FOUND', 'NOT_A_CALL'],
  }),
  playRecording: defineRoute({
    method: 'GET',
    path: '/v1/interactions/{interactionId}/recordings/{recordingId}',
    summary: 'A link to listen to a recording, for five minutes (needs the permission `play-recordings`)',
    auth: readers,
    params: z.object({ interactionId: InteractionId, recordingId: ActivityId }),
    reply: { status: 200, body: RecordingLink },
    errors: ['INTERACTION_NOT_FOUND', 'RECORDING_NOT_FOUND', 'FORBIDDEN', 'WRITE_CONFLICT'],
  }),
  deleteRecording: defineRoute({
    method: 'DELETE',
    path: '/v1/interactions/{interactionId}/recordings/{recordingId}',
    summary: 'Delete a recording for good; the list and the timeline go on to say that there was one',
    auth: ['admin'],
    params: z.object({ interactionId: InteractionId, recordingId: ActivityId }),
    reply: { status: 204, body: z.null() },
    errors: ['INTERACTION_NOT_FOUND', 'RECORDING_NOT_FOUND', 'WRITE_CONFLICT', 'TRY_LATER'],
  }),
};
