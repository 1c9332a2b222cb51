import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';

/** Uploads that nobody has confirmed are gone the day after. */
const PENDING_DAYS = 1;

/**
 * Files of conversations: private, encrypted, over TLS alone. Uploads come under `pending/`, what was checked lies under
 * `kept/`; nothing else can be written, and nobody can list.
 */
export class AttachmentBucket extends Construct {
  readonly use: Access<'attachments'>;

  constructor(scope: Construct, id: string, { config }: { readonly config: StageConfig }) {
    super(scope, id);
    const { allowedOrigins, retentionDays } = config.attachments;
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      cors: [{ allowedOrigins, allowedMethods: [HttpMethods.POST], allowedHeaders: ['content-type'], maxAge: 600 }],
      lifecycleRules: [
        { id: 'pending', prefix: 'pending/', expiration: Duration.days(PENDING_DAYS) },
        { id: 'kept', prefix: 'kept/', expiration: Duration.days(retentionDays) },
        { id: 'broken-off', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    accept(bucket, {
      'AwsSolutions-S1': 'Every link is asked for at the API, whose access log says by whom; a log of S3 says less.',
    });
    const { bucketArn, bucketName } = bucket;
    // The finding names the bucket as the stacks that use it do.
    const exported = Stack.of(this).resolve(Stack.of(this).exportValue(bucketArn))['Fn::ImportValue'];
    const reason = 'Files have no names before they exist; the wildcard covers those of one place.';
    const conditions = { Bool: { 'aws:SecureTransport': 'true' } };
    this.use = {
      capability: 'attachments',
      variables: { ATTACHMENT_BUCKET: bucketName },
      permissions: [
        {
          actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
          resources: [`${bucketArn}/pending/*`],
          conditions,
        },
        { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${bucketArn}/kept/*`], conditions },
      ],
      accepted: Object.fromEntries(
        ['pending', 'kept'].map(place => [`AwsSolutions-IAM5[Resource::${exported}/${place}/*]`, reason]),
      ),
    };
  }
}
