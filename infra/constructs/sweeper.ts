import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { metrics } from '#schemas/metrics.ts';
import type { StageConfig } from '../config/schema.ts';
import type { AlarmSpec } from './alarm.ts';
import { businessMetric } from './business-metric.ts';
import { DeadLetters } from './dead-letters.ts';
import type { ServiceFunction } from './service-function.ts';

interface SweeperProps {
  readonly config: StageConfig;
  readonly handler: ServiceFunction;
}

/** Looks once a minute for what should have happened and did not. A missed minute is made up for by the next one. */
export class Sweeper extends Construct {
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { config, handler }: SweeperProps) {
    super(scope, id);
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      config,
      alarmName: 'sweep-dead-letters',
      impact: 'A sweep did not start or did not end: repairs come later than promised.',
    });
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaFunction(handler, {
          deadLetterQueue: deadLetters,
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
        }),
      ],
    });
    handler.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      onFailure: new SqsDestination(deadLetters),
    });
    this.alarms = [...deadLetters.alarms, standstill(handler), repairs(config)];
  }
}

const standstill = (handler: ServiceFunction): AlarmSpec => ({
  name: 'sweeper-stands-still',
  severity: 'page',
  impact: 'Nobody looks for stuck contacts, sessions and timers; the safety net is gone.',
  metric: handler.metricInvocations({ statistic: Stats.SUM }),
  threshold: 1,
  comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
  missing: TreatMissingData.BREACHING,
});

const repairs = (config: StageConfig): AlarmSpec => ({
  name: 'repairs-happen',
  severity: 'ticket',
  impact: 'Something got stuck and was put right within a minute; a person may have waited that long.',
  metric: businessMetric(metrics.repairPerformed, config),
  threshold: 1,
});
