import type { RefusalReason, RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { laneOwner } from './lane.ts';
import { activeStep, missingSkill } from './skills.ts';

/** What the matcher compares of a contact. */
export type Contact = Omit<WaitingRecord, 'tenantId' | 'version' | 'shard'>;
/** What the matcher compares of an agent. */
export type Candidate = Omit<RoutableRecord, 'tenantId' | 'version' | 'shard' | 'routingProfileId'>;

export interface Refusal {
  readonly reason: RefusalReason;
  readonly detail: string | null;
  /** When the reason passes by itself. */
  readonly until: string | null;
}
const because = (reason: RefusalReason, detail: string | null = null, until: string | null = null): Refusal => ({
  reason,
  detail,
  until,
});

/** Why a person takes no work at all now; null for one who does (4.1 "routable"). */
export function unavailability(agent: AgentRecord, lease: LeaseRecord | null, now: string): Refusal | null {
  if (agent.session === null || agent.session.status !== 'online') return because('offline');
  if (lease === null || lease.epoch !== agent.epoch || lease.leaseUntil <= now) return because('lease-expired');
  if (agent.presence.status !== 'ready') return because('not-ready', agent.presence.reasonId);
  if (agent.presence.pending !== null) return because('pending-presence');
  if (agent.coolingUntil !== null && agent.coolingUntil > now) return because('cooling-down', null, agent.coolingUntil);
  return null;
}

/** Why this agent does not get this contact now; null when he may (rule of section 2.1 of the feature list). */
export function refusal(agent: Candidate, contact: Contact, now: string): Refusal | null {
  const owner = laneOwner(contact.lane);
  if (owner !== null && owner !== agent.agentId) return because('reserved-for-other', owner);
  if (contact.sticky !== null && contact.sticky.until > now && contact.sticky.agentId !== agent.agentId) {
    return because('reserved-for-other', contact.sticky.agentId, contact.sticky.until);
  }
  const exclusion = contact.excluded.find(one => one.agentId === agent.agentId && one.until > now);
  if (exclusion) return because('excluded', null, exclusion.until);
  return (owner === null ? outsideQueue(agent, contact, now) : null) ?? overCapacity(agent, contact);
}

function outsideQueue(agent: Candidate, contact: Contact, now: string): Refusal | null {
  if (!agent.queueIds.includes(contact.queueId)) return because('not-logged-in');
  if (!agent.campaignIds.includes(contact.campaignId)) return because('campaign-not-selected');
  const missing = missingSkill(activeStep(contact.steps, contact.stepStartedAt, now).step, agent.profile.skills);
  if (missing !== null) return because('skill', missing);
  const delaySeconds = agent.profile.queues.find(queue => queue.queueId === contact.queueId)?.delaySeconds ?? 0;
  const from = plusSeconds(contact.enqueuedAt, delaySeconds);
  return from > now ? because('delay', `${delaySeconds} s`, from) : null;
}

function overCapacity(agent: Candidate, contact: Contact): Refusal | null {
  if (agent.free < costFor(agent, contact)) return because('capacity', `${agent.free} < ${costFor(agent, contact)}`);
  const cap = agent.profile.caps[contact.channel];
  const live = agent.live[contact.channel] ?? 0;
  return cap !== undefined && live >= cap ? because('channel-cap', `${live} of ${cap}`) : null;
}

/** Units the contact takes of this agent: a weight of the person's own comes before the tenant's. */
export const costFor = (agent: Pick<Candidate, 'profile'>, contact: Pick<Contact, 'channel' | 'cost'>): number =>
  agent.profile.weights[contact.channel] ?? contact.cost;

/** The tier in which the agent serves a contact; a personal lane comes before all queues. */
export const tierOf = (agent: Pick<Candidate, 'profile'>, contact: Pick<Contact, 'lane' | 'queueId'>): number =>
  laneOwner(contact.lane) !== null
    ? 0
    : (agent.profile.queues.find(queue => queue.queueId === contact.queueId)?.tier ?? 99);
