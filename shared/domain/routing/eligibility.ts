import type { RefusalReason, RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { interruptibleUnits } from './interruption.ts';
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
  return (
    (owner === null ? outsideQueue(agent, contact, now) : null) ??
    keptForOther(agent, contact, now) ??
    overCapacity(agent, contact)
  );
}

/** Whether nothing but room is missing: who is refused for it now may have the contact when his work is done. */
export const lacksRoomAlone = (agent: Candidate, contact: Contact, now: string): boolean =>
  ['capacity', 'channel-cap'].includes(refusal(agent, contact, now)?.reason ?? '') &&
  costFor(agent, contact) <= agent.profile.total;

/** Somebody who is kept for a contact takes only what comes before it (4.6); its end is seen to by whoever ends it. */
function keptForOther(agent: Candidate, contact: Contact, now: string): Refusal | null {
  const kept = agent.reservedFor;
  const free = !kept || kept.until <= now || kept.interactionId === contact.interactionId;
  if (free || comparePlaces(placeFor(agent, contact), kept) < 0) return null;
  return because('reserved-for-other', kept.interactionId);
}

function outsideQueue(agent: Candidate, contact: Contact, now: string): Refusal | null {
  if (!agent.queueIds.includes(contact.queueId)) return because('not-logged-in');
  if (!agent.campaignIds.includes(contact.campaignId)) return because('campaign-not-selected');
  const missing = missingSkill(activeStep(contact.steps, contact.stepStartedAt, now).step, agent.profile.skills);
  if (missing !== null) return because('skill', missing);
  const delaySeconds = agent.profile.queues.find(queue => queue.queueId === contact.queueId)?.delaySeconds ?? 0;
  // Without a delay, a contact that a faster clock has enqueued may be taken all the same.
  const from = delaySeconds > 0 ? plusSeconds(contact.enqueuedAt, delaySeconds) : now;
  return from > now ? because('delay', `${delaySeconds} s`, from) : null;
}

function overCapacity(agent: Candidate, contact: Contact): Refusal | null {
  const cost = costFor(agent, contact);
  const available = agent.free + interruptibleUnits(agent.interruptible ?? [], contact.channel, cost);
  if (available < cost) return because('capacity', `${available} < ${cost}`);
  const cap = agent.profile.caps[contact.channel];
  const live = agent.live[contact.channel] ?? 0;
  return cap !== undefined && live >= cap ? because('channel-cap', `${live} of ${cap}`) : null;
}

/**
 * Units the contact takes of this agent: a weight of the person's own comes before the queue's, and that before the
 * tenant's (4.6). Who does not serve the queue goes by what the contact was told when it came.
 */
export function costFor(
  { profile }: Pick<Candidate, 'profile'>,
  contact: Pick<Contact, 'channel' | 'cost' | 'queueId'>,
) {
  const { channel, cost, queueId } = contact;
  const served = profile.queues.find(queue => queue.queueId === queueId);
  return profile.ownWeights?.[channel] ?? served?.weights?.[channel] ?? (served ? profile.weights[channel] : cost);
}

/** A place among an agent's work: tier (strict), class, rank, id (4.5). */
export const comparePlaces = (a: { readonly tier: number } & Place, b: { readonly tier: number } & Place): number =>
  a.tier - b.tier || compareContacts(a, b);

type Place = Pick<Contact, 'class' | 'rank' | 'interactionId'>;

/** Place in a line: class, then rank, then id. */
export const compareContacts = (a: Place, b: Place): number =>
  a.class - b.class || a.rank - b.rank || compareText(a.interactionId, b.interactionId);

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The place of a contact among the work of an agent. Where the tenant blends tiers, each further tier is a minute that
 * the contact comes later, and strictly no queue before another (4.5).
 */
export function placeFor(agent: Pick<Candidate, 'profile'>, contact: Contact): Place & { readonly tier: number } {
  const { class: contactClass, interactionId, rank } = contact;
  const tier = tierOf(agent, contact);
  const behind = agent.profile.blendsTiers && tier > 0 ? 60_000 * (tier - 1) : 0;
  return { tier: behind > 0 ? 1 : tier, class: contactClass, rank: rank + behind, interactionId };
}

/** The tier in which the agent serves a contact; a personal lane comes before all queues. */
export const tierOf = (agent: Pick<Candidate, 'profile'>, contact: Pick<Contact, 'lane' | 'queueId'>): number =>
  laneOwner(contact.lane) !== null
    ? 0
    : (agent.profile.queues.find(queue => queue.queueId === contact.queueId)?.tier ?? 99);
