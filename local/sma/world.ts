import type { SmaClock } from './clock.ts';
import type { Conformance } from './conformance.ts';
import type { Faults } from './faults.ts';
import type { Leg } from './leg.ts';
import type { Quotas, Timing } from './limits.ts';
import type { Meetings } from './meetings.ts';
import type { Phones } from './phones.ts';

/** Audio files that may be played. */
export interface Prompts {
  /** Length in ms; undefined when there is no such file, or none that can be played. */
  durationMs(bucket: string, key: string): number | undefined;
}

/** A recording as it is delivered to the bucket. */
export interface Recording {
  readonly bucket: string;
  readonly key: string;
  readonly kind: 'call' | 'message';
  readonly track: 'BOTH' | 'INCOMING' | 'OUTGOING';
  readonly startedAt: number;
  readonly durationMs: number;
  /** Of it recorded as silence, because the recording was paused. */
  readonly pausedMs: number;
  /** The metadata of the object, as the service documents them. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Recordings {
  write(recording: Recording): void;
}

/** What all calls share. */
export interface World {
  readonly clock: SmaClock;
  readonly nextId: () => string;
  readonly conformance: Conformance;
  readonly quotas: Quotas;
  readonly timing: Timing;
  readonly faults: Faults;
  readonly phones: Phones;
  readonly meetings: Meetings;
  readonly prompts: Prompts;
  readonly recordings: Recordings;
  /** Whether the account owns the number. */
  readonly owns: (number: string) => boolean;
  readonly activeCalls: () => number;
  /** What the service writes into the log of the application. */
  readonly log: (message: string, transactionId: string) => void;
  /** Keeps the record of what a leg hears. */
  readonly listen: (leg: Leg, other: Leg | undefined) => void;
}

/** Does the work so many ms later; returns what cancels it. */
export const after = ({ clock }: Pick<World, 'clock'>, ms: number, run: () => void): (() => void) =>
  clock.at(clock.now() + ms, async () => run());
