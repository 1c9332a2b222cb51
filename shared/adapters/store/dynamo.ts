import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AttributeValue, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { table } from '#schemas/table.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { AwsError, isBusy, isOutage } from '../aws/aws-error.ts';
import type { DynamoDb } from '../aws/clients.ts';
import { fromAttributes, toAttributes } from './attribute-value.ts';
import { openStore } from './open-store.ts';
import type { OpenStore } from './store.ts';
import type { Call, Item, ItemKey, ItemRange, ItemWrite, Meter, TableEngine } from './table-engine.ts';

export interface DynamoOptions {
  readonly client: DynamoDb;
  readonly tableName: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Capacity is asked for and reported only when there is a meter. Refused writes cost, too, but are not reported. */
  readonly meter?: Meter;
}

/** The store on a DynamoDB table. */
export const openDynamo = (options: DynamoOptions): OpenStore => openStore(dynamoEngine(options), options.now);

const BATCH_LIMIT = 100;
/** A read of thousands leaves room for those who want one row. */
const BATCHES_AT_ONCE = 4;
/** Tries of a batch that makes no progress, with a growing pause between them. */
const BATCH_TRIES = 6;
const BATCH_PAUSE_MS = 25;

/** The engine below `openDynamo`, for tests and tools that need items as they are stored. */
export function dynamoEngine({ client, tableName, now, meter }: DynamoOptions): TableEngine {
  const ReturnConsumedCapacity = meter ? ('TOTAL' as const) : ('NONE' as const);

  function record(call: Call, kind: 'readUnits' | 'writeUnits', capacity: ConsumedCapacity[] = []) {
    const units = capacity.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    meter?.({ ...call, readUnits: 0, writeUnits: 0, [kind]: units });
  }

  async function batchGet(call: Call, keys: readonly ItemKey[]): Promise<Item[]> {
    const items: Item[] = [];
    let pending: Record<string, AttributeValue>[] = keys.map(toAttributes);
    for (let tries = 1; pending.length > 0; tries += 1) {
      const RequestItems = { [tableName]: { Keys: pending, ConsistentRead: true } };
      const reply = await client.call('BatchGetItem', { RequestItems, ReturnConsumedCapacity });
      record(call, 'readUnits', reply.ConsumedCapacity);
      items.push(...(reply.Responses?.[tableName] ?? []).map(fromAttributes));
      const left = reply.UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (left.length < pending.length) tries = 0;
      else if (tries === BATCH_TRIES) throw new AppError('TRY_LATER');
      else await pause(BATCH_PAUSE_MS * 2 ** tries * Math.random());
      pending = left;
    }
    return items;
  }

  async function writeOne(call: Call, write: ItemWrite) {
    const input = { ...writeInput(tableName, write, now()), ReturnConsumedCapacity };
    const reply =
      write.kind === 'put'
        ? await client.call('PutItem', { ...input, Item: toAttributes(write.item) })
        : await client.call('DeleteItem', { ...input, Key: toAttributes(write.key) });
    record(call, 'writeUnits', reply.ConsumedCapacity && [reply.ConsumedCapacity]);
  }

  async function writeAll(call: Call, writes: readonly ItemWrite[]) {
    const TransactItems = writes.map(write => {
      const input = writeInput(tableName, write, now());
      return write.kind === 'put'
        ? { Put: { ...input, Item: toAttributes(write.item) } }
        : { Delete: { ...input, Key: toAttributes(write.key) } };
    });
    // DynamoDB knows a repeated transaction by its token for ten minutes: a commit whose reply was lost counts once.
    const ClientRequestToken = randomUUID();
    const input = { TransactItems, ClientRequestToken, ReturnConsumedCapacity };
    const reply = await client.call('TransactWriteItems', input);
    record(call, 'writeUnits', reply.ConsumedCapacity);
  }

  return {
    get: (call, key) =>
      translated(async () => {
        const input = { TableName: tableName, Key: toAttributes(key), ConsistentRead: true, ReturnConsumedCapacity };
        const reply = await client.call('GetItem', input);
        record(call, 'readUnits', reply.ConsumedCapacity && [reply.ConsumedCapacity]);
        return reply.Item && fromAttributes(reply.Item);
      }),

    batchGet: (call, keys) =>
      translated(async () => {
        const batches = Array.from({ length: Math.ceil(keys.length / BATCH_LIMIT) }, (_, at) =>
          keys.slice(at * BATCH_LIMIT, (at + 1) * BATCH_LIMIT),
        );
        const items: Item[] = [];
        for (let at = 0; at < batches.length; at += BATCHES_AT_ONCE) {
          const some = batches.slice(at, at + BATCHES_AT_ONCE).map(batch => batchGet(call, batch));
          items.push(...(await Promise.all(some)).flat());
        }
        return items;
      }),

    query: (call, range) =>
      translated(async () => {
        const reply = await client.call('Query', { ...queryInput(tableName, range), ReturnConsumedCapacity });
        record(call, 'readUnits', reply.ConsumedCapacity && [reply.ConsumedCapacity]);
        const next = reply.LastEvaluatedKey && (fromAttributes(reply.LastEvaluatedKey) as ItemKey);
        return { items: (reply.Items ?? []).map(fromAttributes), next };
      }),

    commit: (call, writes) =>
      translated(() => {
        const [only, ...others] = writes;
        return only && others.length === 0 ? writeOne(call, only) : writeAll(call, writes);
      }),
  };
}

function queryInput(tableName: string, range: ItemRange) {
  const { eventual = false, index, partition, from, to, reverse, limit, startBehind } = range;
  const names = index ? table.indexes[index] : table;
  return {
    TableName: tableName,
    KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#pk': names.pk, '#sk': names.sk },
    ExpressionAttributeValues: toAttributes({ ':pk': partition, ':from': from, ':to': to }),
    ScanIndexForward: !reverse,
    ...(index ? { IndexName: index } : { ConsistentRead: !eventual }),
    ...(Number.isFinite(limit) && { Limit: limit }),
    ...(startBehind && { ExclusiveStartKey: toAttributes(startBehind) }),
  };
}

const writeInput = (tableName: string, write: ItemWrite, now: number) => ({
  TableName: tableName,
  ...conditionInput(write, now),
});

function conditionInput({ expect, expires }: ItemWrite, now: number) {
  if (expect === 'any') return {};
  if (expect !== 'absent') {
    return {
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: toAttributes({ ':version': expect }),
    };
  }
  if (expires === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': table.pk } };
  }
  // DynamoDB removes expired rows late, up to days: for the reader they are gone at once, so they are for the writer.
  return {
    ConditionExpression: 'attribute_not_exists(#pk) OR #expires <= :now',
    ExpressionAttributeNames: { '#pk': table.pk, '#expires': expires },
    ExpressionAttributeValues: toAttributes({ ':now': new Date(now).toISOString() }),
  };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw translate(thrown);
  }
}

const CONFLICTS = new Set([
  'ConditionalCheckFailed',
  'ConditionalCheckFailedException',
  'TransactionConflict',
  'TransactionConflictException',
]);

function translate(thrown: unknown): unknown {
  if (!(thrown instanceof AwsError)) return thrown;
  if ([thrown.name, ...thrown.reasons].some(code => CONFLICTS.has(code))) {
    return new AppError('WRITE_CONFLICT', {}, { cause: thrown });
  }
  if (isOutage(thrown) || thrown.reasons.some(isBusy)) return new AppError('TRY_LATER', {}, { cause: thrown });
  return thrown;
}
