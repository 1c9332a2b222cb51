import type { CallRecord } from '#schemas/voice/model.ts';
import { isLive } from './leg.ts';

/** When a call must be looked at: somebody should have answered or come into the room, or it was parked for too long. */
export function callDeadlines(call: CallRecord): { task: string; at: string; input: { interactionId: string } }[] {
  const due = call.legs.flatMap(leg => (isLive(leg) && leg.dueAt !== null ? [leg.dueAt] : []));
  const instants = [...due, ...(call.parked?.endsAt ? [call.parked.endsAt] : [])];
  return [...new Set(instants)].map(at => ({ task: 'check-call', at, input: { interactionId: call.id } }));
}
