import { RemovalPolicy } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { table as spec } from '#schemas/table.ts';
import type { StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';
import type { AlarmSpec } from './alarm.ts';
import { sumOf } from './metric-sum.ts';

/** What the store does: a transaction needs the actions of its parts. Scan is never among them. */
const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:DeleteItem'];
const OPERATIONS = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem', 'TransactWriteItems'];

const key = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * The one table, made from its declaration. Encrypted with the key that AWS manages for DynamoDB in this account: its
 * uses are in CloudTrail, and there is no key policy that could lock the data away.
 */
export class SingleTable extends Construct {
  readonly table: Table;
  /** Reading a row and taking it away, as tickets are redeemed. */
  readonly take: Access<'table'>;
  /** Reads and conditional writes, as the store does them. */
  readonly readWrite: Access<'table'>;
  /** The same, and reads through the indexes. */
  readonly readWriteIndexed: Access<'table'>;
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { config }: { readonly config: StageConfig }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: key(spec.pk),
      sortKey: key(spec.sk),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: config.recoveryDays,
      },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: spec.ttl,
      deletionProtection: config.retain,
      removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const [indexName, { pk, sk }] of Object.entries(spec.indexes)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: key(pk),
        sortKey: key(sk),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    const indexArns = Object.keys(spec.indexes).map(name => `${this.table.tableArn}/index/${name}`);
    const overTls = { Bool: { 'aws:SecureTransport': 'true' } };
    const onRows = { resources: [this.table.tableArn], conditions: overTls };
    const rows = { actions: [...READ, ...WRITE], ...onRows };
    const lists = { actions: ['dynamodb:Query'], resources: indexArns, conditions: overTls };
    const access = { capability: 'table', variables: { TABLE_NAME: this.table.tableName } } as const;
    this.take = { ...access, permissions: [{ actions: ['dynamodb:GetItem', 'dynamodb:DeleteItem'], ...onRows }] };
    this.readWrite = { ...access, permissions: [rows] };
    this.readWriteIndexed = { ...access, permissions: [rows, lists] };
    this.alarms = [this.throttled(), this.broken()];
  }

  private throttled(): AlarmSpec {
    const statistic = Stats.SUM;
    const reads = this.table.metric('ReadThrottleEvents', { statistic });
    const writes = this.table.metric('WriteThrottleEvents', { statistic });
    return {
      name: 'table-throttles',
      severity: 'page',
      impact: 'Requests are slow or refused with TRY_LATER because a partition takes no more.',
      metric: sumOf({ reads, writes }, 'throttled requests'),
      threshold: 50,
    };
  }

  private broken(): AlarmSpec {
    const { tableName } = this.table;
    const errors = OPERATIONS.map(operation => [
      operation.toLowerCase(),
      new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: 'SystemErrors',
        dimensionsMap: { TableName: tableName, Operation: operation },
        statistic: Stats.SUM,
      }),
    ]);
    return {
      name: 'table-fails',
      severity: 'page',
      impact: 'Nothing can be read or written: no offers, no messages, no sign-in to queues.',
      metric: sumOf(Object.fromEntries(errors), 'errors of DynamoDB'),
      threshold: 10,
    };
  }
}
