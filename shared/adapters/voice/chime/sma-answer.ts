import * as z from 'zod';
import { ParticipantTag } from './sma-event.ts';

/*
 * What a SIP media application may be answered: the actions in use, within the documented limits. Source: Chime SDK
 * developer guide, `invoke-on-call-leg`, `transaction-attributes` and the page of each action.
 */

export const MOST_ACTIONS = 10;
const MOST_ATTRIBUTES = 10;

const Key = z.string().regex(/^[0-9*#]$/);
const CallId = z.string().min(1);
const target = { ParticipantTag };
const S3Audio = z.strictObject({
  Type: z.literal('S3'),
  BucketName: z.string().min(1),
  Key: z.string().min(1).max(1024),
});
export type S3Audio = z.output<typeof S3Audio>;
const Speech = z.strictObject({
  Text: z.string().min(1).max(1000),
  TextType: z.enum(['text', 'ssml']),
  LanguageCode: z.string(),
  Engine: z.enum(['standard', 'neural']),
  VoiceId: z.string(),
});
export type Speech = z.output<typeof Speech>;
const digits = {
  InputDigitsRegex: z.string().min(1),
  MinNumberOfDigits: z.int().min(0),
  MaxNumberOfDigits: z.int().min(1).max(128),
  TerminatorDigits: z.array(Key),
  InBetweenDigitsDurationInMilliseconds: z.int().positive(),
  Repeat: z.int().positive(),
  RepeatDurationInMilliseconds: z.int().positive(),
};
const moreThanMin = (given: { MinNumberOfDigits: number; MaxNumberOfDigits: number }) =>
  given.MaxNumberOfDigits > given.MinNumberOfDigits;

const action = <T extends string, P extends z.ZodType>(type: T, parameters: P) =>
  z.strictObject({ Type: z.literal(type), Parameters: parameters });

export const SmaAction = z.discriminatedUnion('Type', [
  action('PlayAudio', z.strictObject({ ...target, AudioSource: S3Audio, Repeat: z.int().positive() })),
  action(
    'PlayAudioAndGetDigits',
    z.strictObject({ ...target, AudioSource: S3Audio, FailureAudioSource: S3Audio, ...digits }).refine(moreThanMin),
  ),
  action(
    'SpeakAndGetDigits',
    z
      .strictObject({ ...target, SpeechParameters: Speech, FailureSpeechParameters: Speech, ...digits })
      .refine(moreThanMin),
  ),
  action(
    'RecordAudio',
    z.strictObject({
      ...target,
      RecordingDestination: z.strictObject({
        Type: z.literal('S3'),
        BucketName: z.string().min(1),
        Prefix: z.string().min(1).max(979),
      }),
      RecordingTerminators: z.array(Key).min(1),
      DurationInSeconds: z.int().positive(),
      SilenceDurationInSeconds: z.int().min(1).max(1000),
    }),
  ),
  action('Pause', z.strictObject({ ...target, DurationInMilliseconds: z.int().min(100).max(30_000) })),
  action(
    'Hangup',
    z.strictObject({ ...target, SipResponseCode: z.union([z.literal(0), z.literal(480), z.literal(486)]) }),
  ),
  action(
    'JoinChimeMeeting',
    z.strictObject({
      ParticipantTag: z.literal('LEG-A'),
      JoinToken: z.string().min(1),
      MeetingId: z.string().min(1),
    }),
  ),
  action(
    'ModifyChimeMeetingAttendees',
    z.strictObject({
      ...target,
      Operation: z.enum(['Mute', 'Unmute']),
      MeetingId: z.string().min(1),
      AttendeeList: z.array(z.string().min(1)).min(1).max(100),
    }),
  ),
  action(
    'CallAndBridge',
    z.strictObject({
      CallerIdNumber: z.string().regex(/^\+[1-9]\d{1,14}$/),
      CallTimeoutSeconds: z.int().min(1).max(120),
      Endpoints: z
        .array(
          z.strictObject({
            BridgeEndpointType: z.literal('AWS'),
            Uri: z.string().regex(/^[\w&=+$/%\-!~*().]{1,36}$/),
            Arn: z.string().min(1),
          }),
        )
        .length(1),
    }),
  ),
  action('SendDigits', z.strictObject({ CallId, Digits: z.string().regex(/^[0-9*#ABCD,]{1,50}$/) })),
  action(
    'StartCallRecording',
    z.strictObject({
      CallId,
      Track: z.literal('BOTH'),
      Destination: z.strictObject({ Type: z.literal('S3'), Location: z.string().min(1) }),
    }),
  ),
  action('StopCallRecording', z.strictObject({ CallId })),
  action('PauseCallRecording', z.strictObject({ CallId })),
  action('ResumeCallRecording', z.strictObject({ CallId })),
]);
export type SmaAction = z.output<typeof SmaAction>;
export type ActionOf<T extends SmaAction['Type']> = Extract<SmaAction, { Type: T }>;

/** No actions: what the call does goes on. No attributes: those it has stay. */
export const SmaAnswer = z.strictObject({
  SchemaVersion: z.literal('1.0'),
  Actions: z.array(SmaAction).max(MOST_ACTIONS),
  TransactionAttributes: z
    .record(z.string(), z.string().max(1024))
    .refine(pairs => Object.keys(pairs).length <= MOST_ATTRIBUTES)
    .optional(),
});
export type SmaAnswer = z.output<typeof SmaAnswer>;
