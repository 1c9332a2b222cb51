import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { Instant, TenantId } from '../kit/id.ts';
import { defineEntity } from '../kit/table.ts';
import { table } from '../table.ts';
import { ActivityId, LegId } from './id.ts';
import { CallRecord, Leg } from './model.ts';

export const CallEntity = defineEntity(table, {
  name: 'call',
  schema: CallRecord,
  key: { pk: ['tenantId', 'id'], sk: [] },
  access: {
    live: { index: 'gsi1', pk: ['tenantId', 'live'], sk: ['id'], why: 'The sweeper: calls of which a leg may be left' },
  },
  dense: { legs: Leg },
  why: 'The telephone side of one interaction',
});

/** A file of a recording, found by when it has to go; there exactly while the call says that the file is. */
export const RecordingFileEntity = defineEntity(table, {
  name: 'recording-file',
  schema: z.object({
    tenantId: TenantId,
    version: z.int(),
    /** That of its call. */
    shard: z.string(),
    deletesAt: Instant,
    interactionId: InteractionId,
    recordingId: ActivityId,
    key: z.string().max(1024),
  }),
  key: { pk: ['tenantId', 'shard'], sk: ['deletesAt', 'interactionId', 'recordingId'] },
  why: 'The sweeper: recordings whose time is over',
});

/** How far the files of recordings have been looked through for those that were stored before files had rows. */
export const RecordingWalkEntity = defineEntity(table, {
  name: 'recording-walk',
  schema: z.object({
    tenantId: TenantId,
    version: z.int(),
    /** The key behind which the look goes on; null at the end. */
    behind: z.string().max(1024).nullable(),
  }),
  key: { pk: ['tenantId'], sk: [] },
  why: 'The sweeper: recordings without a row to be found by',
});

/** The place of one party in a room. Holds a bearer secret: read by the adapter of the telephone service alone. */
export const SeatEntity = defineEntity(table, {
  name: 'seat',
  schema: z.object({
    tenantId: TenantId,
    version: z.int(),
    interactionId: InteractionId,
    legId: LegId,
    meetingId: z.string(),
    attendeeId: z.string(),
    joinToken: z.string(),
    /** The telephone call that sits there; null for a browser. */
    ref: z.string().nullable(),
    muted: z.boolean(),
    /** The last word on whether somebody sits there: news of rooms may overtake each other. */
    presence: z.object({ present: z.boolean(), at: Instant }).nullable(),
    expiresAt: Instant,
  }),
  key: { pk: ['tenantId', 'interactionId'], sk: ['legId'] },
  expires: 'expiresAt',
  why: 'Who may join the room of a call, and with what secret',
});

/** The room of a call at the telephone service. A room that has died is followed by the next. */
export const RoomEntity = defineEntity(table, {
  name: 'room',
  schema: z.object({
    tenantId: TenantId,
    version: z.int(),
    interactionId: InteractionId,
    meetingId: z.string(),
    meeting: z.record(z.string(), z.unknown()),
    expiresAt: Instant,
  }),
  key: { pk: ['tenantId', 'interactionId'], sk: [] },
  expires: 'expiresAt',
  why: 'Where the parties of a call meet',
});

/** Keeps a leg from being dialled twice by a service whose calls have no key to repeat them by. */
export const DialledEntity = defineEntity(table, {
  name: 'dialled',
  schema: z.object({
    tenantId: TenantId,
    version: z.int(),
    interactionId: InteractionId,
    legId: LegId,
    /** What the telephone service calls the leg; null while nobody knows whether it took the call. */
    ref: z.string().nullable(),
    expiresAt: Instant,
  }),
  key: { pk: ['tenantId', 'interactionId'], sk: ['legId'] },
  expires: 'expiresAt',
  why: 'Which legs have been dialled',
});
