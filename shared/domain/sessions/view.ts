import type { PresenceReason } from '#schemas/admin/model.ts';
import type { AgentRecord, LeaseRecord, Presence, Session } from '#schemas/sessions/model.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { freeCapacity } from '#shared/domain/routing/capacity.ts';
import { agentState } from './state.ts';

/** When a break will have lasted longer than its reason allows; null where there is no limit (PRES-10). */
export function overdueAt({ reasonId, since }: Presence, reasons: ReadonlyMap<string, PresenceReason>): string | null {
  const seconds = reasons.get(reasonId ?? '')?.thresholdSeconds;
  return seconds === undefined ? null : plusSeconds(since, seconds);
}

/** The session descriptor of a client (AUTH-20). */
export function sessionView(
  agent: AgentRecord & { readonly session: NonNullable<AgentRecord['session']> },
  lease: Pick<LeaseRecord, 'leaseUntil'>,
  roles: readonly string[],
  configuration: Configuration,
): Session {
  return {
    id: agent.session.id,
    userId: agent.id,
    userName: agent.profile.name,
    roles: [...roles],
    status: agent.session.status,
    state: agentState(agent),
    presence: { ...agent.presence, overdueAt: overdueAt(agent.presence, configuration.presenceReasons) },
    autoCall: agent.autoCall,
    queues: agent.profile.queues.map(queue => ({
      queueId: queue.queueId,
      name: configuration.queues.get(queue.queueId)?.name ?? queue.queueId,
      campaignId: queue.campaignId,
      primary: queue.primary,
      loggedIn: agent.queueIds.includes(queue.queueId),
    })),
    campaignIds: agent.session.campaignIds,
    extension: agent.session.extension,
    capacity: { total: agent.profile.total, free: freeCapacity(agent) },
    work: agent.work,
    leaseUntil: lease.leaseUntil,
    openedAt: agent.session.openedAt,
    epoch: agent.epoch,
    version: agent.version,
  };
}
