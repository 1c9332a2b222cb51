import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { sipMediaQuotas } from '#schemas/voice/sip-media.ts';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';
import type { AlarmSpec } from './alarm.ts';
import { DeadLetters } from './dead-letters.ts';
import type { ServiceFunction } from './service-function.ts';

/** Time in which the consumer must have handled a batch; SQS asks for six times the timeout of the function. */
const VISIBILITY_TIMEOUTS = 6;
const MAX_RECEIVES = 3;
/** The fewest that SQS can be held to. */
const CONCURRENCY = 2;
/** Longer than anybody on the line waits for a button that was pressed. */
const LATE_SECONDS = 5;

/** Given, not generated: functions of stacks that are deployed before it put commands into it. */
const nameOf = ({ stage }: StageConfig) => `tandem-${stage}-voice-control`;

/** Putting a command to a call into the queue, for functions of any stack. */
export function queueCommands(scope: Construct, config: StageConfig): Access<'voiceControl'> {
  const { account, region, urlSuffix } = Stack.of(scope);
  const queue = Stack.of(scope).formatArn({ service: 'sqs', resource: nameOf(config) });
  return {
    capability: 'voiceControl',
    variables: { VOICE_CONTROL_QUEUE_URL: `https://sqs.${region}.${urlSuffix}/${account}/${nameOf(config)}` },
    permissions: [{ actions: ['sqs:SendMessage'], resources: [queue] }],
  };
}

interface VoiceControlProps {
  readonly config: StageConfig;
  readonly consumerTimeout: Duration;
}

/**
 * Commands to calls beyond what the telephone service takes in a second: they wait here instead of being refused. A
 * command names the leg that has something new to be told, and not what, so that neither order nor repetition matters.
 */
export class VoiceControl extends Construct {
  readonly alarms: readonly AlarmSpec[];
  private readonly queue: Queue;

  constructor(scope: Construct, id: string, { config, consumerTimeout }: VoiceControlProps) {
    super(scope, id);
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      config,
      alarmName: 'voice-control-dead-letters',
      impact: 'A call was not told what to do: somebody stays on hold, or stays connected who should not.',
    });
    this.queue = new Queue(this, 'Queue', {
      queueName: nameOf(config),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * VISIBILITY_TIMEOUTS),
      retentionPeriod: Duration.hours(1),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.alarms = [...deadLetters.alarms, this.lateness()];
  }

  /** Hands commands to a function, about as many at once as the service takes in a second. */
  consumeWith(consumer: ServiceFunction): void {
    consumer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: sipMediaQuotas.updatesPerSecond,
        maxConcurrency: CONCURRENCY,
        reportBatchItemFailures: true,
      }),
    );
    accept(consumer, {
      'Serverless-LambdaEventSourceMappingDestination':
        'Messages that fail go to the dead letters of the queue, which is where SQS puts them.',
    });
  }

  private lateness(): AlarmSpec {
    return {
      name: 'voice-control-backs-up',
      severity: 'page',
      impact: 'Hold, transfer and hang-up take effect seconds late, because commands to calls wait in the queue.',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(1) }),
      threshold: LATE_SECONDS,
      periods: 3,
    };
  }
}
