import type { LegAddress } from '#shared/app/voice/ports.ts';
import type { TelephoneEvents } from './telephone.ts';

type CallAddress = Omit<LegAddress, 'legId'>;

/** News of rooms, as the telephone service tells it. */
export type RoomNews =
  | {
      readonly kind: 'presence';
      readonly leg: LegAddress;
      readonly attendeeId: string;
      readonly present: boolean;
      readonly at: string;
      readonly key: string;
    }
  | { readonly kind: 'ended'; readonly call: CallAddress; readonly meetingId: string; readonly key: string };

export interface MeetingOptions {
  /** Undefined for what is none of our business. */
  readonly newsOf: (event: unknown) => RoomNews | undefined;
  readonly rooms: {
    /** False when the seat is not a browser's, or there is later word of it. */
    present(
      leg: LegAddress,
      attendeeId: string,
      presence: { readonly present: boolean; readonly at: string },
    ): Promise<boolean>;
    browsers(call: CallAddress, meetingId: string): Promise<string[]>;
  };
  readonly telephone: TelephoneEvents;
}

/**
 * Tells calls which browsers came into their room and which left it. News may come twice and overtake each other: the
 * last word on a seat is kept with it, and older ones are passed over.
 */
export const meetingEvents =
  ({ newsOf, rooms, telephone }: MeetingOptions) =>
  async (event: unknown): Promise<void> => {
    const news = newsOf(event);
    const tell = (leg: LegAddress, present: boolean, key: string) =>
      telephone.tellLeg(leg, { legId: leg.legId, kind: 'room', present }, key);
    switch (news?.kind) {
      case undefined:
        return;
      case 'presence': {
        const { attendeeId, at, key, leg, present } = news;
        if (await rooms.present(leg, attendeeId, { present, at })) await tell(leg, present, key);
        return;
      }
      case 'ended': {
        const legIds = await rooms.browsers(news.call, news.meetingId);
        await Promise.all(legIds.map(legId => tell({ ...news.call, legId }, false, `${news.key} ${legId}`)));
      }
    }
  };
