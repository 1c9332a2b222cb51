import type { EventEnvelope, FeedRecord } from '#schemas/realtime/model.ts';

/** An event with the place it has in one principal's feed. */
export interface FedEvent {
  readonly principal: string;
  readonly seq: number;
  readonly event: EventEnvelope;
}

/** The events of a feed row, each with its number. */
export const fedEvents = ({ events, principal, seq }: FeedRecord): FedEvent[] =>
  events.map((event, at) => ({ principal, seq: seq + at, event }));

/** The newest number of a feed, by its newest row; 0 for an empty one. */
export const headOf = (newest: Pick<FeedRecord, 'seq' | 'events'> | undefined): number =>
  newest ? newest.seq + newest.events.length - 1 : 0;

/** The rows that events become: one for each principal, numbered by its first event. */
export const feedRows = (fed: readonly FedEvent[]): Pick<FeedRecord, 'principal' | 'seq' | 'events'>[] =>
  [...Map.groupBy(fed, one => one.principal)].map(([principal, own]) => ({
    principal,
    seq: Math.min(...own.map(one => one.seq)),
    events: own.toSorted((a, b) => a.seq - b.seq).map(one => one.event),
  }));
