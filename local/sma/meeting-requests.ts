import * as z from 'zod';
import { ApiError } from './api-error.ts';

const MediaCapability = z.enum(['SendReceive', 'Send', 'Receive', 'None']);
export const Capabilities = z.object({ Audio: MediaCapability, Video: MediaCapability, Content: MediaCapability });
export type Capabilities = z.output<typeof Capabilities>;

const NAME = /^[-_&@+=,(){}[\]/«».:|'"#a-zA-Z0-9À-ÿ\s]*$/;
const External = z
  .string()
  .min(2)
  .max(64)
  .regex(NAME)
  .refine(name => !name.toLowerCase().startsWith('aws:'), 'names that begin with aws: are reserved');

const Resolution = z.object({ MaxResolution: z.string() }).nullish();

const MeetingRequest = z.object({
  ClientRequestToken: z.string().min(2).max(64),
  MediaRegion: z.string().min(2).max(64),
  ExternalMeetingId: External,
  MeetingHostId: z.string().nullish(),
  MeetingFeatures: z
    .object({
      Audio: z.object({ EchoReduction: z.string().nullish() }).nullish(),
      Video: Resolution,
      Content: Resolution,
      Attendee: z.object({ MaxCount: z.int().min(1).max(250) }).nullish(),
    })
    .nullish(),
  NotificationsConfiguration: z.record(z.string(), z.string()).nullish(),
  PrimaryMeetingId: z.string().min(2).nullish(),
  TenantIds: z.array(z.string().min(2).max(256)).max(5).nullish(),
  Tags: z
    .array(z.object({ Key: z.string().min(1), Value: z.string() }))
    .max(50)
    .nullish(),
});

const AttendeeRequest = z.object({ ExternalUserId: External, Capabilities: Capabilities.nullish() });

export const requests = {
  CreateMeeting: MeetingRequest,
  CreateMeetingWithAttendees: MeetingRequest.extend({ Attendees: z.array(AttendeeRequest).min(1).max(10) }),
  CreateAttendee: AttendeeRequest,
  BatchCreateAttendee: z.object({ Attendees: z.array(AttendeeRequest).min(1).max(100) }),
  UpdateAttendeeCapabilities: z.object({ Capabilities }),
} as const;

export type MeetingRequest = z.output<typeof MeetingRequest>;
export type AttendeeRequest = z.output<typeof AttendeeRequest>;

/** @throws ApiError `BadRequestException` that names the member. */
export function parseRequest<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ApiError('BadRequestException', `${issue?.path.join('.') || 'The request'}: ${issue?.message}`);
}
