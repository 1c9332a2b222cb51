import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentProfile, AgentRecord } from '#schemas/sessions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, outcomeOf } from '#shared/domain/kit/change.ts';
import { isSame } from '#shared/domain/kit/is-same.ts';
import { goOn } from '#shared/domain/routing/interruption.ts';
import { laneOwner } from '#shared/domain/routing/lane.ts';
import { chosenCampaigns, chosenQueues, revokeAll } from './open.ts';
import { moved } from './presence.ts';
import { followQueues } from './system-presence.ts';

/**
 * The agent is logged in to exactly these queues (QUE-01 to QUE-03). None makes not ready, and queues that come back
 * make ready again who was ready before (PRES-07). Offers of queues that are left go back without blame.
 *
 * @param mayChooseSingly the right to log in and out queue by queue; without it the set is all or none
 * @param offered the interactions offered to the agent now
 * @throws AppError `QUEUE_NOT_ASSIGNED`, `FORBIDDEN`
 */
export function setQueueLogins(
  agent: AgentRecord,
  queueIds: readonly string[],
  mayChooseSingly: boolean,
  offered: readonly InteractionRecord[],
  now: string,
): Change {
  const chosen = chosenQueues(agent.profile, queueIds);
  const allOrNone = chosen.length === 0 || chosen.length === agent.profile.queues.length;
  if (!allOrNone && !mayChooseSingly) throw new AppError('FORBIDDEN', { params: { permission: 'queue-login' } });

  const revoked = revokeAll(agent, ofOtherQueues(offered, chosen), 'queue-logout', now);
  const idle = outcomeOf(revoked.agents, agent);
  const after = { ...idle, queueIds: chosen, presence: followQueues(idle.presence, chosen, now) };
  return merge(revoked, moved(idle, after));
}

/** Offers of queues that are not among these; what comes by the personal queue has nothing to do with queues. */
const ofOtherQueues = (offered: readonly InteractionRecord[], queueIds: readonly string[]): InteractionRecord[] =>
  offered.filter(({ lane, queueId }) => laneOwner(lane) === null && !queueIds.includes(queueId));

/** @throws AppError `QUEUE_NOT_ASSIGNED` */
export function assertAssigned(agent: AgentRecord, queueId: string): void {
  chosenQueues(agent.profile, [queueId]);
}

/** The agent works on exactly these campaigns (AUTH-18). @throws AppError `CAMPAIGN_NOT_ASSIGNED` */
export function selectCampaigns(agent: AgentRecord, campaignIds: readonly string[]): Change {
  if (!agent.session) throw new AppError('SESSION_NOT_FOUND');
  const chosen = chosenCampaigns(agent.profile, campaignIds);
  return moved(agent, { ...agent, session: { ...agent.session, campaignIds: chosen } });
}

/** The extension of the session from now on (AUTH-12). */
export function selectExtension(agent: AgentRecord, extension: string | null): Change {
  if (!agent.session) throw new AppError('SESSION_NOT_FOUND');
  return moved(agent, { ...agent, session: { ...agent.session, extension } });
}

/**
 * An administrator changed what the person may do: the session follows at once. Queues and campaigns that are new are
 * joined by whoever was in all of them before.
 */
export function applyProfile(
  agent: AgentRecord,
  profile: AgentProfile,
  offered: readonly InteractionRecord[],
  now: string,
): Change {
  if (!agent.session || isSame(profile, agent.profile)) return change({});
  const assigned = (of: AgentProfile) => of.queues.map(queue => queue.queueId);
  const campaigns = (of: AgentProfile) => [...new Set(of.queues.map(queue => queue.campaignId))];
  const queueIds = followed(agent.queueIds, assigned(agent.profile), assigned(profile));
  const campaignIds = followed(agent.session.campaignIds, campaigns(agent.profile), campaigns(profile));
  const revoked = revokeAll(agent, ofOtherQueues(offered, queueIds), 'queue-logout', now);
  const idle = outcomeOf(revoked.agents, agent);
  // Who may take more from now on may have room for what was interrupted.
  const after = goOn({
    ...idle,
    profile,
    queueIds,
    session: { ...agent.session, campaignIds },
    presence: followQueues(idle.presence, queueIds, now),
  });
  return merge(revoked, moved(idle, after));
}

/** What of a choice remains when what can be chosen changes; a choice of everything stays one. */
function followed(chosen: readonly string[], before: readonly string[], after: readonly string[]): string[] {
  const everything = before.every(id => chosen.includes(id));
  return everything ? [...after] : chosen.filter(id => after.includes(id));
}
