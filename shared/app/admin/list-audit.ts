import type { AuditEntry } from '#schemas/admin/model.ts';
import type { PageQuery } from '#schemas/kit/page.ts';
import type { AdminPorts } from './ports.ts';

/** One page of the audit trail, newest first; with `objectId` only what was done to that object. */
export async function listAudit(
  ports: AdminPorts,
  query: PageQuery & { readonly objectId?: string | undefined },
): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
  const { items, nextCursor } = await ports.auditTrail(query);
  return { items: [...items], nextCursor };
}
