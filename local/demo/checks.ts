import type { ChatEvent, Entry, EventEnvelope } from '#schemas/client.ts';
import type { AgentEvidence, CustomerEvidence, Evidence, InteractionEvidence } from './observe.ts';

/** What is claimed of a run, and who or what contradicts it. */
export interface Verdict {
  readonly claim: string;
  readonly offenders: readonly string[];
}

/** Judges a run. Each claim holds when it has no offenders. */
export function judge(evidence: Evidence): Verdict[] {
  return [
    { claim: 'Every customer reached exactly one end', offenders: endedOtherwise(evidence) },
    { claim: 'Every message reached the customer once and in order', offenders: misheardByCustomers(evidence) },
    { claim: "Every message reached the agent once and each side's in order", offenders: misheardByAgents(evidence) },
    { claim: 'Every message that was taken is stored once and in order', offenders: storedOtherwise(evidence) },
    { claim: 'Every offer ended exactly once', offenders: offersLeftOpen(evidence) },
    { claim: 'No agent ever held more than the capacity', offenders: overloadedAgents(evidence) },
    { claim: 'Every answered interaction has a disposition or is owed one', offenders: withoutOutcome(evidence) },
    { claim: 'The feed of every agent was heard without gaps', offenders: gapsInFeeds(evidence) },
    { claim: 'No request failed that should not have', offenders: evidence.failures },
  ];
}

export const holds = (verdicts: readonly Verdict[]): boolean =>
  verdicts.every(({ offenders }) => offenders.length === 0);

const pairs = ({ customers, interactions }: Evidence) => {
  const byId = new Map(interactions.map(one => [one.interaction.id, one]));
  return customers.map(customer => ({ customer, found: customer.chatId ? byId.get(customer.chatId) : undefined }));
};

const nameOf = ({ number, chatId }: CustomerEvidence): string => chatId ?? `customer ${number}`;
const count = <T>(items: readonly T[], test: (item: T) => boolean): number => items.filter(test).length;

export const endedOtherwise = (evidence: Evidence): string[] =>
  pairs(evidence)
    .filter(({ customer, found }) => !found || !endsOnce(customer, found))
    .map(({ customer }) => nameOf(customer));

function endsOnce(customer: CustomerEvidence, { interaction, timeline, entries }: InteractionEvidence): boolean {
  return (
    interaction.status === 'closed' &&
    interaction.endReason !== null &&
    interaction.assignments.every(({ status }) => status === 'done') &&
    count(timeline, ({ type }) => type === 'interaction.ended.v1') === 1 &&
    count(timeline, ({ type }) => type === 'interaction.closed.v1') === 1 &&
    count(entries, ({ kind }) => kind === 'ended') === 1 &&
    entries.at(-1)?.kind === 'ended' &&
    count(customer.heard, ({ type }) => type === 'ended') === 1 &&
    customer.ends === 1
  );
}

/** What customers heard is the stored conversation, line by line, counted from 1. */
export const misheardByCustomers = (evidence: Evidence): string[] =>
  pairs(evidence)
    .filter(({ customer, found }) => !found || !isWhole(customer.heard, found.entries))
    .map(({ customer }) => nameOf(customer));

const isWhole = (heard: readonly ChatEvent[], entries: readonly Entry[]): boolean =>
  heard.length === entries.length &&
  entries.every((entry, at) => {
    const line = heard[at];
    return (
      entry.index === at + 1 &&
      line?.index === entry.index &&
      line.type === entry.kind &&
      line.text === entry.text &&
      line.author.kind === entry.author.kind
    );
  });

/**
 * What the agent who answered read at the start and heard from then on makes up all messages; none was heard twice, and
 * what one side said was heard in its order. What two sides say at the same moment may come either way round; its index
 * tells where it belongs.
 */
export const misheardByAgents = ({ agents, interactions }: Evidence): string[] =>
  interactions
    .filter(({ interaction }) => interaction.assignments.length > 0)
    .filter(one => {
      const agent = agents.find(({ agentId }) => agentId === one.interaction.assignments.at(-1)?.agentId);
      return !agent || !isComplete(agent, one);
    })
    .map(({ interaction }) => interaction.id);

function isComplete(agent: AgentEvidence, { interaction, entries }: InteractionEvidence): boolean {
  const { loaded, heard } = agent.conversations.get(interaction.id) ?? { loaded: [], heard: [] };
  const texts = new Map([...loaded, ...heard].map(({ index, text }) => [index, text]));
  const bySide = Map.groupBy(heard, ({ author }) => author.kind).values();
  return (
    messages(entries).every(({ index, text }) => texts.get(index) === text) &&
    bySide.every(lines => isAscending(lines.map(({ index }) => index)))
  );
}

const messages = (entries: readonly Entry[]): Entry[] => entries.filter(({ kind }) => kind === 'message');
const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? number));

/** What each side was told is taken is in the conversation exactly as it was said, and nothing else is. */
export const storedOtherwise = (evidence: Evidence): string[] =>
  pairs(evidence)
    .filter(({ customer, found }) => !found || !isStored(customer, found, evidence.agents))
    .map(({ customer }) => nameOf(customer));

function isStored(
  customer: CustomerEvidence,
  { interaction, entries }: InteractionEvidence,
  agents: readonly AgentEvidence[],
): boolean {
  const bySide = (kind: Entry['author']['kind']) =>
    textsOf(messages(entries).filter(({ author }) => author.kind === kind));
  const said = agents.flatMap(agent => agent.sent.get(interaction.id) ?? []);
  return areEqual(bySide('customer'), customer.sent) && areEqual(bySide('agent'), said);
}

const textsOf = (entries: readonly Entry[]): string[] => entries.map(({ text }) => text ?? '');
const areEqual = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((text, at) => text === right[at]);

export const offersLeftOpen = ({ interactions }: Evidence): string[] =>
  interactions.flatMap(({ timeline }) => {
    const made = timeline.filter(({ type }) => type === 'offer.created.v1').map(({ data }) => data['id']);
    const over = timeline.filter(({ type }) => type === 'offer.resolved.v1').map(({ data }) => data['offerId']);
    const known = [...new Set([...made, ...over])];
    return known.filter(id => count(made, one => one === id) !== 1 || count(over, one => one === id) !== 1).map(String);
  });

/** Agents whose own feed, which numbers events in the order they were stored, at some point shows too much work. */
export const overloadedAgents = ({ agents, interactions }: Evidence): string[] => [
  ...agents.filter(isOverloaded).map(({ agentId }) => agentId),
  ...agents.filter(agent => isOverloadedFor(agent, interactions)).map(({ agentId }) => `${agentId} by timelines`),
];

type Holding = 'offered' | 'active' | 'wrap-up';

function isOverloaded({ frames, units, slots }: AgentEvidence): boolean {
  const held = new Map<string, Holding>();
  return frames
    .toSorted((left, right) => left.seq - right.seq)
    .some(({ event }) => {
      apply(held, event);
      const work = [...held.values()];
      const used = work.reduce((sum, one) => sum + (one === 'wrap-up' ? units.wrapUp : units.chat), 0);
      return used > units.total || count(work, one => one !== 'wrap-up') > slots;
    });
}

function apply(held: Map<string, Holding>, { type, data }: Pick<EventEnvelope, 'type' | 'data'>): void {
  const id = String(data['interactionId']);
  if (type === 'offer.created.v1') held.set(id, 'offered');
  if (type === 'offer.resolved.v1' && data['resolution'] !== 'accepted') held.delete(id);
  if (type === 'interaction.connected.v1') held.set(id, 'active');
  if (type === 'assignment.wrap-up-started.v1') held.set(id, 'wrap-up');
  if (type === 'assignment.wrap-up-completed.v1') held.delete(id);
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly units: number;
  readonly live: number;
}

function isOverloadedFor(agent: AgentEvidence, interactions: readonly InteractionEvidence[]): boolean {
  const { frames, units, slots } = agent;
  const heardAt = new Map(frames.map(frame => [frame.event.id, frame.heardAt]));
  const spans = interactions.flatMap(one => spansOf(agent, heardAt, one)).filter(({ from, to }) => to > from);
  return spans.some(({ from }) => {
    const now = spans.filter(span => span.from <= from && from < span.to);
    const used = now.reduce((sum, span) => sum + span.units, 0);
    const live = now.reduce((sum, span) => sum + span.live, 0);
    return used > units.total || live > slots;
  });
}

/**
 * When an interaction certainly was in an agent's hands, and with how much. An event bears the instant at which its
 * command began; it was stored between that and the moment in which the agent heard of it.
 */
function spansOf(
  { agentId, units }: AgentEvidence,
  heardAt: ReadonlyMap<string, number>,
  { timeline }: InteractionEvidence,
): Span[] {
  const spans: Span[] = [];
  let open: { readonly from: number; readonly what: Holding } | undefined;
  const own = timeline.filter(({ data }) => data['agentId'] === agentId);
  for (const { id, type, data, at } of own) {
    const next = new Map<string, Holding>(open ? [['it', open.what]] : []);
    apply(next, { type, data: { ...data, interactionId: 'it' } });
    const what = next.get('it');
    if (what === open?.what) continue;
    if (open) {
      const wraps = open.what === 'wrap-up';
      const weight = wraps ? { units: units.wrapUp, live: 0 } : { units: units.chat, live: 1 };
      spans.push({ from: open.from, to: Date.parse(at), ...weight });
    }
    open = what && { from: heardAt.get(id) ?? Number.POSITIVE_INFINITY, what };
  }
  return spans;
}

export function withoutOutcome({ agents, interactions }: Evidence): string[] {
  return interactions
    .filter(({ interaction }) => {
      const last = interaction.assignments.at(-1);
      if (!last) return false;
      const owed = agents.some(({ agentId, owed }) => agentId === last.agentId && owed.includes(interaction.id));
      return (interaction.disposition !== null) === owed || owed !== last.outcomePending;
    })
    .map(({ interaction }) => interaction.id);
}

/**
 * Feeds of which a number did not come or came for two events, or whose events were not heard in order and each once; a
 * snapshot in place of events counts too. One event under two numbers is no gap: clients know it by its id.
 */
export const gapsInFeeds = ({ agents }: Evidence): string[] =>
  agents.flatMap(({ agentId, startSeq, highestSeq, wire, frames, resets }) => {
    if (resets > 0) return [`${agentId} was reset`];
    const first = (startSeq ?? 0) + 1;
    const numbers = Array.from({ length: highestSeq - first + 1 }, (_, at) => first + at);
    const gap = numbers.find(number => wire.get(number)?.size !== 1);
    if (gap !== undefined) return [`${agentId} at ${gap}`];
    const told = [...new Set(numbers.flatMap(number => [...(wire.get(number) ?? [])]))];
    const heard = frames.map(({ event }) => event.id);
    return areEqual(told, heard) ? [] : [`${agentId} heard otherwise`];
  });
