import type { Activity, ActivityResult, Errand } from '#schemas/voice/activity.ts';
import type { ActivityId } from '#schemas/voice/id.ts';
import type { Leg, LegEndCause } from '#schemas/voice/model.ts';

/*
 * The seam between calls and the telephone service. Commands go down as the legs a call should have and what they should
 * do; facts come up as events. Nothing waits for the answer of a command: what became of it is told by an event.
 */

/** What a telephone service can do; features that it cannot give say so instead of failing half way. */
export interface VoiceCapabilities {
  /** A coach can be heard by an agent on a browser alone, and on a telephone alone. */
  readonly whisper: { readonly browser: boolean; readonly phone: boolean };
  /** A leg that still rings can be taken down. */
  readonly cancelRinging: boolean;
  readonly sipEndpoints: boolean;
  /** Most legs of one call. */
  readonly maxLegs: number;
  /** Commands to telephone legs each second; more of them wait. */
  readonly commandsPerSecond: number;
}

/** Names one leg wherever its call is kept. */
export interface LegAddress {
  readonly tenantId: string;
  readonly interactionId: string;
  readonly legId: string;
}

/** What a browser needs to take part in a room; a secret of its party. */
export interface RoomAccess {
  readonly provider: string;
  /** As the client library of the service wants it. */
  readonly meeting: Readonly<Record<string, unknown>>;
  readonly attendee: Readonly<Record<string, unknown>>;
}

/**
 * A telephone service. Every call may be made twice: legs are dialled once by their id, rooms and seats are found again.
 *
 * @throws AppError `VOICE_UNAVAILABLE` when the service cannot be asked, `VOICE_BUSY` beyond its limits
 */
export interface VoiceProvider {
  readonly capabilities: VoiceCapabilities;
  /** Calls somebody. Answers what the service calls the leg. */
  dial(leg: LegAddress, endpoint: Leg['endpoint'], from: string): Promise<{ readonly ref: string }>;
  /** The leg has something new to be told: the service asks for it (`LegEvent` `asked`). Queued beyond the rate. */
  nudge(leg: LegAddress, ref: string): Promise<void>;
  /** Gives a browser leg its place in the room of the call, which comes into being with its first party. */
  admit(leg: LegAddress): Promise<RoomAccess>;
  /** Lets a party be heard or not. */
  setMuted(leg: LegAddress, muted: boolean): Promise<void>;
  /** Takes a party's place away: whoever is still there is cut off. */
  dismiss(leg: LegAddress): Promise<void>;
  /** Ends the room of a call with everybody in it. */
  closeRoom(call: Omit<LegAddress, 'legId'>): Promise<void>;
}

/** A fact about a leg, as the adapter of a telephone service reports it. */
export type LegEvent = {
  readonly legId: string;
} & (
  | { readonly kind: 'ringing' }
  | { readonly kind: 'answered' }
  /** An activity is over, or, of `talk`, under way. Of another activity than the present one: of no concern any more. */
  | { readonly kind: 'activity'; readonly activityId: string; readonly result: ActivityResult }
  /** A party is in the room or has left it (browsers; of telephones by `activity` and `ended`). */
  | { readonly kind: 'room'; readonly present: boolean }
  /**
   * The service asks what the leg is to do. `doing` is the activity that it knows of; null when the leg does nothing, so
   * that it has to be told its activity again, whatever it was told before.
   */
  | { readonly kind: 'asked'; readonly doing: ActivityId | null }
  | { readonly kind: 'ended'; readonly cause: LegEndCause }
);

/** A call that comes in from outside. */
export interface IncomingCall {
  readonly ref: string;
  readonly to: string;
  readonly from: string | null;
  /** Signalling headers that the service passed on. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What a leg is to be told in answer to an event: errands first, then the activity. Null: it goes on with what it does.
 * The same event asked again gives the same orders (keyed by transaction and sequence of the service).
 */
export interface LegOrders extends LegAddress {
  readonly errands: readonly Errand[];
  readonly activity: Activity | null;
  /** The language in which texts are spoken. */
  readonly language: string;
}

/** What is done with calls, as a telephone service asks for it. */
export interface CallEvents {
  /**
   * Takes a call that comes in; the same call (`ref`) once, however often it is offered.
   *
   * @throws AppError one that ends in `_NOT_FOUND` when nobody has the number
   */
  offer(call: IncomingCall): Promise<LegOrders>;
  /**
   * @param key names the event: what is told twice counts once and is answered the same
   * @throws AppError `INTERACTION_NOT_FOUND` when there is no such leg
   */
  tell(leg: LegAddress, event: LegEvent, key: string): Promise<LegOrders>;
}
