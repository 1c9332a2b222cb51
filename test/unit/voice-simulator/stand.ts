import { setImmediate as soon } from 'node:timers/promises';
import type { SmaClock } from '#local/sma/clock.ts';
import type { ActionData, InvocationEvent, InvocationEventType } from '#local/sma/model.ts';
import { createSma, type Sma, type SmaOptions } from '#local/sma/sma.ts';
import { BEGIN, Scheduler } from '#test/simulation/engine/scheduler.ts';

export const NUMBER = '+15550100';
export const CALLER = '+14255550199';
export const APPLICATION = 'sma-local';
export { BEGIN };

/** What the function answers to an event: actions, or a whole answer. Undefined is an answer without actions. */
export type Reply = object | readonly object[] | undefined | null | Promise<unknown>;
export type Handler = (event: InvocationEvent) => Reply;
export type Script = Partial<Record<InvocationEventType, readonly object[] | Handler>>;

export interface Stand {
  readonly sma: Sma;
  readonly scheduler: Scheduler;
  /** Every event that the function was invoked with. */
  readonly events: InvocationEvent[];
  /** Seconds since the beginning at which each was invoked. */
  readonly times: number[];
  /** The types of the events, in order. */
  types(): string[];
  /** The last event of the type. */
  last(type: InvocationEventType): InvocationEvent;
  /** Lets so many seconds pass. */
  pass(seconds: number): Promise<void>;
}

export const answer = (actions: readonly object[] = [], more: object = {}) => ({
  SchemaVersion: '1.0',
  Actions: actions,
  ...more,
});

/** A clock that runs only as far as it is told to. */
export function virtualClock(scheduler: Scheduler): SmaClock {
  return {
    now: () => scheduler.now,
    at(when, run) {
      let isOn = true;
      scheduler.at(when, () => {
        if (isOn) void run();
      });
      return () => {
        isOn = false;
      };
    },
  };
}

/** A simulator in virtual time whose function answers by a script; a list of actions is given once. */
export function stand(script: Script = {}, options: Partial<SmaOptions> = {}): Stand {
  const scheduler = new Scheduler();
  const events: InvocationEvent[] = [];
  const times: number[] = [];
  const given = new Set<string>();
  let ids = 0;
  const sma = createSma({
    clock: virtualClock(scheduler),
    owns: number => number.startsWith('+15550'),
    nextId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    invoke: async event => {
      events.push(event);
      times.push((scheduler.now - BEGIN) / 1000);
      const { InvocationEventType: type } = event;
      const scripted = script[type];
      if (typeof scripted === 'function') {
        const reply = await scripted(event);
        return Array.isArray(reply) ? answer(reply) : reply === undefined ? answer() : reply;
      }
      if (!scripted || given.has(type)) return answer();
      given.add(type);
      return answer(scripted);
    },
    ...options,
  });
  return {
    ...{ sma, scheduler, events, times },
    types: () => events.map(({ InvocationEventType: type }) => type),
    last: type => {
      const found = events.findLast(({ InvocationEventType }) => InvocationEventType === type);
      if (!found) throw new Error(`${type} was not invoked`);
      return found;
    },
    async pass(seconds) {
      // What was just done has its consequences before time moves on.
      await soon();
      await scheduler.runUntil(scheduler.now + seconds * 1000, () => false);
    },
  };
}

export const dataOf = ({ ActionData }: InvocationEvent): ActionData => ActionData ?? { Type: '', Parameters: {} };

const S3 = (key: string) => ({ Type: 'S3', BucketName: 'prompts', Key: key });
const action = (Type: string, Parameters: object) => ({ Type, Parameters });

/** Actions with what most tests do not care about. */
export const play = (key: string, more: object = {}) => action('PlayAudio', { AudioSource: S3(key), ...more });
export const speak = (text: string, more: object = {}) => action('Speak', { Text: text, ...more });
export const pause = (ms: number) => action('Pause', { DurationInMilliseconds: ms });
export const hangup = (more: object = {}) => action('Hangup', more);
export const join = (meetingId: string, token: string) =>
  action('JoinChimeMeeting', { JoinToken: token, MeetingId: meetingId });
export const bridge = (uri: string, more: object = {}) =>
  action('CallAndBridge', {
    CallerIdNumber: NUMBER,
    Endpoints: [{ BridgeEndpointType: 'PSTN', Uri: uri }],
    ...more,
  });
export const askDigits = (more: object = {}) =>
  action('PlayAudioAndGetDigits', {
    AudioSource: S3('menu.wav'),
    FailureAudioSource: S3('wrong.wav'),
    RepeatDurationInMilliseconds: 3000,
    ...more,
  });
export const receiveDigits = (pattern: string, more: object = {}) =>
  action('ReceiveDigits', {
    InputDigitsRegex: pattern,
    InBetweenDigitsDurationInMilliseconds: 1000,
    FlushDigitsDurationInMilliseconds: 10_000,
    ...more,
  });
export const record = (more: object = {}) =>
  action('RecordAudio', {
    RecordingDestination: { Type: 'S3', BucketName: 'messages', Prefix: 'voicemail' },
    RecordingTerminators: ['#'],
    ...more,
  });

/** A meeting with an attendee for each user. */
export function meetingWith(sma: Sma, ...users: readonly string[]) {
  const { MeetingId: meetingId } = sma.meetings.create({
    ClientRequestToken: `token-${sma.meetings.live.length}`,
    MediaRegion: 'us-east-1',
    ExternalMeetingId: 'conversation',
  }) as { MeetingId: string };
  const attendees = users.map(ExternalUserId => sma.meetings.createAttendee(meetingId, { ExternalUserId }));
  return { meetingId, tokens: attendees.map(({ JoinToken }) => JoinToken), attendees };
}
