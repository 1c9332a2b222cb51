import { EventEmitter, once } from 'node:events';
import type { News } from '#shared/app/work/ports.ts';

/** News inside one process: whoever waits is told at once. Waiting takes real time, on a manual clock too. */
export function localNews(): News & { readonly stop: () => void } {
  const emitter = new EventEmitter().setMaxListeners(0);
  const stopping = new AbortController();
  const topic = (tenantId: string, interactionId: string) => `${tenantId} ${interactionId}`;
  return {
    async wait(tenantId, interactionId, ms, given) {
      const startedAt = Date.now();
      const ends = [AbortSignal.timeout(Math.max(0, ms)), stopping.signal, ...(given ? [given] : [])];
      await once(emitter, topic(tenantId, interactionId), { signal: AbortSignal.any(ends) }).catch(() => undefined);
      return Date.now() - startedAt;
    },
    announce: (tenantId, interactionId) => emitter.emit(topic(tenantId, interactionId)),
    stop: () => stopping.abort(),
  };
}
