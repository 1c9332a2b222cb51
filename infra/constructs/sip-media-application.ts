import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnSipMediaApplication } from 'aws-cdk-lib/aws-chime';
import { Policy, PolicyStatement, type PolicyStatementProps, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { SipMediaVoice, StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';
import type { ServiceFunction } from './service-function.ts';

/** As whom the telephone service calls functions and touches buckets. */
const SERVICE = 'voiceconnector.chime.amazonaws.com';

interface SipMediaApplicationProps {
  readonly config: StageConfig;
  readonly voice: SipMediaVoice;
  /** Told of every event of a call, and answers with what happens next. */
  readonly handler: ServiceFunction;
  readonly prompts: Bucket;
  readonly recordings: Bucket;
}

/**
 * The application that calls of the stage's numbers run on. It names its handler, so the handler cannot be told its id
 * at deployment: it reads the id from each event, and may control calls by a policy of its own.
 */
export class SipMediaApplication extends Construct {
  readonly applicationId: string;
  /** Calling, and commanding calls. */
  readonly control: Access<'sipMedia'>;

  constructor(scope: Construct, id: string, props: SipMediaApplicationProps) {
    super(scope, id);
    const { config, voice, handler, prompts, recordings } = props;
    const stack = Stack.of(this);
    // By account alone, as the service documents it: nothing says that it names the application when it calls.
    const permission = new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: handler.functionArn,
      principal: SERVICE,
      sourceAccount: stack.account,
    });
    const application = new CfnSipMediaApplication(this, 'Application', {
      name: `tandem-${config.stage}`,
      awsRegion: voice.region,
      endpoints: [{ lambdaArn: handler.functionArn }],
    });
    application.addResourceDependency(permission);
    this.applicationId = application.attrSipMediaApplicationId;

    // Where the service writes the messages of calls once somebody turns that on. They name callers, so they must not be
    // kept for ever, as they are in a group that the service makes.
    new LogGroup(this, 'SipMessages', {
      logGroupName: `/aws/ChimeSipMediaApplicationSipMessages/${this.applicationId}`,
      retention: config.logRetentionDays,
      removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });

    const arn = stack.formatArn({ service: 'chime', resource: 'sma', resourceName: this.applicationId });
    const statement: PolicyStatementProps = {
      actions: ['chime:CreateSipMediaApplicationCall', 'chime:UpdateSipMediaApplicationCall'],
      resources: [arn],
    };
    this.control = {
      capability: 'sipMedia',
      variables: { SIP_MEDIA_APPLICATION_ID: this.applicationId },
      permissions: [statement],
    };
    new Policy(this, 'HandlerPolicy', { roles: [handler.ownRole], statements: [new PolicyStatement(statement)] });
    this.admit(prompts, arn, ['s3:GetObject']);
    this.admit(recordings, arn, ['s3:PutObject', 's3:PutObjectAcl']);
  }

  /** Lets the service do something with the files of a bucket, on behalf of this application and no other. */
  private admit(bucket: Bucket, application: string, actions: string[]): void {
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(SERVICE)],
        actions,
        resources: [bucket.arnForObjects('*')],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': application },
        },
      }),
    );
  }
}
