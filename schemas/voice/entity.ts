import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { Instant, TenantId } from '../kit/id.ts';
import { defineEntity } from '../kit/table.ts';
import { table } from '../table.ts';
import { LegId } from './id.ts';
import { CallRecord } from './model.ts';

export const CallEntity = defineEntity(table, {
  name: 'call',
  schema: CallRecord,
  key: { pk: ['tenantId', 'id'], sk: [] },
  access: {
    live: { index: 'gsi1', pk: ['tenantId', 'live'], sk: ['id'], why: 'The sweeper: calls of which a leg may be left' },
  },
  why: 'The telephone side of one interaction',
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
