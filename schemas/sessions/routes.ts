import * as z from 'zod';
import { PresenceReason } from '../admin/model.ts';
import { ObjectId } from '../kit/id.ts';
import { defineRoute } from '../kit/route.ts';
import { PresenceStatus, Session } from './model.ts';

const agents = ['agent', 'supervisor'] as const;
const always = ['SESSION_NOT_FOUND', 'SESSION_SUPERSEDED', 'WRITE_CONFLICT'] as const;
const QueueParams = z.object({ queueId: ObjectId });
const Extension = z.string().regex(/^[0-9A-Za-z+*#._-]{1,40}$/);

export const sessionRoutes = {
  openSession: defineRoute({
    method: 'POST',
    path: '/v1/sessions',
    summary: 'Open your session; logs in to all assigned queues unless `queueIds` says otherwise',
    auth: agents,
    body: z.strictObject({
      extension: Extension.optional(),
      campaignIds: z.array(ObjectId).max(100).optional(),
      queueIds: z.array(ObjectId).max(100).optional(),
      /** Take over a session that is live elsewhere (AUTH-09). */
      force: z.boolean().default(false),
    }),
    reply: { status: 201, body: Session },
    errors: [
      'SESSION_EXISTS',
      'AGENT_NOT_FOUND',
      'QUEUE_NOT_ASSIGNED',
      'CAMPAIGN_NOT_ASSIGNED',
      'REFERENCE_UNKNOWN',
      'WRITE_CONFLICT',
    ],
    idempotent: true,
  }),
  getSession: defineRoute({
    method: 'GET',
    path: '/v1/sessions/current',
    summary: 'Your session: presence, queues, capacity and work',
    auth: agents,
    reply: { status: 200, body: Session },
    errors: ['SESSION_NOT_FOUND', 'SESSION_SUPERSEDED'],
  }),
  closeSession: defineRoute({
    method: 'DELETE',
    path: '/v1/sessions/current',
    summary: 'Close your session; refused while there is open work',
    auth: agents,
    reply: { status: 204, body: z.null() },
    errors: [...always, 'OPEN_WORK'],
  }),
  heartbeat: defineRoute({
    method: 'POST',
    path: '/v1/sessions/current/heartbeat',
    summary: 'Extend the lease of the session; brings a session in grace back online',
    auth: agents,
    reply: { status: 200, body: z.object({ leaseUntil: z.iso.datetime(), serverTime: z.iso.datetime() }) },
    errors: always,
  }),
  setPresence: defineRoute({
    method: 'PUT',
    path: '/v1/sessions/current/presence',
    summary: 'Go ready or not ready, now or after the current work',
    auth: agents,
    body: z.strictObject({
      status: PresenceStatus,
      reasonId: ObjectId.optional(),
      when: z.enum(['now', 'after-current']).default('now'),
    }),
    reply: { status: 200, body: Session },
    errors: [...always, 'REASON_REQUIRED', 'PRESENCE_NOT_ALLOWED'],
  }),
  setAutoCall: defineRoute({
    method: 'PUT',
    path: '/v1/sessions/current/auto-call',
    summary: 'Join or leave automatically dialled work; never changes presence',
    auth: agents,
    body: z.strictObject({ enabled: z.boolean() }),
    reply: { status: 200, body: Session },
    errors: always,
  }),
  setQueueLogins: defineRoute({
    method: 'PUT',
    path: '/v1/sessions/current/queues',
    summary: 'Be logged in to exactly these queues; none makes you not ready',
    auth: agents,
    body: z.strictObject({ queueIds: z.array(ObjectId).max(100) }),
    reply: { status: 200, body: Session },
    errors: [...always, 'QUEUE_NOT_ASSIGNED', 'FORBIDDEN'],
  }),
  logInToQueue: defineRoute({
    method: 'PUT',
    path: '/v1/sessions/current/queues/{queueId}',
    summary: 'Log in to one queue',
    auth: agents,
    params: QueueParams,
    reply: { status: 200, body: Session },
    errors: [...always, 'QUEUE_NOT_ASSIGNED', 'FORBIDDEN'],
  }),
  logOutOfQueue: defineRoute({
    method: 'DELETE',
    path: '/v1/sessions/current/queues/{queueId}',
    summary: 'Log out of one queue',
    auth: agents,
    params: QueueParams,
    reply: { status: 200, body: Session },
    errors: [...always, 'QUEUE_NOT_ASSIGNED', 'FORBIDDEN'],
  }),
  selectCampaigns: defineRoute({
    method: 'PUT',
    path: '/v1/sessions/current/campaigns',
    summary: 'Work on exactly these campaigns',
    auth: agents,
    body: z.strictObject({ campaignIds: z.array(ObjectId).max(100) }),
    reply: { status: 200, body: Session },
    errors: [...always, 'CAMPAIGN_NOT_ASSIGNED'],
  }),
  selectExtension: defineRoute({
    method: 'PUT',
    path: '/v1/sessions/current/extension',
    summary: 'Use this extension from now on',
    auth: agents,
    body: z.strictObject({ extension: Extension.nullable() }),
    reply: { status: 200, body: Session },
    errors: [...always, 'REFERENCE_UNKNOWN'],
  }),
  listPresenceReasons: defineRoute({
    method: 'GET',
    path: '/v1/presence-reasons',
    summary: 'The not-ready reasons to choose from',
    auth: agents,
    reply: { status: 200, body: z.object({ items: z.array(z.object(PresenceReason.shape)) }) },
    errors: [],
  }),
};
