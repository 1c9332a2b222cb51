import type { InvocationEvent } from './model.ts';

/** What befalls an invocation. */
export interface InvocationFault {
  /** The answer comes so much later, in ms. */
  readonly late?: number;
  /** The function fails with this HTTP status instead of being reached. */
  readonly status?: number;
  /** The function is invoked twice at once, and the second answer is dropped. */
  readonly twice?: boolean;
}

/** What befalls a notification about a meeting. */
export interface NotificationFault {
  readonly lost?: boolean;
  /** In ms; notifications overtake each other when they differ. */
  readonly late?: number;
}

/** Mistakes on demand. Each is asked when its moment comes; what is not set goes well. */
export interface Faults {
  invocation?: ((event: InvocationEvent, attempt: number) => InvocationFault | undefined) | undefined;
  /** How much later the invocation of an update comes, in ms. */
  update?: ((transactionId: string) => number) | undefined;
  /** True refuses the operation of the control API as throttled. */
  throttle?: ((operation: string) => boolean) | undefined;
  /** True makes the operation of the control API fail inside the service. */
  outage?: ((operation: string) => boolean) | undefined;
  /** True denies access to an object that is played. */
  audioDenied?: ((bucket: string, key: string) => boolean) | undefined;
  /** True denies the upload of a recording. */
  recordingDenied?: ((bucket: string, key: string) => boolean) | undefined;
  /** True lets a join fail after it was found valid. */
  joinFails?: ((attendeeId: string) => boolean) | undefined;
  notification?: ((type: string) => NotificationFault | undefined) | undefined;
}
