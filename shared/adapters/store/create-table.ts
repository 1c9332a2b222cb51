import { setTimeout as pause } from 'node:timers/promises';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { TableSpec } from '#schemas/kit/table.ts';
import { table } from '#schemas/table.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { DynamoDb } from '../aws/clients.ts';

const keySchema = ({ pk, sk }: { readonly pk: string; readonly sk: string }) => [
  { AttributeName: pk, KeyType: 'HASH' as const },
  { AttributeName: sk, KeyType: 'RANGE' as const },
];

/**
 * The request that creates the table of a specification, paid by use. It has no stream: the local system has one of its
 * own, and the embedded engine looks through all records of a stream at each write.
 */
export function createTableInput(spec: TableSpec, tableName: string): CreateTableCommandInput {
  const indexes = Object.entries(spec.indexes);
  const keys = [spec, ...indexes.map(([, names]) => names)].flatMap(({ pk, sk }) => [pk, sk]);
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map(name => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: keySchema(spec),
    GlobalSecondaryIndexes: indexes.map(([name, names]) => ({
      IndexName: name,
      KeySchema: keySchema(names),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
  };
}

const LOOK_EVERY_MS = 1000;
const LOOKS = 60;

/**
 * Creates the table unless it is there, also when several processes do so at once, and waits until it can be used.
 *
 * @throws Error when it cannot be used after a minute.
 */
export async function ensureTable(client: DynamoDb, tableName: string = table.name): Promise<void> {
  await unlessRefused(['ResourceInUseException'], () => client.call('CreateTable', createTableInput(table, tableName)));
  await untilActive(client, tableName);
  await enableExpiry(client, tableName);
}

async function untilActive(client: DynamoDb, TableName: string): Promise<void> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const reply = await unlessRefused(['ResourceNotFoundException'], () => client.call('DescribeTable', { TableName }));
    if (reply?.Table?.TableStatus === 'ACTIVE') return;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`the table ${TableName} did not become active`);
}

/** It is enabled already, or the engine does not know it: readers skip expired rows themselves. */
const EXPIRY_REFUSALS = ['ValidationException', 'ResourceInUseException', 'UnknownOperationException'];

async function enableExpiry(client: DynamoDb, TableName: string): Promise<void> {
  const TimeToLiveSpecification = { Enabled: true, AttributeName: table.ttl };
  await unlessRefused(EXPIRY_REFUSALS, () => client.call('UpdateTimeToLive', { TableName, TimeToLiveSpecification }));
}

/** Undefined when the service refuses with an error of one of these names. */
async function unlessRefused<T>(names: readonly string[], call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof AwsError && names.includes(thrown.name)) return undefined;
    throw thrown;
  }
}
