import type { Conformance } from './conformance.ts';
import { isMeeting, isTalking, type Leg } from './leg.ts';
import type { Meetings } from './meetings.ts';

const SILENCE = ['silence'];

/** What a leg hears from the other one: a person, or everybody in the meeting. */
function heardFrom(other: Leg | undefined, meetings: Meetings): readonly string[] {
  if (!isTalking(other)) return [];
  if (!isMeeting(other)) return [other.voice];
  return other.connection ? meetings.heardBy(other.connection) : [];
}

/**
 * What somebody at the end of a leg hears now, sorted: `prompt:<key>`, `speech:"<text>"`, `tone:ringback`,
 * `party:<number>` or `voicemail:<number>` of a bridge, `attendee:<ExternalUserId>` of a meeting, or `silence`.
 */
export function heardBy(
  leg: Leg,
  other: Leg | undefined,
  meetings: Meetings,
  { promptInMeeting }: Pick<Conformance, 'promptInMeeting'>,
): readonly string[] {
  if (leg.state === 'disconnected' || leg.state === 'idle') return SILENCE;
  const own = [...leg.sounds];
  if (leg.state === 'ringing') {
    if (leg.direction === 'Outbound') return SILENCE;
    return own.length > 0 ? own : ['tone:ringback'];
  }
  const isAlone = own.length > 0 && promptInMeeting === 'alone';
  const sources = isAlone ? own : [...own, ...heardFrom(other, meetings)];
  return sources.length > 0 ? sources.toSorted() : SILENCE;
}
