import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';
import type { AlarmSpec } from './alarm.ts';
import { DeadLetters } from './dead-letters.ts';
import type { ServiceFunction } from './service-function.ts';

/** Time in which a consumer must have handled a batch; SQS asks for six times the timeout of the function. */
const VISIBILITY_TIMEOUTS = 6;
/** With the visibility timeout this is far beyond the life of every deadline: then the sweeper takes over. */
const MAX_RECEIVES = 5;

interface DelayQueueProps {
  readonly config: StageConfig;
  /** Timeout of the function that will consume it. */
  readonly consumerTimeout: Duration;
}

/** Deadlines of at most 15 minutes, each a message that becomes visible when it is due. */
export class DelayQueue extends Construct {
  readonly send: Access<'delay'>;
  readonly alarms: readonly AlarmSpec[];
  private readonly queue: Queue;
  private readonly config: StageConfig;

  constructor(scope: Construct, id: string, { config, consumerTimeout }: DelayQueueProps) {
    super(scope, id);
    this.config = config;
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      config,
      alarmName: 'delay-dead-letters',
      impact: 'A deadline was not acted on in time; the sweeper does so up to a minute late.',
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * VISIBILITY_TIMEOUTS),
      retentionPeriod: Duration.days(1),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.send = {
      capability: 'delay',
      variables: { DELAY_QUEUE_URL: this.queue.queueUrl },
      permissions: [{ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }],
    };
    this.alarms = [...deadLetters.alarms, this.backlog()];
  }

  /** Hands due messages to a function, which reports the ones it could not handle. */
  consumeWith(consumer: ServiceFunction): void {
    const { batchSize, concurrency } = this.config.delay;
    consumer.addEventSource(
      new SqsEventSource(this.queue, { batchSize, maxConcurrency: concurrency, reportBatchItemFailures: true }),
    );
    accept(consumer, {
      'Serverless-LambdaEventSourceMappingDestination':
        'Messages that fail go to the dead letters of the queue, which is where SQS puts them.',
    });
  }

  private backlog(): AlarmSpec {
    return {
      name: 'delay-backs-up',
      severity: 'page',
      impact: 'Offers ring too long and lost agents keep their work, because due deadlines wait in the queue.',
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      threshold: 500,
      periods: 3,
    };
  }
}
