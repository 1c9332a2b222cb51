import { type CfnElement, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Provider, type ProviderProps } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';

/** What lets CloudFormation have functions of ours make resources that it does not know. */
export function customResources(
  scope: Construct,
  config: StageConfig,
  handlers: Pick<ProviderProps, 'onEventHandler' | 'isCompleteHandler' | 'queryInterval' | 'totalTimeout'>,
): Provider {
  const provider = new Provider(scope, 'Provider', {
    ...handlers,
    ...(handlers.isCompleteHandler && { disableWaiterStateMachineLogging: true }),
    logGroup: new LogGroup(scope, 'ProviderLogs', {
      retention: config.logRetentionDays,
      removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    }),
  });
  acceptProvider(provider);
  return provider;
}

/** The functions and the state machine that run ours are CDK's, and may call no others. */
function acceptProvider(provider: Provider): void {
  const functions = provider.node.findAll().filter(child => child instanceof LambdaFunction);
  const called = [...functions, provider.onEventHandler, provider.isCompleteHandler].flatMap(one =>
    one === undefined ? [] : [one.node.defaultChild as CfnElement],
  );
  const cdk = 'CDK chooses what its own functions run on and moves them along with its releases.';
  const waiter =
    'The state machine of CDK asks every ten seconds while a stack is deployed; the stack tells the outcome.';
  accept(provider, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
      'Writing its log is what the policy of AWS allows.',
    ...Object.fromEntries(
      called.map(one => [
        `AwsSolutions-IAM5[Resource::<${Stack.of(provider).getLogicalId(one)}.Arn>:*]`,
        'The wildcard covers the versions of one function.',
      ]),
    ),
    'Serverless-LambdaDLQ': 'CloudFormation calls it and shows what failed.',
    'Serverless-LambdaTracing': cdk,
    'Serverless-LambdaDefaultMemorySize': cdk,
    'AwsSolutions-SF1': waiter,
    'AwsSolutions-SF2': waiter,
    'Serverless-StepFunctionStateMachineXray': waiter,
  });
}
