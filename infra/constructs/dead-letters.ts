import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { AlarmSpec } from './alarm.ts';

interface DeadLettersProps {
  readonly config: StageConfig;
  /** What is lost while a letter lies here, as a sentence. */
  readonly impact: string;
  readonly alarmName: string;
}

/** Where work goes that could not be done: kept for two weeks, and one letter is an alarm. */
export class DeadLetters extends Queue {
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { config, impact, alarmName }: DeadLettersProps) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const last = 'This queue is the end of the line: its depth is an alarm and people redrive it.';
    accept(this, { 'AwsSolutions-SQS3': last, 'Serverless-SQSRedrivePolicy': last });
    this.alarms = [
      {
        name: alarmName,
        severity: 'ticket',
        impact,
        metric: this.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
        threshold: 1,
      },
    ];
  }
}
