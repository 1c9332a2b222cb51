import type { Campaign, Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { Channel } from '#schemas/interactions/channel.ts';
import type { InteractionRecord, PendingOffer } from '#schemas/interactions/model.ts';
import type { Offer, OfferResolution, RevokeReason, RoutingEvaluation } from '#schemas/routing/model.ts';
import type { AgentRecord, LeaseRecord, Work } from '#schemas/sessions/model.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { byAgent } from '#shared/domain/interactions/authors.ts';
import { listening } from '#shared/domain/interactions/customer-watch.ts';
import { watchSilence } from '#shared/domain/interactions/silent-customer.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, type NewEvent } from '#shared/domain/kit/change.ts';
import { msBetween, plusSeconds } from '#shared/domain/kit/instant.ts';
import { presenceEvents } from '#shared/domain/sessions/state.ts';
import { systemPresence } from '#shared/domain/sessions/system-presence.ts';
import { dropOffer, thaw } from '#shared/domain/sessions/work.ts';
import { costFor, type Refusal, refusal, unavailability } from './eligibility.ts';
import { interrupt } from './interruption.ts';
import { comparedOf, contactOf } from './projection.ts';
import { type QueuedReason, queuedEvent, requeue } from './queueing.ts';
import { withoutReservation } from './reservation.ts';

/** What the rules say about an offer of this interaction. */
export interface OfferTerms {
  readonly queue: Queue;
  readonly campaign: Campaign;
  readonly settings: RoutingSettings;
  readonly ringSeconds: number;
  readonly source: PendingOffer['source'];
}

const LONGEST_EXCLUSION_SECONDS = 600;
/** How long at first, at the most, where nobody else could be asked meanwhile. */
const LONE_EXCLUSION_SECONDS = 10;
const LONGEST_COOL_DOWN_SECONDS = 600;

/** Why this agent may not be offered this contact, looking at everything there is to know; null when he may. */
export function claimRefusal(
  interaction: InteractionRecord,
  agent: AgentRecord,
  lease: LeaseRecord | null,
  now: string,
): Refusal | null {
  if (agent.work.some(one => one.interactionId === interaction.id)) {
    return { reason: 'excluded', detail: 'still wraps it up', until: null };
  }
  return unavailability(agent, lease, now) ?? refusal(comparedOf(agent), contactOf(interaction), now);
}

/** Takes both sides at once: the contact is offered, the agent's capacity is kept for it (4.4 step 2). */
export function claim(
  interaction: InteractionRecord,
  agent: AgentRecord,
  terms: OfferTerms,
  evaluation: RoutingEvaluation,
  now: string,
): Change {
  const autoAnswers = terms.campaign.offerMode === 'auto-answer' && terms.source === 'routing';
  const autoAnswerAt = autoAnswers ? plusSeconds(now, terms.campaign.alertSeconds) : null;
  const silentSeconds = terms.settings.silentSeconds[interaction.channel];
  const offer: PendingOffer = {
    id: nextOfferId(interaction),
    agentId: agent.id,
    createdAt: now,
    // However long the tone plays, it must not outlast the offer: the agent would be blamed for a miss.
    expiresAt: plusSeconds(autoAnswerAt ?? now, terms.ringSeconds),
    autoAnswerAt,
    source: terms.source,
    ...(silentSeconds !== undefined && { silentSeconds }),
  };
  // Who is kept for it has it now; somebody else might yet let it pass.
  const { reservation, ...waiting } = interaction;
  const after: InteractionRecord = {
    ...waiting,
    ...(reservation && reservation.agentId !== agent.id && { reservation }),
    status: 'offered',
    offer,
    offerCount: interaction.offerCount + 1,
  };
  const thawed = withoutReservation(thaw(agent, now), interaction.id);
  const cost = costFor(agent, interaction);
  const work: AgentRecord['work'] = [
    ...interrupt(agent, interaction.channel, cost),
    {
      interactionId: interaction.id,
      channel: interaction.channel,
      queueId: interaction.queueId,
      campaignId: interaction.campaignId,
      state: 'offered',
      cost,
      since: now,
      offerId: offer.id,
      ...workRules(interaction.channel, terms.queue, terms.settings),
    },
  ];
  return change({
    interactions: [{ before: interaction, after }],
    agents: [{ before: agent, after: { ...thawed, work } }],
    events: [
      {
        type: 'offer.created.v1',
        subject: `interaction/${interaction.id}`,
        agents: [agent.id],
        data: offerView(after, offer, terms.queue.name, now),
      },
      ...presenceEvents(agent, thawed),
    ],
    evaluation,
  });
}

export type WorkRules = Pick<Work, 'interruptibleBy' | 'wrapUpCost'>;

/** What queue and tenant say of a piece of work for as long as it lasts; nothing where they say nothing special. */
export function workRules(
  channel: Channel,
  queue: Pick<Queue, 'wrapUpWeights'>,
  { interruptibleBy }: Pick<RoutingSettings, 'interruptibleBy'>,
): WorkRules {
  const by = interruptibleBy[channel] ?? [];
  const wrapUpCost = queue.wrapUpWeights[channel];
  return { ...(by.length > 0 && { interruptibleBy: by }), ...(wrapUpCost !== undefined && { wrapUpCost }) };
}

/** The id that the next offer of an interaction gets. */
export const nextOfferId = ({ id, offerCount }: InteractionRecord): string =>
  `off_${id.slice('int_'.length)}_${offerCount + 1}`;

/** An offer as its agent sees it. */
export const offerView = (
  interaction: InteractionRecord,
  offer: PendingOffer,
  queueName: string,
  serverTime: string,
): Offer => ({
  ...about(interaction),
  interactionId: interaction.id,
  id: offer.id,
  agentId: offer.agentId,
  queueName,
  customer: interaction.customer,
  profile: interaction.profile,
  createdAt: offer.createdAt,
  expiresAt: offer.expiresAt,
  autoAnswerAt: offer.autoAnswerAt,
  serverTime,
});

/** The pending offer of that id. @throws AppError `OFFER_NOT_PENDING` when it is over, in time or in fact. */
export function pendingOffer(
  interaction: InteractionRecord,
  offerId: string,
  agentId: string,
  now: string,
): PendingOffer {
  const { offer } = interaction;
  const over = offer === null || offer.id !== offerId || offer.agentId !== agentId;
  if (over) throw new AppError('OFFER_NOT_PENDING', { currentState: 'resolved', allowedCommands: [] });
  if (offer.expiresAt <= now) throw new AppError('OFFER_NOT_PENDING', { currentState: 'expired', allowedCommands: [] });
  return offer;
}

/**
 * The agent, or auto-answer for him, takes the offer; customer and agent are connected (ROUT-02, ROUT-06), of a call as
 * soon as they hear each other (`mediaUp`).
 */
export function accept(
  interaction: InteractionRecord,
  agent: AgentRecord,
  offerId: string,
  by: 'agent' | 'auto-answer',
  now: string,
): Change {
  const offer = pendingOffer(interaction, offerId, agent.id, now);
  const { overflowAt: _waitsNoMore, reservation: _kept, silence: _before, ...asked } = interaction;
  const connectedAt = interaction.channel === 'voice' ? null : now;
  const after: InteractionRecord = {
    ...asked,
    ...watchSilence(offer.silentSeconds, now),
    status: connectedAt === null ? 'connecting' : 'active',
    offer: null,
    returnTo: null,
    sticky: null,
    excluded: [],
    escalatesAt: null,
    connectedAt: interaction.connectedAt ?? connectedAt,
    customerWatch: listening(interaction, now),
    assignments: [
      ...interaction.assignments,
      {
        agentId: agent.id,
        agentName: agent.profile.displayName,
        offerId: offer.id,
        role: 'primary',
        status: 'active',
        queueId: interaction.queueId,
        campaignId: interaction.campaignId,
        acceptedAt: now,
        connectedAt,
        endedAt: null,
        wrapUp: null,
        outcomePending: false,
      },
    ],
  };
  const work = agent.work.map(one =>
    one.interactionId === interaction.id ? { ...one, state: 'active' as const, since: now, offerId: null } : one,
  );
  return change({
    interactions: [{ before: interaction, after }],
    agents: [{ before: agent, after: { ...agent, work, misses: 0 } }],
    entries: [
      {
        interactionId: interaction.id,
        kind: 'agent-joined',
        author: byAgent(interaction, agent),
        text: null,
        clientMessageId: null,
      },
    ],
    events: [
      resolved(interaction, offer, 'accepted', null, by),
      ...(connectedAt === null ? [] : [connected(interaction, agent.id, connectedAt)]),
    ],
  });
}

/** Says that customer and agent are connected. */
export const connected = (interaction: InteractionRecord, agentId: string, connectedAt: string): NewEvent => ({
  type: 'interaction.connected.v1',
  subject: `interaction/${interaction.id}`,
  agents: [agentId],
  data: {
    ...about(interaction),
    agentId,
    waitedMs: msBetween(interaction.enqueuedAt, connectedAt),
    connectedAt,
  },
});

/**
 * The tone has played: the server accepts for the agent, unless he is gone or went on a break meanwhile; then the contact
 * goes back without blame, because nobody would be there for the customer. An offer that is over is left alone.
 */
export function autoAnswer(
  interaction: InteractionRecord,
  agent: AgentRecord,
  lease: LeaseRecord | null,
  offerId: string,
  now: string,
): Change {
  const { offer } = interaction;
  if (offer?.id !== offerId || offer.expiresAt <= now) return change({});
  const reason = unavailability(agent, lease, now)?.reason;
  if (reason === 'offline' || reason === 'lease-expired') return revoke(interaction, agent, 'agent-disconnected', now);
  if (reason === 'not-ready') return revoke(interaction, agent, 'agent-not-ready', now);
  return accept(interaction, agent, offerId, 'auto-answer', now);
}

/**
 * The agent turns the offer down: he is left out for a while, ever longer, and nobody else waits (ROUT-18).
 *
 * @param isAlone whether nobody else serves the queue now: then he is asked again sooner, after 10, 20, 40 seconds
 */
export function reject(
  interaction: InteractionRecord,
  agent: AgentRecord,
  offerId: string,
  settings: RoutingSettings,
  now: string,
  isAlone = false,
): Change {
  const offer = pendingOffer(interaction, offerId, agent.id, now);
  const rejections = (interaction.excluded.find(one => one.agentId === agent.id)?.rejections ?? 0) + 1;
  const { rejectExclusionSeconds: usual } = settings;
  const first = isAlone ? Math.min(usual, LONE_EXCLUSION_SECONDS) : usual;
  const seconds = Math.min(first * 2 ** (rejections - 1), LONGEST_EXCLUSION_SECONDS);
  const excluding = exclude(interaction, agent.id, plusSeconds(now, seconds), rejections);
  return lapse(
    excluding,
    interaction,
    dropOffer(agent, interaction.id, now),
    agent,
    offer,
    'rejected',
    null,
    'agent',
    now,
  );
}

/**
 * Ring time is over (ROUT-04, ROUT-05): a miss is counted, the agent cools down, and after too many misses in a row
 * he is set not ready, with a way back. Who was cut off missed nothing: he cools down, and that is all. A timer of
 * another offer changes nothing.
 */
export function expire(
  interaction: InteractionRecord,
  agent: AgentRecord,
  lease: LeaseRecord | null,
  offerId: string,
  settings: RoutingSettings,
  now: string,
): Change {
  const { offer } = interaction;
  if (offer === null || offer.id !== offerId || offer.agentId !== agent.id || offer.expiresAt > now) return change({});
  const rejections = interaction.excluded.find(one => one.agentId === agent.id)?.rejections ?? 0;
  const excluding = exclude(interaction, agent.id, plusSeconds(now, settings.missExclusionSeconds), rejections);
  const dropped = dropOffer(agent, interaction.id, now);
  const missed = isSilent(lease, now) ? coolDown(dropped, settings, now) : miss(dropped, interaction, settings, now);
  return lapse(excluding, interaction, missed, agent, offer, 'expired', null, 'system', now);
}

/** The offer is taken back without blame. */
export function revoke(interaction: InteractionRecord, agent: AgentRecord, reason: RevokeReason, now: string): Change {
  const { offer } = interaction;
  if (offer === null || offer.agentId !== agent.id) return change({});
  return lapse(
    interaction,
    interaction,
    dropOffer(agent, interaction.id, now),
    agent,
    offer,
    'revoked',
    reason,
    'system',
    now,
  );
}

/** An offer that came to nothing, with the agent freed and the contact waiting again, in one change. */
function lapse(
  excluding: InteractionRecord,
  before: InteractionRecord,
  freed: AgentRecord,
  agent: AgentRecord,
  offer: PendingOffer,
  resolution: Exclude<OfferResolution, 'accepted'>,
  reason: RevokeReason | null,
  by: 'agent' | 'system',
  now: string,
): Change {
  const queuedReason: QueuedReason = resolution;
  const after = requeue(excluding, queuedReason, now);
  return change({
    interactions: [{ before, after }],
    agents: [{ before: agent, after: freed }],
    events: [
      resolved(before, offer, resolution, reason, by),
      queuedEvent(after, queuedReason),
      ...presenceEvents(agent, freed),
    ],
  });
}

/** A desktop shows every 10 s that it is there; after one and a half of that it is taken for cut off. */
const SILENT_MS = 15_000;

const isSilent = (lease: LeaseRecord | null, now: string): boolean =>
  lease === null || msBetween(lease.beatAt, now) > SILENT_MS;

/** A pause before anything is offered again, twice as long with each miss in a row. */
function coolDown(agent: AgentRecord, settings: RoutingSettings, now: string): AgentRecord {
  const seconds = Math.min(settings.coolDownSeconds * 2 ** Math.max(0, agent.misses - 1), LONGEST_COOL_DOWN_SECONDS);
  return { ...agent, coolingUntil: seconds > 0 ? plusSeconds(now, seconds) : null };
}

function miss(agent: AgentRecord, interaction: InteractionRecord, settings: RoutingSettings, now: string): AgentRecord {
  const misses = agent.misses + 1;
  const cooled = coolDown({ ...agent, misses }, settings, now);
  if (misses < settings.maxMisses[interaction.channel] || agent.presence.status !== 'ready') return cooled;
  const presence = {
    ...systemPresence('not-ready', 'offer-missed', agent.presence.pending, now),
    returnsAt: settings.autoReturnSeconds === null ? null : plusSeconds(now, settings.autoReturnSeconds),
  };
  return { ...cooled, misses: 0, coolingUntil: null, presence };
}

const exclude = (
  interaction: InteractionRecord,
  agentId: string,
  until: string,
  rejections: number,
): InteractionRecord => ({
  ...interaction,
  excluded: [...interaction.excluded.filter(one => one.agentId !== agentId), { agentId, until, rejections }],
});

export const resolved = (
  interaction: InteractionRecord,
  offer: PendingOffer,
  resolution: OfferResolution,
  reason: RevokeReason | null,
  by: 'agent' | 'auto-answer' | 'system',
): NewEvent => ({
  type: 'offer.resolved.v1',
  subject: `interaction/${interaction.id}`,
  agents: [offer.agentId],
  data: { ...about(interaction), offerId: offer.id, agentId: offer.agentId, resolution, reason, by },
});
