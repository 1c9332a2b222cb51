import * as z from 'zod';
import { Channel } from '../interactions/channel.ts';
import { InteractionId } from '../interactions/id.ts';
import { defineEvent } from '../kit/event.ts';
import { Instant, ObjectId } from '../kit/id.ts';
import { ActivityId, LegId } from './id.ts';
import { LegEndCause, LegParty, RecordingState } from './model.ts';
import { E164 } from './phone-number.ts';

const about = { interactionId: InteractionId, channel: Channel, queueId: ObjectId, campaignId: ObjectId };
const leg = { ...about, legId: LegId, party: LegParty };
const audience = ['agent', 'interaction'] as const;

/** Facts about a call that its agents' desktops show. */
export const voiceEvents = {
  interactionStarted: defineEvent({
    type: 'interaction.started.v1',
    summary: 'You call a customer, or have opened a room of your own; join it',
    payload: z.object({ ...about, agentId: ObjectId, to: E164.nullable() }),
    audience: ['agent', 'interaction', 'queue'],
  }),
  callRinging: defineEvent({
    type: 'call.ringing.v1',
    summary: 'The telephone of somebody who is called rings',
    payload: z.object(leg),
    audience,
  }),
  partyJoined: defineEvent({
    type: 'call.party-joined.v1',
    summary: 'Somebody has answered, or has come into the room',
    payload: z.object(leg),
    audience,
  }),
  partyLeft: defineEvent({
    type: 'call.party-left.v1',
    summary: 'Somebody is no longer on the call, or was not reached',
    payload: z.object({ ...leg, cause: LegEndCause.nullable(), wasConnected: z.boolean() }),
    audience,
  }),
  interactionHeld: defineEvent({
    type: 'interaction.held.v1',
    summary: 'The customer is on hold and hears music',
    payload: z.object(about),
    audience,
  }),
  interactionResumed: defineEvent({
    type: 'interaction.resumed.v1',
    summary: 'The customer is back in the conversation',
    payload: z.object(about),
    audience,
  }),
  callMuted: defineEvent({
    type: 'call.muted.v1',
    summary: 'Somebody is not heard by the others, or is heard again',
    payload: z.object({ ...leg, muted: z.boolean() }),
    audience,
  }),
  callParked: defineEvent({
    type: 'call.parked.v1',
    summary: 'The call waits for whoever picks it up',
    payload: z.object({ ...about, byAgentId: ObjectId, endsAt: Instant.nullable() }),
    audience: ['agent', 'interaction', 'queue'],
  }),
  callUnparked: defineEvent({
    type: 'call.unparked.v1',
    summary: 'A parked call was picked up, or waits in its queue again',
    payload: z.object(about),
    audience: ['agent', 'interaction', 'queue'],
  }),
  gatheringStarted: defineEvent({
    type: 'call.gathering-started.v1',
    summary: 'Everybody from outside waits with music until the conference begins',
    payload: z.object(about),
    audience,
  }),
  gatheringEnded: defineEvent({
    type: 'call.gathering-ended.v1',
    summary: 'The conference has begun, or the call is no longer one',
    payload: z.object(about),
    audience,
  }),
  conferenceStarted: defineEvent({
    type: 'call.conference-started.v1',
    summary: 'Others take part than an agent and a customer',
    payload: z.object(about),
    audience,
  }),
  conferenceEnded: defineEvent({
    type: 'call.conference-ended.v1',
    summary: 'An agent and a customer are alone again, or the call is over',
    payload: z.object(about),
    audience,
  }),
  consultStarted: defineEvent({
    type: 'call.consult-started.v1',
    summary: 'An agent asks somebody for advice while the customer is on hold',
    payload: z.object({ ...about, agentId: ObjectId, legId: LegId }),
    audience,
  }),
  consultEnded: defineEvent({
    type: 'call.consult-ended.v1',
    summary: 'The consultation is over: completed, cancelled, or its party has gone',
    payload: z.object(about),
    audience,
  }),
  callbackRequested: defineEvent({
    type: 'callback.requested.v1',
    summary: 'A caller has left the line and is to be called back, with the place that the call had',
    payload: z.object({
      ...about,
      number: E164,
      /** BCP 47; what the caller was told was spoken in it. */
      language: z.string(),
      /** Since when the place counts: when the caller began to wait, or now for one who never did. */
      enqueuedAt: Instant,
      class: z.int(),
      priority: z.int(),
      /** Ascending order inside the class, in ms: what a contact has that waits in the queue instead. */
      rank: z.int(),
    }),
    audience: ['interaction', 'queue'],
  }),
  recordingPlayed: defineEvent({
    type: 'recording.played.v1',
    summary: 'Somebody was given a link to listen to a recording',
    payload: z.object({ ...about, recordingId: ActivityId, userId: ObjectId }),
    audience: ['interaction'],
  }),
  recordingDeleted: defineEvent({
    type: 'recording.deleted.v1',
    summary: 'Somebody has deleted a recording before its time',
    payload: z.object({ ...about, recordingId: ActivityId, userId: ObjectId }),
    audience: ['interaction'],
  }),
  recordingExpired: defineEvent({
    type: 'recording.expired.v1',
    summary: 'The time of a recording is over, and its file has been deleted',
    payload: z.object({ ...about, recordingId: ActivityId }),
    audience: ['interaction'],
  }),
  recordingChanged: defineEvent({
    type: 'call.recording-changed.v1',
    summary: 'The recording has begun, pauses, goes on or is over',
    payload: z.object({ ...about, recording: RecordingState }),
    audience,
  }),
};
