import type { RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { Change } from '#shared/adapters/store/table-engine.ts';
import type { View } from './view.ts';

/** Notes since when contacts and agents have been where searches find them, so that overtaking can be told from races. */
export function watchPlaces(view: View, changes: readonly Change[], now: number): void {
  for (const { after, before, entityName } of changes) {
    if (entityName === 'waiting') {
      const { interactionId } = (after ?? before) as unknown as WaitingRecord;
      if (after) view.waitingSince.set(interactionId, now);
    }
    if (entityName === 'routable') {
      const { agentId, tenantId } = (after ?? before) as unknown as RoutableRecord;
      if (after) view.routableSince.set(`${tenantId} ${agentId}`, now);
    }
  }
}
