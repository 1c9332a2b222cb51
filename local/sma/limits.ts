/** What the service documents as fixed. */
export const LIMITS = {
  actionsPerResponse: 10,
  invocationsPerCall: 1000,
  retryAfterMs: 5000,
  giveUpAfterMs: 20_000,
  unansweredMs: 30_000,
  arguments: 20,
  attributesBytes: 20 * 1024,
  meetingMs: 24 * 3600 * 1000,
  emptyMeetingMs: 5 * 60 * 1000,
  attendeesPerBatch: 100,
  attendeesPerMeetingRequest: 10,
} as const;

/** What the service lets an account do, by default; each may be raised but the attendees of a meeting. */
export interface Quotas {
  readonly createCallPerSecond: number;
  readonly updateCallPerSecond: number;
  /** Of each operation on meetings and attendees. */
  readonly meetingOperationPerSecond: number;
  /** Calls at once; a bridge counts as two. */
  readonly activeCalls: number;
  readonly meetings: number;
  readonly attendeesPerMeeting: number;
  readonly replicasPerMeeting: number;
}

export const defaultQuotas: Quotas = {
  createCallPerSecond: 1,
  updateCallPerSecond: 5,
  meetingOperationPerSecond: 10,
  activeCalls: 10,
  meetings: 250,
  attendeesPerMeeting: 250,
  replicasPerMeeting: 4,
};

/** How long things take that the service does not put a number to, in milliseconds. */
export interface Timing {
  /** From a request of the control API to the invocation it causes. */
  readonly control: number;
  /** From an INVITE to ringing. */
  readonly ring: number;
  /** From the join token to the audio of the meeting. */
  readonly join: number;
  /** How long the network lets a phone ring that nobody answers. */
  readonly noAnswer: number;
  /** Of a spoken text, each character. */
  readonly speechPerCharacter: number;
}

export const defaultTiming: Timing = { control: 0, ring: 500, join: 800, noAnswer: 60_000, speechPerCharacter: 65 };
