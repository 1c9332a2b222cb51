import type { Assignment, InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import { activeAssignments } from '#shared/domain/interactions/assignments.ts';
import { type Change, change, nothing } from '#shared/domain/kit/change.ts';
import { connected } from '#shared/domain/routing/offer.ts';
import { agentLeg, customerLeg, isInRoom, isRoom } from './leg.ts';

/**
 * Whoever should hear each other does: from here on they are connected, not from the acceptance on (4.2, MEDIA_UP). The
 * holder is connected with the customer, or, in a room that nobody outside was called into, when he is there.
 */
export function mediaUp(interaction: InteractionRecord, call: CallRecord, now: string): Change {
  const customer = customerLeg(call);
  const customerIsThere = isRoom(call) || (customer !== undefined && isInRoom(customer));
  const isConnected = ({ agentId, role }: Assignment): boolean => {
    const leg = agentLeg(call, agentId);
    return leg !== undefined && isInRoom(leg) && (customerIsThere || role !== 'primary');
  };
  const fresh = activeAssignments(interaction).filter(one => one.connectedAt === null && isConnected(one));
  const begins =
    interaction.status === 'connecting' &&
    activeAssignments(interaction).some(one => one.role === 'primary' && isConnected(one));
  return fresh.length === 0 && !begins ? nothing : connectParties(interaction, fresh, begins, now);
}

/** These parts of an interaction are connected now; the conversation begins, or goes on, with that of its holder. */
export function connectParties(
  interaction: InteractionRecord,
  fresh: readonly Assignment[],
  begins: boolean,
  now: string,
): Change {
  const after: InteractionRecord = {
    ...interaction,
    status: begins ? 'active' : interaction.status,
    connectedAt: begins ? (interaction.connectedAt ?? now) : interaction.connectedAt,
    assignments: interaction.assignments.map(one => (fresh.includes(one) ? { ...one, connectedAt: now } : one)),
  };
  return change({
    interactions: [{ before: interaction, after }],
    events: fresh.filter(one => one.role === 'primary').map(({ agentId }) => connected(interaction, agentId, now)),
  });
}
