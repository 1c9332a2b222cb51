import type { Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { Customer, InteractionRecord } from '#schemas/interactions/model.ts';
import { type Change, change } from '#shared/domain/kit/change.ts';
import { placement, queuedEvent } from '#shared/domain/routing/queueing.ts';

/** What a customer asks for. */
export interface Arrival {
  readonly id: string;
  readonly tenantId: string;
  readonly customer: Customer;
  readonly initialMessage: string | null;
  readonly privateData: string | null;
  readonly profile: Readonly<Record<string, string>>;
  readonly predictedWaitMs: number | null;
}

/** A customer asks for a chat: it waits in the queue, its opening question already said (CHAT-03, CHAT-46). */
export function arrive(arrival: Arrival, queue: Queue, settings: RoutingSettings, now: string): Change {
  const interaction: InteractionRecord = {
    id: arrival.id,
    tenantId: arrival.tenantId,
    version: 0,
    channel: 'chat',
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
    ...placement(arrival.id, queue, settings, 'chat', now, now),
    excluded: [],
    sticky: null,
    returnTo: null,
    predictedWaitMs: arrival.predictedWaitMs,
    offer: null,
    offerCount: 0,
    queueVisits: 1,
    privateData: arrival.privateData,
    live: 'live',
  };
  const customer = { kind: 'customer' as const, id: null, name: arrival.customer.name };
  return change({
    interactions: [{ before: null, after: interaction }],
    entries: [
      {
        interactionId: arrival.id,
        kind: 'queued',
        author: { kind: 'system', id: null, name: null },
        text: queue.texts.initial ?? null,
        clientMessageId: null,
      },
      ...(arrival.initialMessage === null
        ? []
        : [
            {
              interactionId: arrival.id,
              kind: 'message' as const,
              author: customer,
              text: arrival.initialMessage,
              clientMessageId: null,
            },
          ]),
    ],
    events: [queuedEvent(interaction, 'arrived')],
  });
}
