import type { Campaign, Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { QueueStatsRecord } from '#schemas/routing/model.ts';
import type { AgentProfile, AgentRecord } from '#schemas/sessions/model.ts';
import { chooseCodes, dispose } from '#shared/domain/dispositions/dispose.ts';
import { completeWrapUp, expireWrapUp, extendWrapUp } from '#shared/domain/dispositions/wrap-up.ts';
import { arrive } from '#shared/domain/interactions/arrive.ts';
import { activeAssignments, handling } from '#shared/domain/interactions/assignments.ts';
import { endByAgent, leave } from '#shared/domain/interactions/end.ts';
import { saveNotes } from '#shared/domain/interactions/notes.ts';
import { type Destination, transfer } from '#shared/domain/interactions/transfer.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, isNothing, merge, nothing, seal } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { type Deadline, newDeadlines } from '#shared/domain/routing/deadlines.ts';
import type { Candidate } from '#shared/domain/routing/eligibility.ts';
import { laneOwner } from '#shared/domain/routing/lane.ts';
import { delayedFor, evaluate, nextChance, rankAgents, rankContacts } from '#shared/domain/routing/match.ts';
import {
  accept,
  autoAnswer,
  claim,
  claimRefusal,
  expire,
  type OfferTerms,
  reject,
  revoke,
} from '#shared/domain/routing/offer.ts';
import { pickUp } from '#shared/domain/routing/pick-up.ts';
import { candidateOf, contactOf, opportunities } from '#shared/domain/routing/projection.ts';
import { addDeltas, agentDeltas, emptyStats, interactionDeltas } from '#shared/domain/routing/queue-stats.ts';
import { refresh, returnTransfer } from '#shared/domain/routing/queueing.ts';
import { beginGrace, closeSession, endGrace, openAgent, resumeSession } from '#shared/domain/sessions/close.ts';
import { openSession } from '#shared/domain/sessions/open.ts';
import { setAutoCall, setPresence, wake } from '#shared/domain/sessions/presence.ts';
import { applyProfile, setQueueLogins } from '#shared/domain/sessions/queues.ts';
import { connectParties } from '#shared/domain/voice/media-up.ts';
import {
  assignedQueue,
  campaign,
  interactionId,
  lease,
  NOW,
  profile,
  queue,
  reasons,
  scheme,
  sessionId,
  settings,
  user,
} from './builders.ts';

/** A contact center made of decisions alone: rows in maps, timers in a list, no store. */

const QUEUES: readonly Queue[] = [
  queue({
    id: 'sales',
    campaignId: 'inbound',
    shards: 2,
    steps: [{ skills: [{ skillId: 'german', level: 3 }], durationSeconds: 20 }, { skills: [] }],
  }),
  queue({
    ...{ id: 'support', name: 'Support', campaignId: 'service', class: 2, priority: 3 },
    // Heavier than what comes to sales, and may interrupt it.
    weights: { chat: 60 },
    wrapUpWeights: { chat: 40 },
  }),
];
const CAMPAIGNS: ReadonlyMap<string, Campaign> = new Map([
  ['inbound', campaign({ wrapUpSeconds: 30, dispositionRequired: true, outcomeSchemeId: 'standard' })],
  ['service', campaign({ id: 'service', wrapUpSeconds: 0, offerMode: 'auto-answer', alertSeconds: 3 })],
]);
const SCHEME = scheme();
const REASONS = reasons('lunch', 'training');
const sales = assignedQueue();
const support = assignedQueue({ queueId: 'support', campaignId: 'service', weights: { chat: 60 } });

const profilesOf = ({ channelWeights: weights, wrapUpWeights }: RoutingSettings): AgentProfile[] => [
  profile({ weights, wrapUpWeights, queues: [sales, support], skills: { german: 4 } }),
  profile({
    weights: { ...weights, chat: 50 },
    ownWeights: { chat: 50 },
    wrapUpWeights,
    queues: [{ ...sales, tier: 2 }],
  }),
  profile({ weights, wrapUpWeights, queues: [{ ...support, delaySeconds: 10 }, sales], caps: { chat: 2 } }),
  profile({ weights, wrapUpWeights, queues: [], skills: { german: 1 } }),
];
const AGENTS = ['ana', 'ben', 'cem', 'dora'];

export interface Floor {
  readonly settings: RoutingSettings;
  /** Whether the matcher looks for work after every change, as the system does. */
  readonly matching: boolean;
  readonly interactions: Map<string, InteractionRecord>;
  readonly agents: Map<string, AgentRecord>;
  readonly stats: Map<string, Omit<QueueStatsRecord, 'tenantId'>>;
  /** Everything that was stored, in order. */
  readonly log: { readonly name: string; readonly change: Change; readonly now: string }[];
  timers: Deadline[];
  /** Timers that acted a second time when they were delivered twice. */
  readonly actedTwice: string[];
  now: string;
  sessions: number;
}

export const openFloor = (given: Parameters<typeof settings>[0], matching: boolean): Floor => ({
  settings: settings({ interruptibleBy: { chat: ['chat'] }, ...given }),
  matching,
  interactions: new Map(),
  agents: new Map(),
  stats: new Map(QUEUES.map(({ id }) => [id, emptyStats(id, '')])),
  log: [],
  timers: [],
  actedTwice: [],
  now: NOW,
  sessions: 0,
});

/** One command of somebody, its arguments small numbers that each command reads as it likes. */
export interface Command {
  readonly name: CommandName;
  readonly agent: number;
  readonly contact: number;
  readonly choice: number;
}

/** Carries a command out; a refusal changes nothing and is no fault. */
export function run(floor: Floor, command: Command): void {
  try {
    store(floor, command.name, COMMANDS[command.name](floor, command));
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'INTERNAL') throw thrown;
  }
  pass(floor, 0);
}

/** Lets time pass; whatever becomes due is carried out, and a second time, as carriers may deliver twice. */
export function pass(floor: Floor, seconds: number): void {
  floor.now = plusSeconds(floor.now, seconds);
  for (;;) {
    const due = floor.timers.filter(timer => timer.at <= floor.now).sort((a, b) => (a.at < b.at ? -1 : 1));
    if (due.length === 0) return;
    floor.timers = floor.timers.filter(timer => timer.at > floor.now);
    for (const timer of due) {
      store(floor, timer.task, TASKS[timer.task]?.(floor, timer) ?? nothing);
      if (!isNothing(TASKS[timer.task]?.(floor, timer) ?? nothing)) floor.actedTwice.push(timer.task);
      if (timer.task === 'wake-interaction' && floor.matching) {
        matchInteraction(floor, String(timer.input['interactionId']));
      }
    }
  }
}

/** The change with calls whose customer and agent hear each other at once. */
function heard(change: Change, now: string): Change {
  const connecting = change.interactions.filter(({ after }) => after.status === 'connecting');
  return connecting.reduce(
    (so, { after }) => merge(so, connectParties(after, activeAssignments(after), true, now)),
    change,
  );
}

function store(floor: Floor, name: string, change: Change): void {
  if (isNothing(change)) return;
  const sealed = seal(change);
  for (const { before, after } of sealed.interactions) {
    const deltas = interactionDeltas(before ?? undefined, after, () => 20_000);
    for (const delta of deltas) count(floor, delta);
    floor.interactions.set(after.id, after);
  }
  for (const { before, after } of sealed.agents) {
    for (const delta of agentDeltas(before ?? undefined, after)) count(floor, delta);
    floor.agents.set(after.id, after);
  }
  floor.timers.push(...newDeadlines(sealed, floor.now));
  floor.log.push({ name, change: sealed, now: floor.now });
  if (floor.matching) {
    const { agents, interactions } = opportunities(sealed);
    for (const one of interactions) matchInteraction(floor, one.id);
    for (const one of agents) matchAgent(floor, one.id);
  }
}

function count(floor: Floor, delta: ReturnType<typeof agentDeltas>[number]): void {
  const stats = floor.stats.get(delta.queueId) ?? emptyStats(delta.queueId, '');
  floor.stats.set(delta.queueId, addDeltas(stats, [delta], ''));
}

export const leaseOf = (agent: AgentRecord, now: string) =>
  lease({
    agentId: agent.id,
    sessionId: agent.session?.id ?? sessionId(0),
    epoch: agent.epoch,
    leaseUntil: plusSeconds(now, 30),
  });

const queueOf = (id: string): Queue => QUEUES.find(one => one.id === id)!;
const campaignOf = (id: string): Campaign => CAMPAIGNS.get(id)!;
/** The campaign under which the agent took the interaction. */
const ownCampaign = (interaction: InteractionRecord, agentId: string): Campaign =>
  campaignOf(interaction.assignments.findLast(one => one.agentId === agentId)?.campaignId ?? interaction.campaignId);
const termsOf = (
  floor: Floor,
  interaction: InteractionRecord,
  source: OfferTerms['source'] = 'routing',
): OfferTerms => ({
  queue: queueOf(interaction.queueId),
  campaign: campaignOf(interaction.campaignId),
  settings: floor.settings,
  ringSeconds: 20,
  source,
});

function candidatesFor(floor: Floor, interaction: InteractionRecord): Candidate[] {
  const owner = laneOwner(interaction.lane);
  return [...floor.agents.values()]
    .filter(agent =>
      owner === null ? agent.profile.queues.some(({ queueId }) => queueId === interaction.queueId) : agent.id === owner,
    )
    .map(candidateOf)
    .filter(candidate => candidate !== null);
}

function claimed(floor: Floor, interaction: InteractionRecord, agent: AgentRecord): Change | null {
  if (claimRefusal(interaction, agent, leaseOf(agent, floor.now), floor.now)) return null;
  const evaluation = evaluate(contactOf(interaction), [], agent.id, 'queued', floor.now);
  return claim(interaction, agent, termsOf(floor, interaction), evaluation, floor.now);
}

function matchInteraction(floor: Floor, id: string): void {
  const interaction = floor.interactions.get(id);
  if (interaction?.status !== 'queued') return;
  const candidates = candidatesFor(floor, interaction);
  for (const { agentId } of rankAgents(contactOf(interaction), candidates, floor.now)) {
    const change = claimed(floor, interaction, floor.agents.get(agentId)!);
    if (change) {
      store(floor, 'claim', change);
      return;
    }
  }
  const chance = nextChance(contactOf(interaction), candidates, floor.now);
  if (chance) floor.timers.push({ task: 'wake-interaction', at: chance, input: { interactionId: id } });
}

function matchAgent(floor: Floor, id: string): void {
  const refused = new Set<string>();
  for (;;) {
    const agent = floor.agents.get(id);
    const candidate = agent && candidateOf(agent);
    if (!candidate) return;
    const lanes = [`agent~${id}`, ...agent.queueIds];
    const waiting = [...floor.interactions.values()].filter(
      one => one.status === 'queued' && lanes.includes(one.lane) && !refused.has(one.id),
    );
    const contacts = waiting.map(contactOf);
    const [best] = rankContacts(candidate, contacts, floor.now);
    if (!best) {
      const later = delayedFor(candidate, contacts, floor.now);
      floor.timers.push(
        ...later.map(one => ({ task: 'wake-interaction', at: one.at, input: { interactionId: one.interactionId } })),
      );
      return;
    }
    const change = claimed(floor, floor.interactions.get(best.interactionId)!, agent);
    if (change) store(floor, 'claim', change);
    else refused.add(best.interactionId);
  }
}

const TASKS: Readonly<Record<string, (floor: Floor, timer: Deadline) => Change>> = {
  'expire-offer': (floor, timer) =>
    aboutOffer(floor, timer, (interaction, agent) =>
      expire(interaction, agent, leaseOf(agent, floor.now), String(timer.input['offerId']), floor.settings, floor.now),
    ),
  'auto-answer': (floor, timer) =>
    aboutOffer(floor, timer, (interaction, agent) =>
      heard(
        autoAnswer(interaction, agent, leaseOf(agent, floor.now), String(timer.input['offerId']), floor.now),
        floor.now,
      ),
    ),
  'wake-interaction': (floor, timer) => refresh(named(floor, timer), floor.settings, floor.now),
  'return-transfer': (floor, timer) => returnTransfer(named(floor, timer), timer.at),
  'expire-wrap-up': (floor, timer) => {
    const interaction = named(floor, timer);
    const agent = namedAgent(floor, timer);
    return expireWrapUp(interaction, agent, ownCampaign(interaction, agent.id), timer.at, floor.now);
  },
  'wake-agent': (floor, timer) => wake(namedAgent(floor, timer), floor.now),
  'end-grace': (floor, timer) => {
    const agent = namedAgent(floor, timer);
    const work = workOf(floor, agent, 'active', 'wrap-up').map(interaction => ({
      interaction,
      campaign: ownCampaign(interaction, agent.id),
    }));
    return endGrace(agent, Number(timer.input['epoch']), work, floor.settings, floor.now);
  },
};

const named = (floor: Floor, timer: Deadline): InteractionRecord =>
  floor.interactions.get(String(timer.input['interactionId']))!;
const namedAgent = (floor: Floor, timer: Deadline): AgentRecord => floor.agents.get(String(timer.input['agentId']))!;

function aboutOffer(
  floor: Floor,
  timer: Deadline,
  decide: (interaction: InteractionRecord, agent: AgentRecord) => Change,
): Change {
  const interaction = named(floor, timer);
  return interaction.offer ? decide(interaction, floor.agents.get(interaction.offer.agentId)!) : nothing;
}

const workOf = (
  floor: Floor,
  agent: AgentRecord,
  ...states: AgentRecord['work'][number]['state'][]
): InteractionRecord[] =>
  agent.work.filter(one => states.includes(one.state)).map(one => floor.interactions.get(one.interactionId)!);

/** An interaction that the command means: one in the agent's hands where there is one. */
function meant(floor: Floor, { agent, contact }: Command): { interaction: InteractionRecord; agent: AgentRecord } {
  const one = floor.agents.get(AGENTS[agent % AGENTS.length]!);
  if (!one) throw new AppError('AGENT_NOT_FOUND');
  const own = one.work.map(({ interactionId: id }) => floor.interactions.get(id)!);
  const all = own.length > 0 ? own : [...floor.interactions.values()];
  const interaction = all[contact % Math.max(1, all.length)];
  if (!interaction) throw new AppError('INTERACTION_NOT_FOUND');
  return { interaction, agent: one };
}

const meantAgent = (floor: Floor, { agent }: Command) =>
  openAgent(floor.agents.get(AGENTS[agent % AGENTS.length]!), null);
const anyOf = (floor: Floor, { contact }: Command): InteractionRecord => {
  const all = [...floor.interactions.values()];
  const one = all[contact % Math.max(1, all.length)];
  if (!one) throw new AppError('INTERACTION_NOT_FOUND');
  return one;
};
/** Every subset of the assigned queues, by number. */
const subset = (profileOf: AgentProfile, choice: number): string[] =>
  profileOf.queues.map(one => one.queueId).filter((_, at) => choice & (1 << at));

function destinationOf(floor: Floor, { choice }: Command): Destination {
  const agentId = AGENTS[(choice >> 2) % AGENTS.length]!;
  switch (choice % 4) {
    case 0:
      return { kind: 'agent', agentId, agent: floor.agents.get(agentId) };
    case 1:
      return { kind: 'personal-queue', agentId, allowed: true };
    default:
      return { kind: 'queue', queue: QUEUES[choice % QUEUES.length]!, open: true };
  }
}

/** The voice calls and e-mails of a test arrive as chats do. */
function asChannel(change: Change, choice: number, rules: RoutingSettings): Change {
  const channel = (['chat', 'chat', 'voice', 'email'] as const)[choice % 4]!;
  return {
    ...change,
    interactions: change.interactions.map(({ after }) => ({
      before: null,
      after: { ...after, channel, cost: rules.channelWeights[channel] },
    })),
  };
}

const COMMANDS = {
  arrive: (floor, { choice }) => {
    const arrival = {
      id: interactionId(floor.interactions.size + 1),
      tenantId: 'demo',
      customer: { id: null, name: 'Carla', email: null, phone: null },
      initialMessage: choice % 2 === 0 ? 'Hello' : null,
      entryPoint: null,
      pageIsOpen: false,
      locale: null,
      channel: 'chat' as const,
      hidesAgentNames: false,
      patience: null,
      customerWatch: null,
      initialMessageToAgent: null,
      welcome: null,
      privateData: null,
      profile: {},
      predictedMs: choice % 3 === 0 ? null : 5000,
    };
    const arrived = arrive(arrival, QUEUES[choice % QUEUES.length]!, floor.settings, floor.now);
    return asChannel(arrived, choice >> 1, floor.settings);
  },
  claim: (floor, command) => {
    const interaction = anyOf(floor, command);
    if (interaction.status !== 'queued') return nothing;
    const [best] = rankAgents(contactOf(interaction), candidatesFor(floor, interaction), floor.now);
    return (best && claimed(floor, interaction, floor.agents.get(best.agentId)!)) ?? nothing;
  },
  accept: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    return heard(accept(interaction, agent, interaction.offer?.id ?? '', 'agent', floor.now), floor.now);
  },
  reject: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    return reject(interaction, agent, interaction.offer?.id ?? '', floor.settings, floor.now);
  },
  revoke: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    return revoke(interaction, agent, 'repaired', floor.now);
  },
  pickUp: (floor, command) => {
    const interaction = anyOf(floor, command);
    return heard(
      pickUp(interaction, meantAgent(floor, command), termsOf(floor, interaction, 'pick-up'), floor.now),
      floor.now,
    );
  },
  leave: (floor, command) => {
    const interaction = anyOf(floor, command);
    const assigned = handling(interaction);
    const last = interaction.assignments.at(-1);
    const agentId = interaction.offer?.agentId ?? assigned?.agentId ?? '';
    const rules = {
      queue: queueOf(interaction.queueId),
      campaign: campaignOf(last?.campaignId ?? interaction.campaignId),
    };
    const concerned = { agent: floor.agents.get(agentId), last: floor.agents.get(last?.agentId ?? '') };
    return leave(interaction, concerned, rules, floor.now);
  },
  end: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    return endByAgent(interaction, agent, ownCampaign(interaction, agent.id), floor.now);
  },
  transfer: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    const own = ownCampaign(interaction, agent.id);
    return transfer(interaction, agent, own, destinationOf(floor, command), floor.settings, null, floor.now);
  },
  extendWrapUp: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    return extendWrapUp(interaction, agent.id);
  },
  completeWrapUp: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    return completeWrapUp(interaction, agent, ownCampaign(interaction, agent.id), SCHEME, floor.now);
  },
  dispose: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    return dispose(interaction, agent, SCHEME, { codeId: 'solved' }, floor.now);
  },
  chooseCodes: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    return chooseCodes(interaction, agent.id, SCHEME, ['solved']);
  },
  saveNotes: (floor, command) => {
    const { agent, interaction } = meant(floor, command);
    return saveNotes(interaction, agent.id, 'wants a receipt');
  },
  open: (floor, command) => {
    const at = command.agent % AGENTS.length;
    const id = AGENTS[at]!;
    const before = floor.agents.get(id);
    const person = {
      tenantId: 'demo',
      user: user({ id, defaultReady: command.choice % 4 !== 0 }),
      profile: profilesOf(floor.settings)[at]!,
    };
    const work = {
      offered: before ? workOf(floor, before, 'offered') : [],
      active: before ? workOf(floor, before, 'active') : [],
    };
    const queueIds = command.choice % 3 === 0 ? subset(person.profile, command.choice >> 2) : undefined;
    const request = { sessionId: sessionId(++floor.sessions), queueIds, force: command.choice % 2 === 0 };
    return openSession(person, before, before ? leaseOf(before, floor.now) : null, work, request, floor.now);
  },
  close: (floor, command) => {
    const agent = meantAgent(floor, command);
    return closeSession(agent, workOf(floor, agent, 'offered'), floor.now);
  },
  beginGrace: (floor, command) => {
    const agent = meantAgent(floor, command);
    const work = { offered: workOf(floor, agent, 'offered'), active: workOf(floor, agent, 'active') };
    return beginGrace(agent, agent.epoch, work, floor.settings, floor.now);
  },
  resume: (floor, command) => {
    const agent = meantAgent(floor, command);
    return resumeSession(agent, workOf(floor, agent, 'active'));
  },
  setPresence: (floor, command) => {
    const agent = meantAgent(floor, command);
    const when = command.choice % 2 === 0 ? 'now' : 'after-current';
    const request =
      command.choice % 3 === 0
        ? { status: 'not-ready' as const, reasonId: 'lunch', when }
        : { status: 'ready' as const, when };
    return setPresence(agent, { ...request, when }, REASONS, agent.id, floor.now);
  },
  setAutoCall: (floor, command) => setAutoCall(meantAgent(floor, command), command.choice % 2 === 0),
  setQueueLogins: (floor, command) => {
    const agent = meantAgent(floor, command);
    const chosen = subset(agent.profile, command.choice);
    return setQueueLogins(agent, chosen, true, workOf(floor, agent, 'offered'), floor.now);
  },
  applyProfile: (floor, command) => {
    const agent = meantAgent(floor, command);
    const profiles = profilesOf(floor.settings);
    const next = { ...agent.profile, ...profiles[command.choice % profiles.length]! };
    return applyProfile(agent, next, workOf(floor, agent, 'offered'), floor.now);
  },
} satisfies Record<string, (floor: Floor, command: Command) => Change>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/** Everybody goes home: customers leave, wrap-ups run out or are completed, sessions end. */
export function goHome(floor: Floor): void {
  for (const [at] of [...floor.interactions.keys()].entries()) {
    run(floor, { name: 'leave', agent: 0, contact: at, choice: 0 });
  }
  pass(floor, 3600);
  for (const [at, id] of AGENTS.entries()) {
    while ((floor.agents.get(id)?.work.length ?? 0) > 0) {
      const before = floor.log.length;
      run(floor, { name: 'completeWrapUp', agent: at, contact: 0, choice: 0 });
      run(floor, { name: 'dispose', agent: at, contact: 0, choice: 0 });
      if (floor.log.length === before) throw new Error(`${id} cannot finish ${JSON.stringify(floor.agents.get(id))}`);
    }
    run(floor, { name: 'close', agent: at, contact: 0, choice: 0 });
  }
}
