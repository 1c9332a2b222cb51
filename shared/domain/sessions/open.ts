import type { User } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentProfile, AgentRecord, LeaseRecord, Presence } from '#schemas/sessions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, type NewEvent, outcomeOf } from '#shared/domain/kit/change.ts';
import { liveShardOf } from '#shared/domain/kit/shard.ts';
import { revoke } from '#shared/domain/routing/offer.ts';
import { connectionNotice } from './notice.ts';
import { presenceChanged } from './state.ts';
import { followQueues, systemPresence } from './system-presence.ts';

export interface OpenRequest {
  readonly sessionId: string;
  readonly extension?: string | undefined;
  readonly campaignIds?: readonly string[] | undefined;
  readonly queueIds?: readonly string[] | undefined;
  readonly force: boolean;
}

/** The one who asks, and what the configuration says of him. */
export interface Person {
  readonly tenantId: string;
  readonly user: User;
  readonly profile: AgentProfile;
}

/**
 * Opens a session. A session that is live elsewhere is taken over only by force: its offers are revoked without blame
 * and its conversations, its presence and its place in line go on in the new one (AUTH-09). Each session has a higher epoch than the one before.
 *
 * Customers who were told that the agent is away are told of the return.
 *
 * @param work the interactions offered to the agent now, and those in conversation
 * @throws AppError `SESSION_EXISTS`, `QUEUE_NOT_ASSIGNED`, `CAMPAIGN_NOT_ASSIGNED`, `REFERENCE_UNKNOWN`
 */
export function openSession(
  person: Person,
  before: AgentRecord | undefined,
  lease: LeaseRecord | null,
  work: { readonly offered: readonly InteractionRecord[]; readonly active: readonly InteractionRecord[] },
  request: OpenRequest,
  now: string,
): Change {
  if (before?.session?.status === 'online' && lease !== null && lease.leaseUntil > now && !request.force) {
    throw new AppError('SESSION_EXISTS', { params: { since: before.session.openedAt } });
  }
  const queueIds = chosenQueues(person.profile, request.queueIds);
  const campaignIds = chosenCampaigns(person.profile, request.campaignIds);
  checkExtension(person.user, request.extension);

  const revoked = before ? revokeAll(before, work.offered, 'session-taken-over', now) : change({});
  const idle = before && outcomeOf(revoked.agents, before);
  const wasAway = before?.session?.status === 'grace';
  const current = before?.session ? idle : undefined;
  const presence = current?.presence ?? initialPresence(person.user.defaultReady, now);
  const after: AgentRecord = {
    tenantId: person.tenantId,
    id: person.user.id,
    version: before?.version ?? 0,
    epoch: (before?.epoch ?? 0) + 1,
    session: {
      id: request.sessionId,
      status: 'online',
      openedAt: now,
      graceUntil: null,
      extension: request.extension ?? null,
      campaignIds,
    },
    presence: followQueues(presence, queueIds, now),
    autoCall: current?.autoCall ?? false,
    queueIds,
    profile: person.profile,
    work: idle?.work ?? [],
    misses: current?.misses ?? 0,
    coolingUntil: current?.coolingUntil ?? null,
    idleSince: current?.idleSince ?? now,
    ...(current?.reservedFor && { reservedFor: current.reservedFor }),
    outcomesPending: before?.outcomesPending ?? [],
    live: liveShardOf(person.user.id),
  };
  return merge(
    revoked,
    change({
      agents: [{ before: idle ?? null, after }],
      entries: wasAway ? work.active.map(one => connectionNotice(one, after, 'agent-back')) : [],
      events: [
        ...(before?.session ? [superseded(before.id, before.session.id, request.sessionId)] : []),
        {
          type: 'session.opened.v1',
          subject: `agent/${after.id}`,
          agents: [after.id],
          data: { agentId: after.id, sessionId: request.sessionId, epoch: after.epoch },
        },
        presenceChanged(after),
      ],
    }),
  );
}

const superseded = (agentId: string, sessionId: string, bySessionId: string): NewEvent => ({
  type: 'session.superseded.v1',
  subject: `agent/${agentId}`,
  agents: [agentId],
  data: { agentId, sessionId, bySessionId },
});

const initialPresence = (ready: boolean, now: string): Presence =>
  ready ? systemPresence('ready', null, null, now) : systemPresence('not-ready', 'signed-in', null, now);

/** The queues asked for, or all assigned ones (QUE-01). @throws AppError `QUEUE_NOT_ASSIGNED` */
export function chosenQueues(profile: AgentProfile, asked: readonly string[] | undefined): string[] {
  const assigned = profile.queues.map(queue => queue.queueId);
  const foreign = asked?.find(queueId => !assigned.includes(queueId));
  if (foreign !== undefined) throw new AppError('QUEUE_NOT_ASSIGNED', { params: { queueId: foreign } });
  return asked ? [...new Set(asked)] : assigned;
}

/** The campaigns asked for, or all of the assigned queues (AUTH-16). @throws AppError `CAMPAIGN_NOT_ASSIGNED` */
export function chosenCampaigns(profile: AgentProfile, asked: readonly string[] | undefined): string[] {
  const assigned = [...new Set(profile.queues.map(queue => queue.campaignId))];
  const foreign = asked?.find(campaignId => !assigned.includes(campaignId));
  if (foreign !== undefined) throw new AppError('CAMPAIGN_NOT_ASSIGNED', { params: { campaignId: foreign } });
  return asked ? [...new Set(asked)] : assigned;
}

/** @throws AppError `REFERENCE_UNKNOWN` for an extension that is neither configured nor free to choose (AUTH-10, AUTH-11) */
export function checkExtension(user: User, extension: string | null | undefined): void {
  if (extension === null || extension === undefined || user.hotDesking || user.extensions.includes(extension)) return;
  throw new AppError('REFERENCE_UNKNOWN', {
    issues: [{ path: 'extension', message: 'not one of your extensions' }],
    params: { extensions: user.extensions },
  });
}

/** Takes back every offer of an agent, in one change. */
export function revokeAll(
  agent: AgentRecord,
  offered: readonly InteractionRecord[],
  reason: Parameters<typeof revoke>[2],
  now: string,
): Change {
  let all = change({});
  let current = agent;
  for (const interaction of offered) {
    const one = revoke(interaction, current, reason, now);
    current = outcomeOf(one.agents, current);
    all = merge(all, one);
  }
  return all;
}
