import type { Activity, Errand } from '#schemas/voice/activity.ts';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { type Change, outcomeOf } from '#shared/domain/kit/change.ts';
import { legOf, type NewId, replaceLeg } from './leg.ts';

/** What a leg is to be told: errands first, then the activity; null: it goes on with what it does. */
export interface Orders {
  readonly errands: readonly Errand[];
  readonly activity: Activity | null;
}

const NOTHING_NEW: Orders = { errands: [], activity: null };

/** What asks for orders. */
interface Asking {
  /** The leg does nothing, whatever it was told. */
  readonly isIdle?: boolean;
  /** Names the report that is answered; null where its answer is kept elsewhere. */
  readonly report?: string | null;
}

/**
 * Tells a leg what it has not been told yet, or all of it when it is idle, and remembers with the leg what the answer was:
 * the same report again is given it again, and with it what is new by then.
 */
function tellOrders(
  call: CallRecord,
  legId: string,
  { isIdle = false, report = null }: Asking,
): { call: CallRecord; orders: Orders } {
  const leg = legOf(call, legId);
  if (!leg) return { call, orders: NOTHING_NEW };
  const isRepeated = report !== null && leg.answered === report;
  const isNew = leg.state !== 'ended' && (isIdle || isUnheard(leg, isRepeated));
  const errands = [...(isRepeated ? leg.answeredErrands : []), ...leg.errands];
  const orders = { errands, activity: isNew ? leg.activity : null };
  if (!leg.untold && leg.errands.length === 0) return { call, orders };
  const answer = { answered: report, answeredActivity: isNew, answeredErrands: errands };
  return { call: replaceLeg(call, { ...leg, untold: false, errands: [], ...(report !== null && answer) }), orders };
}

const isUnheard = (leg: Leg, isRepeated: boolean): boolean => leg.untold || (isRepeated && leg.answeredActivity);

/** The same for the call as a change leaves it: what the leg is told becomes part of the change. */
export function told(
  moved: Change,
  call: CallRecord,
  legId: string,
  asking: Asking = {},
): { change: Change; orders: Orders } {
  const current = outcomeOf(moved.calls, call);
  const { call: after, orders } = tellOrders(current, legId, asking);
  if (after === current) return { change: moved, orders };
  const others = moved.calls.filter(move => move.after.id !== call.id);
  const before = moved.calls.find(move => move.after.id === call.id)?.before;
  return { change: { ...moved, calls: [...others, { before: before === undefined ? call : before, after }] }, orders };
}

/** For legs that no call knows, or that have ended: whoever is still connected is taken down. */
export const takeDown = (newId: NewId): Orders => ({
  errands: [],
  activity: { kind: 'hang-up', id: newId('act'), cause: 'normal' },
});
