import { setTimeout as pause } from 'node:timers/promises';
import type { News } from '#shared/app/work/ports.ts';

const STEP_MS = 500;

/**
 * News between processes that cannot reach each other: whoever waits looks again after a step. Half a second keeps a
 * conversation lively at two strongly consistent reads a second for as long as somebody waits; nobody needs telling.
 */
export const pollingNews: News = {
  async wait(_tenantId, _interactionId, ms, signal) {
    const startedAt = Date.now();
    await pause(Math.min(STEP_MS, Math.max(0, ms)), undefined, { ...(signal && { signal }) }).catch(() => undefined);
    return { ms: Date.now() - startedAt, nothingHappened: false };
  },
  announce: () => undefined,
};
