import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { interactionTasks } from '#schemas/interactions/tasks.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { nextPageLook } from '#shared/domain/interactions/customer-page.ts';
import type { Signs } from '#shared/domain/interactions/customer-watch.ts';
import { plusMs } from '#shared/domain/kit/instant.ts';
import { agentDeadlines, type Deadline, interactionDeadlines } from '#shared/domain/routing/deadlines.ts';
import type { Flaw } from '#shared/domain/routing/invariants.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { rankAgents } from '#shared/domain/routing/match.ts';
import { candidateOf, contactOf } from '#shared/domain/routing/projection.ts';
import { callDeadlines } from '#shared/domain/voice/deadlines.ts';
import { watchLease } from './lease.ts';
import { matchAgent, matchInteraction } from './match.ts';
import { mendCalls } from './mend-calls.ts';
import { mendDerived } from './mend-derived.ts';
import { mendEach } from './mend-each.ts';
import { mendPairs } from './mend-pairs.ts';
import type { WorkPorts } from './ports.ts';
import { scheduled } from './store-change.ts';

/** How late a timer or a match may be before the sweeper takes its place. */
const LATE_MS = 5000;

/** What the sweeper mended; every one is an alarm. */
export interface Repair {
  readonly kind:
    | Flaw['kind']
    | 'overdue'
    | 'unmatched'
    | 'lapsed-lease'
    | 'waiting-row'
    | 'routable-row'
    | 'queue-profile'
    | 'call';
  /** The interaction or agent that was mended. */
  readonly subject: string;
  readonly detail: string;
  /** The queues whose followers may want to know. */
  readonly queueIds: readonly string[];
}
export type Found = Omit<Repair, 'queueIds'>;

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
  // Where there is no telephone service there are no calls to ask for.
  const calls = ports.voice === null ? [] : await ports.liveCalls();
  const called = calls.flatMap(callDeadlines);
  const deadlines = [...interactions.flatMap(interactionDeadlines), ...agents.flatMap(agentDeadlines), ...called];
  if (restarting) await rearm(ports, deadlines, agents);
  const there = await pagesThere(ports, interactions);
  const binding = [
    ...interactions.flatMap(one => bindingDeadlines(one, there.has(one.id))),
    ...agents.flatMap(agentDeadlines),
    ...called,
  ];
  const repairs = [
    ...(await carryOutOverdue(ports, binding, runTask)),
    ...(await lapseLeases(ports, agents, runTask)),
    ...(await mendPairs(ports, interactions, agents)),
    ...(await mendCalls(ports, calls)),
    ...(await mendDerived(ports, interactions, agents)),
    ...(await matchUnmatched(ports, interactions, agents)),
  ];
  const queueIds = new Map<string, readonly string[]>([
    ...interactions.map(one => [one.id, [one.queueId]] as const),
    ...agents.map(one => [one.id, one.queueIds] as const),
  ]);
  return repairs.map(repair => ({ ...repair, queueIds: queueIds.get(repair.subject) ?? [] }));
}

/**
 * Deadlines that something depends on; of the looks for agents only the one that moves the contact up a class, and none
 * for a page that is there.
 */
const bindingDeadlines = (interaction: InteractionRecord, isPageThere: boolean): Deadline[] =>
  interactionDeadlines(interaction).filter(({ at, task }) => {
    if (task === PAGE_LOOK) return !isPageThere;
    return task !== 'wake-interaction' || at === interaction.escalatesAt;
  });

const PAGE_LOOK = interactionTasks.checkCustomerPage.name;

/** The interactions whose look for the page seems overdue and is not: signs of life that lie apart have moved it on. */
async function pagesThere(ports: WorkPorts, interactions: readonly InteractionRecord[]): Promise<ReadonlySet<string>> {
  const late = lateFor(ports);
  const doubtful = interactions.filter(one => (one.customerWatch?.pageLookAt ?? late) < late);
  const seen = await ports.lastSeen(doubtful.map(one => one.id));
  const there = new Set<string>();
  for (const interaction of doubtful) {
    const lookAt = (signs: Signs) => nextPageLook(interaction, signs) ?? '';
    const known = lookAt({ seen: seen.get(interaction.id) ?? null, tail: [] });
    // A message is a sign of life as well, but costs a read of the conversation.
    const found = known < late ? await ports.interaction(interaction.id) : undefined;
    if (known >= late || (found && lookAt(found) >= late)) there.add(interaction.id);
  }
  return there;
}

/** Timers to come; a page whose look moved on by signs of life alone is looked for at once, which sets the next look. */
async function rearm(ports: WorkPorts, deadlines: readonly Deadline[], agents: readonly AgentRecord[]): Promise<void> {
  const { now, tenantId } = ports.ctx;
  const looks = scheduled(deadlines, tenantId).filter(task => task.at > now || task.name === PAGE_LOOK);
  await ports.schedule(looks.map(task => ({ ...task, at: task.at > now ? task.at : now })));
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
  return mendEach(overdue, async ({ at, input, task }) => {
    await runTask(task, { tenantId: ports.ctx.tenantId, deadline: at, ...input });
    return {
      kind: 'overdue',
      subject: String(input['interactionId'] ?? input['agentId']),
      detail: `${task} was due at ${at}`,
    };
  });
}

async function lapseLeases(
  ports: WorkPorts,
  agents: readonly AgentRecord[],
  runTask: (name: string, input: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<Found[]> {
  return mendEach(agents, async ({ id }) => {
    // The list may be older than the lease: who signs in anew meanwhile has one of another session.
    const { agent, lease } = (await ports.agent(id)) ?? {};
    if (agent?.session?.status !== 'online') return undefined;
    const { epoch, session } = agent;
    const deadline = lease?.epoch === epoch ? lease.leaseUntil : session.openedAt;
    if (deadline >= lateFor(ports)) return undefined;
    await runTask('check-lease', { tenantId: ports.ctx.tenantId, agentId: id, epoch, deadline });
    return { kind: 'lapsed-lease', subject: id, detail: `the lease ended at ${deadline}` };
  });
}

/**
 * Contacts that wait although somebody could have taken them for a while; who became free this very moment is still
 * being looked for, and who wraps one up is not given it again. The rows that searches read may be what is wrong, so
 * that the first look goes past them.
 */
async function matchUnmatched(
  ports: WorkPorts,
  interactions: readonly InteractionRecord[],
  agents: readonly AgentRecord[],
): Promise<Found[]> {
  const late = lateFor(ports);
  const idle = agents.filter(agent => agent.idleSince <= late && agent.presence.since <= late);
  const free = idle.flatMap(agent => {
    const candidate = candidateOf(agent);
    return candidate ? [{ candidate, work: agent.work }] : [];
  });
  return mendEach(interactions, async interaction => {
    if (interaction.status !== 'queued' || interaction.enqueuedAt > late) return undefined;
    const others = free.filter(({ work }) => work.every(one => one.interactionId !== interaction.id));
    const candidates = others.map(({ candidate }) => candidate);
    const [best] = rankAgents(contactOf(interaction), candidates, late);
    if (!best) return undefined;
    const again = async () => (await ports.interaction(interaction.id))?.interaction;
    const fresh = await again();
    if (fresh?.status !== 'queued' || fresh.version !== interaction.version) return undefined;
    await matchInteraction(ports, fresh, 'repaired');
    if ((await again())?.status === 'queued') await matchAgent(ports, best.agentId);
    const after = await again();
    if (after?.status !== 'offered') return undefined;
    const where = fresh.lane === personalLane(after.offer?.agentId ?? '') ? 'a personal queue' : fresh.lane;
    return { kind: 'unmatched', subject: interaction.id, detail: `waited in ${where}` };
  });
}

const lateFor = (ports: WorkPorts): string => plusMs(ports.ctx.now, -LATE_MS);
