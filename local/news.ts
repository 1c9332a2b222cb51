import type { News, Waited } from '#shared/app/work/ports.ts';

/**
 * News inside one process: whoever waits is told at once, and whoever has heard nothing knows that there is none. Waiting
 * takes real time, on a manual clock too.
 */
export function localNews(): News & { readonly stop: () => void } {
  const waiting = new Map<string, Set<(heard: boolean) => void>>();
  const topic = (tenantId: string, interactionId: string) => `${tenantId} ${interactionId}`;
  let stopped = false;

  return {
    wait(tenantId, interactionId, ms, signal) {
      const { promise, resolve } = Promise.withResolvers<Waited>();
      const startedAt = Date.now();
      const name = topic(tenantId, interactionId);
      const others = waiting.get(name) ?? new Set();
      waiting.set(name, others.add(end));
      const timer = setTimeout(end, Math.max(0, ms), false);
      const abort = () => end(false);
      signal?.addEventListener('abort', abort, { once: true });
      if (stopped || signal?.aborted) end(false);

      function end(heard: boolean): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        others.delete(end);
        if (others.size === 0 && waiting.get(name) === others) waiting.delete(name);
        resolve({ ms: Date.now() - startedAt, nothingHappened: !heard });
      }
      return promise;
    },
    announce(tenantId, interactionId) {
      for (const end of [...(waiting.get(topic(tenantId, interactionId)) ?? [])]) end(true);
    },
    stop() {
      stopped = true;
      for (const one of [...waiting.values()].flatMap(ends => [...ends])) one(false);
    },
  };
}
