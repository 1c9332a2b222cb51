import type { Queue, RecordingSettings, RoutingSettings } from '#schemas/admin/model.ts';
import type { Flow } from '#schemas/voice/flow.ts';
import type { Moment } from '../leg.ts';
import type { FlowFacts } from './facts.ts';
import type { Waiting } from './while-waiting.ts';

/** A queue that a caller may come to, with what is foretold of the wait. */
export interface FlowQueue {
  readonly queue: Queue;
  readonly closingLookAt: string | undefined;
  readonly predictedMs: number | null;
  /** What must be said before anybody speaks, where calls of the queue are recorded. */
  readonly recording: RecordingSettings;
}

/** What a call in a flow looks at besides itself. */
export interface FlowWorld extends Moment {
  /** Messages that callers leave are interactions of their own. */
  readonly newId: (prefix: Parameters<Moment['newId']>[0] | 'int') => string;
  readonly facts: FlowFacts;
  /** As it is now: what has been edited holds from the next step on. */
  readonly flow: (flowId: string) => Flow | undefined;
  readonly queue: (queueId: string) => FlowQueue | undefined;
  /** The caller's own place, while he waits. */
  readonly place: () => Waiting;
  readonly settings: RoutingSettings;
}
