import { RecordingEntity } from '#schemas/voice/entity.ts';
import { type OpenStore, put } from '#shared/adapters/store/store.ts';
import type { RecordingPorts } from '#shared/app/voice/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** Recordings beside their calls. A file is noted once, however often it is told of. */
export const recordings = (openStore: OpenStore): RecordingPorts => ({
  async saveRecording({ tenantId, ...recording }) {
    try {
      await openStore(tenantId).commit([put(RecordingEntity, { ...recording, version: 1 }, 'absent')]);
    } catch (thrown) {
      const isKnown = thrown instanceof AppError && thrown.code === 'WRITE_CONFLICT';
      if (!isKnown) throw thrown;
    }
  },
});
