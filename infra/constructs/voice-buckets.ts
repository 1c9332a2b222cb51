import { type CfnElement, DefaultStackSynthesizer, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { BucketDeployment } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { SOUND_PREFIX } from '#schemas/voice/sounds.ts';
import { accept } from '../compliance.ts';
import type { SipMediaVoice, StageConfig } from '../config/schema.ts';
import type { Deployment } from './service-function.ts';

/** Private, encrypted with keys of S3, which the telephone service can use, over TLS alone. */
const privateBucket = ({ retain }: StageConfig): BucketProps => ({
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
});
const brokenOff = { id: 'broken-off', abortIncompleteMultipartUploadAfter: Duration.days(1) };

/** What callers hear that is not spoken: the sounds that come with Tandem, and files of tenants beside them. */
export class PromptsBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { config, sounds }: Deployment) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', { ...privateBucket(config), lifecycleRules: [brokenOff] });
    accept(this.bucket, {
      'AwsSolutions-S1': 'Only the telephone service reads here, and what it reads are greetings and music.',
    });
    const deployment = new BucketDeployment(this, 'Sounds', {
      sources: [sounds()],
      // Of one type with itself, which CDK declares otherwise under `exactOptionalPropertyTypes`.
      destinationBucket: this.bucket as IBucket,
      // Removes sounds that are no more, and nothing but sounds.
      destinationKeyPrefix: SOUND_PREFIX,
      // The telephone service plays nothing that calls itself anything else.
      contentType: 'audio/wav',
      retainOnDelete: config.retain,
      logGroup: new LogGroup(this, 'SoundsLogs', {
        retention: config.logRetentionDays,
        removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      }),
    });
    this.acceptDeployment(deployment);
  }

  /** The function that copies files is CDK's: it runs during a deployment and may do what CDK gives it. */
  private acceptDeployment({ handlerRole }: BucketDeployment): void {
    const copying = handlerRole.node.scope;
    if (copying === undefined) throw new TypeError('the role that copies files belongs to no function');
    const bucket = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnElement);
    const assets = `arn:<AWS::Partition>:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets`;
    const wide = 'CDK lets the function that copies the sounds at deployment read its assets and fill this one bucket.';
    const actions = ['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*', 's3:Abort*'];
    const resources = [`${assets}-<AWS::AccountId>-<AWS::Region>/*`, `<${bucket}.Arn>/*`];
    const cdk = 'CDK chooses what its own function runs on and moves it along with its releases.';
    accept(copying, {
      [BASIC_EXECUTION]: 'Writing its log is what the policy of AWS allows.',
      ...Object.fromEntries(actions.map(action => [`AwsSolutions-IAM5[Action::${action}]`, wide])),
      ...Object.fromEntries(resources.map(resource => [`AwsSolutions-IAM5[Resource::${resource}]`, wide])),
      'AwsSolutions-L1': cdk,
      'Serverless-LambdaLatestVersion': cdk,
      'Serverless-LambdaTracing': cdk,
      'Serverless-LambdaDLQ': 'CloudFormation calls it and shows what failed.',
    });
  }
}

const BASIC_EXECUTION =
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]';

/** Recordings of calls and voicemail. Tells EventBridge of each. */
export class RecordingsBucket extends Construct {
  readonly bucket: Bucket;

  constructor(
    scope: Construct,
    id: string,
    { config, voice }: { readonly config: StageConfig; readonly voice: SipMediaVoice },
  ) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket(config),
      lifecycleRules: [{ id: 'kept', expiration: Duration.days(voice.recordingRetentionDays) }, brokenOff],
    });
    // Said to CloudFormation itself: CDK would bring a function of its own for it.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    accept(this.bucket, {
      'AwsSolutions-S1': 'Every link is asked for at the API, which keeps an audit of by whom; a log of S3 says less.',
    });
  }
}
