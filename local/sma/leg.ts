import type { Connection } from './meetings.ts';
import type { Participant, ParticipantTag } from './model.ts';

/** A recording that `StartCallRecording` has begun; there is one for each leg at most. */
export interface LegRecording {
  readonly bucket: string;
  readonly key: string;
  readonly track: 'BOTH' | 'INCOMING' | 'OUTGOING';
  readonly startedAt: number;
  /** Milliseconds that were recorded as silence. */
  pausedMs: number;
  pausedAt?: number | undefined;
  stopped: boolean;
}

/** What somebody hears from a moment on. */
export interface Heard {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly hears: readonly string[];
}

/** One party of a call: a telephone, a SIP endpoint behind a Voice Connector, or a seat in a meeting. */
export interface Leg {
  readonly callId: string;
  readonly tag: ParticipantTag;
  readonly kind: 'phone' | 'sip' | 'meeting';
  readonly from: string;
  readonly to: string;
  readonly direction: 'Inbound' | 'Outbound';
  readonly startedAt: number;
  readonly sipHeaders?: Readonly<Record<string, string>> | undefined;
  state: 'idle' | 'ringing' | 'connected' | 'disconnected';
  /** Whether it was ever connected. */
  answered: boolean;
  /** SIP response code of the end; 0 is a normal one. */
  cause?: number;
  /** What is played to it. */
  readonly sounds: Set<string>;
  /** What the other side hears of it, `party:<number>` for a person. */
  voice: string;
  /** Digits that were sent to it. */
  receivedDigits: string;
  connection?: Connection | undefined;
  recording?: LegRecording | undefined;
  /** Until when the person at the telephone talks, for recordings that end with silence. */
  talksUntil: number;
  readonly timeline: Heard[];
}

export const isLive = (leg: Leg | undefined): leg is Leg => leg !== undefined && leg.state !== 'disconnected';
export const isTalking = (leg: Leg | undefined): leg is Leg => leg?.state === 'connected';
export const isMeeting = (leg: Leg): boolean => leg.kind === 'meeting';

/** The number of whoever is at the other end of the line, seen from the service. */
export const outsideNumber = ({ direction, from, to }: Pick<Leg, 'direction' | 'from' | 'to'>): string =>
  direction === 'Inbound' ? from : to;

/** Another moment of a timeline. What was heard for no time at all was not heard. */
export function noteHeard(timeline: Heard[], now: Heard): void {
  if (timeline.at(-1)?.at === now.at) timeline.pop();
  if (timeline.at(-1)?.hears.join() !== now.hears.join()) timeline.push(now);
}

export type NewLeg = Pick<Leg, 'callId' | 'tag' | 'kind' | 'from' | 'to' | 'direction' | 'startedAt' | 'sipHeaders'>;

export const newLeg = (leg: NewLeg): Leg => ({
  ...leg,
  state: 'idle',
  answered: false,
  sounds: new Set(),
  voice: `party:${outsideNumber(leg)}`,
  receivedDigits: '',
  talksUntil: 0,
  timeline: [],
});

export function participantOf(leg: Leg): Participant {
  const status = leg.state === 'connected' ? 'Connected' : leg.state === 'disconnected' ? 'Disconnected' : undefined;
  return {
    CallId: leg.callId,
    ParticipantTag: leg.tag,
    To: leg.to,
    From: leg.from,
    Direction: leg.direction,
    StartTimeInMilliseconds: String(leg.startedAt),
    ...(status && { Status: status }),
    ...(leg.sipHeaders && { SipHeaders: leg.sipHeaders }),
  };
}
