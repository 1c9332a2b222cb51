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

/** Tells a leg what it has not been told yet, or all of it when it is idle, and remembers that it was. */
function tellOrders(call: CallRecord, legId: string, isIdle: boolean): { call: CallRecord; orders: Orders } {
  const leg = legOf(call, legId);
  if (!leg) return { call, orders: NOTHING_NEW };
  const isNew = leg.state !== 'ended' && (isIdle || leg.activity.id !== leg.toldActivityId);
  if (!isNew && leg.errands.length === 0) return { call, orders: NOTHING_NEW };
  const told: Leg = { ...leg, toldActivityId: leg.activity.id, errands: [] };
  return { call: replaceLeg(call, told), orders: { errands: leg.errands, activity: isNew ? leg.activity : null } };
}

/**
 * The same for the call as a change leaves it: what the leg is told becomes part of the change.
 *
 * @param isIdle the leg does nothing, whatever it was told
 */
export function told(
  moved: Change,
  call: CallRecord,
  legId: string,
  isIdle = false,
): { change: Change; orders: Orders } {
  const current = outcomeOf(moved.calls, call);
  const { call: after, orders } = tellOrders(current, legId, isIdle);
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
