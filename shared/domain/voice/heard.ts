import type { ActivityResult } from '#schemas/voice/activity.ts';
import type { Leg, LegEndCause } from '#schemas/voice/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { ended } from './hang-up.ts';
import { isMusic } from './play.ts';
import { inRoom } from './talk.ts';

/** A fact about a leg that the telephone service reports, and what it calls the leg, if it is a telephone. */
export type LegFact = { readonly ref?: string | undefined } & (
  | { readonly kind: 'ringing' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'activity'; readonly activityId: string; readonly result: ActivityResult }
  | { readonly kind: 'room'; readonly present: boolean }
  /** The service asks what the leg is to do. One that is idle is told its activity again, whatever it was told before. */
  | { readonly kind: 'asked'; readonly idle?: boolean }
  | { readonly kind: 'ended'; readonly cause: LegEndCause }
);

/**
 * The leg after a fact. Facts come late, twice and out of order: what is known already, what is about another activity
 * than the present one, and what contradicts an end changes nothing.
 */
export function heard(known: Leg, fact: LegFact, now: string): Leg {
  if (known.state === 'ended') return known;
  const leg = named(known, fact);
  switch (fact.kind) {
    case 'ringing':
      return leg.state === 'dialling' ? { ...leg, state: 'ringing' } : leg;
    case 'answered':
      return leg.state === 'connected' ? leg : answered(leg, now);
    case 'activity':
      return fact.activityId === leg.activity.id && !leg.settled ? settled(leg, fact.result, now) : leg;
    case 'room':
      return leg.endpoint.kind === 'browser' ? browserMoved(leg, fact.present, now) : leg;
    case 'asked':
      return leg;
    case 'ended':
      return ended(leg, fact.cause, now);
  }
}

/** The answer to the request to dial may have been lost: then the first report says what the service calls the leg. */
const named = (leg: Leg, { ref }: LegFact): Leg =>
  leg.ref === null && ref !== undefined && leg.endpoint.kind !== 'browser' ? { ...leg, ref } : leg;

const RETRY_SECONDS = 15;

/** From here on the leg is told what to do; of what it waited for, its answer is the first part. */
const answered = (leg: Leg, now: string): Leg => ({
  ...leg,
  state: 'connected',
  answeredAt: now,
  dueAt: isMusic(leg.activity) ? null : leg.dueAt,
});

function settled(leg: Leg, result: ActivityResult, now: string): Leg {
  // A sound that cannot be played would fail again at once: it is tried again in a while.
  if (result.kind === 'failed' && leg.activity.kind === 'play')
    return { ...leg, dueAt: plusSeconds(now, RETRY_SECONDS) };
  if (result.kind === 'failed') return { ...leg, settled: true };
  return leg.activity.kind === 'talk' ? inRoom(leg, now) : { ...leg, settled: true };
}

/** A browser that leaves the room has lost its place; whoever should be there is waited for anew. */
function browserMoved(leg: Leg, present: boolean, now: string): Leg {
  if (present) return leg.state === 'connected' && leg.settled ? leg : inRoom(leg, now);
  return leg.state === 'connected' ? ended(leg, 'hung-up', now) : leg;
}
