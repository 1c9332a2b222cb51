import type { Administered, AdminKind, AdminObject } from '#schemas/admin/model.ts';
import type { AdminObjects, ObjectKind, Stored } from '#shared/domain/admin/stored.ts';

/** An object as clients get it: its own fields beside version and authorship. */
export type View<Kind extends ObjectKind> = AdminObjects[Kind] & Administered;

/** An object as clients send it: the id may be left out. */
export type Draft<Kind extends AdminKind> = Omit<AdminObject<Kind>, 'id'> & { readonly id?: string | undefined };

export const viewOf = <Kind extends ObjectKind>(stored: Stored<Kind>): View<Kind> => ({
  ...stored.object,
  version: stored.version,
  updatedAt: stored.updatedAt,
  updatedBy: stored.updatedBy,
});
