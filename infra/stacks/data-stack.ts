import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlarmSpec } from '../constructs/alarm.ts';
import { AttachmentBucket } from '../constructs/attachment-bucket.ts';
import { ConversationSecret } from '../constructs/conversation-secret.ts';
import { DelayQueue } from '../constructs/delay-queue.ts';
import { type Deployment, timeouts } from '../constructs/service-function.ts';
import { SingleTable } from '../constructs/single-table.ts';
import { TandemStack } from './tandem-stack.ts';

/** What must survive: rows, pending deadlines, files, the signing secret. */
export class DataStack extends TandemStack {
  readonly table: SingleTable;
  readonly delayQueue: DelayQueue;
  readonly secret: ConversationSecret;
  readonly attachments: AttachmentBucket;
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, { config }: Deployment) {
    super(scope, 'data', 'table, deadlines and secrets', config);
    this.table = new SingleTable(this, 'Table', { config });
    this.delayQueue = new DelayQueue(this, 'DelayQueue', { config, consumerTimeout: timeouts.task });
    this.secret = new ConversationSecret(this, 'ConversationSecret', { config });
    this.attachments = new AttachmentBucket(this, 'Attachments', { config });
    new CfnOutput(this, 'TableName', { value: this.table.table.tableName });
    this.alarms = [...this.table.alarms, ...this.delayQueue.alarms];
  }
}
