import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { Change } from '#shared/adapters/store/table-engine.ts';
import type { View } from './view.ts';

/**
 * Notes since when contacts and agents have been where searches find them, so that overtaking can be told from races, and
 * who took part without having been offered anything.
 */
export function watchPlaces(view: View, changes: readonly Change[], now: number): void {
  for (const { after, before, entityName } of changes) {
    if (entityName === 'waiting') {
      const { interactionId } = (after ?? before) as unknown as WaitingRecord;
      if (after) view.waitingSince.set(interactionId, now);
    }
    if (entityName === 'interaction') {
      const { assignments, id } = (after ?? before) as unknown as InteractionRecord;
      for (const { offerId, role } of assignments) if (role === 'conferenced') view.calledIn.add(`${id} ${offerId}`);
    }
    if (entityName === 'routable') {
      const { agentId, tenantId } = (after ?? before) as unknown as RoutableRecord;
      if (after) view.routableSince.set(`${tenantId} ${agentId}`, now);
    }
  }
}
