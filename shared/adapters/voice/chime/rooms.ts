import type { Row } from '#schemas/kit/table.ts';
import { RoomEntity, SeatEntity } from '#schemas/voice/entity.ts';
import { type OpenStore, put, remove } from '#shared/adapters/store/store.ts';
import type { LegAddress, RoomAccess } from '#shared/app/voice/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { externalMeetingId } from './external-ids.ts';
import type { MeetingService, OpenMeeting } from './services.ts';
import { asked, isGone } from './voice-error.ts';

type SeatRow = Row<typeof SeatEntity>;
type RoomRow = Row<typeof RoomEntity>;
type CallAddress = Omit<LegAddress, 'legId'>;

export interface RoomOptions {
  readonly meetings: MeetingService;
  readonly openStore: OpenStore;
  /** Where the media of meetings are: near the callers. */
  readonly mediaRegion: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Rooms and the seats in them: meetings and their attendees, found again in the table. */
export interface Rooms {
  /** The seat of a leg, in a room that is open; of a telephone with what the service calls it, of a browser with null. */
  take(leg: LegAddress, ref: string | null): Promise<SeatRow>;
  find(leg: LegAddress): Promise<SeatRow | undefined>;
  access(leg: LegAddress): Promise<RoomAccess>;
  /** Notes whether the party may be heard. Answers the seat, unless the leg has none. */
  mute(leg: LegAddress, muted: boolean): Promise<SeatRow | undefined>;
  /** Forgets the seat, and takes it away from whoever sits there. */
  dismiss(leg: LegAddress): Promise<void>;
  /** Takes the seat away; the next one that the party takes is as muted as this one was. */
  vacate(leg: LegAddress): Promise<void>;
  /** Notes that somebody came or went. False when it is none of a browser's seat, or there is later word of it. */
  present(
    leg: LegAddress,
    attendeeId: string,
    presence: { readonly present: boolean; readonly at: string },
  ): Promise<boolean>;
  /** The legs that have their seat as browsers in a room. */
  browsers(call: CallAddress, meetingId: string): Promise<string[]>;
  close(call: CallAddress): Promise<void>;
}

/** As long as a meeting lasts at most. */
const LIFE_MS = 24 * 3600 * 1000;
const ATTEMPTS = 4;
/** Of the seat of a party that has lost it. */
const NO_MEETING = '';

/** Voice alone: nobody sees or shows anything. */
export const capabilities = (muted: boolean) =>
  ({ Audio: muted ? 'Receive' : 'SendReceive', Video: 'None', Content: 'None' }) as const;

export function rooms({ mediaRegion, meetings, now, openStore }: RoomOptions): Rooms {
  const expiry = () => new Date(now() + LIFE_MS).toISOString();
  const seatOf = ({ tenantId, interactionId, legId }: LegAddress) =>
    openStore(tenantId).get(SeatEntity, { interactionId, legId });
  const saveSeat = async (seat: SeatRow, known: SeatRow | undefined): Promise<void> =>
    openStore(seat.tenantId).commit([
      put(SeatEntity, { ...seat, version: (known?.version ?? 0) + 1 }, known?.version ?? 'absent'),
    ]);

  /** Meetings die when nobody has been in them for some minutes. */
  const isOpen = (meetingId: string): Promise<boolean> =>
    meetings.getMeeting({ MeetingId: meetingId }).then(
      () => true,
      (thrown: unknown) => {
        if (isGone(thrown)) return false;
        throw thrown;
      },
    );

  /** The room of the call, or the next one when that has died. Who comes second finds what the first has made. */
  async function openRoom(call: CallAddress): Promise<RoomRow> {
    const { interactionId, tenantId } = call;
    const store = openStore(tenantId);
    const known = await store.get(RoomEntity, { interactionId });
    if (known && (await isOpen(known.meetingId))) return known;
    const version = (known?.version ?? 0) + 1;
    const { meeting, meetingId } = await begin(call, version);
    const room = { tenantId, version, interactionId, meetingId, meeting: { ...meeting }, expiresAt: expiry() };
    await store.commit([put(RoomEntity, room, known?.version ?? 'absent')]);
    return room;
  }

  const begin = (call: CallAddress, generation: number): Promise<OpenMeeting> =>
    meetings.createMeeting({
      ClientRequestToken: `${call.interactionId}-${generation}`,
      ExternalMeetingId: externalMeetingId(call),
      MediaRegion: mediaRegion,
    });

  async function takeOnce(leg: LegAddress, ref: string | null): Promise<SeatRow> {
    const { interactionId, legId, tenantId } = leg;
    const [room, known] = await Promise.all([openRoom(leg), seatOf(leg)]);
    if (known?.meetingId === room.meetingId && known.ref === ref) return known;
    const muted = known?.muted ?? false;
    const { attendeeId, joinToken } = await meetings.createAttendee({
      MeetingId: room.meetingId,
      ExternalUserId: legId,
      Capabilities: capabilities(ref === null && muted),
    });
    const seat = {
      ...{ tenantId, interactionId, legId, version: 1, meetingId: room.meetingId, attendeeId, joinToken },
      ...{ ref, muted, presence: null, expiresAt: expiry() },
    };
    await saveSeat(seat, known);
    return seat;
  }

  const leave = ({ attendeeId, meetingId }: SeatRow): Promise<void> =>
    unlessGone(() => meetings.deleteAttendee({ MeetingId: meetingId, AttendeeId: attendeeId }));

  const take = (leg: LegAddress, ref: string | null): Promise<SeatRow> =>
    asked(() => untilSettled(() => takeOnce(leg, ref)));

  return {
    take,
    async find(leg) {
      const seat = await seatOf(leg);
      return seat?.meetingId === NO_MEETING ? undefined : seat;
    },

    async access(leg) {
      const seat = await take(leg, null);
      const room = await openStore(leg.tenantId).get(RoomEntity, { interactionId: leg.interactionId });
      if (room?.meetingId !== seat.meetingId) throw new AppError('VOICE_UNAVAILABLE', { params: { reason: 'moved' } });
      const attendee = { AttendeeId: seat.attendeeId, ExternalUserId: leg.legId, JoinToken: seat.joinToken };
      return { provider: 'chime-sma', meeting: room.meeting, attendee };
    },

    mute: (leg, muted) =>
      untilSettled(async () => {
        const seat = await seatOf(leg);
        if (seat && seat.muted !== muted) await saveSeat({ ...seat, muted }, seat);
        return seat;
      }),

    vacate: leg =>
      untilSettled(async () => {
        const seat = await seatOf(leg);
        if (!seat || seat.meetingId === NO_MEETING) return;
        await leave(seat);
        await saveSeat({ ...seat, meetingId: NO_MEETING }, seat);
      }),

    async dismiss(leg) {
      const seat = await seatOf(leg);
      if (!seat) return;
      const { interactionId, legId, tenantId } = leg;
      if (seat.meetingId !== NO_MEETING) await leave(seat);
      await openStore(tenantId).commit([remove(SeatEntity, { interactionId, legId })]);
    },

    present: (leg, attendeeId, presence) =>
      untilSettled(async () => {
        const seat = await seatOf(leg);
        if (seat?.attendeeId !== attendeeId || seat.ref !== null) return false;
        if (seat.presence !== null && seat.presence.at > presence.at) return false;
        await saveSeat({ ...seat, presence }, seat);
        return true;
      }),

    async browsers({ interactionId, tenantId }, meetingId) {
      const seats = await openStore(tenantId).query(SeatEntity, { interactionId });
      return seats.filter(seat => seat.ref === null && seat.meetingId === meetingId).map(({ legId }) => legId);
    },

    async close({ interactionId, tenantId }) {
      const store = openStore(tenantId);
      const [room, seats] = await Promise.all([
        store.get(RoomEntity, { interactionId }),
        store.query(SeatEntity, { interactionId }),
      ]);
      if (room) await unlessGone(() => meetings.deleteMeeting({ MeetingId: room.meetingId }));
      // One by one, which is half the price: whoever is stopped half way begins again with what is left.
      const left = [
        ...seats.map(({ legId }) => remove(SeatEntity, { interactionId, legId })),
        ...(room ? [remove(RoomEntity, { interactionId })] : []),
      ];
      await Promise.all(left.map(one => store.commit([one])));
    },
  };
}

/** What is not there any more needs no taking away. */
const unlessGone = (call: () => Promise<void>): Promise<void> =>
  asked(() =>
    call().catch((thrown: unknown) => {
      if (!isGone(thrown)) throw thrown;
    }),
  );

/** Looks again when somebody else was faster. A meeting that dies between two steps is followed by the next. */
async function untilSettled<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await attempt();
    } catch (thrown) {
      const isConflict = thrown instanceof AppError && thrown.code === 'WRITE_CONFLICT';
      if (left <= 1 || !(isConflict || isGone(thrown))) throw thrown;
    }
  }
}
