import { afterEach, describe, expect, test } from 'vitest';
import { type LocalStream, localStream } from '#local/stream.ts';
import { ReceiptEntity, SeenEntity } from '#schemas/interactions/entity.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import { openStore } from '#shared/adapters/store/open-store.ts';
import { put, remove } from '#shared/adapters/store/store.ts';
import type { TableEngine } from '#shared/adapters/store/table-engine.ts';
import type { StreamChange } from '#shared/runtime/stream.ts';
import { silentTelemetry } from '#shared/runtime/telemetry.ts';

const interactionId = 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3D';
const key = { interactionId, party: 'agent' } as const;
const receipt = (readIndex: number, version = 1) => ({ ...key, readIndex, at: '2026-11-21T09:30:00.000Z', version });
const watched = new Set(['receipt']);

let stream: LocalStream;
afterEach(() => stream.stop());

function bench() {
  const { engine } = memoryStore({ now: () => 0 });
  stream = localStream({ engine, telemetry: silentTelemetry });
  const open = openStore(stream.engine, () => 0);
  const changes: StreamChange[] = [];
  const collect = async (_tenantId: string, more: readonly StreamChange[]) => void changes.push(...more);
  return { open, changes, collect };
}
const images = (changes: readonly StreamChange[]) =>
  changes.map(({ before, after }) => [before?.['readIndex'] ?? null, after?.['readIndex'] ?? null]);

describe('the local stream', () => {
  test('tells what was and what is, in order', async () => {
    const { open, changes, collect } = bench();
    stream.deliverTo(collect, watched);
    const store = open('demo');

    await store.commit([put(ReceiptEntity, receipt(1), 'absent')]);
    await store.commit([put(ReceiptEntity, receipt(2), 'any')]);
    await store.commit([put(ReceiptEntity, receipt(3, 2), 1)]);
    await store.commit([remove(ReceiptEntity, key)]);
    await stream.settled();

    expect(images(changes)).toEqual([
      [null, 1],
      [1, 2],
      [2, 3],
      [3, null],
    ]);
    expect(changes[0]).toMatchObject({ tenantId: 'demo', entityName: 'receipt', shard: 'local' });
    expect(changes[0]?.after).not.toHaveProperty('pk');
  });

  test('neither tells nor reads again what nobody watches', async () => {
    const { engine } = memoryStore({ now: () => 0 });
    const asked: string[] = [];
    const batchGet: TableEngine['batchGet'] = (call, keys) => {
      asked.push(...keys.map(one => String(one['sk'])));
      return engine.batchGet(call, keys);
    };
    stream = localStream({ engine: { ...engine, batchGet }, telemetry: silentTelemetry });
    const changes: StreamChange[] = [];
    stream.deliverTo(async (_tenantId, more) => void changes.push(...more), watched);
    const store = openStore(stream.engine, () => 0)('demo');
    const seen = { interactionId, seenAt: receipt(1).at, activeAt: null, version: 1 };

    await store.commit([put(SeenEntity, seen, 'any'), put(ReceiptEntity, receipt(1), 'any')]);
    await stream.settled();

    expect(changes.map(one => one.entityName)).toEqual(['receipt']);
    expect(asked).toEqual([expect.stringMatching(/^receipt#/)]);
    expect(await store.get(SeenEntity, { interactionId })).toMatchObject({ seenAt: receipt(1).at });
  });

  test('tells writes that race for a row in the order they were made', async () => {
    const { open, changes, collect } = bench();
    stream.deliverTo(collect, watched);
    const store = open('demo');

    await Promise.all([1, 2, 3, 4].map(index => store.commit([put(ReceiptEntity, receipt(index), 'any')])));
    await stream.settled();

    expect(images(changes)).toEqual([
      [null, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
  });

  test('says nothing of writes that were refused', async () => {
    const { open, changes, collect } = bench();
    stream.deliverTo(collect, watched);

    const refused = open('demo').commit([put(ReceiptEntity, receipt(1), 7)]);

    await expect(refused).rejects.toMatchObject({ code: 'WRITE_CONFLICT' });
    await stream.settled();
    expect(changes).toEqual([]);
  });

  test('refuses a write that was overtaken in line, without asking the engine', async () => {
    const { engine } = memoryStore({ now: () => 0 });
    let commits = 0;
    const counting: TableEngine = {
      ...engine,
      commit(call, writes) {
        commits += 1;
        return engine.commit(call, writes);
      },
    };
    stream = localStream({ engine: counting, telemetry: silentTelemetry });
    const store = openStore(stream.engine, () => 0)('demo');
    await store.commit([put(ReceiptEntity, receipt(1), 'absent')]);

    const racing = [2, 3, 4].map(index => store.commit([put(ReceiptEntity, receipt(index, 2), 1)]));
    const outcomes = await Promise.allSettled(racing);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'WRITE_CONFLICT' } });
    expect(commits).toBe(2);
  });

  test('lets a write go on from the version that was stored before it in line', async () => {
    const { open } = bench();
    const store = open('demo');
    await store.commit([put(ReceiptEntity, receipt(1), 'absent')]);

    const racing = [put(ReceiptEntity, receipt(2, 2), 1), put(ReceiptEntity, receipt(3, 3), 2)];
    await Promise.all(racing.map(write => store.commit([write])));

    const stored = await store.get(ReceiptEntity, key);
    expect(stored).toMatchObject({ readIndex: 3, version: 3 });
  });

  test('numbers changes upwards', async () => {
    const { open, changes, collect } = bench();
    stream.deliverTo(collect, watched);

    for (const index of [1, 2, 3]) await open('demo').commit([put(ReceiptEntity, receipt(index), 'any')]);
    await stream.settled();

    const sequences = changes.map(change => change.sequence);
    expect(sequences).toEqual(sequences.toSorted());
    expect(new Set(sequences).size).toBe(3);
  });

  test('keeps what was committed before anybody listens', async () => {
    const { open, changes, collect } = bench();
    await open('demo').commit([put(ReceiptEntity, receipt(1), 'absent')]);

    stream.deliverTo(collect, watched);
    await stream.settled();

    expect(images(changes)).toEqual([[null, 1]]);
  });

  test('is settled when the consequences of its changes are delivered, too', async () => {
    const { open, changes } = bench();
    stream.deliverTo(async (_tenantId, more) => {
      changes.push(...more);
      const readIndex = Number(more.at(-1)?.after?.['readIndex']);
      if (readIndex < 3) await open('demo').commit([put(ReceiptEntity, receipt(readIndex + 1), 'any')]);
    }, watched);

    await open('demo').commit([put(ReceiptEntity, receipt(1), 'absent')]);
    await stream.settled();

    expect(images(changes)).toEqual([
      [null, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  test('delivers again what could not be handled', async () => {
    const { open, changes } = bench();
    let failures = 2;
    stream.deliverTo(async (_tenantId, more) => {
      failures -= 1;
      if (failures >= 0) throw new Error('not now');
      changes.push(...more);
    }, watched);

    await open('demo').commit([put(ReceiptEntity, receipt(1), 'absent')]);
    await stream.settled();

    expect(images(changes)).toEqual([[null, 1]]);
  });
});
