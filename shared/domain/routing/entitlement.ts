import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import { type Breach, broken } from '#shared/domain/kit/breach.ts';

/*
 * Who may be offered what, said once more and in other words than the matcher says it, so that a mistake there is
 * found: nothing here is shared with `eligibility.ts`, which decides.
 */

/**
 * What is wrong with an offer that routing has just made. @param agent before the offer @param interaction likewise
 */
export function wrongOffer(
  interaction: InteractionRecord,
  agent: AgentRecord,
  lease: LeaseRecord | undefined,
  now: string,
): Breach[] {
  const { excluded, lane, sticky } = interaction;
  const own = lane === `agent~${agent.id}`;
  const kept = sticky !== null && sticky.until > now ? sticky.agentId : agent.id;
  const out = excluded.some(({ agentId, until }) => agentId === agent.id && until > now);
  const facts = () => `${agent.id} for ${interaction.id} in ${lane}`;
  const state = () => `${facts()}: ${JSON.stringify({ session: agent.session, presence: agent.presence })}`;
  return broken(interaction.id, {
    'offered-to-who-is-there': [isThere(agent, lease, now), state],
    'offered-to-who-is-ready': [agent.presence.status === 'ready' && agent.presence.pending === null, state],
    'offered-after-cool-down': [agent.coolingUntil === null || agent.coolingUntil <= now, facts],
    'offered-once-to-one': [agent.work.every(one => one.interactionId !== interaction.id), facts],
    'offered-to-the-owner': [own || !lane.startsWith('agent~'), facts],
    'offered-to-the-preferred': [kept === agent.id, facts],
    'offered-to-no-excluded': [!out, facts],
    'offered-before-what-he-is-kept-for': [comesFirst(interaction, agent, own, now), state],
    'offered-in-own-queues': [own || serves(interaction, agent, now), state],
  });
}

/** What a contact takes of an agent: by a weight of his own, else by his queue's, else by what holds for all. */
export function rightCost({ profile }: AgentRecord, { channel, cost, queueId }: InteractionRecord): number {
  const assigned = profile.queues.filter(queue => queue.queueId === queueId);
  const usual = assigned.length > 0 ? profile.weights[channel] : cost;
  const weights = [profile.ownWeights, ...assigned.map(queue => queue.weights)].flatMap(one => one?.[channel] ?? []);
  return weights[0] ?? usual;
}

/** Whether a contact may use the room of somebody who is kept for another: only where it has a better place. */
function comesFirst(contact: InteractionRecord, { profile, reservedFor }: AgentRecord, own: boolean, now: string) {
  if (!reservedFor || reservedFor.until <= now || reservedFor.interactionId === contact.id) return true;
  const tier = own ? 0 : (profile.queues.find(one => one.queueId === contact.queueId)?.tier ?? 99);
  const [place, rank] = profile.blendsTiers && !own ? [1, contact.rank + 60_000 * (tier - 1)] : [tier, contact.rank];
  const later = [place - reservedFor.tier, contact.class - reservedFor.class, rank - reservedFor.rank].find(
    by => by !== 0,
  );
  return later === undefined ? contact.id < reservedFor.interactionId : later < 0;
}

/** Whether an agent is at his desk, as far as anybody can know. */
export const isThere = ({ epoch, session }: AgentRecord, lease: LeaseRecord | undefined, now: string): boolean =>
  session?.status === 'online' && lease !== undefined && lease.epoch === epoch && lease.leaseUntil > now;

function serves({ campaignId, enqueuedAt, queueId, ...contact }: InteractionRecord, agent: AgentRecord, now: string) {
  const assigned = agent.profile.queues.find(queue => queue.queueId === queueId);
  const delaySeconds = assigned?.delaySeconds ?? 0;
  return (
    agent.queueIds.includes(queueId) &&
    (agent.session?.campaignIds ?? []).includes(campaignId) &&
    (delaySeconds === 0 || Date.parse(now) - Date.parse(enqueuedAt) >= 1000 * delaySeconds) &&
    hasSkills(contact, agent, now)
  );
}

function hasSkills(contact: Pick<InteractionRecord, 'steps' | 'stepStartedAt'>, agent: AgentRecord, now: string) {
  let left = Date.parse(now) - Date.parse(contact.stepStartedAt);
  for (const { durationSeconds, skills } of contact.steps) {
    const lasts = durationSeconds === undefined ? Number.POSITIVE_INFINITY : 1000 * durationSeconds;
    if (left < lasts) return skills.every(({ level, skillId }) => (agent.profile.skills[skillId] ?? 0) >= level);
    left -= lasts;
  }
  return true;
}
