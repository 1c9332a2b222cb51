import * as z from 'zod';
import type { LegAddress } from '#shared/app/voice/ports.ts';
import { callOfMeeting } from './external-ids.ts';

/*
 * What EventBridge tells of meetings. Best effort: it may be late, out of order, twice, or not come. Source: Chime SDK
 * developer guide, `using-events`.
 */

const MeetingChange = z.object({
  'detail-type': z.literal('Chime Meeting State Change'),
  detail: z.object({
    eventType: z.string(),
    /** Milliseconds since 1970. */
    timestamp: z.coerce.number(),
    meetingId: z.string(),
    externalMeetingId: z.string().default(''),
    attendeeId: z.string().optional(),
    externalUserId: z.string().optional(),
  }),
});

/** What became of a room or of a seat in it. */
export type MeetingNews =
  | {
      readonly kind: 'presence';
      readonly leg: LegAddress;
      readonly attendeeId: string;
      readonly present: boolean;
      readonly at: string;
      /** Names the news. */
      readonly key: string;
    }
  | {
      readonly kind: 'ended';
      readonly call: Omit<LegAddress, 'legId'>;
      readonly meetingId: string;
      readonly key: string;
    };

const PRESENCE: Readonly<Record<string, boolean>> = {
  'chime:AttendeeJoined': true,
  'chime:AttendeeLeft': false,
  'chime:AttendeeDropped': false,
  'chime:AttendeeDeleted': false,
};

/** Undefined for what is not about a room of ours, or says nothing that calls need. */
export function meetingNewsOf(raw: unknown): MeetingNews | undefined {
  const { data } = MeetingChange.safeParse(raw);
  const call = data && callOfMeeting(data.detail.externalMeetingId);
  if (!call) return undefined;
  const { attendeeId, eventType, externalUserId, meetingId, timestamp } = data.detail;
  const key = [meetingId, attendeeId, eventType, timestamp].join(' ');
  if (eventType === 'chime:MeetingEnded') return { kind: 'ended', call, meetingId, key };
  const present = PRESENCE[eventType];
  if (present === undefined || attendeeId === undefined || externalUserId === undefined) return undefined;
  const leg = { ...call, legId: externalUserId };
  return { kind: 'presence', leg, attendeeId, present, at: new Date(timestamp).toISOString(), key };
}
