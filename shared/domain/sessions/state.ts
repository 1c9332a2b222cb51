import type { AgentRecord, AgentState } from '#schemas/sessions/model.ts';
import type { NewEvent } from '#shared/domain/kit/change.ts';

/** One word for displays, by precedence (4.1); routing never reads it. */
export function agentState(agent: AgentRecord): AgentState {
  if (agent.session === null) return 'offline';
  if (agent.session.status === 'grace') return 'reconnecting';
  if (agent.work.some(one => one.state === 'offered')) return 'offered';
  const active = agent.work.filter(one => one.state === 'active' && !one.parked);
  if (active.some(one => one.channel === 'voice')) return 'on-call';
  if (active.some(one => one.channel === 'chat')) return 'on-chat';
  if (active.length > 0) return 'on-work';
  if (agent.work.some(one => one.state === 'wrap-up')) return 'wrap-up';
  return agent.presence.status === 'ready' ? 'ready' : 'not-ready';
}

/** Tells of a presence that a decision changed beside its own purpose. */
export const presenceEvents = (before: AgentRecord, after: AgentRecord): NewEvent[] =>
  before.presence === after.presence ? [] : [presenceChanged(after)];

export const presenceChanged = (agent: AgentRecord): NewEvent => ({
  type: 'presence.changed.v1',
  subject: `agent/${agent.id}`,
  agents: [agent.id],
  data: {
    agentId: agent.id,
    presence: agent.presence,
    autoCall: agent.autoCall,
    queueIds: agent.queueIds,
    campaignIds: agent.session?.campaignIds ?? [],
    extension: agent.session?.extension ?? null,
    state: agentState(agent),
  },
});
