import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { AlarmSpec } from './alarm.ts';
import { DeadLetters } from './dead-letters.ts';
import type { ServiceFunction } from './service-function.ts';

const RETRIES = 10;
const LATE_MS = 60_000;

interface ChangeStreamProps {
  readonly config: StageConfig;
  readonly table: Table;
  readonly consumer: ServiceFunction;
}

/**
 * Carries every change of the table to one consumer, in order per item. A record that keeps failing is isolated by
 * halving its batch and put aside, so that it holds nobody up.
 */
export class ChangeStream extends Construct {
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { config, table, consumer }: ChangeStreamProps) {
    super(scope, id);
    const streamArn = table.tableStreamArn;
    if (streamArn === undefined) throw new TypeError('the table has no stream');
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      config,
      alarmName: 'stream-dead-letters',
      impact: 'A change was not fanned out: counters are off, or somebody was not told.',
    });
    consumer.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
    );
    consumer.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }));
    accept(consumer.ownRole, {
      'AwsSolutions-IAM5[Resource::*]': 'ListStreams, which Lambda needs to poll, knows no resources.',
    });
    new EventSourceMapping(this, 'Mapping', {
      target: consumer,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: config.stream.batchSize,
      // Counters remember one position per shard: its batches must come one after the other, and named. Lambda names the
      // shard only inside a window.
      parallelizationFactor: 1,
      tumblingWindow: Duration.seconds(30),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: RETRIES,
      maxRecordAge: Duration.hours(1),
      onFailure: new SqsDlq(deadLetters),
    });
    this.alarms = [...deadLetters.alarms, lag(consumer)];
  }
}

const lag = (consumer: ServiceFunction): AlarmSpec => ({
  name: 'stream-lags',
  severity: 'page',
  impact: 'Live views are old, and contacts that the inline path missed wait longer for an agent.',
  metric: new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'IteratorAge',
    dimensionsMap: { FunctionName: consumer.functionName },
    statistic: 'Maximum',
  }),
  threshold: LATE_MS,
  periods: 2,
});
