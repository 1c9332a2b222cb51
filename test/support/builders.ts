import type * as z from 'zod';
import { Campaign, OutcomeScheme, PresenceReason, Queue, RoutingSettings, User } from '#schemas/admin/model.ts';
import type { Assignment, Entry, InteractionRecord, PendingOffer, WrapUp } from '#schemas/interactions/model.ts';
import type { RoutingEvaluation } from '#schemas/routing/model.ts';
import type { AgentProfile, AgentRecord, LeaseRecord, Presence, Work } from '#schemas/sessions/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import type { OfferTerms } from '#shared/domain/routing/offer.ts';

/** Valid values of the domain; what a test is about it says itself, in the overrides. */

type Given<T extends z.ZodType> = Partial<z.input<T>>;

export const NOW = '2026-11-21T09:30:00.000Z';
/** The instant that many seconds after (or before) `NOW`. */
export const at = (seconds: number): string => plusSeconds(NOW, seconds);

const ulid = (number: number): string => `01K9ZQ4M6T8R2V5X7Y0A${String(number).padStart(6, '0')}`;
export const interactionId = (number: number): string => `int_${ulid(number)}`;
export const sessionId = (number: number): string => `ses_${ulid(number)}`;
/** The id of the nth offer of an interaction. */
export const offerId = (number: number, nth = 1): string => `off_${ulid(number)}_${nth}`;

export const settings = (given: Given<typeof RoutingSettings> = {}) => RoutingSettings.parse(given);
export const queue = (given: Given<typeof Queue> = {}) =>
  Queue.parse({ id: 'sales', name: 'Sales', campaignId: 'inbound', channels: ['chat'], ...given });
export const campaign = (given: Given<typeof Campaign> = {}) =>
  Campaign.parse({ id: 'inbound', name: 'Inbound', ...given });
export const user = (given: Given<typeof User> = {}) =>
  User.parse({ id: 'ana', name: 'Ana', roles: ['agent'], ...given });
export const reasons = (...ids: string[]): ReadonlyMap<string, PresenceReason> =>
  new Map(ids.map(id => [id, PresenceReason.parse({ id, name: id })]));
export const scheme = (given: Given<typeof OutcomeScheme> = {}) =>
  OutcomeScheme.parse({
    id: 'standard',
    name: 'Standard',
    classes: [
      {
        id: 'status',
        number: 588,
        name: 'Status',
        codes: [
          { id: 'solved', number: 1344, name: 'Solved' },
          { id: 'call-back', number: 1345, name: 'Call back', channels: ['voice'] },
          { id: 'legacy', number: 1346, name: 'Legacy', selectable: false },
        ],
      },
      {
        id: 'sale',
        number: 600,
        name: 'Sale',
        codes: [
          { id: 'sold', number: 601, name: 'Sold', channels: ['chat', 'voice'] },
          { id: 'lost', number: 602, name: 'Lost', requiresNote: true },
        ],
      },
    ],
    ...given,
  });

export const assignedQueue = (given: Partial<AgentProfile['queues'][number]> = {}): AgentProfile['queues'][number] => ({
  queueId: 'sales',
  campaignId: 'inbound',
  tier: 1,
  delaySeconds: 0,
  primary: false,
  ...given,
});
export const profile = (given: Partial<AgentProfile> = {}): AgentProfile => ({
  name: 'Ana Example',
  displayName: 'Ana',
  queues: [assignedQueue()],
  skills: {},
  total: 100,
  weights: settings().channelWeights,
  wrapUpWeights: settings().wrapUpWeights,
  caps: {},
  personalQueue: true,
  ...given,
});
export const presence = (given: Partial<Presence> = {}): Presence => ({
  status: 'ready',
  reasonId: null,
  kind: 'user',
  cause: null,
  since: at(-600),
  pending: null,
  returnsAt: null,
  ...given,
});
export const pending = (given: Partial<NonNullable<Presence['pending']>> = {}): NonNullable<Presence['pending']> => ({
  status: 'not-ready',
  reasonId: 'lunch',
  requestedAt: at(-30),
  actorId: 'ana',
  ...given,
});
export const session = (given: Partial<OpenSession> = {}): OpenSession => ({
  id: sessionId(1),
  status: 'online',
  openedAt: at(-3600),
  graceUntil: null,
  extension: null,
  campaignIds: ['inbound'],
  ...given,
});
type OpenSession = NonNullable<AgentRecord['session']>;
export type AgentWithSession = AgentRecord & { readonly session: OpenSession };

/** An agent at work who is ready and has nothing to do. */
export const agent = (given: Partial<AgentRecord> = {}): AgentWithSession => ({
  tenantId: 'demo',
  id: 'ana',
  version: 7,
  epoch: 3,
  presence: presence(),
  autoCall: false,
  queueIds: ['sales'],
  profile: profile(),
  work: [],
  misses: 0,
  coolingUntil: null,
  idleSince: at(-300),
  outcomesPending: [],
  live: '0',
  ...given,
  session: given.session ?? session(),
});
/** An agent who has gone home. */
export const signedOut = (given: Partial<AgentRecord> = {}): AgentRecord => {
  const { live: _, ...rest } = agent(given);
  return {
    ...rest,
    queueIds: [],
    presence: presence({ status: 'not-ready', kind: 'system', cause: 'signed-in' }),
    ...given,
    session: null,
  };
};
export const work = (given: Partial<Work> = {}): Work => ({
  interactionId: interactionId(1),
  channel: 'chat',
  queueId: 'sales',
  campaignId: 'inbound',
  state: 'active',
  cost: 30,
  since: at(-60),
  offerId: null,
  ...given,
});
export const lease = (given: Partial<LeaseRecord> = {}): LeaseRecord => ({
  tenantId: 'demo',
  agentId: 'ana',
  version: 4,
  sessionId: sessionId(1),
  epoch: 3,
  beatAt: at(-5),
  leaseUntil: at(25),
  ...given,
});

/** A chat that has waited in the queue `sales` for a minute. */
export const interaction = (given: Partial<InteractionRecord> = {}): InteractionRecord => ({
  tenantId: 'demo',
  id: interactionId(1),
  version: 3,
  channel: 'chat',
  direction: 'inbound',
  status: 'queued',
  queueId: 'sales',
  campaignId: 'inbound',
  customer: { id: 'c-1', name: 'Carla', email: null, phone: null },
  assignments: [],
  codes: [],
  disposition: null,
  notes: null,
  profile: {},
  class: 5,
  priority: 0,
  firstEnqueuedAt: at(-60),
  enqueuedAt: at(-60),
  connectedAt: null,
  endedAt: null,
  endedBy: null,
  endReason: null,
  lane: 'sales',
  shard: 0,
  cost: 30,
  rank: Date.parse(at(-60)),
  steps: [],
  stepStartedAt: at(-60),
  excluded: [],
  sticky: null,
  returnTo: null,
  escalatesAt: at(540),
  predictedMs: null,
  offer: null,
  offerCount: 0,
  queueVisits: 1,
  entryPoint: null,
  locale: null,
  patience: null,
  customerWatch: null,
  privateData: null,
  live: '0',
  ...given,
});
export const offer = (given: Partial<PendingOffer> = {}): PendingOffer => ({
  id: offerId(1),
  agentId: 'ana',
  createdAt: at(-5),
  expiresAt: at(15),
  autoAnswerAt: null,
  source: 'routing',
  ...given,
});
export const assignment = (given: Partial<Assignment> = {}): Assignment => ({
  agentId: 'ana',
  agentName: 'Ana',
  offerId: offerId(1),
  role: 'primary',
  status: 'active',
  queueId: 'sales',
  campaignId: 'inbound',
  acceptedAt: at(-40),
  connectedAt: at(-40),
  endedAt: null,
  wrapUp: null,
  outcomePending: false,
  ...given,
});
export const wrapUp = (given: Partial<WrapUp> = {}): WrapUp => ({
  startedAt: at(-10),
  endsAt: at(20),
  completedAt: null,
  completedBy: null,
  ...given,
});

/** The same chat while an agent is asked. */
export const offeredInteraction = (given: Partial<InteractionRecord> = {}): InteractionRecord =>
  interaction({ status: 'offered', offer: offer(), offerCount: 1, ...given });
/** The same chat in conversation. */
export const activeInteraction = (given: Partial<InteractionRecord> = {}): InteractionRecord =>
  interaction({
    status: 'active',
    assignments: [assignment()],
    connectedAt: at(-40),
    offerCount: 1,
    escalatesAt: null,
    ...given,
  });
export const wrappingAssignment = (given: Partial<Assignment> = {}): Assignment =>
  assignment({ status: 'wrap-up', endedAt: at(-10), wrapUp: wrapUp(), ...given });
/** The same chat when it is over and wrap-up runs. */
export const endedInteraction = (given: Partial<InteractionRecord> = {}): InteractionRecord =>
  activeInteraction({
    status: 'ended',
    assignments: [wrappingAssignment()],
    endedAt: at(-10),
    endedBy: 'customer',
    endReason: 'customer-left',
    ...given,
  });
export const doneAssignment = (given: Partial<Assignment> = {}): Assignment =>
  assignment({
    status: 'done',
    endedAt: at(-10),
    wrapUp: wrapUp({ completedAt: at(-2), completedBy: 'agent' }),
    ...given,
  });

/** The agent who is asked, talks, or wraps up. */
export const askedAgent = (given: Partial<AgentRecord> = {}): AgentWithSession =>
  agent({ work: [work({ state: 'offered', offerId: offerId(1), since: at(-5) })], ...given });
export const talkingAgent = (given: Partial<AgentRecord> = {}): AgentWithSession => agent({ work: [work()], ...given });
export const wrappingAgent = (given: Partial<AgentRecord> = {}): AgentWithSession =>
  agent({ work: [work({ state: 'wrap-up', cost: 10, since: at(-10) })], ...given });

export const terms = (given: Partial<OfferTerms> = {}): OfferTerms => ({
  queue: queue(),
  campaign: campaign(),
  settings: settings(),
  ringSeconds: 20,
  source: 'routing',
  ...given,
});
export const evaluation = (given: Partial<RoutingEvaluation> = {}): RoutingEvaluation => ({
  at: NOW,
  trigger: 'queued',
  step: 0,
  class: 5,
  rank: 0,
  considered: [],
  chosen: null,
  ...given,
});
export const entry = (given: Partial<Entry> = {}): Entry => ({
  interactionId: interactionId(1),
  index: 1,
  at: at(-50),
  kind: 'message',
  author: { kind: 'customer', id: null, name: 'Carla' },
  text: 'Hello',
  clientMessageId: 'm-1',
  ...given,
});
