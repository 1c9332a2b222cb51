import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { principalId } from '#shared/domain/kit/principal.ts';
import { openAgent } from '#shared/domain/sessions/close.ts';
import type { Conversation, WorkPorts } from './ports.ts';

/** The calling agent with the session the client believes in. @throws AppError `SESSION_NOT_FOUND`, `SESSION_SUPERSEDED` */
export async function callingAgent(ports: WorkPorts) {
  const atWork = await ports.agent(callerId(ports));
  return { agent: openAgent(atWork?.agent, ports.ctx.sessionId), lease: atWork?.lease ?? null };
}

export const callerId = (ports: WorkPorts): string => principalId(ports.ctx.principal);

/** @throws AppError `INTERACTION_NOT_FOUND` */
export async function conversationOf(ports: WorkPorts, interactionId: string): Promise<Conversation> {
  const conversation = await ports.interaction(interactionId);
  if (!conversation) throw new AppError('INTERACTION_NOT_FOUND');
  return conversation;
}

/**
 * The caller and one interaction, read at the same time. The agent row of somebody who never signed in does not exist:
 * such a caller handles nothing.
 *
 * @throws AppError `INTERACTION_NOT_FOUND`, `NOT_YOUR_INTERACTION`, `SESSION_SUPERSEDED`
 */
export async function callerAndInteraction(
  ports: WorkPorts,
  interactionId: string,
): Promise<{ agent: AgentRecord; lease: LeaseRecord | null; conversation: Conversation }> {
  const [atWork, conversation] = await Promise.all([
    ports.agent(callerId(ports)),
    conversationOf(ports, interactionId),
  ]);
  if (!atWork) throw new AppError('NOT_YOUR_INTERACTION');
  if (ports.ctx.sessionId !== null) openAgent(atWork.agent, ports.ctx.sessionId);
  return { ...atWork, conversation };
}

/** What an agent is asked to take and what he talks in. */
export async function workInHand(ports: WorkPorts, agent: AgentRecord) {
  const [offered, active] = await Promise.all([workOf(ports, agent, 'offered'), workOf(ports, agent, 'active')]);
  return { offered, active };
}

/** The interactions in an agent's hands that are in one of the states. */
export async function workOf(
  ports: WorkPorts,
  agent: AgentRecord,
  ...states: AgentRecord['work'][number]['state'][]
): Promise<InteractionRecord[]> {
  const ids = agent.work.filter(one => states.includes(one.state)).map(one => one.interactionId);
  return ids.length > 0 ? ports.interactions(ids) : [];
}
