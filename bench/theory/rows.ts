import { RoutingSettings } from '#schemas/admin/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import type { Contact } from '#shared/domain/routing/eligibility.ts';
import { rankOf } from '#shared/domain/routing/rank.ts';
import type { Flow, Team } from './model.ts';

/** Rows as the system would hold them, with nothing in them that the matcher does not compare. */

export const SETTINGS = RoutingSettings.parse({});
const STARTS_AT = Date.parse('2026-01-01T00:00:00.000Z');
const CAMPAIGN = 'inbound';

/** Milliseconds of the simulation as an instant. */
export const instantAt = (ms: number): string => toInstant(STARTS_AT + Math.floor(ms));

export function contactRow(flow: Flow, number: number, now: string): Contact {
  return {
    ...{ lane: flow.queueId, class: flow.class, rank: rankOf(now, 0), channel: flow.channel },
    ...{ queueId: flow.queueId, campaignId: CAMPAIGN, cost: SETTINGS.channelWeights[flow.channel] },
    interactionId: `int_${String(number).padStart(26, '0')}`,
    enqueuedAt: now,
    steps: stepsOf(flow),
    stepStartedAt: now,
    excluded: [],
    sticky: null,
  };
}

const stepsOf = ({ skills }: Flow): Contact['steps'] => {
  const needs = Object.entries(skills).map(([skillId, level]) => ({ skillId, level }));
  return needs.length > 0 ? [{ skills: needs }] : [];
};

export function agentRow({ queueIds, skills }: Team, number: number): AgentRecord {
  const now = instantAt(0);
  const id = `agent-${String(number).padStart(5, '0')}`;
  return {
    ...{ tenantId: 'theory', id, version: 1, epoch: 1 },
    presence: {
      ...{ status: 'ready', reasonId: null, kind: 'user', cause: null },
      ...{ since: now, pending: null, returnsAt: null },
    },
    session: {
      ...{ id: `ses_${String(number).padStart(26, '0')}`, status: 'online', openedAt: now },
      ...{ graceUntil: null, extension: null, campaignIds: [CAMPAIGN] },
    },
    ...{ autoCall: false, queueIds: [...queueIds], work: [], misses: 0, coolingUntil: null, idleSince: now },
    outcomesPending: [],
    profile: {
      ...{ name: id, displayName: id, skills: { ...skills }, total: 100, caps: {}, personalQueue: false },
      ...{ weights: SETTINGS.channelWeights, wrapUpWeights: SETTINGS.wrapUpWeights },
      queues: queueIds.map(queueId => ({
        ...{ queueId, campaignId: CAMPAIGN, tier: 1, delaySeconds: 0, primary: false },
      })),
    },
  };
}
