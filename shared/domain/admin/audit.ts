import type { AuditEntry } from '#schemas/admin/model.ts';
import { fieldsOf, isSame } from '#shared/domain/kit/is-same.ts';
import type { ObjectKind } from './stored.ts';

/** Who changes something, when, and under which id the audit trail keeps it. */
export interface Stamp {
  readonly auditId: string;
  readonly at: string;
  readonly actorId: string;
  readonly requestId: string;
}

/** One version of an object, or nothing where there is none. */
type Side = object | null;

/** The entry of the audit trail for a change from one version of an object to another. */
export const auditEntry = (
  subject: { readonly kind: ObjectKind; readonly id: string },
  before: Side,
  after: Side,
  { auditId, at, actorId, requestId }: Stamp,
): AuditEntry => ({
  id: auditId,
  at,
  actorId,
  kind: subject.kind,
  objectId: subject.id,
  action: actionOf(before, after),
  changes: changedFields(before, after),
  requestId,
});

function actionOf(before: Side, after: Side): AuditEntry['action'] {
  if (!after) return 'deleted';
  return before ? 'updated' : 'created';
}

/** The fields that differ, except the id, which never does; null stands for a field that is not there. */
export function changedFields(before: Side, after: Side): AuditEntry['changes'] {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter(field => field !== 'id' && !isSame(old.get(field), fresh.get(field)))
    .map(field => ({ field, before: kept(old.get(field)), after: kept(fresh.get(field)) }));
}

/** The trail keeps both sides of a change in one row: longer values are replaced by their length. */
const MAX_CHARACTERS = 10_000;

function kept(value: unknown): unknown {
  const characters = JSON.stringify(value ?? null).length;
  return characters > MAX_CHARACTERS ? { omitted: 'too long for the audit trail', characters } : (value ?? null);
}
