import type { TimelineEvent } from '#schemas/client.ts';
import type { AgentEvidence, Evidence, HeardFrame, InteractionEvidence } from './observe.ts';
import type { Rules } from './stage.ts';

/** The figures of a run; null where nothing can be computed. Times in milliseconds. */
export interface Figures {
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly shortAbandoned: number;
  readonly serviceLevel: number | null;
  readonly speedOfAnswerMs: number | null;
  readonly handleMs: number | null;
  readonly occupancy: number | null;
  readonly offers: Readonly<Record<'made' | 'accepted' | 'expired' | 'rejected' | 'revoked', number>>;
  readonly waitMs: Percentiles;
  readonly offerLatencyMs: Percentiles & { readonly count: number };
  /** Events that agents' feeds carried under two numbers; clients drop the second. */
  readonly toldTwice: number;
  readonly messages: { readonly sent: number; readonly toCustomers: number; readonly toAgents: number };
}

export interface Percentiles {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

export function figuresOf(
  evidence: Evidence,
  rules: Rules,
  hours: { readonly from: number; readonly to: number },
): Figures {
  const events = evidence.interactions.flatMap(({ timeline }) => timeline);
  const connected = ofType(events, 'interaction.connected.v1');
  const ended = ofType(events, 'interaction.ended.v1');
  const abandoned = ended.filter(({ data }) => data['answered'] === false);
  const short = abandoned.filter(({ data }) => data['endReason'] === 'short-abandon');
  const waits = connected.map(({ data }) => Number(data['waitedMs']));
  const latencies = offerLatencies(evidence, rules);
  return {
    offered: ofType(events, 'interaction.queued.v1').filter(({ data }) => data['reason'] === 'arrived').length,
    answered: connected.length,
    abandoned: abandoned.length,
    shortAbandoned: short.length,
    serviceLevel: ratio(
      waits.filter(wait => wait <= rules.serviceLevelSeconds * 1000).length,
      connected.length + abandoned.length - short.length,
    ),
    speedOfAnswerMs: mean(waits),
    handleMs: mean(
      ofType(events, 'assignment.wrap-up-completed.v1').map(
        ({ data }) => Number(data['activeMs']) + Number(data['wrapUpMs']),
      ),
    ),
    occupancy: occupancy(evidence.agents, hours),
    offers: offersOf(events),
    waitMs: percentiles(waits),
    offerLatencyMs: { ...percentiles(latencies), count: latencies.length },
    toldTwice: evidence.agents.reduce((sum, { wire }) => sum + wire.size - new Set(idsOf(wire)).size, 0),
    messages: messagesOf(evidence),
  };
}

const idsOf = (wire: AgentEvidence['wire']): string[] => [...wire.values()].flatMap(ids => [...ids]);

const ofType = <T extends Pick<TimelineEvent, 'type'>>(events: readonly T[], type: string): T[] =>
  events.filter(event => event.type === type);

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
const mean = (numbers: readonly number[]): number | null =>
  ratio(
    numbers.reduce((sum, number) => sum + number, 0),
    numbers.length,
  );

/** The smallest value that at least so many of a hundred do not exceed. */
export function percentile(numbers: readonly number[], percent: number): number | null {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

const percentiles = (numbers: readonly number[]): Percentiles => ({
  p50: percentile(numbers, 50),
  p90: percentile(numbers, 90),
  p99: percentile(numbers, 99),
});

function offersOf(events: readonly TimelineEvent[]): Figures['offers'] {
  const resolved = ofType(events, 'offer.resolved.v1');
  const as = (resolution: string) => resolved.filter(({ data }) => data['resolution'] === resolution).length;
  return {
    made: ofType(events, 'offer.created.v1').length,
    ...{ accepted: as('accepted'), expired: as('expired'), rejected: as('rejected'), revoked: as('revoked') },
  };
}

function messagesOf({ customers, agents }: Evidence): Figures['messages'] {
  const own = agents.flatMap(({ sent }) => [...sent.values()].flat());
  const toAgents = agents.flatMap(({ conversations }) =>
    [...conversations.values()].map(({ loaded, heard }) => {
      const read = [...loaded, ...heard].filter(({ kind, author }) => kind === 'message' && author.kind === 'customer');
      return new Set(read.map(({ index }) => index)).size;
    }),
  );
  const toCustomers = customers.flatMap(({ heard }) =>
    heard.filter(({ type, author }) => type === 'message' && author.kind === 'agent'),
  );
  return {
    sent: customers.reduce((sum, { sent }) => sum + sent.length, 0) + own.length,
    toCustomers: toCustomers.length,
    toAgents: toAgents.reduce((sum, read) => sum + read, 0),
  };
}

/** Time with a conversation or wrap-up, of that and the time ready without; ringing is no work yet. */
export function occupancy(agents: readonly AgentEvidence[], { from, to }: { from: number; to: number }): number | null {
  let busyMs = 0;
  let idleMs = 0;
  for (const { frames } of agents) {
    const held = new Set<unknown>();
    let ready = false;
    let since = from;
    const count = (until: number) => {
      const ms = Math.max(0, Math.min(until, to) - since);
      if (held.size > 0) busyMs += ms;
      else if (ready) idleMs += ms;
      since = Math.max(since, Math.min(until, to));
    };
    for (const { event } of frames) {
      count(Date.parse(event.time));
      const { type, data } = event;
      if (type === 'interaction.connected.v1') held.add(data['interactionId']);
      if (type === 'assignment.wrap-up-completed.v1') held.delete(data['interactionId']);
      if (type === 'presence.changed.v1') ready = isReady(data);
    }
    count(to);
  }
  return ratio(busyMs, busyMs + idleMs);
}

const isReady = (data: Readonly<Record<string, unknown>>): boolean =>
  (data['presence'] as { readonly status: string }).status === 'ready';

/**
 * From the moment an offer became possible to the moment the agent's client made it known. It became possible when the
 * last of these was so: the contact was queued, the agent was freed or went ready, the agent's pause after a miss or the
 * exclusion from this contact was over, the step of skills that the agent satisfies had begun, the agent's lost
 * connection was there again. Moments of the server are the instants at which its commands began, so that the command's
 * own time is part of the figure.
 */
export function offerLatencies({ agents, interactions }: Evidence, rules: Rules): number[] {
  const byId = new Map(interactions.map(one => [one.interaction.id, one]));
  return agents.flatMap(agent =>
    agent.frames.flatMap((frame, at) => {
      const found = byId.get(String(frame.event.data['interactionId']));
      if (frame.event.type !== 'offer.created.v1' || !found) return [];
      const sinceOf = [
        ...contactMoments(found, frame, agent, rules),
        ...agentMoments(agent.frames.slice(0, at), frame, rules),
        ...agent.welcomedAt.filter(welcomedAt => welcomedAt <= frame.heardAt),
      ];
      return [frame.heardAt - Math.max(...sinceOf)];
    }),
  );
}

function contactMoments(
  { timeline }: InteractionEvidence,
  { event }: HeardFrame,
  { levels, agentId }: AgentEvidence,
  rules: Rules,
): number[] {
  const made = timeline.findIndex(({ type, data }) => type === 'offer.created.v1' && data['id'] === event.data['id']);
  const queued = ofType(timeline.slice(0, made), 'interaction.queued.v1').map(({ at }) => Date.parse(at));
  const arrived = queued[0] ?? Date.parse(event.time);
  const queue = Number(String(event.data['queueId']).split('-').at(-1)) - 1;
  const step = rules.firstSteps[queue];
  const lacks = step !== undefined && (levels[step.skill] ?? 0) < step.level;
  return [
    queued.at(-1) ?? arrived,
    ...(lacks ? [arrived + step.seconds * 1000] : []),
    ...exclusions(timeline.slice(0, made), agentId, rules),
  ];
}

function exclusions(before: readonly TimelineEvent[], agentId: string, rules: Rules): number[] {
  let rejections = 0;
  return ofType(before, 'offer.resolved.v1')
    .filter(({ data }) => data['agentId'] === agentId)
    .flatMap(({ at, data }) => {
      const since = Date.parse(at);
      if (data['resolution'] === 'expired') return [since + rules.missExclusionSeconds * 1000];
      if (data['resolution'] !== 'rejected') return [];
      rejections += 1;
      return [since + rules.rejectExclusionSeconds * 1000 * 2 ** (rejections - 1)];
    });
}

const FREEING = ['offer.resolved.v1', 'assignment.wrap-up-started.v1', 'assignment.wrap-up-completed.v1'] as const;

function agentMoments(before: readonly HeardFrame[], { event: offer }: HeardFrame, rules: Rules): number[] {
  return before.flatMap(({ event }) => {
    const since = Date.parse(event.time);
    const expired = event.type === 'offer.resolved.v1' && event.data['resolution'] === 'expired';
    if (expired) {
      const cool = since + rules.coolDownSeconds * 1000;
      // Whoever says ready again is asked at once; otherwise nothing comes before the pause is over.
      return cool <= Date.parse(offer.time) ? [cool] : [since];
    }
    const ready = event.type === 'presence.changed.v1' && isReady(event.data);
    const freed = FREEING.some(type => type === event.type) && event.data['resolution'] !== 'accepted';
    return ready || freed || event.type === 'session.resumed.v1' ? [since] : [];
  });
}
