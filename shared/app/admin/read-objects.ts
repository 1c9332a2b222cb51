import type { AdminKind } from '#schemas/admin/model.ts';
import type { PageQuery } from '#schemas/kit/page.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { AdminPorts } from './ports.ts';
import { type View, viewOf } from './view.ts';

/** One object. @throws AppError `OBJECT_NOT_FOUND` */
export async function getObject<Kind extends AdminKind>(
  ports: AdminPorts,
  kind: Kind,
  id: string,
): Promise<View<Kind>> {
  const stored = await ports.object(kind, id);
  if (!stored) throw new AppError('OBJECT_NOT_FOUND');
  return viewOf(stored);
}

/** One page of the objects of a kind, in the order of their ids. */
export async function listObjects<Kind extends AdminKind>(
  ports: AdminPorts,
  kind: Kind,
  page: PageQuery,
): Promise<{ items: View<Kind>[]; nextCursor: string | null }> {
  const { items, nextCursor } = await ports.objects(kind, page);
  return { items: items.map(viewOf<Kind>), nextCursor };
}
