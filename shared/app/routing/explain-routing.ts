import type { Channel } from '#schemas/interactions/channel.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { RoutingEvaluation } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { AgentAtWork, WorkPorts } from '#shared/app/work/ports.ts';
import { visible } from '#shared/app/work/visible.ts';
import { queueOf } from '#shared/domain/admin/configuration.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { type Refusal, refusal, unavailability } from '#shared/domain/routing/eligibility.ts';
import { laneOwner } from '#shared/domain/routing/lane.ts';
import { evaluate, rankAgents } from '#shared/domain/routing/match.ts';
import { claimRefusal } from '#shared/domain/routing/offer.ts';
import { comparedOf, contactOf } from '#shared/domain/routing/projection.ts';
import { imagined } from '#shared/domain/routing/queueing.ts';

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

/** Agents that a simulation says something of. */
const SHOWN = 200;

/**
 * What routing would do with a contact of a queue that had waited for so long by now, agent by agent; nothing changes.
 *
 * @throws AppError `QUEUE_NOT_FOUND`
 */
export async function simulateRouting(
  ports: WorkPorts,
  queueId: string,
  asked: { readonly channel?: Channel | undefined; readonly waitedSeconds: number },
): Promise<RoutingEvaluation> {
  const { now } = ports.ctx;
  const configuration = await ports.configuration();
  const queue = queueOf(configuration, queueId);
  const contact = imagined(
    queue,
    asked.channel ?? queue.channels[0] ?? 'chat',
    configuration.settings,
    plusSeconds(now, -asked.waitedSeconds),
  );
  const concerned = (await ports.liveAgents()).filter(agent => serves(agent, queueId));
  const atWork = await reread(ports, concerned.slice(0, SHOWN));
  const because = (one: AgentAtWork) =>
    unavailability(one.agent, one.lease, now) ?? refusal(comparedOf(one.agent), contact, now);
  const free = atWork.filter(one => because(one) === null).map(one => comparedOf(one.agent));
  const chosen = rankAgents(contact, free, now)[0]?.agentId ?? null;
  const looked = evaluate(
    contact,
    atWork.map(one => comparedOf(one.agent)),
    chosen,
    'simulated',
    now,
    SHOWN,
  );
  return explained(looked, atWork, because);
}

/** Looks at every agent at work who has to do with the contact's lane, without changing anything. */
async function lookNow(ports: WorkPorts, interaction: InteractionRecord): Promise<RoutingEvaluation> {
  const concerned = (await ports.liveAgents()).filter(agent => concerns(agent, interaction));
  const atWork = await reread(ports, concerned);
  const looked = evaluate(
    contactOf(interaction),
    atWork.map(one => comparedOf(one.agent)),
    null,
    'queued',
    ports.ctx.now,
  );
  return explained(looked, atWork, one => claimRefusal(interaction, one.agent, one.lease, ports.ctx.now));
}

/** The index lags a little: what is said of an agent is said of his row. */
const reread = async (ports: WorkPorts, agents: readonly AgentRecord[]): Promise<AgentAtWork[]> =>
  (await Promise.all(agents.map(agent => ports.agent(agent.id)))).filter(one => one !== undefined);

/** A look, with everything there is to know against each agent. */
function explained(
  looked: RoutingEvaluation,
  atWork: readonly AgentAtWork[],
  because: (one: AgentAtWork) => Refusal | null,
): RoutingEvaluation {
  const considered = looked.considered.map(one => {
    const found = atWork.find(candidate => candidate.agent.id === one.agentId);
    const why = found && because(found);
    return { ...one, refused: why?.reason ?? null, detail: why?.detail ?? null };
  });
  return { ...looked, considered };
}

const serves = ({ profile }: AgentRecord, queueId: string): boolean =>
  profile.queues.some(queue => queue.queueId === queueId);

const concerns = (agent: AgentRecord, interaction: InteractionRecord): boolean => {
  const owner = laneOwner(interaction.lane);
  return owner === null ? serves(agent, interaction.queueId) : agent.id === owner;
};
