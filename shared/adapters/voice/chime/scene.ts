import type { Prompt } from '#schemas/voice/activity.ts';
import type { LegOrders } from '#shared/app/voice/ports.ts';
import type { Told } from './attributes.ts';
import type { ActionOf, S3Audio } from './sma-answer.ts';
import { type Ends, isConnected, type ParticipantTag, type SmaEvent } from './sma-event.ts';
import { soundFileKey, spokenKey, textOf } from './sound-files.ts';

/** A place in a room, as the telephone service must be told of it. The token is a secret. */
export interface Seat {
  readonly meetingId: string;
  readonly attendeeId: string;
  readonly joinToken: string;
}

export interface MediaPlaces {
  readonly promptsBucket: string;
  readonly recordingsBucket: string;
}

/** What orders are carried out upon: the call as the event shows it. */
export interface Scene {
  readonly event: SmaEvent;
  /** What the leg was told last; null before the first time. */
  readonly told: Told | null;
  /** The leg asks for the actions that did not fit into the answer before. */
  readonly rest: boolean;
  /** Where it is to sit; null unless it is to talk. */
  readonly seat: Seat | null;
  readonly places: MediaPlaces;
}

/** How the service names the end at which the party is. */
export const tagOf = ({ bridged }: Pick<Ends, 'bridged'>): ParticipantTag => (bridged ? 'LEG-B' : 'LEG-A');

export const pause = (ends: Ends, DurationInMilliseconds: number): ActionOf<'Pause'> => ({
  Type: 'Pause',
  Parameters: { ParticipantTag: tagOf(ends), DurationInMilliseconds },
});

export const hangUp = (ParticipantTag: ParticipantTag, SipResponseCode: 0 | 480 | 486): ActionOf<'Hangup'> => ({
  Type: 'Hangup',
  Parameters: { ParticipantTag, SipResponseCode },
});

export const s3 = (bucket: string, key: string): S3Audio => ({ Type: 'S3', BucketName: bucket, Key: key });

export const promptKey = (prompt: Prompt, { tenantId, language }: LegOrders): string =>
  prompt.kind === 'sound' ? soundFileKey(prompt.name, tenantId) : spokenKey(textOf(prompt, language));

export function playAudio(
  prompt: Prompt,
  repeat: number,
  orders: LegOrders,
  { places }: Scene,
  ends: Ends,
): ActionOf<'PlayAudio'> {
  return {
    Type: 'PlayAudio',
    Parameters: {
      ParticipantTag: tagOf(ends),
      AudioSource: s3(places.promptsBucket, promptKey(prompt, orders)),
      Repeat: repeat,
    },
  };
}

/** Whether the leg was told to leave its room and has not left yet. */
export const isOnItsWayOut = ({ event, told }: Scene): boolean =>
  event.InvocationEventType === 'CALL_UPDATE_REQUESTED' && told?.kind !== 'talk';

export const isInRoom = (scene: Scene, { room }: Ends): boolean => isConnected(room) && !isOnItsWayOut(scene);
