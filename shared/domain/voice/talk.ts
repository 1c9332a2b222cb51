import type { Leg } from '#schemas/voice/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { give, type Moment } from './leg.ts';

/** How long a connected party may take to come into the room. */
const JOIN_SECONDS = 15;

/** Takes a party into the room of the call. Who still has to answer has the time that takes. */
export const talk = (leg: Leg, { newId, now }: Moment): Leg =>
  give(leg, { kind: 'talk', id: newId('act') }, leg.state === 'connected' ? plusSeconds(now, JOIN_SECONDS) : leg.dueAt);

/** The party is in the room. */
export const inRoom = (leg: Leg, now: string): Leg => ({
  ...leg,
  state: 'connected',
  answeredAt: leg.answeredAt ?? now,
  settled: true,
  dueAt: null,
});
