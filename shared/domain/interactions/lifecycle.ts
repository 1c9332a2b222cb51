import type { Assignment, InteractionRecord, InteractionStatus } from '#schemas/interactions/model.ts';
import { type Breach, broken } from '#shared/domain/kit/breach.ts';

/** The declared transitions (4.2); staying where one is is always allowed. */
const NEXT: Readonly<Record<InteractionStatus, readonly InteractionStatus[]>> = {
  created: ['queued', 'handed-over', 'ended', 'closed'],
  queued: ['created', 'offered', 'connecting', 'active', 'handed-over', 'ended', 'closed'],
  offered: ['queued', 'connecting', 'active', 'ended', 'closed'],
  connecting: ['queued', 'active', 'ended', 'closed'],
  active: ['queued', 'parked', 'handed-over', 'ended', 'closed'],
  parked: ['queued', 'connecting', 'handed-over', 'ended', 'closed'],
  'handed-over': ['created', 'queued', 'ended', 'closed'],
  ended: ['closed'],
  closed: [],
};
const PROGRESS: Readonly<Record<Assignment['status'], number>> = { active: 0, 'wrap-up': 1, done: 2 };

/** Where somebody holds the interaction. */
const HELD: ReadonlySet<InteractionStatus> = new Set(['connecting', 'active', 'parked']);

/** What contradicts itself inside one interaction (I2, I5): it is in exactly one place, with one owner at most. */
export function contradictions(interaction: InteractionRecord): Breach[] {
  const { assignments, endedAt, live, offer, reservation, status } = interaction;
  const of = (wanted: Assignment['status']) => assignments.filter(one => one.status === wanted).length;
  const holders = assignments.filter(one => one.status === 'active' && one.role === 'primary');
  const over = status === 'ended' || status === 'closed';
  const shown = () => `${status}, ${of('active')} active, ${of('wrap-up')} in wrap-up, ended ${endedAt}`;
  return broken(interaction.id, {
    'one-owner': [holders.length === (HELD.has(status) ? 1 : 0), shown],
    'called-in-only-by-an-owner': [of('active') === 0 || HELD.has(status), shown],
    'offered-means-an-offer': [(offer !== null) === (status === 'offered'), shown],
    'somebody-is-kept-only-while-nobody-has-it': [
      reservation === undefined || status === 'queued' || status === 'offered',
      shown,
    ],
    'ended-means-over': [(endedAt !== null) === over, shown],
    'closed-means-all-done': [!over || (of('wrap-up') === 0) === (status === 'closed'), shown],
    'live-until-closed': [(live !== undefined) === (status !== 'closed'), shown],
  });
}

/** What no change may do to an interaction. @param now when the change was decided */
export function illegalMove(before: InteractionRecord | null, after: InteractionRecord, now: string): Breach[] {
  if (before === null) return broken(after.id, { 'first-version': [after.version === 1, () => `${after.version}`] });
  const kept = (field: keyof InteractionRecord) => JSON.stringify(before[field]) === JSON.stringify(after[field]);
  const once = (field: keyof InteractionRecord) => before[field] === null || kept(field);
  const said = (field: keyof InteractionRecord) => () =>
    `${field}: ${JSON.stringify(before[field])} became ${JSON.stringify(after[field])}`;
  const legal = before.status === after.status || NEXT[before.status].includes(after.status);
  return [
    ...broken(after.id, {
      'declared-transition': [legal, said('status')],
      'next-version': [after.version === before.version + 1, said('version')],
      'age-kept': [(kept('firstEnqueuedAt') || entersFirst(before, after)) && kept('channel'), said('firstEnqueuedAt')],
      'ended-once': [once('endedAt') && once('endReason'), said('endReason')],
      'disposed-once': [once('disposition'), said('disposition')],
      'offers-counted': [after.offerCount === before.offerCount + offersMade(before, after), said('offerCount')],
      'place-by-rules': [keepsPlace(before, after, now), said('rank')],
    }),
    ...assignmentMoves(before, after),
  ];
}

/** Who was in a call flow, or was forwarded by it to nobody, is as old as his first wait. */
const entersFirst = (before: InteractionRecord, after: InteractionRecord): boolean =>
  OUT_OF_QUEUE.has(before.status) && before.queueVisits === 0 && after.queueVisits === 1;

const OUT_OF_QUEUE: ReadonlySet<string> = new Set(['created', 'handed-over']);

const offersMade = (before: InteractionRecord, after: InteractionRecord): number => {
  const pickedUp = before.status === 'queued' && HELD.has(after.status);
  const calledIn = HELD.has(before.status) && after.assignments.length > before.assignments.length;
  return pickedUp || calledIn || (after.offer !== null && after.offer.id !== before.offer?.id) ? 1 : 0;
};

/** Rank and class move by a new visit, by a transfer that goes back, or by one class when the wait was long (4.4, 4.5). */
function keepsPlace(before: InteractionRecord, after: InteractionRecord, now: string): boolean {
  const moved = after.queueVisits > before.queueVisits || (before.returnTo !== null && after.returnTo === null);
  if (moved) return true;
  const escalated = before.escalatesAt !== null && before.escalatesAt <= now && after.class === before.class - 1;
  return after.rank === before.rank && (after.class === before.class || escalated);
}

/** Assignments are added at the end and only go forward. */
function assignmentMoves(before: InteractionRecord, after: InteractionRecord): Breach[] {
  return before.assignments.flatMap((one, at) => {
    const then = after.assignments[at];
    const forward = then?.agentId === one.agentId && PROGRESS[then.status] >= PROGRESS[one.status];
    const detail = () => `${one.agentId} ${one.status} became ${then?.agentId} ${then?.status}`;
    const byTimer = one.status === 'wrap-up' && then?.wrapUp?.completedBy === 'timer';
    return broken(after.id, {
      'assignments-go-forward': [forward, detail],
      'an-extended-wrap-up-is-its-agents': [!byTimer || one.wrapUp?.endsAt !== null, detail],
    });
  });
}
