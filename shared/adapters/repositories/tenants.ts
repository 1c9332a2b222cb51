import { PLATFORM_TENANT, TenantEntity } from '#schemas/admin/entity.ts';
import type { OpenStore } from '#shared/adapters/store/store.ts';

/** The ids of all tenants there are. */
export const tenantIds =
  (openStore: OpenStore): (() => Promise<string[]>) =>
  async () =>
    (await openStore(PLATFORM_TENANT).query(TenantEntity, {})).map(tenant => tenant.id);

/** How long the list of tenants is believed, and how soon it is read again for an integer that is not in it. */
const BELIEVED_MS = 60_000;
const AGAIN_AFTER_MS = 1000;

/** The id of the tenant with an integer, for dialects that have nothing else. Among equal ones the first id. */
export function tenantAliases(openStore: OpenStore, now: () => number): (alias: number) => Promise<string | undefined> {
  let read: { readonly at: number; readonly ids: Promise<ReadonlyMap<number, string>> } | undefined;

  async function load(): Promise<ReadonlyMap<number, string>> {
    const tenants = await openStore(PLATFORM_TENANT).query(TenantEntity, {});
    return new Map(tenants.toReversed().map(({ alias, id }) => [alias, id]));
  }

  function ids(olderThanMs: number): Promise<ReadonlyMap<number, string>> {
    if (!read || now() - read.at >= olderThanMs) {
      read = { at: now(), ids: load() };
      read.ids.catch(() => {
        read = undefined;
      });
    }
    return read.ids;
  }

  return async alias => (await ids(BELIEVED_MS)).get(alias) ?? (await ids(AGAIN_AFTER_MS)).get(alias);
}
