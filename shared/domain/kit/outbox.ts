import type { ChangeRecord } from '#schemas/interactions/entity.ts';
import type { EventEnvelope } from '#schemas/realtime/model.ts';

/** Names an event once and for all: its aggregate, the version it made, and its place in the change. */
export const eventId = (aggregateId: string, version: number, number: number): string =>
  `${aggregateId}.${version}.${number}`;

/** The events of a timeline row as they travel. */
export const envelopesOf = ({ actor, at, events, interactionId, version }: ChangeRecord): EventEnvelope[] =>
  events.map(({ data, number, type }) => ({
    id: eventId(interactionId, version, number),
    type,
    time: at,
    subject: `interaction/${interactionId}`,
    aggregateVersion: version,
    actor,
    data,
  }));
