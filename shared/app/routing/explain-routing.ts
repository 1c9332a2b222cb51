import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { RoutingEvaluation } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { visible } from '#shared/app/work/visible.ts';
import { laneOwner } from '#shared/domain/routing/lane.ts';
import { evaluate } from '#shared/domain/routing/match.ts';
import { claimRefusal } from '#shared/domain/routing/offer.ts';
import { comparedOf, contactOf } from '#shared/domain/routing/projection.ts';

const KEPT = 20;

/** Why an interaction waits now, agent by agent, and why it was offered to whom before (rule 7 of the ranked list). */
export async function explainRouting(ports: WorkPorts, interactionId: string) {
  const [{ interaction }, timeline] = await Promise.all([visible(ports, interactionId), ports.timeline(interactionId)]);
  const evaluations = timeline
    .map(change => change.evaluation)
    .filter(evaluation => evaluation !== null)
    .toReversed()
    .slice(0, KEPT);
  return {
    interactionId,
    status: interaction.status,
    now: interaction.status === 'queued' ? await lookNow(ports, interaction) : null,
    evaluations,
  };
}

/** Looks at every agent at work who has to do with the contact's lane, without changing anything. */
async function lookNow(ports: WorkPorts, interaction: InteractionRecord): Promise<RoutingEvaluation> {
  const concerned = (await ports.liveAgents()).filter(agent => concerns(agent, interaction));
  const atWork = (await Promise.all(concerned.map(agent => ports.agent(agent.id)))).filter(one => one !== undefined);
  const looked = evaluate(
    contactOf(interaction),
    atWork.map(one => comparedOf(one.agent)),
    null,
    'queued',
    ports.ctx.now,
  );
  return {
    ...looked,
    considered: looked.considered.map(one => {
      const found = atWork.find(candidate => candidate.agent.id === one.agentId);
      const refusal = found && claimRefusal(interaction, found.agent, found.lease, ports.ctx.now);
      return { ...one, refused: refusal?.reason ?? null, detail: refusal?.detail ?? null };
    }),
  };
}

const concerns = (agent: AgentRecord, interaction: InteractionRecord): boolean => {
  const owner = laneOwner(interaction.lane);
  return owner === null
    ? agent.profile.queues.some(queue => queue.queueId === interaction.queueId)
    : agent.id === owner;
};
