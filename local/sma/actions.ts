import * as z from 'zod';
import type { Fault } from './model.ts';

/** A number, which the service takes as text, too. */
const numeric = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ])
  .pipe(z.int());
const between = (low: number, high: number) => numeric.pipe(z.int().min(low).max(high));
const positive = numeric.pipe(z.int().positive());

const E164 = z.string().regex(/^\+?[1-9]\d{1,14}$/);
const Key = z.string().regex(/^[0-9*#]$/);
const Pattern = z.string().refine(isPattern);
const Tag = z.enum(['LEG-A', 'LEG-B']);
const target = { CallId: z.string().min(1).optional(), ParticipantTag: Tag.optional() };
const oneCall = { CallId: z.string().min(1) };

function isPattern(text: string): boolean {
  try {
    return text.length > 0 && new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}

const AudioSource = z.strictObject({
  Type: z.literal('S3'),
  BucketName: z.string().min(1),
  Key: z.string().min(1),
});
export type AudioSource = z.output<typeof AudioSource>;

const Speech = z.strictObject({
  Text: z.string().min(1).max(1000),
  Engine: z.enum(['standard', 'neural']).optional(),
  LanguageCode: z.string().optional(),
  TextType: z.enum(['text', 'ssml']).optional(),
  VoiceId: z.string().optional(),
});
export type Speech = z.output<typeof Speech>;

const digitEntry = {
  InputDigitsRegex: Pattern.optional(),
  MinNumberOfDigits: numeric.pipe(z.int().min(0)).default(0),
  MaxNumberOfDigits: between(0, 128).default(128),
  TerminatorDigits: z.array(Key).default(['#']),
  InBetweenDigitsDurationInMilliseconds: positive.optional(),
  Repeat: positive.default(1),
  RepeatDurationInMilliseconds: positive,
};
const enoughDigits = (entry: { MinNumberOfDigits: number; MaxNumberOfDigits: number }) =>
  entry.MaxNumberOfDigits > entry.MinNumberOfDigits;
const digitCounts = { path: ['MaxNumberOfDigits'] };

const Endpoint = z
  .strictObject({
    BridgeEndpointType: z.enum(['PSTN', 'AWS']),
    Uri: z.string(),
    Arn: z.string().min(1).nullish(),
  })
  .refine(({ BridgeEndpointType: type, Uri, Arn }) =>
    type === 'PSTN' ? E164.safeParse(Uri).success && !Arn : /^[\w&=+$/%\-!~*().]{1,36}$/.test(Uri) && Boolean(Arn),
  );

const SAFE_PREFIX = /^[\w!\-.*'()/]*$/;
const RESERVED_HEADER = /^x-(amzn|vine|vc|canary|voice)/i;
const CUSTOM_HEADER = /^(x-.+|user-to-user|diversion)$/i;
const isHeader = (name: string) => CUSTOM_HEADER.test(name) && !RESERVED_HEADER.test(name);
const SipHeaders = z
  .record(z.string(), z.string().max(2048))
  .refine(headers => Object.keys(headers).every(isHeader) && Object.keys(headers).length <= 20);

/** The parameters of every action there is. What is not listed is refused, by name and by field. */
export const actionParameters = {
  PlayAudio: z.strictObject({
    ...target,
    AudioSource,
    PlaybackTerminators: z.array(Key).default([]),
    Repeat: positive.default(1),
  }),
  PlayAudioAndGetDigits: z
    .strictObject({ ...target, AudioSource, FailureAudioSource: AudioSource, ...digitEntry })
    .refine(enoughDigits, digitCounts),
  Speak: z.strictObject({ ...target, ...Speech.shape }),
  SpeakAndGetDigits: z
    .strictObject({ ...target, SpeechParameters: Speech, FailureSpeechParameters: Speech, ...digitEntry })
    .refine(enoughDigits, digitCounts),
  ReceiveDigits: z
    .strictObject({
      ...target,
      InputDigitsRegex: Pattern,
      InBetweenDigitsDurationInMilliseconds: positive,
      FlushDigitsDurationInMilliseconds: positive,
    })
    .refine(
      ({ InBetweenDigitsDurationInMilliseconds: between, FlushDigitsDurationInMilliseconds: flush }) => flush > between,
      { path: ['FlushDigitsDurationInMilliseconds'] },
    ),
  SendDigits: z.strictObject({
    ...oneCall,
    Digits: z.string().regex(/^[0-9*#A-D,]{1,50}$/),
    ToneDurationInMilliseconds: between(50, 24_000).default(250),
  }),
  RecordAudio: z.strictObject({
    ...target,
    RecordingDestination: z.strictObject({
      Type: z.literal('S3'),
      BucketName: z.string().min(1),
      Prefix: z.string().max(979).regex(SAFE_PREFIX).optional(),
    }),
    RecordingTerminators: z.array(Key),
    DurationInSeconds: positive.optional(),
    SilenceDurationInSeconds: between(1, 1000).optional(),
    SilenceThreshold: between(1, 1000).default(200),
  }),
  Pause: z.strictObject({ ...target, DurationInMilliseconds: between(100, 30_000) }),
  Hangup: z.strictObject({
    ...target,
    SipResponseCode: numeric.pipe(z.union([z.literal(0), z.literal(480), z.literal(486)])).default(0),
  }),
  CallAndBridge: z.strictObject({
    ...target,
    CallerIdNumber: E164,
    CallTimeoutSeconds: between(1, 120).default(30),
    Endpoints: z.array(Endpoint).length(1),
    RingbackTone: AudioSource.optional(),
    SipHeaders: SipHeaders.optional(),
  }),
  JoinChimeMeeting: z.strictObject({
    CallId: z.string().min(1).optional(),
    ParticipantTag: z.literal('LEG-A').optional(),
    JoinToken: z.string().min(1),
    MeetingId: z.string().min(1),
  }),
  ModifyChimeMeetingAttendees: z.strictObject({
    ...target,
    Operation: z.enum(['Mute', 'Unmute']),
    MeetingId: z.string().min(1),
    AttendeeList: z.array(z.string().min(1)).min(1).max(100),
  }),
  StartCallRecording: z.strictObject({
    ...oneCall,
    Track: z.enum(['BOTH', 'INCOMING', 'OUTGOING']),
    Destination: z.strictObject({ Type: z.literal('S3'), Location: z.string().min(1) }),
  }),
  StopCallRecording: z.strictObject({ ...oneCall }),
  PauseCallRecording: z.strictObject({ ...oneCall }),
  ResumeCallRecording: z.strictObject({ ...oneCall }),
  VoiceFocus: z.strictObject({ ...oneCall, Enable: z.union([z.boolean(), z.enum(['true', 'false'])]) }),
  StartBotConversation: z.strictObject({
    ...target,
    BotAliasArn: z.string().min(1),
    LocaleId: z.string().optional(),
    Configuration: z.looseObject({}).optional(),
  }),
} as const;

export type ActionType = keyof typeof actionParameters;
export type ParametersOf<T extends ActionType> = z.output<(typeof actionParameters)[T]>;

export const isActionType = (type: string): type is ActionType => Object.hasOwn(actionParameters, type);

/** An action as the function has sent it: a known type, and whatever parameters. */
export interface Action {
  readonly Type: ActionType;
  readonly Parameters: Readonly<Record<string, unknown>>;
}

const invalid = (message: string): Fault => ({ type: 'InvalidActionParameter', message });
const missing = (message: string): Fault => ({ type: 'MissingRequiredActionParameter', message });
const audio = (message: string): Fault => ({ type: 'InvalidAudioSource', message });

export const INVALID_TARGET = invalid('CallId or ParticipantTag parameter for action is invalid.');
export const INVALID_ACTION = invalid('Invalid action on the call.');
export const INVALID_AUDIO = audio('Audio Source parameter value is invalid.');
export const NO_AUDIO = audio('Cannot access S3 bucket or audio file.');
export const INVALID_JOIN_TOKEN = invalid('JoinToken parameter value is invalid.');
export const FOREIGN_CALLER_ID = invalid(
  'Provided caller ID number is invalid. Number must be owned by this AWS account, or be the From number of LEG-A.',
);
export const NOT_IN_MEETING = invalid('Call is not connected to Chime Meeting.');
export const FOREIGN_ATTENDEES = invalid(
  'One or more attendees are not part of this meeting. All attendees must be part of this meeting.',
);
export const UPLOAD_FAILED = invalid('An error occurred while uploading the recording to the S3 bucket.');
export const SYSTEM_ERROR: Fault = { type: 'SystemException', message: 'System error while running action.' };

const TEXT_MISSING = missing('Text is a required parameter.');
const TEXT_TOO_LONG = missing('Text is limited to 1,000 characters');
const digitFaults: Faults = {
  MaxNumberOfDigits: invalid('The MaxNumberOfDigits parameter is invalid.'),
  RepeatDurationInMilliseconds: invalid('The RepeatDurationInMilliseconds parameter is invalid.'),
  InputDigitsRegex: invalid('The InputDigitsRegex parameter is invalid.'),
};

type Faults = Readonly<Record<string, Fault>>;
/** What is said of a parameter that is not as it must be. */
const documentedFaults: { readonly [T in ActionType]?: Faults } = {
  PlayAudio: { AudioSource: INVALID_AUDIO },
  PlayAudioAndGetDigits: { AudioSource: INVALID_AUDIO, FailureAudioSource: INVALID_AUDIO, ...digitFaults },
  Speak: { Text: TEXT_MISSING },
  SpeakAndGetDigits: { SpeechParameters: TEXT_MISSING, FailureSpeechParameters: TEXT_MISSING, ...digitFaults },
  ReceiveDigits: {
    InBetweenDigitsDurationInMilliseconds: invalid('The InBetweenDigitsDurationInMilliseconds parameter is invalid.'),
    FlushDigitsDurationInMilliseconds: invalid('The FlushDigitsDurationInMilliseconds parameter is invalid.'),
    InputDigitsRegex: invalid('The InputDigitsRegex parameter is invalid.'),
  },
  SendDigits: { ToneDurationInMilliseconds: invalid('ToneDuration parameter value is invalid.') },
  RecordAudio: {
    RecordingDestination: invalid('The RecordingDestination parameter is invalid.'),
    DurationInSeconds: invalid('The DurationInSeconds parameter is invalid.'),
    SilenceThreshold: invalid('The SilenceThreshold parameter is invalid.'),
    SilenceDurationInSeconds: invalid('The SilenceDurationInSeconds parameter is invalid.'),
  },
  Pause: { DurationInMilliseconds: invalid('The Duration parameter is invalid.') },
  CallAndBridge: {
    CallerIdNumber: invalid('Invalid caller ID.'),
    CallTimeoutSeconds: invalid('The MaxCallTimeout parameter is invalid. Timeout must be between 0 and 120 seconds.'),
    Endpoints: invalid('Endpoint parameter is invalid.'),
    RingbackTone: audio('Ringtone parameter value is invalid.'),
  },
  JoinChimeMeeting: { JoinToken: INVALID_JOIN_TOKEN, MeetingId: INVALID_JOIN_TOKEN },
  ModifyChimeMeetingAttendees: {
    Operation: invalid('The value in the Operation field of the ModifyChimeMeetingAttendees action is invalid.'),
    MeetingId: invalid('The meeting ID parameter is invalid.'),
    AttendeeList: invalid('Attendee List parameter is invalid.'),
  },
  VoiceFocus: { Enable: missing('Missing a required action parameter.') },
};

export type ParsedAction = {
  readonly [T in ActionType]: { readonly type: T; readonly parameters: ParametersOf<T> };
}[ActionType];

/** The parameters with their defaults, or what the service says of them. */
export function parseAction({ Type, Parameters }: Action): ParsedAction | { readonly fault: Fault } {
  const schema: z.ZodType = actionParameters[Type];
  const result = schema.safeParse(Parameters);
  if (result.success) return { type: Type, parameters: result.data } as ParsedAction;
  return { fault: faultOf(Type, Parameters, result.error.issues[0]) };
}

function faultOf(type: ActionType, parameters: Action['Parameters'], issue: z.core.$ZodIssue | undefined): Fault {
  const [name = '', ...inside] = (issue?.path ?? []).map(String);
  if (name === 'CallId' || name === 'ParticipantTag') return INVALID_TARGET;
  const special = specialFault(name, inside, parameters, issue);
  if (special) return special;
  const documented = documentedFaults[type]?.[name];
  if (documented) return documented;
  if (issue?.code === 'unrecognized_keys') return invalid(`${issue.keys[0]} parameter value is invalid.`);
  if (parameters[name] === undefined) return missing('Missing a required action parameter.');
  return invalid(`${name} parameter value is invalid.`);
}

/** Faults that depend on more than the name of the parameter. */
function specialFault(
  name: string,
  inside: readonly string[],
  parameters: Action['Parameters'],
  issue: z.core.$ZodIssue | undefined,
): Fault | undefined {
  const isTooLong = issue?.code === 'too_big' && (name === 'Text' || inside[0] === 'Text');
  if (isTooLong) return TEXT_TOO_LONG;
  if (name === 'CallerIdNumber' && !parameters[name]) return invalid('Caller ID not defined.');
  if (name === 'Endpoints' && inside.length === 0) return invalid('Invalid number of endpoints provided.');
  if (name === 'SipHeaders') {
    const wrong = Object.keys(Object(parameters[name])).filter(header => !isHeader(header));
    return invalid(`Invalid SIP header(s) provided: ${wrong.join(', ')}.`);
  }
  return undefined;
}
