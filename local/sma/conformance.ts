/**
 * What the documentation leaves open, or says in two ways. Each flag is one question that a run on a real account would
 * settle; `docs/voice-simulator.md` lists them with their sources.
 */
export interface Conformance {
  /** Pairs that `TransactionAttributes` may hold: 10 by the text of the error, 100 by the page on attributes. */
  readonly attributesMax: 10 | 100;
  /** What an answer without actions to `NEW_INBOUND_CALL` does. */
  readonly emptyFirstResponse: 'wait30s' | 'hangup';
  /** Whether actions that answer `DIGITS_RECEIVED` interrupt a prompt, as those of an update do. */
  readonly interruptOnDigits: boolean;
  /** Whether an event waits until the one before it has been answered. */
  readonly invocations: 'serial' | 'overlapping';
  /** Whether an answer that came after the retry began is taken. */
  readonly lateAnswer: 'taken' | 'lost';
  /** What a `Hangup` of an outbound leg that still rings does. */
  readonly hangupWhileRinging: 'fails' | 'cancels';
  /** Which events tell that the application hung up a bridged LEG-B. */
  readonly hangupOfBridgedLeg: 'both' | 'hangup' | 'action-successful';
  /** What is said of an action that the hang-up of its leg cut short, before `HANGUP`. */
  readonly actionCutByHangup: 'successful' | 'failed' | 'silent';
  /** What becomes of the meeting leg when the caller hangs up. */
  readonly meetingLegOfGoneCaller: 'stays' | 'ends';
  /** Whether a meeting leg is an active call of the quota. */
  readonly meetingLegIsActiveCall: boolean;
  /** Whether the capabilities of an attendee hold for one who joined by telephone. */
  readonly capabilitiesOfPhones: 'apply' | 'ignored';
  /** What a caller in a meeting hears while a prompt is played to him. */
  readonly promptInMeeting: 'mixed' | 'alone';
  /** What creating an attendee with an `ExternalUserId` that is there gives. */
  readonly attendeeOfSameUser: 'same' | 'another';
  /** Whether the failure prompt is played after the last attempt, too. */
  readonly failurePromptAtLast: boolean;
  /** Whether digits that match nothing are sent to the function when the flush interval ends. */
  readonly flushSendsDigits: boolean;
}

export const defaultConformance: Conformance = {
  attributesMax: 10,
  emptyFirstResponse: 'wait30s',
  interruptOnDigits: true,
  invocations: 'serial',
  lateAnswer: 'taken',
  hangupWhileRinging: 'fails',
  hangupOfBridgedLeg: 'both',
  actionCutByHangup: 'successful',
  meetingLegOfGoneCaller: 'stays',
  meetingLegIsActiveCall: false,
  capabilitiesOfPhones: 'apply',
  promptInMeeting: 'mixed',
  attendeeOfSameUser: 'same',
  failurePromptAtLast: true,
  flushSendsDigits: false,
};
