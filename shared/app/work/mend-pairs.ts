import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { type Change, change, merge, outcome } from '#shared/domain/kit/change.ts';
import { agentFlaws, type Flaw, interactionFlaws } from '#shared/domain/routing/invariants.ts';
import { revoke } from '#shared/domain/routing/offer.ts';
import { abandonWork } from '#shared/domain/sessions/close.ts';
import { dropWork, regainWork } from '#shared/domain/sessions/work.ts';
import { carryOut } from './carry-out.ts';
import { ownCampaign } from './change-interaction.ts';
import { mendEach } from './mend-each.ts';
import type { WorkPorts } from './ports.ts';
import type { Found } from './sweep.ts';

/** Mends what one side says and the other does not; both sides are read again before anything is believed. */
export function mendPairs(
  ports: WorkPorts,
  interactions: readonly InteractionRecord[],
  agents: readonly AgentRecord[],
): Promise<Found[]> {
  const byId = new Map(agents.map(agent => [agent.id, agent] as const));
  const suspects = [
    ...interactions.flatMap(interaction => interactionFlaws(interaction, agentId => byId.get(agentId))),
    ...agents.flatMap(agent => agentFlaws(agent, id => interactions.find(one => one.id === id))),
  ];
  return mendEach(suspects, async suspect => {
    const mended = await carryOut(ports, async () => {
      const repair = await repairOf(ports, suspect);
      return { change: repair ?? change({}), answer: () => repair !== undefined };
    });
    return mended
      ? { kind: suspect.kind, subject: suspect.interactionId, detail: `with agent ${suspect.agentId}` }
      : undefined;
  });
}

async function repairOf(ports: WorkPorts, flaw: Flaw): Promise<Change | undefined> {
  const [conversation, atWork] = await Promise.all([ports.interaction(flaw.interactionId), ports.agent(flaw.agentId)]);
  const interaction = conversation?.interaction;
  const agent = atWork?.agent;
  const flaws = [
    ...(interaction ? interactionFlaws(interaction, () => agent) : []),
    ...(agent ? agentFlaws(agent, () => interaction) : []),
  ];
  if (!agent || !flaws.some(one => one.kind === flaw.kind && one.interactionId === flaw.interactionId))
    return undefined;
  if (flaw.kind === 'assignment-without-work' && interaction) return giveBack(ports, interaction, agent);
  const dropped = change({ agents: [{ before: agent, after: dropWork(agent, flaw.interactionId, ports.ctx.now) }] });
  if (flaw.kind === 'work-without-interaction' || !interaction) return dropped;
  const revoked = revoke(interaction, outcome(dropped.agents, agent.id) ?? agent, 'repaired', ports.ctx.now);
  return merge(dropped, revoked);
}

/** Who is at work has his part again; the part of who is not is over, as when his grace ends. */
async function giveBack(ports: WorkPorts, interaction: InteractionRecord, agent: AgentRecord): Promise<Change> {
  const { now } = ports.ctx;
  if (agent.session) return change({ agents: [{ before: agent, after: regainWork(agent, interaction) }] });
  const configuration = await ports.configuration();
  return abandonWork(
    interaction,
    agent,
    ownCampaign(configuration, interaction, agent.id),
    configuration.settings,
    now,
  );
}
