import type { Activity, Errand } from '#schemas/voice/activity.ts';
import type { DiallingPorts, LegAddress, WorkPorts } from '#shared/app/work/ports.ts';
import type { LegFact } from '#shared/domain/voice/heard.ts';
import type { RecordingFile } from '#shared/domain/voice/recording.ts';

export type { LegAddress, RoomAccess, VoiceCapabilities, VoiceProvider } from '#shared/app/work/ports.ts';

/*
 * The seam between calls and the telephone service. Commands go down as the legs a call should have and what they should
 * do; facts come up as events. Nothing waits for the answer of a command: what became of it is told by an event.
 */

/** A fact about a leg, as the adapter of a telephone service reports it. */
export type LegEvent = { readonly legId: string } & LegFact;

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
   */
  tell(leg: LegAddress, event: LegEvent, key: string): Promise<LegOrders>;
}

/**
 * Where the files of recordings are.
 *
 * @throws AppError `TRY_LATER` when the store does not answer
 */
export interface RecordingFiles {
  /** An address by which anybody who has it may fetch the file, to be saved under the name, until an instant. */
  link(key: string, name: string, expiresAt: string): Promise<string>;
  /** Removes the file for good; one that is not there is as good as removed. */
  remove(key: string): Promise<void>;
  /** Whose recordings the files of a tenant are, some at a time, behind a key in the order of keys. */
  recorded(tenantId: string, behind: string, limit: number): Promise<RecordedCalls>;
}

export interface RecordedCalls {
  readonly interactionIds: readonly string[];
  /** The key behind which there may be more; null at the end. */
  readonly behind: string | null;
}

/** What the end of recordings builds on. */
export type RetentionPorts = WorkPorts & {
  /** Null where nothing is recorded. */
  readonly recordings: RecordingFiles | null;
  /** Files whose time is over, each of them here for as long as its call has it; no more than some. */
  dueRecordings(limit: number): Promise<RecordingFile[]>;
  /** The key up to which files have been looked through for some without a row: empty at first, null when all have been. */
  recordingWalk(): Promise<string | null>;
  saveRecordingWalk(behind: string | null): Promise<void>;
};

/** What the commands of calls build on. */
export type VoicePorts = DiallingPorts & {
  /** Null where nothing is recorded. */
  readonly recordings: RecordingFiles | null;
};
