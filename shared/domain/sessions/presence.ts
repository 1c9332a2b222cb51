import type { PresenceReason } from '#schemas/admin/model.ts';
import type { AgentRecord, Presence } from '#schemas/sessions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change } from '#shared/domain/kit/change.ts';
import { presenceChanged } from './state.ts';
import { settlePresence, thaw } from './work.ts';

export interface PresenceRequest {
  readonly status: Presence['status'];
  readonly reasonId?: string | undefined;
  readonly when: 'now' | 'after-current';
}

/**
 * Sets presence (PRES-01 to PRES-04). `now` is allowed with live work and leaves it and every wrap-up untouched;
 * `after-current` stops new work at once and takes effect when the live work is done. The last wish wins, also over
 * one that waits.
 *
 * @throws AppError `REASON_REQUIRED`, `PRESENCE_NOT_ALLOWED`
 */
export function setPresence(
  agent: AgentRecord,
  request: PresenceRequest,
  reasons: ReadonlyMap<string, PresenceReason>,
  actorId: string,
  now: string,
): Change {
  const reasonId = request.status === 'ready' ? null : reason(request.reasonId, reasons);
  if (request.status === 'ready' && agent.queueIds.length === 0) {
    throw new AppError('PRESENCE_NOT_ALLOWED', { allowedCommands: ['setQueueLogins', 'logInToQueue'] });
  }
  const isReady = request.status === 'ready' && agent.presence.status === 'ready';
  const waits = request.when === 'after-current' && agent.work.length > 0 && !isReady;
  const presence: Presence = waits
    ? { ...agent.presence, pending: { status: request.status, reasonId, requestedAt: now, actorId } }
    : {
        status: request.status,
        reasonId,
        kind: 'user',
        cause: null,
        since:
          agent.presence.status === request.status && agent.presence.reasonId === reasonId ? agent.presence.since : now,
        pending: null,
        returnsAt: null,
      };
  const misses = request.status === 'ready' && !waits ? 0 : agent.misses;
  return moved(agent, { ...agent, misses, presence });
}

function reason(reasonId: string | undefined, reasons: ReadonlyMap<string, PresenceReason>): string | null {
  if (reasonId === undefined && reasons.size === 0) return null;
  if (reasonId === undefined || !reasons.has(reasonId)) {
    throw new AppError('REASON_REQUIRED', { params: { allowed: [...reasons.keys()] } });
  }
  return reasonId;
}

/** A second switch, independent of presence (PRES-05, U-13). */
export const setAutoCall = (agent: AgentRecord, enabled: boolean): Change =>
  agent.autoCall === enabled ? change({}) : moved(agent, { ...agent, autoCall: enabled });

/** The time of a cool-down or of an automatic not-ready is over. */
export function wake(agent: AgentRecord, now: string): Change {
  const after = settlePresence(thaw(agent, now), now);
  if (after === agent) return change({});
  return after.presence === agent.presence ? change({ agents: [{ before: agent, after }] }) : moved(agent, after);
}

/** The change of an agent whose presence, queues or campaigns others watch. */
export const moved = (before: AgentRecord, after: AgentRecord): Change =>
  change({ agents: [{ before, after }], events: [presenceChanged(after)] });
