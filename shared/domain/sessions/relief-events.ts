import type { AgentRecord, Work } from '#schemas/sessions/model.ts';
import type { Moved, NewEvent } from '#shared/domain/kit/change.ts';

/** Tells the agent of work that takes less than before, or all of its capacity again: it follows from his row alone. */
export const reliefEvents = ({ after, before }: Moved<AgentRecord>): NewEvent[] =>
  after.work.flatMap(one => {
    const then = before?.work.find(other => other.interactionId === one.interactionId);
    return then && then.relief?.reason !== one.relief?.reason ? [reliefEvent(after.id, one)] : [];
  });

function reliefEvent(agentId: string, { cost, interactionId, relief }: Work): NewEvent {
  const about = { subject: `agent/${agentId}` as const, agents: [agentId] };
  return relief
    ? { ...about, type: 'work.relieved.v1', data: { agentId, interactionId, reason: relief.reason, cost } }
    : { ...about, type: 'work.resumed.v1', data: { agentId, interactionId, cost } };
}
