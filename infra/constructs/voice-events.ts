import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/schema.ts';
import type { AlarmSpec } from './alarm.ts';
import { DeadLetters } from './dead-letters.ts';
import type { ServiceFunction } from './service-function.ts';

/** Who is in a room, and that it is closed; the other events of meetings say nothing that calls need. */
const MEETING_EVENTS = ['AttendeeJoined', 'AttendeeLeft', 'AttendeeDropped', 'AttendeeDeleted', 'MeetingEnded'].map(
  name => `chime:${name}`,
);
const RETRIES = 2;
const MAX_AGE = Duration.hours(1);

interface VoiceEventsProps {
  readonly config: StageConfig;
  /** Told of everybody who enters or leaves a room. */
  readonly meetings: ServiceFunction;
  /** Told of every recording that is stored. */
  readonly recording: ServiceFunction;
  readonly recordings: Bucket;
}

/** What AWS tells of rooms and recordings besides the events of calls. What cannot be handled is kept. */
export class VoiceEvents extends Construct {
  readonly alarms: readonly AlarmSpec[];
  private readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { config, meetings, recording, recordings }: VoiceEventsProps) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters', {
      config,
      alarmName: 'voice-events-dead-letters',
      impact: 'A recording cannot be found, or the sweeper had to notice that somebody left a call.',
    });
    this.carry('Meetings', meetings, {
      source: ['aws.chime'],
      detailType: ['Chime Meeting State Change'],
      detail: { eventType: MEETING_EVENTS },
    });
    this.carry('Recordings', recording, {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [recordings.bucketName] } },
    });
    this.alarms = this.deadLetters.alarms;
  }

  private carry(id: string, handler: ServiceFunction, eventPattern: EventPattern): void {
    const limits = { retryAttempts: RETRIES, maxEventAge: MAX_AGE };
    new Rule(this, id, {
      eventPattern,
      targets: [new LambdaFunction(handler, { deadLetterQueue: this.deadLetters, ...limits })],
    });
    handler.configureAsyncInvoke({ ...limits, onFailure: new SqsDestination(this.deadLetters) });
  }
}
