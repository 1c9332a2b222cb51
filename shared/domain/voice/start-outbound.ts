import type { Campaign, Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { Customer, InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, Work } from '#schemas/sessions/model.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { arrive } from '#shared/domain/interactions/arrive.ts';
import { byAgent } from '#shared/domain/interactions/authors.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, outcome } from '#shared/domain/kit/change.ts';
import { liveShardOf } from '#shared/domain/kit/shard.ts';
import { freeCapacity, liveCounts } from '#shared/domain/routing/capacity.ts';
import { costFor } from '#shared/domain/routing/eligibility.ts';
import { nextOfferId, workRules } from '#shared/domain/routing/offer.ts';

/** Whom an agent calls, and for what; nobody where he opens a room into which he calls others. */
export interface OutboundCall {
  readonly id: string;
  readonly tenantId: string;
  readonly to: string | null;
  readonly customer: Customer;
  readonly language: string;
  /** Whether whoever is called in waits until the conference begins. */
  readonly gathering: boolean;
}

/**
 * An agent calls a customer for a campaign (OUT-01): his own telephone or browser comes first, the customer is called as
 * soon as he is there. Without a customer it is a room of his own (VOICE-23). Everybody who is called sees the number of
 * the campaign.
 *
 * @throws AppError `CALLER_NUMBER_MISSING`, `CAPACITY_EXCEEDED`
 */
export function startOutbound(
  outbound: OutboundCall,
  agent: AgentRecord,
  campaign: Campaign,
  queue: Queue,
  settings: RoutingSettings,
  now: string,
): Change {
  const { callerNumber } = campaign;
  if (callerNumber === undefined) {
    throw new AppError('CALLER_NUMBER_MISSING', { params: { campaignId: campaign.id } });
  }
  const interaction = held(outbound, agent, queue, settings, now);
  const cost = costFor(agent, interaction);
  const cap = agent.profile.caps.voice;
  const live = liveCounts(agent.work).voice ?? 0;
  if (freeCapacity(agent) < cost || (cap !== undefined && live >= cap)) {
    throw new AppError('CAPACITY_EXCEEDED', { params: { free: freeCapacity(agent), cost, live, cap: cap ?? null } });
  }
  const { campaignId, channel, id: interactionId, queueId } = interaction;
  const work: Work = {
    ...{ interactionId, channel, queueId, campaignId, state: 'active', cost, since: now, offerId: null },
    ...workRules(channel, queue, settings),
  };
  return change({
    interactions: [{ before: null, after: interaction }],
    agents: [{ before: agent, after: { ...agent, work: [...agent.work, work] } }],
    calls: [{ before: null, after: callFrom(outbound, callerNumber, now) }],
    entries: [
      {
        ...{ interactionId, kind: 'agent-joined', text: null, clientMessageId: null },
        author: byAgent(interaction, agent),
      },
    ],
    events: [
      {
        type: 'interaction.started.v1',
        subject: `interaction/${interactionId}`,
        agents: [agent.id],
        data: { ...about(interaction), agentId: agent.id, to: outbound.to },
      },
    ],
  });
}

/** The interaction as it begins: in the hands of its agent, and never in a queue. */
function held(
  { customer, id, language, tenantId, to }: OutboundCall,
  agent: AgentRecord,
  queue: Queue,
  settings: RoutingSettings,
  now: string,
): InteractionRecord {
  const arrival = {
    ...{ id, tenantId, customer, channel: 'voice' as const, predictedMs: null, locale: language },
    ...{
      entryPoint: null,
      pageIsOpen: false,
      hidesAgentNames: false,
      patience: null,
      privateData: null,
      welcome: null,
    },
    ...{ initialMessage: null, initialMessageToAgent: null },
    profile: to === null ? {} : { calledNumber: to },
  };
  const arrived = outcome(arrive(arrival, queue, settings, now).interactions, id) as InteractionRecord;
  return {
    ...arrived,
    ...{ direction: 'outbound', status: 'connecting', queueVisits: 0, offerCount: 1, escalatesAt: null },
    assignments: [
      {
        ...{ agentId: agent.id, agentName: agent.profile.displayName, offerId: nextOfferId(arrived) },
        ...{ role: 'primary', status: 'active', queueId: queue.id, campaignId: queue.campaignId },
        ...{ acceptedAt: now, connectedAt: null, endedAt: null, wrapUp: null, outcomePending: false },
      },
    ],
  };
}

const callFrom = ({ gathering, id, language, tenantId, to }: OutboundCall, from: string, now: string): CallRecord => ({
  ...{ tenantId, id, version: 0, direction: 'outbound', to, from, language, status: 'live', legs: [] },
  ...{ flow: null, consult: null, joining: null, parked: null, gathering, recording: 'off', recordings: [] },
  ...{ startedAt: now, endedAt: null, endedBy: null },
  live: liveShardOf(id),
});
