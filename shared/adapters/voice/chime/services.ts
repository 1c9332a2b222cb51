import type {
  ChimeSDKMeetingsClient,
  CreateAttendeeCommandInput,
  CreateMeetingCommandInput,
  DeleteAttendeeCommandInput,
  DeleteMeetingCommandInput,
  GetMeetingCommandInput,
  UpdateAttendeeCapabilitiesCommandInput,
} from '@aws-sdk/client-chime-sdk-meetings';
import type {
  ChimeSDKVoiceClient,
  CreateSipMediaApplicationCallCommandInput,
  UpdateSipMediaApplicationCallCommandInput,
} from '@aws-sdk/client-chime-sdk-voice';

/*
 * The two services of Chime SDK, with the operations in use. Their clients are loaded at the first call: most functions
 * that could ask something of the telephone service never do, and none should start slower for it.
 */

export interface ServiceConnection {
  readonly region: string;
  /** The service's own when left out. */
  readonly endpoint?: string;
  /** Those of the environment when left out. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Longer than a call takes, and short enough for whoever waits on the line. */
const timeouts = { requestHandler: { connectionTimeout: 1000, requestTimeout: 3000 } };
/** Calls have no key that would make a repetition harmless, and commands have a queue of their own. */
const ONCE = { maxAttempts: 1 };
const TWICE = { maxAttempts: 2 };

export interface VoiceService {
  createCall(input: CreateSipMediaApplicationCallCommandInput): Promise<string>;
  updateCall(input: UpdateSipMediaApplicationCallCommandInput): Promise<void>;
}

export function voiceService(connection: ServiceConnection): VoiceService {
  const open = opener(async () => {
    const sdk = await import('@aws-sdk/client-chime-sdk-voice');
    const client: ChimeSDKVoiceClient = new sdk.ChimeSDKVoiceClient({ ...connection, ...timeouts, ...ONCE });
    return { sdk, client };
  });
  return {
    async createCall(input) {
      const { client, sdk } = await open();
      const { SipMediaApplicationCall: call } = await client.send(new sdk.CreateSipMediaApplicationCallCommand(input));
      if (!call?.TransactionId) throw new TypeError('a call was created without a transaction');
      return call.TransactionId;
    },
    async updateCall(input) {
      const { client, sdk } = await open();
      await client.send(new sdk.UpdateSipMediaApplicationCallCommand(input));
    },
  };
}

export interface MeetingService {
  createMeeting(input: CreateMeetingCommandInput): Promise<OpenMeeting>;
  getMeeting(input: GetMeetingCommandInput): Promise<void>;
  deleteMeeting(input: DeleteMeetingCommandInput): Promise<void>;
  createAttendee(
    input: CreateAttendeeCommandInput,
  ): Promise<{ readonly attendeeId: string; readonly joinToken: string }>;
  updateCapabilities(input: UpdateAttendeeCapabilitiesCommandInput): Promise<void>;
  deleteAttendee(input: DeleteAttendeeCommandInput): Promise<void>;
}

export interface OpenMeeting {
  readonly meetingId: string;
  /** All that a client needs to know to join. */
  readonly meeting: Readonly<Record<string, unknown>>;
}

export function meetingService(connection: ServiceConnection): MeetingService {
  const open = opener(async () => {
    const sdk = await import('@aws-sdk/client-chime-sdk-meetings');
    const client: ChimeSDKMeetingsClient = new sdk.ChimeSDKMeetingsClient({ ...connection, ...timeouts, ...TWICE });
    return { sdk, client };
  });
  return {
    async createMeeting(input) {
      const { client, sdk } = await open();
      const { Meeting } = await client.send(new sdk.CreateMeetingCommand(input));
      if (!Meeting?.MeetingId) throw new TypeError('a meeting was created without an id');
      return { meetingId: Meeting.MeetingId, meeting: JSON.parse(JSON.stringify(Meeting)) };
    },
    async getMeeting(input) {
      const { client, sdk } = await open();
      await client.send(new sdk.GetMeetingCommand(input));
    },
    async deleteMeeting(input) {
      const { client, sdk } = await open();
      await client.send(new sdk.DeleteMeetingCommand(input));
    },
    async createAttendee(input) {
      const { client, sdk } = await open();
      const { Attendee } = await client.send(new sdk.CreateAttendeeCommand(input));
      if (!Attendee?.AttendeeId || !Attendee.JoinToken) throw new TypeError('an attendee was created without a token');
      return { attendeeId: Attendee.AttendeeId, joinToken: Attendee.JoinToken };
    },
    async updateCapabilities(input) {
      const { client, sdk } = await open();
      await client.send(new sdk.UpdateAttendeeCapabilitiesCommand(input));
    },
    async deleteAttendee(input) {
      const { client, sdk } = await open();
      await client.send(new sdk.DeleteAttendeeCommand(input));
    },
  };
}

/** Opens once; what could not be opened is opened anew. */
function opener<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open().catch((thrown: unknown) => {
      opened = undefined;
      throw thrown;
    });
    return opened;
  };
}
