import { expect, it } from 'vitest';
import { RecordingFileEntity } from '#schemas/voice/entity.ts';
import { dueRecordings } from '#shared/adapters/repositories/retention.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import { put } from '#shared/adapters/store/store.ts';
import { liveShardOf } from '#shared/domain/kit/shard.ts';

const at = (minute: number) => `2026-11-25T10:${String(minute).padStart(2, '0')}:00.000Z`;

it('finds the files whose time is over, the oldest first and not too many', async () => {
  const store = memoryStore({ now: () => 0 }).open('demo');
  for (let minute = 0; minute < 60; minute += 1) {
    const interactionId = `int_01K9ZQ4M6T${String(minute).padStart(16, '0')}`;
    const about = { interactionId, recordingId: 'act_01K9ZQ4M6T8R2V5X7Y0A1B2C3D', key: 'call.wav', version: 1 };
    await store.commit([
      put(RecordingFileEntity, { ...about, shard: liveShardOf(interactionId), deletesAt: at(minute) }, 'absent'),
    ]);
  }

  expect((await dueRecordings(store, at(9), 40)).map(one => one.deletesAt).toSorted()).toEqual(
    Array.from({ length: 10 }, (_, minute) => at(minute)),
  );
  const some = await dueRecordings(store, at(59), 8);
  expect(some).toHaveLength(8);
  expect(some.every(({ deletesAt }) => deletesAt < at(30))).toBe(true);
});
