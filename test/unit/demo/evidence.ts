import type { AgentEvidence, CustomerEvidence, Evidence, HeardFrame } from '#local/demo/observe.ts';
import type { Rules } from '#local/demo/stage.ts';
import type { Entry, Interaction, TimelineEvent } from '#schemas/client.ts';

/** The instant so many milliseconds after the run began. */
export const at = (ms: number): string => new Date(ms).toISOString();

export const CHAT = 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3D';
export const OFFER = 'off_01K9ZQ4M6T8R2V5X7Y0A1B2C3D_1';
export const AGENT = 'run-demo-01';
const QUEUE = 'run-queue-1';
const about = { interactionId: CHAT, channel: 'chat', queueId: QUEUE, campaignId: 'run-campaign', agentId: AGENT };

export const rules: Rules = {
  ...{ serviceLevelSeconds: 5, coolDownSeconds: 5, missExclusionSeconds: 30, rejectExclusionSeconds: 30 },
  firstSteps: [{ skill: 0, level: 3, seconds: 3 }],
  wrapUpUnits: 10,
};

export const event = (ms: number, type: string, data: Record<string, unknown>, version = 1): TimelineEvent => ({
  ...{ id: `evt_${ms}_${type}`, type, at: at(ms), aggregateVersion: version },
  actor: { kind: 'system', id: null },
  data: { ...about, ...data },
});

export const frame = (seq: number, { id, type, at: time, data, actor }: TimelineEvent, heardAt = Date.parse(time)) => ({
  seq,
  heardAt,
  event: { id, type, time, actor, data, subject: `interaction/${CHAT}`, aggregateVersion: seq },
});

const line = (index: number, kind: Entry['kind'], author: Entry['author']['kind'], text: string | null): Entry => ({
  ...{ interactionId: CHAT, index, kind, text, at: at(index * 10), clientMessageId: null },
  author: { kind: author, id: null, name: null },
});

/** One chat from question to disposition, as it should be. */
export function goodRun(): Evidence {
  const entries = [
    line(1, 'queued', 'system', null),
    line(2, 'message', 'customer', 'hello?'),
    line(3, 'agent-joined', 'agent', null),
    line(4, 'message', 'agent', 'hello!'),
    line(5, 'message', 'customer', 'thanks'),
    line(6, 'ended', 'agent', null),
  ];
  const timeline = [
    event(1000, 'interaction.queued.v1', { enqueuedAt: at(1000), reason: 'arrived' }),
    event(1010, 'offer.created.v1', { id: OFFER }),
    event(2000, 'offer.resolved.v1', { offerId: OFFER, resolution: 'accepted' }),
    event(2000, 'interaction.connected.v1', { waitedMs: 1000 }),
    event(6000, 'interaction.ended.v1', { answered: true, endReason: 'agent-ended' }),
    event(6000, 'assignment.wrap-up-started.v1', { activeMs: 4000 }),
    event(8000, 'interaction.disposed.v1', {}),
    event(8000, 'assignment.wrap-up-completed.v1', { activeMs: 4000, wrapUpMs: 2000, outcomePending: false }),
    event(8000, 'interaction.closed.v1', {}),
  ];
  const ready = event(500, 'presence.changed.v1', { presence: { status: 'ready' } });
  const ownEvents = [ready, ...timeline.filter(({ type }) => type !== 'interaction.queued.v1')];
  return {
    customers: [
      {
        ...{ number: 1, chatId: CHAT, sent: ['hello?', 'thanks'], ends: 1 },
        heard: entries.map(({ index, at: moment, kind, author, text }) => ({
          ...{ index, at: moment, type: kind, text, clientMessageId: null },
          author: { kind: author.kind, name: null },
        })),
      },
    ],
    agents: [
      {
        ...{ agentId: AGENT, slots: 1, levels: [5], units: { total: 100, chat: 100, wrapUp: 10 } },
        ...{ startSeq: 0, highestSeq: ownEvents.length, resets: 0, owed: [] },
        frames: feedOf(ownEvents),
        welcomedAt: [],
        wire: wireOf(feedOf(ownEvents)),
        conversations: new Map([[CHAT, { loaded: entries.slice(0, 3), heard: [entries[3]!, entries[4]!] }]]),
        sent: new Map([[CHAT, ['hello!']]]),
      },
    ],
    interactions: [{ interaction: closedInteraction(), timeline, entries }],
    failures: [],
  };
}

const closedInteraction = (): Interaction => ({
  ...{ id: CHAT, channel: 'chat', direction: 'inbound', status: 'closed', queueId: QUEUE, campaignId: 'run-campaign' },
  customer: { id: null, name: null, email: null, phone: null },
  assignments: [
    {
      ...{ agentId: AGENT, agentName: 'Demo 1', offerId: OFFER, role: 'primary', status: 'done', queueId: QUEUE },
      ...{ campaignId: 'run-campaign', acceptedAt: at(2000), connectedAt: at(2000), endedAt: at(6000) },
      ...{ wrapUp: null, outcomePending: false },
    },
  ],
  ...{ codes: [], notes: null, profile: {}, class: 5, priority: 0, version: 9 },
  disposition: { classId: 'results', codeId: 'solved', note: null, agentId: AGENT, at: at(8000) },
  ...{ firstEnqueuedAt: at(1000), enqueuedAt: at(1000), connectedAt: at(2000), endedAt: at(6000) },
  ...{ endedBy: 'agent', endReason: 'agent-ended' },
});

/** The good run with its one customer changed. */
export const withCustomer = (change: Partial<CustomerEvidence>): Evidence => {
  const run = goodRun();
  return { ...run, customers: run.customers.map(customer => ({ ...customer, ...change })) };
};

/** The good run with its one agent changed. */
export const withAgent = (change: (agent: AgentEvidence) => Partial<AgentEvidence>): Evidence => {
  const run = goodRun();
  return { ...run, agents: run.agents.map(agent => ({ ...agent, ...change(agent) })) };
};

type Found = Evidence['interactions'][number];

/** The good run with what the API says of its one interaction changed. */
export const withInteraction = (change: (found: Found) => Partial<Found>): Evidence => {
  const run = goodRun();
  return { ...run, interactions: run.interactions.map(found => ({ ...found, ...change(found) })) };
};

/** What sockets carried for a feed to be heard like this. */
export const wireOf = (frames: readonly HeardFrame[]): Map<number, Set<string>> =>
  new Map(frames.map(({ seq, event: { id } }) => [seq, new Set([id])]));

/** An agent's feed of exactly these events. */
export const feedOf = (events: readonly TimelineEvent[]): HeardFrame[] =>
  events.map((one, place) => frame(place + 1, one));
