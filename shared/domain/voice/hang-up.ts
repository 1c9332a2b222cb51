import type { ActivityOf } from '#schemas/voice/activity.ts';
import type { Leg, LegEndCause } from '#schemas/voice/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { give, type Moment, UNANSWERED } from './leg.ts';

/** After this long without word of its end a leg is written off; until then it is told again and again. */
const WRITE_OFF_SECONDS = 150;

/**
 * Takes a leg down. What never reached the telephone service, and a browser, whose place is simply taken away, has ended
 * at once; of others the service says when.
 */
export function hangUp(leg: Leg, { newId, now }: Moment, cause: ActivityOf<'hang-up'>['cause'] = 'normal'): Leg {
  const told = give(leg, { kind: 'hang-up', id: newId('act'), cause }, plusSeconds(now, WRITE_OFF_SECONDS));
  return leg.endpoint.kind === 'browser' ? ended(told, 'taken-down', now) : told;
}

/** The leg is no more. */
export const ended = (leg: Leg, cause: LegEndCause, now: string): Leg => ({
  ...leg,
  state: 'ended',
  settled: true,
  dueAt: null,
  ...UNANSWERED,
  errands: [],
  endedAt: now,
  endCause: cause,
});
