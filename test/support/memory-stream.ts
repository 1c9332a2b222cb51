import type { MemoryStore } from '#shared/adapters/store/memory.ts';
import {
  type ChangeHandler,
  handleByTenant,
  type StreamChange,
  sequenceText,
  type Watched,
} from '#shared/runtime/stream.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';

/** The stream of the store in memory: it delivers when it is told to, as often as it is told to. */
export interface MemoryStream {
  deliverTo(handle: ChangeHandler, watched: Watched): void;
  /** How many changes there were. */
  position(): number;
  /** Delivers everything committed, and what its delivery commits. */
  settled(): Promise<void>;
  /** Called with each batch before it is delivered; what it answers is delivered instead. */
  disturb: ((batch: readonly StreamChange[]) => readonly (readonly StreamChange[])[]) | undefined;
}

export function memoryStream(store: MemoryStore, telemetry: Telemetry): MemoryStream {
  const buffer: StreamChange[] = [];
  let sequence = 0;
  let consumer: { readonly handle: ChangeHandler; readonly watched: Watched } | undefined;
  store.onChange(({ after = null, before = null, entityName, tenantId }) => {
    sequence += 1;
    buffer.push({
      ...{ tenantId, entityName, before, after, key: { pk: '', sk: '' }, shard: 'memory' },
      sequence: sequenceText(String(sequence)),
    });
  });

  const stream: MemoryStream = {
    disturb: undefined,
    deliverTo: (handle, watched) => {
      consumer = { handle, watched };
    },
    position: () => sequence,
    async settled() {
      while (consumer && buffer.length > 0) {
        const batch = buffer.splice(0);
        for (const part of stream.disturb?.(batch) ?? [batch]) await deliver(part);
      }
    },
  };

  async function deliver(batch: readonly StreamChange[]): Promise<void> {
    let left = batch;
    for (let tries = 1; consumer && tries <= 10 && left.length > 0; tries += 1) {
      left = await handleByTenant(consumer.handle, left, consumer.watched, telemetry);
    }
  }
  return stream;
}
