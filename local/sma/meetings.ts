import { ApiError } from './api-error.ts';
import type { SmaClock } from './clock.ts';
import type { Conformance } from './conformance.ts';
import { LIMITS, type Quotas } from './limits.ts';
import type { AttendeeRequest, Capabilities, MeetingRequest } from './meeting-requests.ts';

export interface Attendee {
  readonly AttendeeId: string;
  readonly ExternalUserId: string;
  readonly JoinToken: string;
  readonly Capabilities: Capabilities;
}

export type Dropped = 'meeting-ended' | 'attendee-deleted' | 'joined-elsewhere';

/** Somebody who is connected to a meeting: a telephone by its meeting leg, or a client by the network. */
export interface Connection {
  readonly attendeeId: string;
  readonly meetingId: string;
  readonly kind: 'phone' | 'client';
  muted: boolean;
  /** What is played into the meeting from here, besides the voice. */
  readonly sounds: Set<string>;
  readonly onDropped: (why: Dropped) => void;
}

interface Meeting {
  readonly id: string;
  readonly request: MeetingRequest;
  readonly attendees: Map<string, Attendee>;
  /** By attendee. */
  readonly connections: Map<string, Connection>;
  emptySince: number;
}

/** A change that EventBridge is told of. */
export interface MeetingNotification {
  readonly source: 'aws.chime';
  readonly 'detail-type': 'Chime Meeting State Change';
  readonly time: string;
  readonly detail: {
    readonly version: '0';
    readonly eventType: `chime:${string}`;
    readonly timestamp: number;
    readonly meetingId: string;
    readonly externalMeetingId: string;
    readonly mediaRegion: string;
    readonly attendeeId?: string;
    readonly externalUserId?: string;
    readonly networkType?: 'Voip';
  };
}

export interface MeetingsOptions {
  readonly clock: SmaClock;
  readonly nextId: () => string;
  readonly quotas: Quotas;
  readonly conformance: Conformance;
  readonly notify: (notification: MeetingNotification) => void;
  /** What anybody hears may have changed. */
  readonly changed: () => void;
}

const ALL: Capabilities = { Audio: 'SendReceive', Video: 'SendReceive', Content: 'SendReceive' };
const ACCOUNT = '000000000000';
const speaks = ({ Audio }: Capabilities) => Audio === 'Send' || Audio === 'SendReceive';
const listens = ({ Audio }: Capabilities) => Audio === 'Receive' || Audio === 'SendReceive';

/** Meetings with their attendees, and who of them hears whom. */
export class Meetings {
  readonly #options: MeetingsOptions;
  readonly #meetings = new Map<string, Meeting>();
  readonly #byRequestToken = new Map<string, string>();

  constructor(options: MeetingsOptions) {
    this.#options = options;
  }

  /** Ids of the meetings that have not ended. */
  get live(): readonly string[] {
    return [...this.#meetings.keys()];
  }

  /**
   * The meeting as the control API shows it; the same request token gives the same one.
   *
   * @throws ApiError `LimitExceededException`, `NotFoundException` for the primary meeting
   */
  create(request: MeetingRequest): object {
    const known = this.#byRequestToken.get(request.ClientRequestToken);
    if (known && this.#meetings.has(known)) return this.get(known);
    const { quotas, clock, nextId } = this.#options;
    if (this.#meetings.size >= quotas.meetings) throw limitExceeded('The number of concurrent meetings is exceeded.');
    const { PrimaryMeetingId: primary } = request;
    if (primary) {
      this.#find(primary);
      if (this.#replicasOf(primary).length >= quotas.replicasPerMeeting) {
        throw limitExceeded('The number of replica meetings is exceeded.');
      }
    }
    const id = nextId();
    const meeting = { id, request, attendees: new Map(), connections: new Map(), emptySince: clock.now() };
    this.#meetings.set(id, meeting);
    this.#byRequestToken.set(request.ClientRequestToken, id);
    clock.at(clock.now() + LIMITS.meetingMs, async () => this.#end(id));
    this.#endWhenEmpty(meeting);
    this.#notify('MeetingStarted', meeting);
    return this.get(id);
  }

  /** @throws ApiError `NotFoundException` */
  get(meetingId: string): object {
    const { id, request } = this.#find(meetingId);
    const url = `${id}.local.chime.test`;
    return {
      MeetingId: id,
      MeetingArn: `arn:aws:chime:${request.MediaRegion}:${ACCOUNT}:meeting/${id}`,
      ExternalMeetingId: request.ExternalMeetingId,
      MediaRegion: request.MediaRegion,
      MediaPlacement: {
        AudioHostUrl: `${url}:3478`,
        AudioFallbackUrl: `wss://${url}/calls`,
        SignalingUrl: `wss://${url}/control`,
        TurnControlUrl: `https://${url}/v2/turn_sessions`,
      },
      ...(request.MeetingFeatures && { MeetingFeatures: request.MeetingFeatures }),
      ...(request.PrimaryMeetingId && { PrimaryMeetingId: request.PrimaryMeetingId }),
      TenantIds: request.TenantIds ?? [],
    };
  }

  /** Ends the meeting and its replicas for everybody. One that is not there is none: the operation may be repeated. */
  delete(meetingId: string): void {
    this.#end(meetingId);
  }

  /** @throws ApiError `NotFoundException`, `BadRequestException`, `LimitExceededException` */
  createAttendee(meetingId: string, { ExternalUserId: user, Capabilities: asked }: AttendeeRequest): Attendee {
    const meeting = this.#find(meetingId);
    const capabilities = asked ?? ALL;
    this.#checkCapabilities(meeting, asked ?? undefined);
    const { conformance, nextId, quotas } = this.#options;
    const there = [...meeting.attendees.values()].find(({ ExternalUserId }) => isSameUser(ExternalUserId, user));
    if (there && conformance.attendeeOfSameUser === 'same') return there;
    const most = Math.min(quotas.attendeesPerMeeting, meeting.request.MeetingFeatures?.Attendee?.MaxCount ?? Infinity);
    if (meeting.attendees.size >= most) throw limitExceeded('The number of attendees is exceeded.');
    const attendee = {
      AttendeeId: nextId(),
      ExternalUserId: user,
      JoinToken: `join-${nextId()}`,
      Capabilities: capabilities,
    };
    meeting.attendees.set(attendee.AttendeeId, attendee);
    this.#notify('AttendeeAdded', meeting, attendee);
    return attendee;
  }

  /** Those that can be made are made; the others are told with the reason. */
  createAttendees(meetingId: string, asked: readonly AttendeeRequest[]): { Attendees: Attendee[]; Errors: object[] } {
    this.#find(meetingId);
    const Attendees: Attendee[] = [];
    const Errors: object[] = [];
    for (const one of asked) {
      try {
        Attendees.push(this.createAttendee(meetingId, one));
      } catch (thrown) {
        if (!(thrown instanceof ApiError)) throw thrown;
        Errors.push({ ExternalUserId: one.ExternalUserId, ErrorCode: thrown.code, ErrorMessage: thrown.message });
      }
    }
    return { Attendees, Errors };
  }

  /** @throws ApiError `NotFoundException` */
  attendee(meetingId: string, attendeeId: string): Attendee {
    const found = this.#find(meetingId).attendees.get(attendeeId);
    if (!found) throw new ApiError('NotFoundException', `The attendee ${attendeeId} does not exist.`);
    return found;
  }

  /** @throws ApiError `NotFoundException` */
  attendees(meetingId: string): readonly Attendee[] {
    return [...this.#find(meetingId).attendees.values()];
  }

  /** @throws ApiError `NotFoundException`, `BadRequestException` */
  updateCapabilities(meetingId: string, attendeeId: string, capabilities: Capabilities): Attendee {
    const attendee = { ...this.attendee(meetingId, attendeeId), Capabilities: capabilities };
    const meeting = this.#find(meetingId);
    this.#checkCapabilities(meeting, capabilities);
    meeting.attendees.set(attendeeId, attendee);
    this.#options.changed();
    return attendee;
  }

  /** Ends the token of the attendee and cuts off whoever uses it. @throws ApiError `NotFoundException` */
  deleteAttendee(meetingId: string, attendeeId: string): void {
    const attendee = this.attendee(meetingId, attendeeId);
    const meeting = this.#find(meetingId);
    meeting.attendees.delete(attendeeId);
    this.#notify('AttendeeDeleted', meeting, attendee);
    const connection = meeting.connections.get(attendeeId);
    if (connection) this.#drop(meeting, attendee, connection, 'attendee-deleted');
  }

  /** The attendee whom a token lets in, while meeting and attendee are there. */
  attendeeOf(meetingId: string, joinToken: string): Attendee | undefined {
    const meeting = this.#meetings.get(meetingId);
    return meeting && [...meeting.attendees.values()].find(({ JoinToken }) => JoinToken === joinToken);
  }

  /** Connects an attendee. Whoever is there as the same attendee or user is cut off. */
  connect(
    meetingId: string,
    attendee: Attendee,
    kind: Connection['kind'],
    onDropped: Connection['onDropped'],
  ): Connection {
    const meeting = this.#find(meetingId);
    for (const other of [...meeting.connections.values()]) {
      const theirs = meeting.attendees.get(other.attendeeId);
      if (theirs && isSameUser(theirs.ExternalUserId, attendee.ExternalUserId)) {
        this.#drop(meeting, theirs, other, 'joined-elsewhere');
      }
    }
    const { AttendeeId: attendeeId } = attendee;
    const connection = { attendeeId, meetingId, kind, muted: false, sounds: new Set<string>(), onDropped };
    meeting.connections.set(attendeeId, connection);
    this.#notify('AttendeeAuthorized', meeting, attendee);
    this.#notify('AttendeeJoined', meeting, attendee);
    this.#options.changed();
    return connection;
  }

  /** The connection ends by its own will. */
  leave(connection: Connection): void {
    const meeting = this.#meetings.get(connection.meetingId);
    if (meeting?.connections.get(connection.attendeeId) !== connection) return;
    const attendee = meeting.attendees.get(connection.attendeeId);
    this.#disconnect(meeting, connection);
    if (attendee) this.#notify('AttendeeLeft', meeting, attendee);
  }

  /** Mutes telephones, as nobody else can be. Answers whether all of them are telephones in the meeting. */
  mute(meetingId: string, attendeeIds: readonly string[], muted: boolean): boolean {
    const meeting = this.#meetings.get(meetingId);
    const found = attendeeIds.map(id => meeting?.connections.get(id));
    const phones = found.filter(connection => connection?.kind === 'phone');
    if (phones.length < found.length) return false;
    for (const phone of phones) if (phone) phone.muted = muted;
    this.#options.changed();
    return true;
  }

  /** Whom and what a connection hears: the primary meeting's people in a replica, too, and never the other way round. */
  heardBy(connection: Connection): readonly string[] {
    const meeting = this.#meetings.get(connection.meetingId);
    if (!meeting || !listens(this.#capabilitiesIn(meeting, connection))) return [];
    const primary = meeting.request.PrimaryMeetingId;
    const sources = [meeting, ...(primary ? [this.#meetings.get(primary)] : [])];
    return sources.flatMap(source => (source ? this.#sentIn(source, connection) : []));
  }

  #sentIn(meeting: Meeting, listener: Connection): readonly string[] {
    return [...meeting.connections.values()]
      .filter(other => other !== listener)
      .flatMap(other => {
        const user = meeting.attendees.get(other.attendeeId)?.ExternalUserId;
        const isHeard = user !== undefined && !other.muted && speaks(this.#capabilitiesIn(meeting, other));
        return [...(isHeard ? [`attendee:${user}`] : []), ...other.sounds];
      });
  }

  #capabilitiesIn(meeting: Meeting, { attendeeId, kind }: Connection): Capabilities {
    const isFree = kind === 'phone' && this.#options.conformance.capabilitiesOfPhones === 'ignored';
    return isFree ? ALL : (meeting.attendees.get(attendeeId)?.Capabilities ?? ALL);
  }

  #checkCapabilities({ request }: Meeting, asked: Capabilities | undefined): void {
    if (!asked) return;
    const { Video, Content } = asked;
    const off = (feature: { MaxResolution: string } | null | undefined) => feature?.MaxResolution === 'None';
    if (off(request.MeetingFeatures?.Video) && Video !== 'None') throw badRequest('The meeting has no video.');
    if (off(request.MeetingFeatures?.Content) && Content !== 'None') throw badRequest('The meeting has no content.');
    if (Content.endsWith('Receive') && !Video.endsWith('Receive')) {
      throw badRequest('Content can be received only where video is.');
    }
  }

  #find(meetingId: string): Meeting {
    const meeting = this.#meetings.get(meetingId);
    if (!meeting) throw new ApiError('NotFoundException', `The meeting ${meetingId} does not exist.`);
    return meeting;
  }

  #replicasOf(meetingId: string): Meeting[] {
    return [...this.#meetings.values()].filter(({ request }) => request.PrimaryMeetingId === meetingId);
  }

  #end(meetingId: string): void {
    const meeting = this.#meetings.get(meetingId);
    if (!meeting) return;
    for (const replica of this.#replicasOf(meetingId)) this.#end(replica.id);
    for (const connection of [...meeting.connections.values()]) {
      const attendee = meeting.attendees.get(connection.attendeeId);
      if (attendee) this.#drop(meeting, attendee, connection, 'meeting-ended');
    }
    this.#meetings.delete(meetingId);
    this.#byRequestToken.delete(meeting.request.ClientRequestToken);
    this.#notify('MeetingEnded', meeting);
  }

  #drop(meeting: Meeting, attendee: Attendee, connection: Connection, why: Dropped): void {
    this.#disconnect(meeting, connection);
    this.#notify('AttendeeDropped', meeting, attendee);
    connection.onDropped(why);
  }

  #disconnect(meeting: Meeting, connection: Connection): void {
    meeting.connections.delete(connection.attendeeId);
    if (meeting.connections.size === 0) {
      meeting.emptySince = this.#options.clock.now();
      this.#endWhenEmpty(meeting);
    }
    this.#options.changed();
  }

  #endWhenEmpty(meeting: Meeting): void {
    const { clock } = this.#options;
    const since = meeting.emptySince;
    clock.at(since + LIMITS.emptyMeetingMs, async () => {
      if (meeting.connections.size === 0 && meeting.emptySince === since) this.#end(meeting.id);
    });
  }

  #notify(type: string, { id, request }: Meeting, attendee?: Attendee): void {
    const timestamp = this.#options.clock.now();
    this.#options.notify({
      source: 'aws.chime',
      'detail-type': 'Chime Meeting State Change',
      time: new Date(timestamp).toISOString(),
      detail: {
        version: '0',
        eventType: `chime:${type}`,
        timestamp,
        meetingId: id,
        externalMeetingId: request.ExternalMeetingId,
        mediaRegion: request.MediaRegion,
        ...(attendee && {
          attendeeId: attendee.AttendeeId,
          externalUserId: attendee.ExternalUserId,
          networkType: 'Voip',
        }),
      },
    });
  }
}

const isSameUser = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
const limitExceeded = (message: string) => new ApiError('LimitExceededException', message);
const badRequest = (message: string) => new ApiError('BadRequestException', message);
