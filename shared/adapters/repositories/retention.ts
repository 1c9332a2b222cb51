import { RecordingFileEntity, RecordingWalkEntity } from '#schemas/voice/entity.ts';
import { put, type Store } from '#shared/adapters/store/store.ts';
import type { RecordingFiles, RetentionPorts } from '#shared/app/voice/ports.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { liveShards } from '#shared/domain/kit/shard.ts';
import type { RecordingFile } from '#shared/domain/voice/recording.ts';
import { openWork, type WorkDependencies } from './work.ts';

/** What the end of recordings builds on. */
export const openRetention =
  (dependencies: WorkDependencies & { readonly recordings: RecordingFiles | null }) =>
  (ctx: Context): RetentionPorts => {
    const store = dependencies.openStore(ctx.tenantId);
    return {
      ...openWork(dependencies)(ctx),
      recordings: dependencies.recordings,
      dueRecordings: limit => dueRecordings(store, ctx.now, limit),
      async recordingWalk() {
        const walk = await store.get(RecordingWalkEntity, {});
        return walk ? walk.behind : '';
      },
      saveRecordingWalk: behind => store.commit([put(RecordingWalkEntity, { behind, version: 1 }, 'any')]),
    };
  };

/** Files whose time is over, the oldest of each shard; costs next to nothing where there are none. */
export async function dueRecordings(store: Store, now: string, limit: number): Promise<RecordingFile[]> {
  const ofShard = Math.ceil(limit / liveShards.length);
  const oldest = await Promise.all(
    liveShards.map(shard => store.query(RecordingFileEntity, { shard }, { limit: ofShard, eventual: true })),
  );
  return oldest.flat().filter(({ deletesAt }) => deletesAt <= now);
}
