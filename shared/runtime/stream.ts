import type { AttributeValue, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { physicalAttributes } from '#schemas/kit/table.ts';
import { table } from '#schemas/table.ts';
import { silentTelemetry, type Telemetry } from './telemetry.ts';

export type Image = Readonly<Record<string, unknown>>;

/** One committed write, as the table's stream tells it. */
export interface StreamChange {
  readonly tenantId: string;
  readonly entityName: string;
  readonly key: { readonly pk: string; readonly sk: string };
  /** The row as it was; null when it is new. */
  readonly before: Image | null;
  /** The row as it is; null when it is gone. */
  readonly after: Image | null;
  readonly shard: string;
  /** Grows inside a shard; digits of one width, so that text order is stream order. */
  readonly sequence: string;
}

/** Handles changes of one tenant, in stream order. May be given some of them again. */
export type ChangeHandler = (tenantId: string, changes: readonly StreamChange[]) => Promise<void>;

/** The names of the entities that somebody wants to hear of. */
export interface Watched {
  has(entityName: string): boolean;
}

export interface StreamOptions {
  /** Entities whose changes are handled; those of others pass by. */
  readonly watched: Watched;
  readonly telemetry?: Telemetry;
}

/** A stream event. Inside a tumbling window Lambda names the shard, and hands on the state of the answer before. */
export type StreamEvent = DynamoDBStreamEvent & {
  readonly shardId?: string;
  readonly state?: Record<string, string>;
};
export interface StreamResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
  readonly state: Record<string, string>;
}

/**
 * Handles a batch, each tenant's changes together. When some fail, Lambda delivers again from the first of them on, so
 * that the order is kept; others behind it come again, too.
 */
export const streamLambda =
  (handle: ChangeHandler, { watched, telemetry = silentTelemetry }: StreamOptions) =>
  async (event: StreamEvent): Promise<StreamResult> => {
    const changes = event.Records.map(record => changeOf(record, event.shardId ?? ''));
    const failed = await handleByTenant(handle, changes, watched, telemetry);
    const sequences = failed.map(change => change.sequence).sort();
    const [first] = sequences;
    const batchItemFailures = first === undefined ? [] : [{ itemIdentifier: sequenceDigits(first) }];
    return { batchItemFailures, state: event.state ?? {} };
  };

/** Hands each tenant's changes to the handler and answers those that it did not get done. */
export async function handleByTenant(
  handle: ChangeHandler,
  changes: readonly StreamChange[],
  watched: Watched,
  telemetry: Telemetry,
): Promise<StreamChange[]> {
  const concerned = changes.filter(change => watched.has(change.entityName));
  const byTenant = Map.groupBy(concerned, change => change.tenantId);
  const failed = await Promise.all(
    [...byTenant].map(async ([tenantId, own]) => {
      try {
        await handle(tenantId, own);
        return [];
      } catch (thrown) {
        telemetry.deliveryFailed(thrown);
        return own;
      }
    }),
  );
  return failed.flat();
}

const SEQUENCE_DIGITS = 40;
export const sequenceText = (digits: string): string => digits.padStart(SEQUENCE_DIGITS, '0');
const sequenceDigits = (text: string): string => text.replace(/^0+/, '');

export function changeOf({ dynamodb = {} }: DynamoDBRecord, shard: string): StreamChange {
  const before = dynamodb.OldImage ? unmarshalled(dynamodb.OldImage) : null;
  const after = dynamodb.NewImage ? unmarshalled(dynamodb.NewImage) : null;
  const image = after ?? before;
  if (!image) throw new TypeError('the stream carries both images of each change');
  return {
    tenantId: String(image['tenantId']),
    entityName: String(image[table.sk]).split('#', 1).join(),
    key: { pk: String(image[table.pk]), sk: String(image[table.sk]) },
    before: before && rowOf(before),
    after: after && rowOf(after),
    shard,
    sequence: sequenceText(dynamodb.SequenceNumber ?? ''),
  };
}

const PHYSICAL: ReadonlySet<string> = new Set(physicalAttributes(table));
const rowOf = (image: Image): Image =>
  Object.fromEntries(Object.entries(image).filter(([name]) => !PHYSICAL.has(name)));

const unmarshalled = (attributes: Readonly<Record<string, AttributeValue>>): Image =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, plain(value)]));

/** The kinds of values that rows are made of; the SDK's own converter would be most of this function's bundle. */
function plain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(plain);
  if (value.M !== undefined) return unmarshalled(value.M);
  throw new TypeError(`rows hold no values of the kind ${Object.keys(value).join()}`);
}
