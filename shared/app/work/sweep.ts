import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { type Change, change, merge, outcome } from '#shared/domain/kit/change.ts';
import { plusMs } from '#shared/domain/kit/instant.ts';
import { agentDeadlines, type Deadline, interactionDeadlines } from '#shared/domain/routing/deadlines.ts';
import { agentFlaws, type Flaw, interactionFlaws } from '#shared/domain/routing/invariants.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { rankAgents } from '#shared/domain/routing/match.ts';
import { revoke } from '#shared/domain/routing/offer.ts';
import { candidateOf, contactOf } from '#shared/domain/routing/projection.ts';
import { dropWork } from '#shared/domain/sessions/work.ts';
import { carryOut } from './carry-out.ts';
import { watchLease } from './lease.ts';
import { matchAgent, matchInteraction } from './match.ts';
import type { WorkPorts } from './ports.ts';
import { scheduled } from './store-change.ts';

/** How late a timer or a match may be before the sweeper takes its place. */
const LATE_MS = 5000;

/** What the sweeper mended; every one is an alarm. */
export interface Repair {
  readonly kind: 'overdue' | 'offer-without-holder' | 'work-without-interaction' | 'unmatched' | 'lapsed-lease';
  /** The interaction or agent that was mended. */
  readonly subject: string;
  readonly detail: string;
  /** The queues whose followers may want to know. */
  readonly queueIds: readonly string[];
}
type Found = Omit<Repair, 'queueIds'>;

/**
 * The third net under routing and timers, once a minute: it carries out what is overdue, mends what contradicts itself,
 * and looks for matches that should have happened. In a healthy system it finds nothing.
 *
 * @param runTask carries out a task by name, as its timer would have
 * @param restarting timers were lost with their process: deadlines to come are set again, which is no repair
 */
export async function sweep(
  ports: WorkPorts,
  runTask: (name: string, input: Readonly<Record<string, unknown>>) => Promise<void>,
  restarting = false,
): Promise<Repair[]> {
  const [interactions, agents] = await Promise.all([ports.liveInteractions(), ports.liveAgents()]);
  const deadlines = [...interactions.flatMap(interactionDeadlines), ...agents.flatMap(agentDeadlines)];
  if (restarting) await rearm(ports, deadlines, agents);
  const binding = [...interactions.flatMap(bindingDeadlines), ...agents.flatMap(agentDeadlines)];
  const repairs = [
    ...(await carryOutOverdue(ports, binding, runTask)),
    ...(await lapseLeases(ports, agents, runTask)),
    ...(await mend(ports, interactions, agents)),
    ...(await matchUnmatched(ports, interactions, agents)),
  ];
  const queueIds = new Map<string, readonly string[]>([
    ...interactions.map(one => [one.id, [one.queueId]] as const),
    ...agents.map(one => [one.id, one.queueIds] as const),
  ]);
  return repairs.map(repair => ({ ...repair, queueIds: queueIds.get(repair.subject) ?? [] }));
}

/** Deadlines that something depends on; of the looks for agents only the one that moves the contact up a class. */
const bindingDeadlines = (interaction: InteractionRecord): Deadline[] =>
  interactionDeadlines(interaction).filter(
    ({ at, task }) => task !== 'wake-interaction' || at === interaction.escalatesAt,
  );

async function rearm(ports: WorkPorts, deadlines: readonly Deadline[], agents: readonly AgentRecord[]): Promise<void> {
  await ports.schedule(scheduled(deadlines, ports.ctx.tenantId).filter(task => task.at > ports.ctx.now));
  for (const agent of agents) {
    const lease = (await ports.agent(agent.id))?.lease;
    if (lease) await watchLease(ports, agent.id, agent.epoch, lease.leaseUntil);
  }
}

async function carryOutOverdue(
  ports: WorkPorts,
  deadlines: readonly Deadline[],
  runTask: (name: string, input: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<Found[]> {
  const overdue = deadlines.filter(deadline => deadline.at < lateFor(ports));
  for (const { at, input, task } of overdue) {
    await runTask(task, { tenantId: ports.ctx.tenantId, deadline: at, ...input });
  }
  return overdue.map(({ at, input, task }) => ({
    kind: 'overdue',
    subject: String(input['interactionId'] ?? input['agentId']),
    detail: `${task} was due at ${at}`,
  }));
}

async function lapseLeases(
  ports: WorkPorts,
  agents: readonly AgentRecord[],
  runTask: (name: string, input: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<Found[]> {
  const repairs: Found[] = [];
  for (const { id, epoch, session } of agents) {
    if (session?.status !== 'online') continue;
    const deadline = (await ports.agent(id))?.lease?.leaseUntil ?? session.openedAt;
    if (deadline >= lateFor(ports)) continue;
    await runTask('check-lease', { tenantId: ports.ctx.tenantId, agentId: id, epoch, deadline });
    repairs.push({ kind: 'lapsed-lease', subject: id, detail: `the lease ended at ${deadline}` });
  }
  return repairs;
}

/** Mends what one side says and the other does not; both sides are read again before anything is believed. */
async function mend(
  ports: WorkPorts,
  interactions: readonly InteractionRecord[],
  agents: readonly AgentRecord[],
): Promise<Found[]> {
  const byId = new Map(agents.map(agent => [agent.id, agent] as const));
  const suspects = [
    ...interactions.flatMap(interaction => interactionFlaws(interaction, agentId => byId.get(agentId))),
    ...agents.flatMap(agent => agentFlaws(agent, id => interactions.find(one => one.id === id))),
  ];
  const repairs: Found[] = [];
  for (const suspect of suspects) {
    const mended = await carryOut(ports, async () => {
      const repair = await repairOf(ports, suspect);
      return { change: repair ?? change({}), answer: () => repair !== undefined };
    });
    if (mended)
      repairs.push({ kind: suspect.kind, subject: suspect.interactionId, detail: `with agent ${suspect.agentId}` });
  }
  return repairs;
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
  const dropped = change({ agents: [{ before: agent, after: dropWork(agent, flaw.interactionId, ports.ctx.now) }] });
  if (flaw.kind === 'work-without-interaction' || !interaction) return dropped;
  const revoked = revoke(interaction, outcome(dropped.agents, agent.id) ?? agent, 'repaired', ports.ctx.now);
  return merge(dropped, revoked);
}

/**
 * Contacts that wait although somebody could have taken them for a while; who became free this very moment is still
 * being looked for. The rows that searches read may be what is wrong, so that the first look goes past them.
 */
async function matchUnmatched(
  ports: WorkPorts,
  interactions: readonly InteractionRecord[],
  agents: readonly AgentRecord[],
): Promise<Found[]> {
  const late = lateFor(ports);
  const idle = agents.filter(agent => agent.idleSince <= late && agent.presence.since <= late);
  const candidates = idle.map(candidateOf).filter(candidate => candidate !== null);
  const repairs: Found[] = [];
  for (const interaction of interactions.filter(one => one.status === 'queued' && one.enqueuedAt <= late)) {
    const [best] = rankAgents(contactOf(interaction), candidates, late);
    if (!best) continue;
    const again = async () => (await ports.interaction(interaction.id))?.interaction;
    const fresh = await again();
    if (fresh?.status !== 'queued' || fresh.version !== interaction.version) continue;
    await matchInteraction(ports, fresh, 'repaired');
    if ((await again())?.status === 'queued') await matchAgent(ports, best.agentId);
    const after = await again();
    if (after?.status === 'offered') {
      const where = fresh.lane === personalLane(after.offer?.agentId ?? '') ? 'a personal queue' : fresh.lane;
      repairs.push({ kind: 'unmatched', subject: interaction.id, detail: `waited in ${where}` });
    }
  }
  return repairs;
}

const lateFor = (ports: WorkPorts): string => plusMs(ports.ctx.now, -LATE_MS);
