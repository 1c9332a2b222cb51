import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { type StreamChange, streamLambda } from '#shared/runtime/stream.ts';

const image = (tenantId: string, version: number) => ({
  pk: { S: `T#${tenantId}#agent#ana#` },
  sk: { S: 'agent#' },
  gsi1pk: { S: 'x' },
  gsi1sk: { S: 'y' },
  ttl: { N: '12' },
  tenantId: { S: tenantId },
  version: { N: String(version) },
  work: { L: [{ M: { cost: { N: '30' }, offerId: { NULL: true }, live: { BOOL: true } } }] },
});

const record = (sequence: string, tenantId: string, version: number, entity = 'agent'): DynamoDBRecord => ({
  dynamodb: {
    SequenceNumber: sequence,
    ...(version > 1 && { OldImage: image(tenantId, version - 1) }),
    NewImage: { ...image(tenantId, version), sk: { S: `${entity}#` } },
  },
});

function consumer(fails: (tenantId: string) => boolean = () => false) {
  const handled: [string, StreamChange[]][] = [];
  const run = streamLambda(
    async (tenantId, changes) => {
      if (fails(tenantId)) throw new Error('not now');
      handled.push([tenantId, [...changes]]);
    },
    { watched: new Set(['agent']) },
  );
  return { run, handled };
}

describe('a change', () => {
  test('is read without what the table stores beside the row', async () => {
    const { run, handled } = consumer();
    const row = { tenantId: 'demo', work: [{ cost: 30, offerId: null, live: true }] };

    await run({ Records: [record('700', 'demo', 2)], shardId: 'shard-1' });

    expect(handled).toEqual([
      [
        'demo',
        [
          {
            tenantId: 'demo',
            entityName: 'agent',
            key: { pk: 'T#demo#agent#ana#', sk: 'agent#' },
            before: { ...row, version: 1 },
            after: { ...row, version: 2 },
            shard: 'shard-1',
            sequence: '700'.padStart(40, '0'),
          },
        ],
      ],
    ]);
  });

  test('of a new row has no before, of a removed one no after', async () => {
    const { run, handled } = consumer();
    const removed = { dynamodb: { SequenceNumber: '2', OldImage: image('demo', 1) } };

    await run({ Records: [record('1', 'demo', 1), removed] });

    expect(handled[0]?.[1].map(change => [change.before === null, change.after === null])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test('of an entity that nobody watches passes by', async () => {
    const { run, handled } = consumer();

    const result = await run({ Records: [record('1', 'demo', 1, 'message')] });

    expect(handled).toEqual([]);
    expect(result.batchItemFailures).toEqual([]);
  });
});

describe('a batch', () => {
  const Records = [record('9', 'acme', 1), record('10', 'demo', 1), record('11', 'acme', 2), record('12', 'demo', 2)];

  test('is handled tenant by tenant, in order', async () => {
    const { run, handled } = consumer();

    const result = await run({ Records });

    expect(handled.map(([tenantId, changes]) => [tenantId, changes.map(change => change.after?.['version'])])).toEqual([
      ['acme', [1, 2]],
      ['demo', [1, 2]],
    ]);
    expect(result).toEqual({ batchItemFailures: [], state: {} });
  });

  test('is delivered again from the first change that failed', async () => {
    const { run, handled } = consumer(tenantId => tenantId === 'demo');

    const result = await run({ Records, state: { kept: 'yes' } });

    expect(handled.map(([tenantId]) => tenantId)).toEqual(['acme']);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '10' }], state: { kept: 'yes' } });
  });
});
