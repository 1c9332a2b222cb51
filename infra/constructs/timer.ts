import { readFileSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';
import type { AlarmSpec } from './alarm.ts';
import { sumOf } from './metric-sum.ts';
import type { ServiceFunction } from './service-function.ts';

const definition = readFileSync(new URL('../../schemas/workflows/expire-wrap-up.asl.json', import.meta.url), 'utf8');

/** Given, not generated: functions must know it before the state machine exists, among them the one that it calls. */
const nameOf = ({ stage }: StageConfig) => `tandem-${stage}-expire-wrap-up`;

/** Starting the timer of a wrap-up, for functions of any stack. */
export function startTimer(scope: Construct, config: StageConfig): Access<'workflow'> {
  const arn = Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: nameOf(config),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return {
    capability: 'workflow',
    variables: { WRAP_UP_STATE_MACHINE: arn },
    permissions: [{ actions: ['states:StartExecution'], resources: [arn] }],
  };
}

interface TimerProps {
  readonly config: StageConfig;
  readonly handler: ServiceFunction;
}

/** Waits for the deadline of a wrap-up and calls a function then. */
export class Timer extends Construct {
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { config, handler }: TimerProps) {
    super(scope, id);
    const machine = new StateMachine(this, 'StateMachine', {
      stateMachineName: nameOf(config),
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: { WorkflowFunctionArn: handler.functionArn },
      logs: { destination: this.addLogs(config), level: LogLevel.ERROR, includeExecutionData: false },
      tracingEnabled: false,
    });
    machine.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [handler.functionArn] }),
    );
    accept(machine, {
      'AwsSolutions-IAM5[Resource::*]': 'Log delivery has no resources to name; the group is named in the definition.',
      'AwsSolutions-SF1': 'Every wrap-up is an execution: only what fails is worth a log line.',
      'AwsSolutions-SF2': 'Traces are kept off the hot paths; the execution history says more.',
      'Serverless-StepFunctionStateMachineXray': 'Traces are kept off the hot paths; the execution history says more.',
    });
    this.alarms = [failures(machine)];
  }

  private addLogs(config: StageConfig): LogGroup {
    return new LogGroup(this, 'Logs', {
      retention: config.logRetentionDays,
      removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}

function failures(machine: StateMachine): AlarmSpec {
  const statistic = Stats.SUM;
  const failed = machine.metricFailed({ statistic });
  const timedOut = machine.metricTimedOut({ statistic });
  const throttled = machine.metricThrottled({ statistic });
  return {
    name: 'workflow-fails',
    severity: 'ticket',
    impact: 'Wrap-up does not end on time; the sweeper ends it up to a minute late.',
    metric: sumOf({ failed, timedOut, throttled }, 'executions'),
    threshold: 1,
  };
}
