import type { Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { Channel } from '#schemas/interactions/channel.ts';
import type { Customer, InteractionRecord, Patience } from '#schemas/interactions/model.ts';
import { type Change, change, type NewEntry } from '#shared/domain/kit/change.ts';
import { liveShardOf } from '#shared/domain/kit/shard.ts';
import { placement, queuedEvent } from '#shared/domain/routing/queueing.ts';
import { customerAuthor, systemAuthor } from './authors.ts';
import { pageSeen } from './customer-watch.ts';

/** A contact that comes in, from whatever channel: what its entry knows of it. */
export interface Arrival {
  readonly id: string;
  readonly tenantId: string;
  readonly channel: Channel;
  readonly customer: Customer;
  readonly entryPoint: InteractionRecord['entryPoint'];
  /** Whether the customer's page is open already; others are watched from their first long poll or socket on. */
  readonly pageIsOpen: boolean;
  readonly locale: string | null;
  readonly hidesAgentNames: boolean;
  readonly patience: Patience | null;
  readonly initialMessage: string | null;
  /** For the agent alone (CHAT-45). */
  readonly initialMessageToAgent: string | null;
  /** What the customer is told on arrival. */
  readonly welcome: string | null;
  readonly privateData: string | null;
  readonly profile: Readonly<Record<string, string>>;
  readonly predictedMs: number | null;
  /** When the queue may close; undefined for one that is always open. */
  readonly closingLookAt?: string | undefined;
}

/** A customer gets in touch: the contact waits in the queue, its opening question already said (CHAT-03, CHAT-46). */
export function arrive(arrival: Arrival, queue: Queue, settings: RoutingSettings, now: string): Change {
  const interaction = newcomer(arrival, queue, settings, now);
  return change({
    interactions: [{ before: null, after: interaction }],
    entries: openingLines(arrival),
    events: [queuedEvent(interaction, 'arrived')],
  });
}

/** The interaction of a contact that waits in a queue from now on. */
export function newcomer(arrival: Arrival, queue: Queue, settings: RoutingSettings, now: string): InteractionRecord {
  return {
    id: arrival.id,
    tenantId: arrival.tenantId,
    version: 0,
    channel: arrival.channel,
    direction: 'inbound',
    status: 'queued',
    customer: arrival.customer,
    assignments: [],
    codes: [],
    disposition: null,
    notes: null,
    profile: { ...arrival.profile },
    firstEnqueuedAt: now,
    connectedAt: null,
    endedAt: null,
    endedBy: null,
    endReason: null,
    ...placement(arrival.id, queue, settings, arrival.channel, now, now),
    excluded: [],
    sticky: null,
    returnTo: null,
    predictedMs: arrival.predictedMs,
    offer: null,
    offerCount: 0,
    queueVisits: 1,
    entryPoint: arrival.entryPoint,
    locale: arrival.locale,
    ...(arrival.hidesAgentNames && { hidesAgentNames: true as const }),
    ...(arrival.closingLookAt !== undefined && { closingLookAt: arrival.closingLookAt }),
    patience: arrival.patience,
    customerWatch: arrival.pageIsOpen ? pageSeen({ customerWatch: null, patience: arrival.patience }, now) : null,
    privateData: arrival.privateData,
    live: liveShardOf(arrival.id),
  };
}

function openingLines(arrival: Arrival): NewEntry[] {
  const line = { interactionId: arrival.id, clientMessageId: null };
  const { initialMessage, initialMessageToAgent, welcome } = arrival;
  const lines: NewEntry[] = [{ ...line, kind: 'queued', author: systemAuthor, text: welcome }];
  if (initialMessageToAgent !== null) {
    lines.push({ ...line, kind: 'message', author: systemAuthor, text: initialMessageToAgent, audience: 'agents' });
  }
  if (initialMessage !== null) {
    lines.push({ ...line, kind: 'message', author: customerAuthor(arrival), text: initialMessage });
  }
  return lines;
}
