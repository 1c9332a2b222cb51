import type { Mutant } from './mutant.ts';

const ELIGIBILITY = 'shared/domain/routing/eligibility.ts';
const OFFER = 'shared/domain/routing/offer.ts';

const of =
  (file: string) =>
  (name: string, find: string, put: string): Mutant => ({ name, file, find, put });
const eligibility = of(ELIGIBILITY);
const offer = of(OFFER);

/** Mistakes in who is asked and in what becomes of an offer. */
export const ROUTING: readonly Mutant[] = [
  eligibility(
    'ignore the lease',
    "if (lease === null || lease.epoch !== agent.epoch || lease.leaseUntil <= now) return because('lease-expired');",
    '',
  ),
  eligibility(
    'ask who is in grace',
    "agent.session === null || agent.session.status !== 'online'",
    'agent.session === null',
  ),
  eligibility(
    'ask who is on a break',
    "if (agent.presence.status !== 'ready') return because('not-ready', agent.presence.reasonId);",
    '',
  ),
  eligibility(
    'ask who wants to go on a break',
    "if (agent.presence.pending !== null) return because('pending-presence');",
    '',
  ),
  eligibility('ask who cools down', 'agent.coolingUntil !== null && agent.coolingUntil > now', 'false'),
  eligibility('forget the preferred agent', 'contact.sticky !== null && contact.sticky.until > now', 'false'),
  eligibility('forget exclusions', "if (exclusion) return because('excluded', null, exclusion.until);", ''),
  eligibility(
    'ask who is not logged in',
    "if (!agent.queueIds.includes(contact.queueId)) return because('not-logged-in');",
    '',
  ),
  eligibility(
    'ask who left the campaign',
    "if (!agent.campaignIds.includes(contact.campaignId)) return because('campaign-not-selected');",
    '',
  ),
  eligibility('ask who lacks a skill', "if (missing !== null) return because('skill', missing);", ''),
  eligibility("forget the agent's delay", 'return from > now ? ', 'return false ? '),
  eligibility('ask who has no room', 'if (available < cost) return', 'if (false) return'),
  eligibility('allow one more than the cap', 'live >= cap', 'live > cap'),
  eligibility("ignore a person's own weights", 'profile.ownWeights?.[channel] ?? served', 'served'),
  offer(
    'ask who still wraps it up',
    'if (agent.work.some(one => one.interactionId === interaction.id)) {',
    'if (false) {',
  ),
  offer('claim without taking room', 'const cost = costFor(agent, interaction);', 'const cost = 0;'),
  offer('interrupt nothing', '...interrupt(agent, interaction.channel, cost),', '...agent.work,'),
  eligibility('give away the room that is kept', 'keptForOther(agent, contact, now) ??', ''),
  offer('give every offer the same id', '{offerCount + 1}', '{1}'),
  offer(
    'forget to count offers',
    'offer,\n    offerCount: interaction.offerCount + 1,',
    'offer,\n    offerCount: interaction.offerCount,',
  ),
  offer('accept on one side', "state: 'active' as const, since: now", "state: 'offered' as const, since: now"),
  offer('keep the offer that was accepted', "'connecting' : 'active',\n    offer: null,", "'connecting' : 'active',"),
  offer('accept by an old offer id', 'offer.id !== offerId || offer.agentId !== agentId', 'offer.agentId !== agentId'),
  offer("accept somebody else's offer", 'offer.id !== offerId || offer.agentId !== agentId', 'offer.id !== offerId'),
  offer(
    'accept after the offer is over',
    "if (offer.expiresAt <= now) throw new AppError('OFFER_NOT_PENDING', { currentState: 'expired', allowedCommands: [] });",
    '',
  ),
  offer(
    'ask who has just refused',
    'const excluding = exclude(interaction, agent.id, plusSeconds(now, seconds), rejections);',
    'const excluding = interaction;',
  ),
  offer(
    'ask who has just missed',
    'exclude(interaction, agent.id, plusSeconds(now, settings.missExclusionSeconds), rejections)',
    'interaction',
  ),
  offer(
    'reject on one side',
    "dropOffer(agent, interaction.id, now),\n    agent,\n    offer,\n    'rejected'",
    "agent,\n    agent,\n    offer,\n    'rejected'",
  ),
  offer(
    'revoke on one side',
    "dropOffer(agent, interaction.id, now),\n    agent,\n    offer,\n    'revoked'",
    "agent,\n    agent,\n    offer,\n    'revoked'",
  ),
  offer('expire on one side', 'const dropped = dropOffer(agent, interaction.id, now);', 'const dropped = agent;'),
  offer('expire before the time', 'offer.agentId !== agent.id || offer.expiresAt > now', 'offer.agentId !== agent.id'),
  offer(
    'answer for who is on a break',
    "if (reason === 'not-ready') return revoke(interaction, agent, 'agent-not-ready', now);",
    '',
  ),
  offer(
    'answer for who is gone',
    "if (reason === 'offline' || reason === 'lease-expired') return revoke(interaction, agent, 'agent-disconnected', now);",
    '',
  ),
];
